// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "balancing.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace toban::manager {

namespace {

constexpr std::array strategies{BalancingStrategy::RoundRobin, BalancingStrategy::LeastConnections,
                                BalancingStrategy::WeightedRoundRobin, BalancingStrategy::AiOptimized};

struct Compatibility
{
    std::string_view operation, agentType;
    double value;
};
constexpr std::array<Compatibility, 9> compatibilities{{{"code_generation", "code_generator", 1},
                                                        {"code_generation", "security_scanner", 0.3},
                                                        {"code_generation", "performance_tester", 0.2},
                                                        {"security_analysis", "security_scanner", 1},
                                                        {"security_analysis", "code_generator", 0.4},
                                                        {"security_analysis", "performance_tester", 0.1},
                                                        {"performance_test", "performance_tester", 1},
                                                        {"performance_test", "code_generator", 0.3},
                                                        {"performance_test", "security_scanner", 0.2}}};

constexpr double assumedResponseSeconds = 1;

} // namespace

std::string_view balancingStrategyText(BalancingStrategy strategy)
{
    switch (strategy) {
    case BalancingStrategy::RoundRobin:
        return "round_robin";
    case BalancingStrategy::LeastConnections:
        return "least_connections";
    case BalancingStrategy::WeightedRoundRobin:
        return "weighted_round_robin";
    case BalancingStrategy::AiOptimized:
        return "ai_optimized";
    }
    return "least_connections";
}

std::optional<BalancingStrategy> parseBalancingStrategy(std::string_view text)
{
    const auto *const found = std::find_if(strategies.begin(), strategies.end(),
                                           [text](auto strategy) { return balancingStrategyText(strategy) == text; });
    return found == strategies.end() ? std::nullopt : std::optional(*found);
}

int Balancing::weightOf(const std::string &deployment) const
{
    const auto found = weights.find(deployment);
    return found == weights.end() ? defaultWeight : found->second;
}

double historyScore(const EndpointFigures &figures)
{
    return 0.30 * figures.successRate.value_or(1)
        + 0.25 / (1 + figures.responseSeconds.value_or(assumedResponseSeconds));
}

double loadScore(int load, int capacity)
{
    return 0.20 * (1 - std::min(1.0, double(load) / capacity));
}

double compatibility(std::string_view operation, std::string_view agentType)
{
    for (const Compatibility &known : compatibilities) {
        if (known.operation == operation && known.agentType == agentType) {
            return known.value;
        }
    }
    return 0.5;
}

double complexityFit(double complexity, int weight)
{
    if (complexity <= 0.3) {
        return 1;
    }
    return complexity <= 0.7 ? 1 - std::abs(weight - 5) / 5.0 : weight / 10.0;
}

double balancingScore(const Candidate &candidate, std::string_view operation, double complexity)
{
    return historyScore(candidate.figures) + loadScore(candidate.load, candidate.capacity)
        + compatibilityShare * compatibility(operation, candidate.agentType)
        + complexityShare * complexityFit(complexity, candidate.weight);
}

} // namespace toban::manager
