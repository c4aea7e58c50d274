// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "circuitbreaker.h"

#include <algorithm>
#include <cmath>

namespace toban::manager {

std::string_view breakerStateText(CircuitBreaker::State state)
{
    switch (state) {
    case CircuitBreaker::State::Closed:
        return "closed";
    case CircuitBreaker::State::Open:
        return "open";
    case CircuitBreaker::State::HalfOpen:
        return "half_open";
    }
    return "closed";
}

CircuitBreaker::State CircuitBreaker::state(SteadyPoint now) const
{
    if (m_duration == m_duration.zero()) {
        return State::Closed;
    }
    return now < m_until ? State::Open : State::HalfOpen;
}

void CircuitBreaker::open(SteadyPoint now, std::chrono::milliseconds duration)
{
    m_duration = duration;
    m_until = now + duration;
    m_failures = m_successes = 0;
}

void CircuitBreaker::succeeded(SteadyPoint now)
{
    switch (state(now)) {
    case State::Closed:
        m_failures = 0;
        break;
    case State::Open:
        break; // an attempt that began before it opened
    case State::HalfOpen:
        if (++m_successes == successesToClose) {
            *this = CircuitBreaker(m_first);
        }
        break;
    }
}

void CircuitBreaker::failed(SteadyPoint now)
{
    switch (state(now)) {
    case State::Closed:
        if (++m_failures == failuresToOpen) {
            open(now, m_first);
        }
        break;
    case State::Open:
        break;
    case State::HalfOpen:
        open(now, std::min(2 * m_duration, 2 * m_first));
        break;
    }
}

std::chrono::milliseconds retryDelay(int attempt, double random)
{
    constexpr double longest = 60'000;
    const double wait = 1000 * std::exp2(std::clamp(attempt - 1, 0, 10)) * (0.5 + random);
    return std::chrono::milliseconds(std::llround(std::min(wait, longest)));
}

} // namespace toban::manager
