// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later

// The whole path of a rollout with a clock that the test turns and figures that it makes up: who serves, what is written,
// what an operator may do, and what is left after a restart in each phase.

#include "managerrig.h"
#include "rolloutrunner.h"
#include "rolloutviews.h"

#include <nlohmann/json.hpp>

using namespace toban::manager;
using namespace std::chrono_literals;
using nlohmann::json;
using Phase = RolloutPhase;

namespace {

RolloutFigures figures(double greenRate, double errors, double mean, double blueRate)
{
    return {{blueRate, 0.0, 1.0}, {greenRate, errors, mean}, {}};
}

/// Answers with what the test has set, at once.
class FakeSource final : public MetricSource
{
public:
    void measure(const RolloutMeasurement &what, std::function<void(RolloutFigures)> callback) override
    {
        asked.push_back(what);
        callback(figures);
    }
    RolloutFigures figures;
    std::vector<RolloutMeasurement> asked;
};

class RolloutPath : public testing::Test
{
protected:
    ScratchDirectory directory;
    FakeSource source;
    std::unique_ptr<ManagerRig> rig;
    std::unique_ptr<RolloutRunner> runner;

    void SetUp() override
    {
        launch();
        ASSERT_EQ(rig->change(ManagerRig::create("gen", 2)).status, 202);
        rig->settle("gen");
        source.figures = figures(1, 0, 1, 9);
    }
    void launch()
    {
        runner = nullptr;
        rig = nullptr;
        rig = std::make_unique<ManagerRig>(directory / "m.db");
        runner = std::make_unique<RolloutRunner>(rig->fleet, rig->changes, &source, rig->clock);
    }
    Answer start(const std::string &image = "image:v2")
    {
        StartRollout what;
        what.content.image = image;
        what.settings = {{{10, 10s}, {100, 10s}}, 20s, 30s, 5s, {}};
        return rig->change({"gen", what});
    }
    Answer steer(RolloutVerb verb) { return rig->change({"gen", SteerRollout{verb, rollout().number}}); }
    const DeploymentEntry &entry() const { return rig->fleet.deployments.at("gen"); }
    const Rollout &rollout() const { return entry().rollouts.back(); }
    /// A second of the manager's life: workers register and end as they are told.
    void second()
    {
        rig->clock.advance(1s);
        rig->controller.step();
        for (const auto &[id, spec] : rig->driver.running) {
            const Agent *agent = rig->fleet.agents.find(id);
            if (agent != nullptr && !agent->isRegistered()) {
                EXPECT_TRUE(rig->announce(id, spec.deployment));
            } else if (agent != nullptr) {
                rig->fleet.agents.update(id, [this](Agent &known) { known.lastSeen = rig->clock.steady(); });
            }
        }
        rig->driver.endStopped();
        runner->step();
        rig->flush();
    }
    ::testing::AssertionResult reaches(Phase phase, int seconds = 90)
    {
        for (int i = 0; i < seconds && rollout().phase != phase; ++i) {
            second();
        }
        return rollout().phase == phase
            ? ::testing::AssertionSuccess()
            : ::testing::AssertionFailure() << rolloutPhaseText(rollout().phase) << ": " << rollout().detail;
    }
    std::vector<std::string> actions()
    {
        std::vector<std::string> list;
        for (const AuditEntry &e : rig->audit()) {
            const json body = json::parse(e.body);
            if (body.at("action").get<std::string>().starts_with("rollout.") && body.at("outcome") == "accepted") {
                list.insert(list.begin(),
                            body.at("action").get<std::string>() + ' '
                                + body.at("actor").at("name").get<std::string>());
            }
        }
        return list;
    }
};

} // namespace

TEST_F(RolloutPath, GoesAllTheWayAndGreenIsTheDeployment)
{
    ASSERT_EQ(start().status, 202);
    EXPECT_EQ(rig->change({"gen", CreateRevision{"image:v3", {}, {}, {}, {}}}).status, 409)
        << "not while two revisions run";
    EXPECT_EQ(start("image:v4").status, 409);
    ASSERT_TRUE(reaches(Phase::Shifting));
    EXPECT_EQ(rig->driver.running.size(), 4U) << "blue keeps its replicas";
    EXPECT_EQ(rig->driver.running.at("gen-1000").revision.content.image, "image:v2");
    EXPECT_EQ(entry().record.currentRevision, 1);
    for (int i = 0; i < 20; ++i) {
        ASSERT_EQ(rig->submit(ManagerRig::task("t" + std::to_string(i))).status, 202);
        for (auto &given : rig->transport.take()) {
            given.answer({TaskOutcome::Kind::Done, {"{}", Usage{"m", 0, 0, {}}}, {}, {}});
        }
        rig->flush();
    }
    int green = 0;
    for (int i = 0; i < 20; ++i) {
        green += rig->store.task("t" + std::to_string(i))->agentId.size() == std::string("gen-1000").size() ? 1 : 0;
    }
    EXPECT_EQ(green, 2) << "10 % of what was really dispatched";
    source.figures = figures(5, 0, 1, 5);
    source.figures.blue.requestsPerSecond = 45.0;
    ASSERT_TRUE(reaches(Phase::Shifting));
    for (int i = 0; i < 15 && rollout().step == 0; ++i) {
        second();
    }
    ASSERT_EQ(rollout().step, 1) << rollout().detail;
    EXPECT_EQ(rollout().baseline, 50.0);
    source.figures = figures(48, 0, 1, 0);
    ASSERT_TRUE(reaches(Phase::Stabilising));
    ASSERT_TRUE(reaches(Phase::Succeeded));
    EXPECT_EQ(entry().record.currentRevision, 2);
    EXPECT_EQ(rig->driver.running.size(), 2U);
    EXPECT_TRUE(rig->driver.running.contains("gen-1000"));
    second();
    EXPECT_TRUE(entry().settled);
    EXPECT_EQ(actions(),
              (std::vector<std::string>{"rollout.start tester", "rollout.advance manager", "rollout.advance manager",
                                        "rollout.advance manager", "rollout.advance manager", "rollout.end manager"}));
    const json shown = json::parse(rolloutJson(entry(), rollout()));
    EXPECT_EQ(shown.at("weight"), 100);
    EXPECT_FALSE(shown.at("ended_at").is_null());
    launch();
    EXPECT_EQ(rollout().phase, Phase::Succeeded);
    EXPECT_EQ(entry().liveBase(), secondSlots) << "agents keep their ids after a restart";
    rig->settle("gen");
    ASSERT_EQ(start("image:v5").status, 202) << "and the next one goes the other way round";
    ASSERT_TRUE(reaches(Phase::Shifting));
    EXPECT_TRUE(rig->driver.running.contains("gen-0"));
}

TEST_F(RolloutPath, ReturnsByItselfWithTheReason)
{
    ASSERT_EQ(start().status, 202);
    source.figures = figures(1, 0.5, 1, 9);
    ASSERT_TRUE(reaches(Phase::RolledBack));
    EXPECT_EQ(rollout().detail, "Gate failed in the step at 10 %: error_rate is 0.5, above 0.01.");
    EXPECT_EQ(rollout().readings.gates.at(0).state, GateState::Failed);
    EXPECT_EQ(entry().record.currentRevision, 1);
    EXPECT_EQ(entry().revisions.size(), 2U) << "what was tried stays in the list";
    EXPECT_EQ(rig->driver.running.size(), 2U);
    EXPECT_TRUE(rig->driver.running.contains("gen-0"));
    EXPECT_EQ(actions().back(), "rollout.end manager");
}

TEST_F(RolloutPath, ASourceThatIsAwayNeverPasses)
{
    ASSERT_EQ(start().status, 202);
    source.figures = {{}, {}, "connection refused"};
    ASSERT_TRUE(reaches(Phase::RolledBack));
    EXPECT_NE(rollout().detail.find("still unknown 5 s after"), std::string::npos) << rollout().detail;
    EXPECT_NE(rollout().detail.find("connection refused"), std::string::npos) << rollout().detail;
}

TEST_F(RolloutPath, ObeysAndIsWrittenBeforeItCounts)
{
    EXPECT_EQ(rig->change({"gen", SteerRollout{RolloutVerb::Abort, 1}}).status, 404);
    ASSERT_EQ(start().status, 202);
    EXPECT_EQ(steer(RolloutVerb::Promote).status, 409) << "green is not ready";
    ASSERT_TRUE(reaches(Phase::Shifting));
    ASSERT_EQ(steer(RolloutVerb::Pause).status, 202);
    for (int i = 0; i < 40; ++i) {
        second();
    }
    EXPECT_EQ(rollout().step, 0) << "held";
    ASSERT_EQ(steer(RolloutVerb::Resume).status, 202);
    ASSERT_EQ(steer(RolloutVerb::Promote).status, 202);
    EXPECT_EQ(rollout().weight(), 100);
    ASSERT_EQ(steer(RolloutVerb::Abort).status, 202);
    ASSERT_TRUE(reaches(Phase::RolledBack));
    EXPECT_EQ(rollout().detail, "Aborted by tester: Because");
    EXPECT_EQ(rig->change({"gen", SteerRollout{RolloutVerb::Abort, 1}}).status, 409) << "it is over";
}

TEST_F(RolloutPath, GoesOnAfterARestartInEveryPhase)
{
    // With a database as it is in each phase: the new manager comes to an end, and to the right one.
    const std::pair<Phase, Phase> ends[]{{Phase::Preparing, Phase::Succeeded},
                                         {Phase::Shifting, Phase::Succeeded},
                                         {Phase::Stabilising, Phase::Succeeded},
                                         {Phase::CleaningUp, Phase::Succeeded},
                                         {Phase::Returning, Phase::RolledBack}};
    int image = 10;
    for (const auto &[phase, end] : ends) {
        source.figures = figures(1, 0, 1, 9);
        ASSERT_EQ(start("image:v" + std::to_string(++image)).status, 202);
        const int before = entry().record.currentRevision;
        const auto follow = [&](Phase until) {
            for (int i = 0; i < 120 && rollout().phase != until && !rollout().isOver(); ++i) {
                source.figures = rollout().weight() == 100 ? figures(10, 0, 1, 0) : figures(1, 0, 1, 9);
                second();
            }
        };
        if (phase == Phase::Returning) {
            follow(Phase::Shifting);
            ASSERT_EQ(steer(RolloutVerb::Abort).status, 202);
        } else {
            follow(phase);
        }
        ASSERT_EQ(rollout().phase, phase) << rollout().detail;
        const Rollout then = rollout();
        launch();
        EXPECT_EQ(rollout().phase, then.phase);
        EXPECT_EQ(rollout().step, then.step);
        EXPECT_EQ(rollout().settings, then.settings);
        EXPECT_EQ(rollout().readings.gates, then.readings.gates);
        follow(end);
        EXPECT_EQ(rollout().phase, end) << "from " << rolloutPhaseText(phase) << ": " << rollout().detail;
        EXPECT_EQ(entry().record.currentRevision, end == Phase::Succeeded ? rollout().toRevision : before);
        rig->settle("gen");
        EXPECT_EQ(rig->driver.running.size(), 2U);
    }
}

TEST_F(RolloutPath, ATimeInWhichTheManagerStoodStillDoesNotCount)
{
    ASSERT_EQ(start().status, 202);
    ASSERT_TRUE(reaches(Phase::Shifting));
    rig->clock.advance(1h);
    rig->controller.excuse(1h);
    second();
    EXPECT_EQ(rollout().phase, Phase::Shifting) << rollout().detail;
    EXPECT_EQ(rollout().step, 0);
}
