// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "http/ratelimiter.h"

#include "clock.h"

namespace toban {

RateLimiter::RateLimiter(int calls, std::chrono::milliseconds window, const Clock &clock)
    : m_calls(calls), m_window(window), m_clock(clock)
{ }

std::optional<std::chrono::milliseconds> RateLimiter::admit()
{
    if (m_calls <= 0)
        return std::nullopt;
    const qint64 now = m_clock.monotonicMs();
    while (!m_sentMs.empty() && m_sentMs.front() + m_window.count() <= now)
        m_sentMs.pop_front();
    if (m_sentMs.size() >= size_t(m_calls))
        return std::chrono::milliseconds(m_sentMs.front() + m_window.count() - now);
    m_sentMs.push_back(now);
    return std::nullopt;
}

} // namespace toban
