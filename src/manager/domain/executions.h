// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "anomalyrules.h"

namespace toban::manager {

/// An execution as it is kept: what it was with its anomalies, as the contract's JSON.
struct StoredExecution
{
    std::int64_t sequence = 0; ///< given by the store
    std::string id;
    std::string agentId;
    TimePoint at{}; ///< by the agent's clock: what people look for, nothing that is decided by
    TimePoint receivedAt{}; ///< by the manager's clock: how long it is kept, and in whose window it counts
    std::optional<AnomalySeverity> worst; ///< of its anomalies; nothing: none was found
    std::string body;
};

/// Looks for anomalies, and marks what came more than 24 h after its own time as late. Pure.
StoredExecution assessed(const Execution &execution, const AnomalyRules &rules, TimePoint receivedAt);

struct ExecutionFilter
{
    std::string agentId; ///< empty: any
    std::optional<AnomalySeverity> atLeast;
    std::optional<TimePoint> from, to; ///< of its own time; `to` itself is not in
};

/// What agents reported within a time, by when it was received.
struct ThreatFigures
{
    std::int64_t executions = 0;
    std::int64_t agents = 0; ///< that reported any
    std::int64_t medium = 0, high = 0, critical = 0; ///< executions by their worst anomaly
};
/// Nobody reported anything: the numbers of threats are unknown (null), not 0.
std::string threatsJson(const ThreatFigures &figures, std::chrono::hours window);

} // namespace toban::manager
