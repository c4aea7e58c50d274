// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "metricsource.h"

#include <array>
#include <variant>

namespace toban::manager {

/// How far a blue-green rollout is. Blue is what served before, green what shall serve.
enum class RolloutPhase {
    Preparing, ///< green is started; all traffic goes to blue
    Shifting, ///< green gets the weight of the step
    Stabilising, ///< green gets all traffic; blue is there still
    CleaningUp, ///< green is the deployment; blue goes
    Returning, ///< all traffic goes to blue; green goes
    Succeeded,
    RolledBack
};
std::string_view rolloutPhaseText(RolloutPhase phase);
std::optional<RolloutPhase> parseRolloutPhase(std::string_view text);

enum class RolloutVerb { Pause, Resume, Promote, Abort };
std::string_view rolloutVerbText(RolloutVerb verb);

struct RolloutStep
{
    int weight = 100; ///< percent of the tasks for green
    std::chrono::milliseconds duration{180'000};
    bool operator==(const RolloutStep &) const = default;
};

/// What green must keep to, facts §5.
struct RolloutGates
{
    double errorRate = 0.01; ///< at most
    double meanSeconds = 5; ///< response time, at most
    double throughputRatio = 0.8; ///< at least
    bool operator==(const RolloutGates &) const = default;
};

/// How a rollout shall go; the defaults are those of facts §5.
struct RolloutSettings
{
    std::vector<RolloutStep> steps{{5, std::chrono::minutes(5)},
                                   {20, std::chrono::minutes(3)},
                                   {50, std::chrono::minutes(3)},
                                   {80, std::chrono::minutes(3)},
                                   {100, std::chrono::minutes(3)}};
    std::chrono::milliseconds stability{600'000};
    std::chrono::milliseconds prepareLimit{300'000}; ///< for green to be ready
    std::chrono::milliseconds gateWait{120'000}; ///< for a gate that is unknown at the end of its step
    RolloutGates gates;
    bool operator==(const RolloutSettings &) const = default;
};

enum class GateState { Unknown, Passed, Failed };
std::string_view gateStateText(GateState state);

struct GateReading
{
    std::string_view gate; ///< error_rate, mean_seconds, throughput_ratio
    std::optional<double> value; ///< nothing: unknown
    double threshold = 0;
    GateState state = GateState::Unknown;
    bool operator==(const GateReading &) const = default;
};

/// All gates of one moment.
struct GateReadings
{
    std::optional<TimePoint> measuredAt; ///< nothing: never
    std::chrono::milliseconds window{0}; ///< of the present step that they cover
    std::vector<GateReading> gates; ///< always all three, in the order of facts §5
    std::string trouble; ///< why there are no figures; empty: there are some
    GateState state() const; ///< failed if any is, else unknown if any is, else passed
    std::string text() const; ///< what is wrong in words; empty: nothing
};

/// Green against the thresholds. The throughput ratio is what green finished by second for each percent of the weight,
/// divided by the same of blue; where blue gets nothing any more, green's rate divided by `baseline`, that of the whole
/// deployment as last measured with blue. A green that finished nothing is unknown in everything. Pure.
GateReadings readGates(const RolloutFigures &figures, int weight, std::optional<double> baseline,
                       const RolloutGates &gates);

/// The stored part of a rollout.
struct Rollout
{
    int number = 1; ///< of the deployment's rollouts
    int fromRevision = 1; ///< blue
    int toRevision = 2; ///< green
    int blueBase = 0; ///< ordinals of blue's workers begin here
    int greenBase = 0;
    RolloutSettings settings;
    RolloutPhase phase = RolloutPhase::Preparing;
    int step = 0; ///< index of the present or the last step
    bool paused = false;
    std::optional<double> baseline; ///< requests/s, see readGates()
    GateReadings readings; ///< the last before the last change of phase or step
    TimePoint startedAt{};
    TimePoint phaseSince{}; ///< of phase or step
    std::optional<TimePoint> endedAt;
    std::string startedBy;
    std::string reason; ///< of the start
    std::string detail; ///< why it is where it is
    std::string operationId; ///< of the start
    std::int64_t generation = 1; ///< rises with every change

    bool isOver() const { return phase == RolloutPhase::Succeeded || phase == RolloutPhase::RolledBack; }
    /// Whether workers of green shall run beside those of blue.
    bool wantsBoth() const;
    int weight() const; ///< of green, percent
};

/// What is seen of a rollout now.
struct RolloutSight
{
    /// Since the phase or step began; or since the manager started or the rollout was resumed, if that is later.
    std::chrono::milliseconds inPhase{0};
    bool resuming = false; ///< green has not been ready since the manager started
    bool greenReady = false; ///< exactly its workers are there and ready
    std::string greenTrouble; ///< its workers end again and again; empty: they do not
    bool leaversGone = false; ///< no worker of the side that goes is left
    GateReadings readings; ///< the last ones of this phase or step
    std::optional<double> total; ///< requests/s that both sides finished, of the last measurement; nothing: unknown
};

/// The rollout as it goes on by itself from here; nothing: it stays as it is. Times and generation are not set. Pure.
std::optional<Rollout> nextOf(const Rollout &rollout, const RolloutSight &sight);
/// The rollout as an operator wants it, or why that cannot be. Pure.
std::variant<Rollout, std::string> steered(const Rollout &rollout, RolloutVerb verb, const std::string &by,
                                           const std::string &reason);

constexpr int secondSlots = 1000; ///< where the ordinals of the other one of both sets of workers begin
constexpr std::size_t rolloutsKept = 100; ///< of each deployment

} // namespace toban::manager
