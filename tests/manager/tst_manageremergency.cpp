// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Emergency mode: what each lever stops, in what order it is taken back, what is left of it after a restart.

#include "emergencyviews.h"
#include "managerrig.h"
#include "rolloutrunner.h"

#include <nlohmann/json.hpp>

using namespace toban::manager;
using namespace std::chrono_literals;
using nlohmann::json;

namespace {

class EmergencyMode : public testing::Test
{
protected:
    ScratchDirectory directory;
    std::unique_ptr<ManagerRig> rig = std::make_unique<ManagerRig>(directory / "m.db");

    void SetUp() override
    {
        create("gen", "claude-opus-4.1");
        create("other", "mistral");
    }
    void create(const std::string &name, const std::string &model)
    {
        Change change = ManagerRig::create(name, 1); // of capacity 2
        std::get<CreateDeployment>(change.what).content.model = model;
        ASSERT_EQ(rig->change(change).status, 202);
        rig->settle(name);
    }
    void submit(std::initializer_list<const char *> ids, const std::string &deployment = {})
    {
        for (const char *id : ids) {
            Task task = ManagerRig::task(id);
            task.deployment = deployment;
            ASSERT_EQ(rig->submit(task).status, 202) << id;
        }
    }
    Answer pull(std::set<Lever> levers, std::optional<int> concurrency = {})
    {
        const Answer answer = rig->change({"emergency", EnterEmergency{std::move(levers), concurrency, {}}});
        round();
        return answer;
    }
    Answer takeBack(Lever lever)
    {
        const Answer answer = rig->change({"emergency", RestoreLever{lever}});
        round();
        return answer;
    }
    void round()
    {
        rig->controller.step();
        rig->flush();
    }
    json state() { return json::parse(emergencyJson(rig->fleet, rig->fleet.emergency, rig->clock.now())); }
    json plan(const Change &change)
    {
        return json::parse(rig->changes.plan(change, {"tester", Role::Admin, {}, {}}).body);
    }
    Intake intake(const char *name) { return rig->fleet.deployments.at(name).record.intake; }
    static void done(FakeTransport::Given &given, double cost = 0)
    {
        given.answer({TaskOutcome::Kind::Done, {"{}", Usage{"m", 0, 0, Money::fromDouble(cost)}}, {}, {}});
    }
    void restart()
    {
        rig = nullptr;
        rig = std::make_unique<ManagerRig>(directory / "m.db");
    }
};

} // namespace

TEST_F(EmergencyMode, StopsTheIntakeButNotWhatIsKnownAlready)
{
    submit({"a"});
    ASSERT_EQ(pull({Lever::StopIntake}).status, 202);
    const Answer refused = rig->submit(ManagerRig::task("b"));
    EXPECT_EQ(refused.status, 503);
    EXPECT_EQ(json::parse(refused.body).at("code"), "intake_stopped");
    EXPECT_EQ(refused.retryAfter, 30);
    EXPECT_TRUE(rig->submit(ManagerRig::task("a")).replayed) << "it was accepted before";
    ASSERT_EQ(takeBack(Lever::StopIntake).status, 202);
    submit({"b"});
}

TEST_F(EmergencyMode, CapsWhatIsUnderWay)
{
    submit({"a", "b"});
    ASSERT_EQ(pull({Lever::CapConcurrency}, 3).status, 202);
    submit({"c", "d", "e"});
    auto given = rig->transport.take();
    ASSERT_EQ(given.size(), 3U);
    done(given[0]);
    rig->flush();
    EXPECT_EQ(rig->transport.take().size(), 1U) << "one ended, one begins";
    ASSERT_EQ(pull({Lever::CapConcurrency}, 0).status, 202) << "the cap can be moved";
    EXPECT_EQ(state().at("concurrency"), 0);
    done(given[1]);
    rig->flush();
    EXPECT_EQ(rig->transport.take().size(), 0U);
    ASSERT_EQ(takeBack(Lever::CapConcurrency).status, 202);
    EXPECT_EQ(rig->transport.take().size(), 1U);
    EXPECT_EQ(pull({Lever::CapConcurrency}).status, 422) << "without a number";
    EXPECT_EQ(pull({Lever::StopIntake}, 3).status, 422) << "a number for nothing";
}

TEST_F(EmergencyMode, SendsCheaperModels)
{
    submit({"a"}, "gen");
    EXPECT_EQ(rig->transport.take().at(0).task.model, "") << "its own choice";
    ASSERT_EQ(pull({Lever::DowngradeModels}).status, 202);
    submit({"b"}, "gen");
    EXPECT_EQ(rig->transport.take().at(0).task.model, "claude-sonnet-3.5");
    submit({"c"}, "other");
    EXPECT_EQ(rig->transport.take().at(0).task.model, "mistral") << "no other than its own";
    EXPECT_EQ(downgradedModel("gpt-5"), "gpt-4o");
    ASSERT_EQ(takeBack(Lever::DowngradeModels).status, 202);
    submit({"d"}, "other");
    EXPECT_EQ(rig->transport.take().at(0).task.model, "");
}

TEST_F(EmergencyMode, PausesDeploymentsAndOpensOnlyThose)
{
    create("resting", "m");
    ASSERT_EQ(rig->change({"resting", SetDeploymentIntake{Intake::Paused}}).status, 202);
    ASSERT_EQ(pull({Lever::PauseDeployments}).status, 202);
    EXPECT_EQ(intake("gen"), Intake::Paused);
    submit({"a"});
    EXPECT_TRUE(rig->transport.take().empty());
    EXPECT_EQ(state().at("paused_deployments"), (json{"gen", "other"}));
    ASSERT_EQ(rig->change({"other", SetDeploymentIntake{Intake::Draining}}).status, 202);
    restart();
    EXPECT_EQ(intake("gen"), Intake::Paused);
    ASSERT_EQ(takeBack(Lever::PauseDeployments).status, 202);
    EXPECT_EQ(intake("gen"), Intake::Open);
    EXPECT_EQ(intake("resting"), Intake::Paused) << "was so before";
    EXPECT_EQ(intake("other"), Intake::Draining) << "an operator wanted it since";
}

TEST_F(EmergencyMode, StopsWhatIsInFlightAndBeginsNothing)
{
    submit({"a", "b", "c", "d", "e"});
    auto given = rig->transport.take();
    ASSERT_EQ(given.size(), 4U);
    ASSERT_EQ(pull({Lever::StopInFlight}).status, 202);
    auto told = rig->transport.cancelled();
    std::sort(told.begin(), told.end());
    EXPECT_EQ(told, (std::vector<std::string>{"a", "b", "c", "d"}));
    EXPECT_EQ(rig->tasks.get("a")->status, TaskStatus::Cancelled);
    EXPECT_EQ(rig->tasks.get("e")->status, TaskStatus::Queued);
    EXPECT_EQ(state().at("progress").at("in_flight"), 4) << "until the agents have dropped them";
    for (auto &each : given) {
        each.answer({TaskOutcome::Kind::Refused, {}, "The agent answered 409", {}});
    }
    rig->flush();
    EXPECT_EQ(state().at("progress").at("in_flight"), 0);
    EXPECT_EQ(state().at("progress").at("in_flight_at_entry"), 4);
    EXPECT_EQ(rig->tasks.get("a")->status, TaskStatus::Cancelled) << "the first end stands";
    round();
    EXPECT_TRUE(rig->transport.take().empty());
    ASSERT_EQ(takeBack(Lever::StopInFlight).status, 202);
    EXPECT_EQ(rig->transport.take().at(0).task.id, "e");
}

TEST_F(EmergencyMode, TakesLeversBackInReverseOrderEachWithItsPlan)
{
    EXPECT_EQ(takeBack(Lever::StopIntake).status, 409) << "it is off";
    ASSERT_EQ(pull({Lever::PauseDeployments}).status, 202);
    rig->clock.advance(60s);
    ASSERT_EQ(pull({Lever::StopIntake, Lever::CapConcurrency}, 1).status, 202) << "levers can be added";
    const json both = state();
    EXPECT_EQ(both.at("since"), "2024-10-04T00:00:00.000Z") << "of the first";
    EXPECT_EQ(both.at("next_restore"), "pause_deployments");
    for (const Lever early : {Lever::StopIntake, Lever::CapConcurrency, Lever::StopInFlight}) {
        const Answer refused = takeBack(early);
        EXPECT_EQ(refused.status, 409);
        EXPECT_NE(refused.body.find("pause_deployments comes first"), std::string::npos) << refused.body;
    }
    const json shown = plan({"emergency", RestoreLever{Lever::PauseDeployments}});
    EXPECT_EQ(shown.at("changes").at(0),
              (json{{"field", "levers"},
                    {"from", {"stop_intake", "cap_concurrency", "pause_deployments"}},
                    {"to", {"stop_intake", "cap_concurrency"}}}));
    EXPECT_EQ(shown.at("changes").size(), 3U) << "and two deployments";
    restart();
    EXPECT_EQ(rig->submit(ManagerRig::task("x")).status, 503) << "it survives a restart";
    const json after = state();
    for (const char *member : {"active", "levers", "since", "by", "reason", "concurrency", "paused_deployments"}) {
        EXPECT_EQ(after.at(member), both.at(member)) << member;
    }
    for (const Lever lever : {Lever::PauseDeployments, Lever::CapConcurrency, Lever::StopIntake}) {
        ASSERT_EQ(takeBack(lever).status, 202);
    }
    const json end = state();
    EXPECT_EQ(end.at("active"), false);
    EXPECT_EQ(end.at("since"), nullptr);
    EXPECT_EQ(end.at("reason"), nullptr);
    EXPECT_EQ(rig->audit({"", "emergency.restore", "emergency", ""}).size(), 7U) << "refused ones, too";
}

TEST_F(EmergencyMode, ThePlanSaysWhatEachLeverStops)
{
    submit({"a", "b", "c", "d", "e"});
    const json shown = plan({"emergency", EnterEmergency{{Lever::CapConcurrency, Lever::StopInFlight}, 1, {}}});
    const json &levers = shown.at("levers");
    ASSERT_EQ(levers.size(), 5U);
    const auto row = [&levers](std::size_t i) {
        const json &lever = levers.at(i);
        return std::tuple(lever.at("lever").get<std::string>(), lever.at("chosen").get<bool>(),
                          lever.at("agents").get<int>(), lever.at("deployments").get<int>(),
                          lever.at("in_flight_tasks").get<int>(), lever.at("queued_tasks").get<int>());
    };
    EXPECT_EQ(row(0), std::tuple("stop_intake", false, 0, 0, 0, 0));
    EXPECT_EQ(row(1), std::tuple("cap_concurrency", true, 0, 0, 3, 0));
    EXPECT_EQ(row(2), std::tuple("downgrade_models", false, 1, 1, 0, 0));
    EXPECT_EQ(row(3), std::tuple("pause_deployments", false, 2, 2, 0, 1));
    EXPECT_EQ(row(4), std::tuple("stop_in_flight", true, 2, 0, 4, 1));
    EXPECT_EQ(shown.at("blast_radius").at("in_flight_tasks"), 4);
    EXPECT_EQ(shown.at("cost_per_hour"), nullptr) << "nothing was measured";
    EXPECT_NE(shown.at("warnings").at(0).get<std::string>().find("unknown"), std::string::npos);
    EXPECT_EQ(state().at("active"), false) << "a plan changes nothing";
}

TEST_F(EmergencyMode, SpendingIsMeasuredOverAMinuteAndUnknownBefore)
{
    EXPECT_EQ(state().at("progress").at("spend_per_hour"), nullptr);
    submit({"a"});
    done(rig->transport.take().at(0), 0.5);
    rig->clock.advance(30s);
    submit({"b"});
    done(rig->transport.take().at(0), 0.5);
    rig->flush();
    ASSERT_EQ(pull({Lever::StopInFlight}).status, 202);
    EXPECT_EQ(state().at("progress").at("spend_per_hour"), "120.00") << "1 USD in 30 s";
    rig->clock.advance(59s);
    EXPECT_EQ(state().at("progress").at("spend_per_hour"), "30.00") << "0.5 USD in the last 60 s";
    rig->clock.advance(1s);
    EXPECT_EQ(state().at("progress").at("spend_per_hour"), "0.00");
    EXPECT_EQ(state().at("progress").at("spend_per_hour_at_entry"), "120.00");
    restart();
    EXPECT_EQ(state().at("progress").at("spend_per_hour_at_entry"), "120.00");
}

TEST_F(EmergencyMode, NothingIsScaledMeanwhile)
{
    Autoscaling autoscaling;
    autoscaling.policy = ScalingPolicy::Load;
    autoscaling.bounds = {2, 4};
    ASSERT_EQ(pull({Lever::StopIntake}).status, 202);
    ASSERT_EQ(rig->change({"gen", PutAutoscaling{autoscaling}}).status, 202);
    round();
    EXPECT_EQ(rig->fleet.deployments.at("gen").scaling.decision.reason, "held: emergency mode is on");
    EXPECT_EQ(rig->fleet.deployments.at("gen").record.replicas, 1);
}

TEST_F(EmergencyMode, ResetIsRefusedWhileOperationsAreActiveAndElseOpensEverything)
{
    submit({"a", "b"});
    ASSERT_EQ(rig->change({"other", ScaleDeployment{2}}).status, 202);
    const Change reset{"system", ResetSystem{}};
    EXPECT_NE(plan(reset).at("detail").get<std::string>().find(
                  "3 operations are active: 1 changes of deployments, 0 rollouts, 0 rotations of secrets and 2 tasks"),
              std::string::npos)
        << plan(reset);
    for (auto &given : rig->transport.take()) {
        done(given);
    }
    rig->settle("other");
    StartRollout rollout;
    rollout.content.image = "image:v2";
    const Answer started = rig->change({"gen", rollout});
    ASSERT_EQ(started.status, 202) << started.body;
    ASSERT_EQ(
        rig->change({"key", CreateSecret{{SecretOwner::Kind::Agent, "gen-0"}, {}, false, rig->secrets.sealGenerated()}})
            .status,
        202);
    ASSERT_EQ(rig->change({"key", RotateSecret{0s, 1s, {}, rig->secrets.sealGenerated()}}).status, 202);
    EXPECT_NE(plan(reset).at("detail").get<std::string>().find("2 operations are active: 0 changes of deployments, 1 "
                                                               "rollouts, 1 rotations of secrets and 0 tasks"),
              std::string::npos)
        << plan(reset);
    ASSERT_EQ(rig->change({"gen", SteerRollout{RolloutVerb::Abort, 1}}).status, 202);
    rig->clock.advance(2s); // nobody confirms
    rig->secrets.step();
    RolloutRunner runner(rig->fleet, rig->changes, nullptr, rig->clock);
    for (int i = 0; i < 20 && rig->fleet.deployments.at("gen").activeRollout() != nullptr; ++i) {
        rig->settle("gen");
        runner.step();
        rig->flush();
    }
    ASSERT_EQ(pull({Lever::StopIntake, Lever::PauseDeployments}).status, 202);
    ASSERT_EQ(rig->change({"gen-0", SetAgentIntake{Intake::Paused}}).status, 202);
    EXPECT_EQ(rig->change(reset, Role::Approver).status, 403);
    ASSERT_EQ(rig->change(reset).status, 202);
    const auto check = [this] {
        EXPECT_EQ(state().at("active"), false);
        EXPECT_EQ(intake("gen"), Intake::Open);
        EXPECT_TRUE(rig->fleet.agentIntakes.empty());
    };
    check();
    restart();
    check();
}

TEST_F(EmergencyMode, ACancelledTaskIsDroppedByItsAgent)
{
    submit({"a"});
    ASSERT_EQ(rig->change({"a", CancelTask{}}).status, 202);
    round();
    EXPECT_EQ(rig->transport.cancelled(), std::vector<std::string>{"a"});
}
