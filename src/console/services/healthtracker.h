// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "endpointhealth.h"

#include <deque>

namespace toban {

/// Turns one endpoint's exchanges into its health. Pure; any thread.
///
/// An answer that only refuses the request (400, 404, 409, 422 …) is a sign of life. No answer, a failed handshake and
/// refused credentials are Critical at once; a time-out, a 5xx or an unreadable answer is Warn at first and Critical
/// when the next one fails too. While it answers: Warn when the last answer took over 2 s, or 2 or more of the last 10
/// exchanges failed.
class HealthTracker
{
public:
    explicit HealthTracker(EndpointKind kind, const QString &origin = {}); ///< no origin: not configured

    void exchange(qint64 nowMs, std::chrono::milliseconds latency, const std::optional<Error> &error);
    void setVersion(const QString &version);
    const EndpointHealth &health() const { return m_health; }

private:
    EndpointHealth m_health;
    std::deque<bool> m_recent; ///< true: answered; newest last
};

} // namespace toban
