// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "endpointbook.h"

#include <algorithm>

namespace toban::manager {

void EndpointBook::ended(const std::string &agentId, bool success, std::optional<double> seconds)
{
    History &history = m_histories[agentId];
    history.successes[history.next] = success; // of a ring that is not full yet the rest is false
    history.next = (history.next + 1) % window;
    ++history.attempts;
    history.failures += success ? 0 : 1;
    if (seconds) {
        history.responseSeconds
            = history.responseSeconds ? alpha * *seconds + (1 - alpha) * *history.responseSeconds : *seconds;
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

} // namespace toban::manager
