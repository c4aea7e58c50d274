// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtGlobal>

#include <chrono>
#include <deque>
#include <optional>

namespace toban {

class Clock;

/// At most `calls` in any span of `window` (facts §6). No calls: no limit.
class RateLimiter
{
public:
    RateLimiter(int calls, std::chrono::milliseconds window, const Clock &clock);

    /// Nothing: go ahead, and it counts. Otherwise how long until the next is allowed.
    std::optional<std::chrono::milliseconds> admit();
    /// Counts one that goes in any case.
    void count();

private:
    void forgetOld(qint64 now);

    int m_calls;
    std::chrono::milliseconds m_window;
    const Clock &m_clock;
    std::deque<qint64> m_sentMs;
};

} // namespace toban
