// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Autoscaling: the decision against tables, and the control loop that follows it.

#include "managerrig.h"

#include <nlohmann/json.hpp>

using namespace toban::manager;
using namespace std::chrono_literals;
using nlohmann::json;
using Policy = ScalingPolicy;
using Direction = ScalingDirection;

namespace {

const SteadyPoint now{1000h};

Autoscaling setting(Policy policy, int least = 1, int most = 20)
{
    Autoscaling autoscaling;
    autoscaling.policy = policy;
    autoscaling.bounds = {least, most};
    return autoscaling;
}

ScalingFigures figures(int replicas)
{
    ScalingFigures result;
    result.replicas = replicas;
    return result;
}

/// Nothing holds a step.
ScalingHistory quiet()
{
    return {{}, now - 1h, {}};
}

struct Row
{
    const char *name;
    ScalingFigures figures;
    int to;
};

void expectTable(const Autoscaling &wanted, const std::vector<Row> &rows)
{
    for (const Row &row : rows) {
        const ScalingDecision decision = decide(wanted, row.figures, quiet(), now);
        EXPECT_EQ(decision.to, row.to) << row.name << ": " << decision.reason;
        EXPECT_EQ(decision.direction,
                  row.to > row.figures.replicas       ? Direction::Up
                      : row.to < row.figures.replicas ? Direction::Down
                                                      : Direction::None)
            << row.name;
    }
}

ScalingFigures with(int replicas, std::optional<double> ScalingFigures::*member, double value)
{
    ScalingFigures result = figures(replicas);
    result.*member = value;
    return result;
}

/// All six factors of the pressure policy, just on or just over their thresholds.
ScalingFigures pressure(int replicas, int points)
{
    ScalingFigures result = figures(replicas);
    const auto value = [&points](double threshold) { return points-- > 0 ? threshold + 0.001 : threshold; };
    result.cpu = value(0.7);
    result.memory = value(0.8);
    result.queue = value(50);
    result.p95Seconds = value(10);
    result.errorRate = value(0.05);
    result.requestsPerSecond = value(100);
    return result;
}

} // namespace

TEST(ScalingDecisions, LoadTakesOneStepBeyondEitherThreshold)
{
    const auto load = &ScalingFigures::load;
    expectTable(setting(Policy::Load),
                {{"on the upper one", with(4, load, 0.8), 4},
                 {"above it", with(4, load, 0.801), 5},
                 {"on the lower one", with(4, load, 0.2), 4},
                 {"below it", with(4, load, 0.199), 3},
                 {"the last one stays", with(1, load, 0), 1},
                 {"unknown is no reason", figures(4), 4},
                 {"at the upper bound", with(20, load, 1), 20}});
    expectTable(setting(Policy::Load, 3), {{"at the lower bound", with(3, load, 0), 3}});
}

TEST(ScalingDecisions, QueueGrowsByWaitingTasksOrProcessor)
{
    const auto both = [](double queue, std::optional<double> cpu) {
        ScalingFigures result = with(4, &ScalingFigures::queue, queue);
        result.cpu = cpu;
        return result;
    };
    expectTable(setting(Policy::Queue),
                {{"100 wait", both(100, 0.1), 4},
                 {"101 wait", both(101, 0.1), 5},
                 {"10 wait", both(10, 0.1), 4},
                 {"9 wait", both(9, 0.1), 3},
                 {"9 wait, the processor is on its threshold", both(9, 0.7), 3},
                 {"9 wait, the processor is beyond it", both(9, 0.71), 5},
                 {"9 wait, nobody knows the processor", both(9, {}), 3},
                 {"nothing is known", figures(4), 4}});
}

TEST(ScalingDecisions, PressureCountsPoints)
{
    expectTable(setting(Policy::Pressure, 3),
                {{"on every threshold: no point", pressure(10, 0), 8},
                 {"one point", pressure(10, 1), 10},
                 {"two", pressure(10, 2), 10},
                 {"three", pressure(10, 3), 15},
                 {"all, rounded up", pressure(5, 6), 8},
                 {"no further than the bound", pressure(14, 6), 20},
                 {"rounded down", pressure(6, 0), 4},
                 {"no lower than the bound", pressure(4, 0), 3},
                 {"at the lower bound", pressure(3, 0), 3}});
    for (int each = 0; each < 6; ++each) { // every factor can be the third point
        ScalingFigures two = pressure(10, 0);
        std::optional<double> *members[]{&two.cpu,        &two.memory,    &two.queue,
                                         &two.p95Seconds, &two.errorRate, &two.requestsPerSecond};
        for (const int one : {each, (each + 1) % 6}) {
            *members[one] = **members[one] * 1.01;
        }
        EXPECT_EQ(decide(setting(Policy::Pressure), two, quiet(), now).to, 10);
        *members[(each + 2) % 6] = 1000;
        EXPECT_EQ(decide(setting(Policy::Pressure), two, quiet(), now).to, 15);
        members[each]->reset();
        const ScalingDecision decision = decide(setting(Policy::Pressure), two, quiet(), now);
        EXPECT_EQ(decision.to, 10) << "an unknown factor scores no point";
        EXPECT_NE(decision.reason.find("unknown: " + decision.factors[std::size_t(each)].name), std::string::npos)
            << decision.reason;
    }
}

TEST(ScalingDecisions, BoundsWinAtOnce)
{
    ScalingHistory held{now - 1s, now - 1s, {{now - 1s, 9}}};
    const Autoscaling wanted = setting(Policy::Load, 3, 6);
    EXPECT_EQ(decide(wanted, with(2, &ScalingFigures::load, 0.5), held, now).to, 3);
    EXPECT_EQ(decide(wanted, with(0, &ScalingFigures::load, 0.9), held, now).to, 3);
    EXPECT_EQ(decide(wanted, with(9, &ScalingFigures::load, 0.9), held, now).to, 6);
    EXPECT_EQ(decide(setting(Policy::Off, 3, 6), figures(9), held, now).to, 9);
}

TEST(ScalingDecisions, StepsWaitForTheIntervalAndTheStabilisation)
{
    const Autoscaling wanted = setting(Policy::Load); // 60 s, 300 s
    const auto high = with(4, &ScalingFigures::load, 0.9), low = with(4, &ScalingFigures::load, 0.1);
    const auto to = [&](const ScalingFigures &measured, const ScalingHistory &history) {
        return decide(wanted, measured, history, now).to;
    };
    EXPECT_EQ(to(high, {now - 59s, now - 1h, {}}), 4);
    EXPECT_EQ(to(high, {now - 60s, now - 1h, {}}), 5);
    EXPECT_EQ(to(high, {{}, {}, {}}), 5) << "up needs no watching";
    EXPECT_EQ(to(low, {now - 299s, now - 1h, {}}), 4);
    EXPECT_EQ(to(low, {now - 300s, now - 1h, {}}), 3);
    EXPECT_EQ(to(low, {{}, now - 299s, {}}), 4);
    EXPECT_EQ(to(low, {{}, now - 300s, {}}), 3);
    EXPECT_EQ(to(low, {{}, {}, {}}), 4) << "down needs it";
    EXPECT_EQ(to(low, {{}, now - 1h, {{now - 299s, 4}}}), 4) << "more were wanted a moment ago";
    EXPECT_EQ(to(low, {{}, now - 1h, {{now - 300s, 5}, {now - 200s, 3}}}), 3);
    const Autoscaling pressureWanted = setting(Policy::Pressure);
    EXPECT_EQ(decide(pressureWanted, pressure(10, 0), {{}, now - 1h, {{now - 100s, 9}, {now - 50s, 8}}}, now).to, 9)
        << "no lower than the highest of the window";
    EXPECT_EQ(decide(pressureWanted, pressure(10, 0), {{}, now - 1h, {{now - 100s, 9}}}, now).target, 8);
}

TEST(TaskMeterFigures, AreThoseOfFiveMinutes)
{
    TaskMeter meter;
    const TimePoint begin{std::chrono::hours(480'000)};
    EXPECT_FALSE(meter.figures(begin)) << "nothing ended: unknown, not 0";
    for (int i = 0; i < 90; ++i) {
        meter.add(begin, 900ms, false);
    }
    for (int i = 0; i < 10; ++i) {
        meter.add(begin + 100s, 11s, i < 5);
    }
    const auto both = meter.figures(begin + 100s);
    ASSERT_TRUE(both);
    EXPECT_EQ(both->tasks, 100);
    EXPECT_DOUBLE_EQ(both->errorRate, 0.05);
    EXPECT_GT(both->p95Seconds, 10);
    EXPECT_LE(both->p95Seconds, 12);
    EXPECT_EQ(meter.figures(begin + 320s)->tasks, 10);
    EXPECT_FALSE(meter.figures(begin + 420s));
}

namespace {

class Scaling : public testing::Test
{
protected:
    ScratchDirectory directory;
    std::unique_ptr<ManagerRig> rig = std::make_unique<ManagerRig>(directory / "m.db");

    void SetUp() override
    {
        ASSERT_EQ(rig->change(ManagerRig::create("gen", 2)).status, 202); // capacity 2 each
        rig->settle("gen");
    }
    DeploymentEntry &entry() { return rig->fleet.deployments.at("gen"); }
    void put(Policy policy, int least, int most)
    {
        Autoscaling autoscaling = setting(policy, least, most);
        autoscaling.interval = 10s;
        autoscaling.stabilisation = 20s;
        ASSERT_EQ(rig->change({"gen", PutAutoscaling{autoscaling}}).status, 202);
    }
    /// A round of the control loop after so long, with the agents alive.
    void round(std::chrono::milliseconds after)
    {
        rig->clock.advance(after);
        for (const auto &[id, spec] : rig->driver.running) {
            std::ignore = rig->agents.heartbeat(id, {AgentStatus::Idle, 0, {}}, {id, Role::Agent, id, {}});
        }
        rig->controller.step();
        rig->flush();
    }
    std::string reason() { return entry().scaling.decision.reason; }
};

} // namespace

TEST_F(Scaling, FollowsTheLoadUpAndDownAndKeepsWhatItDid)
{
    put(Policy::Load, 1, 3);
    for (const char *id : {"a", "b", "c", "d"}) {
        ASSERT_EQ(rig->submit(ManagerRig::task(id)).status, 202);
    }
    round(0s);
    EXPECT_EQ(entry().record.replicas, 3) << reason();
    rig->settle("gen");
    const auto entries = rig->audit({"manager", "deployment.scale", "gen", ""});
    ASSERT_GE(entries.size(), 1U);
    EXPECT_NE(entries.back().body.find("Autoscaling by load: load 1 is above 0.8"), std::string::npos)
        << entries.back().body;
    for (auto &given : rig->transport.take()) {
        given.answer({TaskOutcome::Kind::Done, {"{}", Usage{"m", 0, 0, {}}}, {}, {}});
    }
    rig->flush();
    round(10s);
    EXPECT_EQ(entry().record.replicas, 3) << "the stabilisation holds it";
    EXPECT_NE(reason().find("held"), std::string::npos) << reason();
    round(10s);
    EXPECT_EQ(entry().record.replicas, 2) << reason();
    rig->settle("gen");

    ASSERT_EQ(entry().scalingEvents.size(), 2U);
    const auto before = entry().scalingEvents;
    rig = nullptr;
    rig = std::make_unique<ManagerRig>(directory / "m.db");
    ASSERT_EQ(entry().scalingEvents.size(), 2U) << "they survive a restart";
    EXPECT_EQ(entry().autoscaling.policy, Policy::Load);
    const ScalingEvent &up = entry().scalingEvents.front();
    EXPECT_EQ(std::tuple(up.direction, up.from, up.to, up.target, up.policy, up.actor),
              std::tuple(Direction::Up, 2, 3, 3, std::optional(Policy::Load), std::string("manager")));
    EXPECT_EQ(up.factors, before.front().factors);
    EXPECT_EQ(json::parse(up.factors).at(0),
              (json{{"factor", "load"}, {"value", 1.0}, {"threshold", 0.8}, {"comparison", "above"}, {"met", true}}));
    EXPECT_EQ(entry().scalingEvents.back().direction, Direction::Down);
}

TEST_F(Scaling, ATaskThatFindsNobodyFreeDoesNotWaitForTheNextEvaluation)
{
    put(Policy::Load, 1, 5);
    round(0s);
    ASSERT_EQ(entry().record.replicas, 2) << reason();
    const auto fill = [this](int from, int to) {
        for (; from < to; ++from) {
            ASSERT_EQ(rig->submit(ManagerRig::task("t" + std::to_string(from))).status, 202);
        }
    };
    fill(0, 4);
    round(6s);
    EXPECT_EQ(entry().record.replicas, 2) << "all of them had room; the interval is 10 s";
    fill(4, 5);
    round(0s);
    EXPECT_EQ(entry().record.replicas, 3) << reason();
    rig->settle("gen");
    fill(5, 8);
    round(6s);
    EXPECT_EQ(entry().record.replicas, 3) << "one step in an interval: " << reason();
}

TEST_F(Scaling, WhatAPersonDoesIsWarnedOfKeptAndCools)
{
    put(Policy::Load, 1, 4);
    const auto plan = rig->changes.plan({"gen", ScaleDeployment{3}}, {"tester", Role::Operator, {}, {}});
    EXPECT_NE(plan.body.find("Autoscaling (load, 1 to 4) is on"), std::string::npos) << plan.body;
    const auto beyond = rig->changes.plan({"gen", ScaleDeployment{7}}, {"tester", Role::Operator, {}, {}});
    EXPECT_NE(beyond.body.find("brings the number back"), std::string::npos) << beyond.body;
    round(30s);
    round(30s);
    EXPECT_EQ(entry().record.replicas, 1) << reason();
    rig->settle("gen");
    ASSERT_EQ(rig->change({"gen", ScaleDeployment{3}}).status, 202);
    rig->settle("gen");
    EXPECT_EQ(entry().scalingEvents.back().policy, std::nullopt);
    EXPECT_EQ(entry().scalingEvents.back().actor, "tester");
    round(19s);
    EXPECT_EQ(entry().record.replicas, 3) << reason();
    round(10s);
    EXPECT_EQ(entry().record.replicas, 2) << reason();
    ASSERT_EQ(rig->change({"gen", ScaleDeployment{7}}).status, 202);
    round(10s);
    EXPECT_EQ(entry().record.replicas, 4) << "brought back within its bounds: " << reason();
}

TEST_F(Scaling, DecidesNothingWhilePausedOrDuringAnotherChange)
{
    put(Policy::Load, 3, 4);
    ASSERT_EQ(rig->change({"gen", SetDeploymentIntake{Intake::Paused}}).status, 202);
    round(0s);
    EXPECT_EQ(entry().record.replicas, 2);
    EXPECT_EQ(reason(), "held: the deployment is paused");
    ASSERT_EQ(rig->change({"gen", SetDeploymentIntake{Intake::Open}}).status, 202);
    rig->settle("gen");
    CreateRevision revision;
    revision.model = "opus";
    ASSERT_EQ(rig->change({"gen", revision}).status, 202);
    round(10s);
    EXPECT_EQ(reason(), "held: deployment.revise is under way");
    EXPECT_EQ(entry().record.replicas, 2);
    rig->settle("gen");
    round(10s);
    EXPECT_EQ(entry().record.replicas, 3);
}

TEST_F(Scaling, ProcessorAndMemoryAreWhatAgentsSayAndElseUnknown)
{
    const auto measured = [&] { return scalingFigures(rig->fleet, entry(), rig->clock.now()); };
    EXPECT_EQ(measured().cpu, std::nullopt);
    EXPECT_EQ(measured().p95Seconds, std::nullopt);
    using Words = std::map<std::string, std::string>;
    const auto say = [&](const char *id, Words words) {
        ASSERT_TRUE(rig->agents.heartbeat(id, {AgentStatus::Idle, 0, words}, {id, Role::Agent, id, {}}));
    };
    say("gen-0", {{"cpu_cores", "0.5"}, {"memory_bytes", std::to_string(1 << 29)}});
    say("gen-1", {{"cpu_cores", "much"}, {"memory_bytes", "-1"}});
    EXPECT_EQ(measured().cpu, 0.5);
    EXPECT_EQ(measured().memory, 0.5);
    say("gen-1", {{"cpu_cores", "1"}, {"memory_bytes", std::to_string(1 << 30)}});
    EXPECT_EQ(measured().cpu, 0.75);
    EXPECT_EQ(measured().memory, 0.75);
    ASSERT_EQ(rig->submit(ManagerRig::task("a")).status, 202);
    rig->clock.advance(15s);
    rig->transport.take().front().answer({TaskOutcome::Kind::Refused, {}, "broken", {}});
    EXPECT_EQ(measured().errorRate, 1);
    EXPECT_GT(*measured().p95Seconds, 12);
}

TEST_F(Scaling, OnlyTheLastHundredEventsAreKept)
{
    for (int i = 0; i < 103; ++i) {
        ASSERT_EQ(rig->change({"gen", ScaleDeployment{i % 2 == 0 ? 0 : 1}}).status, 202);
    }
    EXPECT_EQ(entry().scalingEvents.size(), 100U);
    const auto state = rig->store.load(rig->clock.now());
    ASSERT_EQ(state.scalingEvents.at("gen").size(), 100U);
    EXPECT_EQ(state.scalingEvents.at("gen").front().sequence, 4);
    EXPECT_EQ(state.scalingEvents.at("gen").back().sequence, 103);
}
