// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "context.h"
#include "state.h"

namespace toban {

/// How an endpoint has answered lately.
struct EndpointHealth
{
    EndpointKind kind = EndpointKind::Prometheus;
    State state = State::
        Unknown; ///< Ok, Warn (slow or erratic), Critical (does not answer), Unknown (not asked yet or not configured)
    bool configured = false;
    QString origin; ///< URL without credentials
    QString version; ///< from buildinfo, when known
    std::optional<std::chrono::milliseconds> latency; ///< of the last answer
    std::optional<qint64> lastSuccessMs;
    std::optional<qint64> failingSinceMs;
    std::optional<Error> error; ///< the last failure while it fails
};

} // namespace toban
