// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtGlobal>

#include <chrono>
#include <optional>

namespace toban {

class Clock;

/// Closed → `failures` in a row → open for `open` → half-open, one request at a time → `successes` → closed; a failure
/// while half-open opens it again (facts §6). Every request that admit() lets through takes a ticket at once and ends
/// with exactly one of succeeded(), failed(), abandoned(). A ticket from before the circuit last opened counts for
/// nothing: the late end of an old request says nothing of now.
class CircuitBreaker
{
public:
    CircuitBreaker(int failures, std::chrono::milliseconds open, int successes, const Clock &clock);

    enum class State { Closed, Open, HalfOpen };
    State state() const;

    /// Nothing: go ahead. Otherwise how long to stay away.
    std::optional<std::chrono::milliseconds> admit();
    using Ticket = int;
    Ticket ticket() const { return m_generation; }
    void succeeded(Ticket ticket);
    void failed(Ticket ticket);
    void abandoned(Ticket ticket); ///< no verdict (cancelled)

private:
    void open();

    int m_failureLimit;
    std::chrono::milliseconds m_openFor;
    int m_successLimit;
    const Clock &m_clock;
    bool m_open = false;
    qint64 m_openUntilMs = 0;
    int m_failures = 0;
    int m_successes = 0;
    bool m_trying = false; ///< a half-open request is under way
    Ticket m_generation = 0; ///< how often it has opened
};

} // namespace toban
