// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Blue-green rollouts: gates and moves by tables, the division of traffic as a property.

#include "rollout.h"
#include "taskboard.h"

#include <gtest/gtest.h>
#include <random>

using namespace toban::manager;
using namespace std::chrono_literals;
using Phase = RolloutPhase;

namespace {

RolloutFigures figures(double greenRate, double errors, double mean, double blueRate)
{
    return {{blueRate, 0.0, 1.0}, {greenRate, errors, mean}, {}};
}

/// With one step each at 10 % and at 100 %, 10 s long, 20 s of stability, 30 s to prepare, 5 s to wait for gates.
Rollout rolloutIn(Phase phase, int step = 0)
{
    Rollout rollout;
    rollout.greenBase = secondSlots;
    rollout.settings = {{{10, 10s}, {100, 10s}}, 20s, 30s, 5s, {}};
    rollout.phase = phase;
    rollout.step = step;
    return rollout;
}

GateReadings readings(GateState state, std::chrono::milliseconds window)
{
    GateReadings result;
    result.measuredAt = TimePoint{};
    result.window = window;
    const auto value
        = state == GateState::Unknown ? std::nullopt : std::optional(state == GateState::Failed ? 0.5 : 0.0);
    result.gates = {{"error_rate", value, 0.01, state}};
    return result;
}

struct MoveCase
{
    const char *what;
    Rollout rollout;
    RolloutSight sight;
    std::optional<Phase> phase; ///< nothing: it stays
    int step = 0;
    const char *detail = "";
};

RolloutSight sight(std::chrono::milliseconds inPhase, bool greenReady, GateReadings gates = {}, bool resuming = false)
{
    return {inPhase, resuming, greenReady, {}, false, std::move(gates), 4.0};
}

RolloutSight troubled(RolloutSight seen)
{
    seen.greenTrouble = "signal 9.";
    return seen;
}

RolloutSight gone()
{
    RolloutSight seen;
    seen.leaversGone = true;
    return seen;
}

Rollout paused(Rollout rollout)
{
    rollout.paused = true;
    return rollout;
}

} // namespace

TEST(RolloutGates, AreHeldAgainstWhatWasMeasured)
{
    using S = GateState;
    struct Case
    {
        const char *what;
        RolloutFigures figures;
        int weight;
        std::optional<double> baseline;
        S errors, mean, ratio;
    };
    const Case cases[]{
        {"all good", figures(1, 0, 2, 9), 10, {}, S::Passed, S::Passed, S::Passed},
        {"the thresholds themselves are good", figures(0.8, 0.008, 5, 9), 10, {}, S::Passed, S::Passed, S::Passed},
        {"errors", figures(1, 0.011, 2, 9), 10, {}, S::Failed, S::Passed, S::Passed},
        {"slow", figures(1, 0, 5.01, 9), 10, {}, S::Passed, S::Failed, S::Passed},
        {"less than its share", figures(0.79, 0, 2, 9), 10, {}, S::Passed, S::Passed, S::Failed},
        {"nothing finished says nothing", figures(0, 0, 0, 9), 10, {}, S::Unknown, S::Unknown, S::Unknown},
        {"no blue to compare with", figures(1, 0, 2, 0), 10, {}, S::Passed, S::Passed, S::Unknown},
        {"alone, as fast as both", figures(10, 0, 2, 0), 100, 10, S::Passed, S::Passed, S::Passed},
        {"alone, slower than both", figures(7.9, 0, 2, 0), 100, 10, S::Passed, S::Passed, S::Failed},
        {"alone, and nobody knows what both did", figures(7.9, 0, 2, 0), 100, {}, S::Passed, S::Passed, S::Unknown},
        {"no errors known", {{9.0, {}, {}}, {1.0, {}, {}}, {}}, 10, {}, S::Unknown, S::Unknown, S::Passed},
        {"nobody answers", {{}, {}, "refused"}, 10, {}, S::Unknown, S::Unknown, S::Unknown},
    };
    for (const Case &c : cases) {
        const GateReadings read = readGates(c.figures, c.weight, c.baseline, RolloutGates{});
        ASSERT_EQ(read.gates.size(), 3U);
        EXPECT_EQ(read.gates[0].state, c.errors) << c.what;
        EXPECT_EQ(read.gates[1].state, c.mean) << c.what;
        EXPECT_EQ(read.gates[2].state, c.ratio) << c.what;
    }
    EXPECT_EQ(readGates({{}, {}, "refused"}, 10, {}, {}).text(),
              "error_rate is unknown, mean_seconds is unknown, throughput_ratio is unknown (refused).");
    EXPECT_EQ(readGates(figures(1, 0.05, 2, 9), 10, {}, {}).text(), "error_rate is 0.05, above 0.01.");
}

TEST(RolloutMoves, FollowTheTable)
{
    const auto pass = [](auto window) { return readings(GateState::Passed, window); };
    const auto fail = [](auto window) { return readings(GateState::Failed, window); };
    const auto unknown = [](auto window) { return readings(GateState::Unknown, window); };
    const Rollout first = rolloutIn(Phase::Shifting, 0), last = rolloutIn(Phase::Shifting, 1);
    const Rollout preparing = rolloutIn(Phase::Preparing), stable = rolloutIn(Phase::Stabilising, 1);
    const MoveCase cases[]{
        {"green starts", preparing, sight(29s, false), {}},
        {"green is ready", preparing, sight(1s, true), Phase::Shifting, 0, "Green is ready."},
        {"green is ready, but paused", paused(preparing), sight(1s, true), {}},
        {"green never comes", preparing, sight(30s, false), Phase::Returning, 0, "Green was not ready within 30 s."},
        {"green crashes", preparing, troubled(sight(1s, false)), Phase::Returning, 0, "Green does not run: signal 9."},
        {"within a step", first, sight(9s, true, pass(9s)), {}},
        {"a step passed", first, sight(10s, true, pass(10s)), Phase::Shifting, 1,
         "All gates passed after the step at 10 %."},
        {"its end was not measured yet", first, sight(11s, true, pass(9s)), {}},
        {"a step failed", first, sight(10s, true, fail(10s)), Phase::Returning, 0,
         "Gate failed in the step at 10 %: error_rate is 0.5, above 0.01."},
        {"it looks bad before its end", first, sight(9s, true, fail(9s)), {}},
        {"unknown waits", first, sight(14s, true, unknown(14s)), {}},
        {"unknown, then known", first, sight(14s, true, pass(14s)), Phase::Shifting, 1,
         "All gates passed after the step at 10 %."},
        {"unknown for too long", first, sight(15s, true, unknown(15s)), Phase::Returning, 0,
         "Gates were still unknown 5 s after the end of the step at 10 %: error_rate is unknown."},
        {"its measurement is on its way", first, sight(24s, true, fail(9s)), {}},
        {"never measured", first, sight(25s, true), Phase::Returning, 0,
         "Gates were still unknown 5 s after the end of the step at 10 %: nothing was measured"},
        {"paused and passed", paused(first), sight(60s, true, pass(60s)), {}},
        {"paused and unknown", paused(first), sight(60s, true, unknown(60s)), {}},
        {"paused and failed", paused(first), sight(60s, true, fail(60s)), Phase::Returning, 0,
         "Gate failed in the step at 10 %: error_rate is 0.5, above 0.01."},
        {"crashes in a step", first, troubled(sight(1s, false)), Phase::Returning, 0, "Green does not run: signal 9."},
        {"the last step", last, sight(10s, true, pass(10s)), Phase::Stabilising, 1,
         "All gates passed after the step at 100 %."},
        {"stability goes on", stable, sight(19s, true, pass(19s)), {}},
        {"stability has a doubt too early to count", stable, sight(9s, true, fail(9s)), {}},
        {"stability fails at once", stable, sight(10s, true, fail(10s)), Phase::Returning, 1,
         "Gate failed in the stability time: error_rate is 0.5, above 0.01."},
        {"stability passed", stable, sight(20s, true, pass(20s)), Phase::CleaningUp, 1,
         "All gates passed after the stability time."},
        {"stability unknown", stable, sight(25s, true, unknown(25s)), Phase::Returning, 1,
         "Gates were still unknown 5 s after the end of the stability time: error_rate is unknown."},
        {"blue is going", rolloutIn(Phase::CleaningUp, 1), sight(99s, true), {}},
        {"blue is gone", rolloutIn(Phase::CleaningUp, 1), gone(), Phase::Succeeded, 1},
        {"green is going", rolloutIn(Phase::Returning), sight(99s, true), {}},
        {"green is gone", rolloutIn(Phase::Returning), gone(), Phase::RolledBack, 0},
        {"it is over", rolloutIn(Phase::Succeeded, 1), gone(), {}},
        {"it returned", rolloutIn(Phase::RolledBack), gone(), {}},
        // After a restart of the manager.
        {"restart: green starts again", first, sight(29s, false, {}, true), {}},
        {"restart: green does not come back", first, sight(30s, false, {}, true), Phase::Returning, 0,
         "Green was not ready within 30 s."},
        {"restart in stability: the same", stable, sight(30s, false, {}, true), Phase::Returning, 1,
         "Green was not ready within 30 s."},
        {"restart in preparing", preparing, sight(1s, true, {}, true), Phase::Shifting, 0, "Green is ready."},
        {"restart in clean-up", rolloutIn(Phase::CleaningUp, 1), gone(), Phase::Succeeded, 1},
        {"restart in return", rolloutIn(Phase::Returning), gone(), Phase::RolledBack, 0},
    };
    for (const MoveCase &c : cases) {
        const auto next = nextOf(c.rollout, c.sight);
        ASSERT_EQ(next.has_value(), c.phase.has_value()) << c.what << (next ? next->detail : "");
        if (next) {
            EXPECT_EQ(next->phase, *c.phase) << c.what << ": " << next->detail;
            EXPECT_EQ(next->step, c.step) << c.what;
            EXPECT_EQ(next->detail, c.detail) << c.what;
            EXPECT_FALSE(next->paused) << c.what;
        }
    }
    EXPECT_EQ(nextOf(first, sight(10s, true, pass(10s)))->baseline, 4.0) << "what both did is noted for the end";
}

TEST(RolloutMoves, ObeyOperatorsInEveryPhase)
{
    using V = RolloutVerb;
    struct Case
    {
        Rollout from;
        V verb;
        std::optional<Phase> phase; ///< nothing: refused
        int step = 0;
        bool paused = false;
    };
    const Rollout preparing = rolloutIn(Phase::Preparing), first = rolloutIn(Phase::Shifting, 0),
                  last = rolloutIn(Phase::Shifting, 1), stable = rolloutIn(Phase::Stabilising, 1);
    std::vector<Case> cases{
        {preparing, V::Pause, Phase::Preparing, 0, true}, {preparing, V::Promote, {}},
        {preparing, V::Abort, Phase::Returning},          {first, V::Pause, Phase::Shifting, 0, true},
        {first, V::Promote, Phase::Shifting, 1},          {first, V::Abort, Phase::Returning},
        {last, V::Promote, Phase::Stabilising, 1},        {last, V::Abort, Phase::Returning, 1},
        {stable, V::Pause, Phase::Stabilising, 1, true},  {stable, V::Promote, Phase::CleaningUp, 1},
        {stable, V::Abort, Phase::Returning, 1},          {paused(first), V::Resume, Phase::Shifting},
        {paused(first), V::Promote, Phase::Shifting, 1},  {paused(preparing), V::Resume, Phase::Preparing},
    };
    for (const Phase over : {Phase::CleaningUp, Phase::Returning, Phase::Succeeded, Phase::RolledBack}) {
        for (const V verb : {V::Pause, V::Resume, V::Promote, V::Abort}) {
            cases.push_back({rolloutIn(over, 1), verb, {}});
        }
    }
    for (const Case &c : cases) {
        const auto next = steered(c.from, c.verb, "aiko", "Because");
        const std::string what
            = std::string(rolloutPhaseText(c.from.phase)) + ' ' + std::string(rolloutVerbText(c.verb));
        const auto *rollout = std::get_if<Rollout>(&next);
        ASSERT_EQ(rollout != nullptr, c.phase.has_value()) << what;
        if (rollout != nullptr) {
            EXPECT_EQ(rollout->phase, *c.phase) << what;
            EXPECT_EQ(rollout->step, c.step) << what;
            EXPECT_EQ(rollout->paused, c.paused) << what;
            EXPECT_NE(rollout->detail.find("aiko: Because"), std::string::npos) << what;
        }
    }
}

TEST(RolloutTraffic, IsDividedExactlyByWeight)
{
    std::mt19937 random(7);
    for (const auto strategy : {BalancingStrategy::RoundRobin, BalancingStrategy::LeastConnections,
                                BalancingStrategy::WeightedRoundRobin, BalancingStrategy::AiOptimized}) {
        for (const int weight : {0, 1, 5, 20, 33, 50, 80, 99, 100}) {
            TaskBoard board;
            board.setStrategy(strategy);
            board.setSplit("d", weight);
            for (const char *id : {"b0", "b1", "b2", "g0", "g1"}) {
                board.setAgent(id, {"t", "d", 1000, true, 5, 0.1 * double(random() % 5), id[0] == 'g'});
            }
            int green = 0;
            for (int n = 1; n <= 400; ++n) {
                board.enqueue(std::to_string(n), {"t", random() % 2 == 0 ? "d" : "", 5, double(random() % 100) / 100});
                const auto given = board.next();
                ASSERT_TRUE(given) << weight;
                green += given->agentId[0] == 'g' ? 1 : 0;
                ASSERT_LE(std::abs(green - n * weight / 100.0), 0.5) << "after " << n << " at " << weight;
                if (random() % 2 == 0) {
                    board.release(given->agentId, given->incarnation);
                }
            }
        }
    }
}

TEST(RolloutTraffic, GreenThatIsFullStopsNobodyAndNeverGetsMore)
{
    TaskBoard board;
    board.setSplit("d", 50);
    board.setAgent("blue", {"t", "d", 3, true, 5, 0, false});
    board.setAgent("green", {"t", "d", 1, true, 5, 0, true});
    std::string order;
    for (int n = 0; n < 6; ++n) {
        board.enqueue(std::to_string(n), {"t", "", 5, 0.5});
        if (const auto given = board.next()) {
            order += given->agentId[0];
        }
    }
    EXPECT_EQ(order, "gbbb")
        << "green hangs with one task; blue takes over its turns, and waits when it is full itself";
    board.setSplit("d", std::nullopt);
    board.removeAgent("blue");
    board.release("green", 2);
    EXPECT_EQ(board.next()->agentId, "green") << "whole again: any agent takes the tasks";
    EXPECT_EQ(board.figures().at("t").queued, 1U);
}
