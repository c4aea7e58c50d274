// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "clock.h"

#include <string_view>

namespace toban::manager {

/// Keeps tasks away from what fails again and again, facts §6: 5 failures in a row open it for 30 s; then it is half
/// open, where one task at a time tries; 2 successes close it, a failure opens it for twice as long, at most 60 s.
/// Time comes from the caller. Not thread-safe.
class CircuitBreaker
{
public:
    static constexpr int failuresToOpen = 5, successesToClose = 2;
    static constexpr std::chrono::seconds firstOpening{30}, longestOpening{60};

    CircuitBreaker() = default;
    /// With another first opening; the longest is twice as long.
    explicit CircuitBreaker(std::chrono::milliseconds first) : m_first(first) { }

    enum class State { Closed, Open, HalfOpen };

    State state(SteadyPoint now) const;
    void succeeded(SteadyPoint now);
    void failed(SteadyPoint now);
    /// When it was or will be half open; the epoch while it is closed.
    SteadyPoint openUntil() const { return m_until; }
    /// In a row, while closed.
    int failures() const { return m_failures; }
    /// Whether a trial failed since it opened: it stays open.
    bool staysOpen() const { return m_duration > m_first; }

private:
    void open(SteadyPoint now, std::chrono::milliseconds duration);

    std::chrono::milliseconds m_first = firstOpening;
    int m_failures = 0;
    int m_successes = 0; ///< while half open
    std::chrono::milliseconds m_duration{0}; ///< of the opening; none: closed
    SteadyPoint m_until{};
};
std::string_view breakerStateText(CircuitBreaker::State state);

/// How long to wait after the attempt of this number (from 1) failed, facts §6: 1, 2, 4, 8 … s times a jitter of 0.5 to
/// 1.5, at most 60 s. `random` is 0…1.
std::chrono::milliseconds retryDelay(int attempt, double random);

} // namespace toban::manager
