// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "clock.h"
#include "endpointbook.h"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace toban::manager {

/// How the agent for a task is picked among those of its type that have room.
enum class BalancingStrategy {
    RoundRobin, ///< in turn
    LeastConnections, ///< the lowest load/capacity
    WeightedRoundRobin, ///< in turn, as often as its weight says
    AiOptimized, ///< the highest balancingScore()
};
std::string_view balancingStrategyText(BalancingStrategy strategy);
std::optional<BalancingStrategy> parseBalancingStrategy(std::string_view text);

/// The strategy and what it is told about the deployments.
struct Balancing
{
    static constexpr int lowestWeight = 1, defaultWeight = 5, highestWeight = 10;

    BalancingStrategy strategy = BalancingStrategy::LeastConnections;
    std::map<std::string, int> weights; ///< by deployment: how strong its agents are
    std::map<std::string, std::string> fallbackModels; ///< by model: that for the last attempt when it is at fault
    std::optional<TimePoint> updatedAt;
    std::string updatedBy;
    std::int64_t generation = 0;

    /// Of the agents of this deployment; empty: of those that belong to none.
    int weightOf(const std::string &deployment) const;
};

/// What an agent is like and does now, for balancingScore().
struct Candidate
{
    std::string_view agentType;
    int load = 0;
    int capacity = 1;
    int weight = Balancing::defaultWeight;
    EndpointFigures figures;
};

// The parts of the score of facts §4. Each is 0…1 before it is weighed.

/// 0.30 success + 0.25 / (1 + mean response in seconds): what the endpoint's history says. While nothing was measured,
/// nothing has failed yet and a second is assumed: a new agent gets tasks, yet not all of them.
double historyScore(const EndpointFigures &figures);
/// 0.20 (1 - load/capacity).
double loadScore(int load, int capacity);
/// How well a type of agent does an operation; 0.5 for those that the table does not name.
double compatibility(std::string_view operation, std::string_view agentType);
/// Simple tasks fit any agent, average ones those of average weight, complex ones the strong.
double complexityFit(double complexity, int weight);
constexpr double compatibilityShare = 0.15, complexityShare = 0.10;
/// The whole of the strategy `ai_optimized`.
double balancingScore(const Candidate &candidate, std::string_view operation, double complexity);

} // namespace toban::manager
