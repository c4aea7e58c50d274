// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "types.h"

namespace toban::manager {

/// By what a deployment is scaled; the three of facts §4.
enum class ScalingPolicy { Off, Load, Queue, Pressure };
std::string_view scalingPolicyText(ScalingPolicy policy);
std::optional<ScalingPolicy> parseScalingPolicy(std::string_view text);

struct ScalingBounds
{
    int least = 3;
    int most = 20;
};

/// The stored wish of how a deployment is scaled by itself.
struct Autoscaling
{
    ScalingPolicy policy = ScalingPolicy::Off;
    ScalingBounds bounds;
    std::chrono::seconds interval{60}; ///< between evaluations, and between two steps up
    std::chrono::seconds stabilisation{300}; ///< for so long fewer must have been enough before there are fewer
    std::optional<TimePoint> updatedAt;
    std::string updatedBy;
    std::int64_t generation = 0;
};

/// What a decision is made from. What nobody has measured is nothing, never 0.
struct ScalingFigures
{
    int replicas = 0; ///< desired now
    std::optional<double> load; ///< mean of tasks under way / capacity of the ready agents
    std::optional<double> queue; ///< tasks that wait for the agent type
    std::optional<double> cpu; ///< mean use / limit
    std::optional<double> memory; ///< mean use / limit
    std::optional<double> p95Seconds; ///< of the tasks that ended
    std::optional<double> errorRate; ///< 0…1, of the tasks that ended
    std::optional<double> requestsPerSecond;
};

/// A figure held against a threshold.
struct ScalingFactor
{
    std::string name; ///< "load", "queue", "cpu", "memory", "p95_seconds", "error_rate", "requests_per_second"
    std::optional<double> value;
    double threshold = 0;
    bool above = true; ///< met above the threshold; else below it
    bool met = false; ///< an unknown one never is

    bool operator==(const ScalingFactor &) const = default;
};

/// What was wanted at an earlier evaluation.
struct ScalingWish
{
    SteadyPoint at{};
    int replicas = 0;
};

/// What a decision must remember.
struct ScalingHistory
{
    std::optional<SteadyPoint> lastScaled; ///< by anybody
    std::optional<SteadyPoint> watchedSince; ///< evaluated without a gap; nothing: this is the first time
    std::vector<ScalingWish> wishes; ///< by rising time
};

enum class ScalingDirection { None, Up, Down };
std::string_view scalingDirectionText(ScalingDirection direction);

struct ScalingDecision
{
    ScalingDirection direction = ScalingDirection::None;
    int from = 0;
    int target = 0; ///< what the policy asks for, within the bounds
    int to = 0; ///< what to set now; `from` when nothing is to be done
    std::string reason; ///< one sentence
    std::vector<ScalingFactor> factors;
};

/// What to do about the number of agents. Pure. Thresholds and steps are those of facts §4: `load` (one more above 0.8,
/// one fewer below 0.2), `queue` (one more above 100 waiting or 70 % CPU, one fewer below 10 waiting), `pressure` (a
/// point each; 3 and more: ceil(1.5×), none: floor(0.8×)). Bounds win over everything, at once. A step up waits until one
/// interval after the last change of the number, a step down until the stabilisation has passed since then and since the
/// beginning of watching, and it goes no lower than what was wanted at any time within it.
ScalingDecision decide(const Autoscaling &wanted, const ScalingFigures &figures, const ScalingHistory &history,
                       SteadyPoint now);

/// A change of the number of agents, as it is kept.
struct ScalingEvent
{
    std::int64_t sequence = 0; ///< within the deployment
    TimePoint at{};
    ScalingDirection direction = ScalingDirection::None;
    int from = 0;
    int to = 0;
    int target = 0; ///< what the policy asked for; what a person wanted
    std::optional<ScalingPolicy> policy; ///< nothing: by hand
    std::string actor;
    std::string reason;
    std::string factors = "[]"; ///< JSON
    std::string operationId;
};
constexpr std::size_t scalingEventsKept = 100; // facts §4

} // namespace toban::manager
