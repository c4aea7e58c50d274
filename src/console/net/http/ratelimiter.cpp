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
    forgetOld(now);
    if (m_sentMs.size() >= size_t(m_calls)) {
        // What went in any case may be more than the window holds: all above the limit have to leave it.
        const qint64 leaving = m_sentMs[m_sentMs.size() - size_t(m_calls)];
        return std::chrono::milliseconds(leaving + m_window.count() - now);
    }
    m_sentMs.push_back(now);
    return std::nullopt;
}

void RateLimiter::count()
{
    if (m_calls <= 0)
        return;
    const qint64 now = m_clock.monotonicMs();
    forgetOld(now);
    m_sentMs.push_back(now);
}

void RateLimiter::forgetOld(qint64 now)
{
    while (!m_sentMs.empty() && m_sentMs.front() + m_window.count() <= now)
        m_sentMs.pop_front();
}

} // namespace toban
