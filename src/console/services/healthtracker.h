// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "endpointhealth.h"

#include <chrono>
#include <deque>

namespace toban {

/// Turns one endpoint's exchanges into its health. Pure; any thread.
///
/// An answer that only refuses the request (400, 404, 409, 422 …) is a sign of life. No answer, a failed handshake and
/// refused credentials are Critical at once; a time-out, a 5xx or an unreadable answer is Warn at first and Critical
/// when the next one fails too. While it answers: Warn when the last answer took over 2 s, or 2 or more of the last 10
/// exchanges failed. Good news goes stale: without an exchange for `freshFor`, how it does is Unknown; bad news stands
/// until the next exchange. What our own side kept from being sent (credentials, configuration) says nothing of the
/// endpoint: Unknown, with the reason, until the next exchange.
class HealthTracker
{
public:
    explicit HealthTracker(EndpointKind kind, const QString &origin = {}); ///< no origin: not configured

    void exchange(qint64 nowMs, std::chrono::milliseconds latency, const std::optional<Error> &error);
    void notSent(qint64 nowMs, const Error &error);
    void setVersion(const QString &version);
    EndpointHealth health(qint64 nowMs) const;

    static constexpr std::chrono::milliseconds freshFor{180'000};

private:
    EndpointHealth m_health;
    std::deque<bool> m_recent; ///< true: answered; newest last
};

} // namespace toban
