// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "timetext.h"
#include "views.h"

#include <nlohmann/json.hpp>

namespace toban::manager {

std::string balancingJson(const Balancing &balancing)
{
    nlohmann::json weights = nlohmann::json::array();
    for (const auto &[deployment, weight] : balancing.weights) {
        weights.push_back({{"deployment", deployment}, {"weight", weight}});
    }
    nlohmann::json fallbacks = nlohmann::json::array();
    for (const auto &[model, fallback] : balancing.fallbackModels) {
        fallbacks.push_back({{"model", model}, {"fallback", fallback}});
    }
    return nlohmann::json{
        {"strategy", balancingStrategyText(balancing.strategy)},
        {"weights", weights},
        {"fallback_models", fallbacks},
        {"updated_at", balancing.updatedAt ? nlohmann::json(timeText(*balancing.updatedAt)) : nlohmann::json(nullptr)},
        {"updated_by", balancing.updatedBy.empty() ? nlohmann::json(nullptr) : nlohmann::json(balancing.updatedBy)}}
        .dump();
}

std::string endpointJson(const Fleet &fleet, const Agent &agent, const std::string &operation, double complexity,
                         const Clock &clock)
{
    using nlohmann::json;
    const auto orNull = [](const auto &value) { return value ? json(*value) : json(nullptr); };
    const auto textOrNull = [](const std::string &text) { return text.empty() ? json(nullptr) : json(text); };
    const SteadyPoint now = clock.steady();
    const CircuitBreaker breaker = fleet.endpoints.breaker(agent.id);
    const auto state = breaker.state(now);
    const auto openUntil
        = clock.now() + std::chrono::duration_cast<std::chrono::milliseconds>(breaker.openUntil() - now);
    const EndpointFigures figures = fleet.endpoints.figures(agent.id);
    const Candidate candidate{agent.type, fleet.board.load(agent.id), agent.capacity,
                              fleet.balancing.weightOf(agent.deployment), figures};
    return json{{"id", agent.id},
                {"type", agent.type},
                {"deployment", textOrNull(agent.deployment)},
                {"endpoint", textOrNull(agent.endpoint)},
                {"takes_tasks", agent.takesTasks(now)},
                {"weight", candidate.weight},
                {"capacity", candidate.capacity},
                {"in_flight", candidate.load},
                {"response_seconds", orNull(figures.responseSeconds)},
                {"success_rate", orNull(figures.successRate)},
                {"counted_attempts", figures.counted},
                {"attempts", figures.attempts},
                {"failures", figures.failures},
                {"breaker",
                 {{"state", breakerStateText(state)},
                  {"failures", breaker.failures()},
                  {"open_until", state == CircuitBreaker::State::Open ? json(timeText(openUntil)) : json(nullptr)}}},
                {"score", balancingScore(candidate, operation, complexity)}}
        .dump();
}

} // namespace toban::manager
