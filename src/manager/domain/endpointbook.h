// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "circuitbreaker.h"

#include <bitset>
#include <cstdint>
#include <optional>
#include <string>
#include <unordered_map>

namespace toban::manager {

/// What was measured of an agent's endpoint.
struct EndpointFigures
{
    std::optional<double> responseSeconds; ///< moving average; nothing: no answer yet
    std::optional<double> successRate; ///< 0…1 of the last `counted` attempts; nothing: none yet
    int counted = 0; ///< at most EndpointBook::window
    std::int64_t attempts = 0; ///< since the agent registered at this endpoint
    std::int64_t failures = 0; ///< of these
};

/// How an attempt ended, as far as it tells something of the endpoint.
struct AttemptEnd
{
    bool success = false;
    std::optional<double> seconds; ///< how long the answer took, if that tells of the agent's speed
    std::optional<bool> healthy; ///< whether the endpoint is in order; nothing: the fault was elsewhere
};

/// The history of each endpoint by itself (facts §4: the article let all endpoints share one). Its tasks under way are
/// the TaskBoard's to count. Every operation is O(1). Not thread-safe.
class EndpointBook
{
public:
    static constexpr double alpha = 0.1; ///< weight of a new response time, facts §4
    static constexpr std::size_t window = 100; ///< attempts in the rate of success, facts §4

    void ended(const std::string &agentId, const AttemptEnd &end, SteadyPoint now);
    /// It said to be busy while it had nothing to do; how often since its last success.
    int refusedIdle(const std::string &agentId) { return ++m_histories[agentId].idleRefusals; }
    EndpointFigures figures(const std::string &agentId) const;
    CircuitBreaker breaker(const std::string &agentId) const;
    /// How many endpoints have their breaker in this state.
    std::size_t count(CircuitBreaker::State state, SteadyPoint now) const;
    /// The agent is gone, or answers at another endpoint now.
    void forget(const std::string &agentId) { m_histories.erase(agentId); }

private:
    struct History
    {
        std::optional<double> responseSeconds;
        std::bitset<window> successes; ///< a ring
        std::size_t next = 0;
        std::int64_t attempts = 0;
        std::int64_t failures = 0;
        int idleRefusals = 0;
        CircuitBreaker breaker;
    };
    std::unordered_map<std::string, History> m_histories; ///< by agent
};

} // namespace toban::manager
