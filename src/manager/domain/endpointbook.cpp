// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "endpointbook.h"

#include <algorithm>

namespace toban::manager {

void EndpointBook::ended(const std::string &agentId, const AttemptEnd &end, SteadyPoint now)
{
    History &history = m_histories[agentId];
    history.successes[history.next] = end.success; // of a ring that is not full yet the rest is false
    history.next = (history.next + 1) % window;
    ++history.attempts;
    history.failures += end.success ? 0 : 1;
    history.idleRefusals = end.success ? 0 : history.idleRefusals;
    if (end.seconds) {
        history.responseSeconds
            = history.responseSeconds ? alpha * *end.seconds + (1 - alpha) * *history.responseSeconds : *end.seconds;
    }
    if (end.healthy) {
        *end.healthy ? history.breaker.succeeded(now) : history.breaker.failed(now);
    }
}

EndpointFigures EndpointBook::figures(const std::string &agentId) const
{
    const auto found = m_histories.find(agentId);
    if (found == m_histories.end()) {
        return {};
    }
    const History &history = found->second;
    EndpointFigures figures;
    figures.responseSeconds = history.responseSeconds;
    figures.attempts = history.attempts;
    figures.failures = history.failures;
    figures.counted = int(std::min<std::int64_t>(history.attempts, window));
    figures.successRate = double(history.successes.count()) / figures.counted;
    return figures;
}

CircuitBreaker EndpointBook::breaker(const std::string &agentId) const
{
    const auto found = m_histories.find(agentId);
    return found == m_histories.end() ? CircuitBreaker() : found->second.breaker;
}

std::size_t EndpointBook::count(CircuitBreaker::State state, SteadyPoint now) const
{
    return std::size_t(std::count_if(m_histories.begin(), m_histories.end(),
                                     [&](const auto &entry) { return entry.second.breaker.state(now) == state; }));
}

} // namespace toban::manager
