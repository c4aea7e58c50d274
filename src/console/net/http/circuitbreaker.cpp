// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "http/circuitbreaker.h"

#include "clock.h"

namespace toban {

CircuitBreaker::CircuitBreaker(int failures, std::chrono::milliseconds open, int successes, const Clock &clock)
    : m_failureLimit(failures), m_openFor(open), m_successLimit(successes), m_clock(clock)
{ }

CircuitBreaker::State CircuitBreaker::state() const
{
    if (!m_open)
        return State::Closed;
    return m_clock.monotonicMs() < m_openUntilMs ? State::Open : State::HalfOpen;
}

std::optional<std::chrono::milliseconds> CircuitBreaker::admit()
{
    switch (state()) {
    case State::Closed:
        return std::nullopt;
    case State::Open:
        return std::chrono::milliseconds(m_openUntilMs - m_clock.monotonicMs());
    case State::HalfOpen:
        break;
    }
    if (m_trying)
        return std::chrono::milliseconds(0);
    m_trying = true;
    return std::nullopt;
}

void CircuitBreaker::succeeded(Ticket ticket)
{
    if (ticket != m_generation)
        return;
    m_trying = false;
    m_failures = 0;
    if (m_open && ++m_successes >= m_successLimit)
        m_open = false;
}

void CircuitBreaker::failed(Ticket ticket)
{
    if (ticket != m_generation)
        return;
    m_trying = false;
    if (m_open || ++m_failures >= m_failureLimit)
        open();
}

void CircuitBreaker::abandoned(Ticket ticket)
{
    if (ticket == m_generation)
        m_trying = false;
}

void CircuitBreaker::open()
{
    m_open = true;
    m_openUntilMs = m_clock.monotonicMs() + m_openFor.count();
    m_failures = 0;
    m_successes = 0;
    m_trying = false;
    ++m_generation;
}

} // namespace toban
