// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "alert.h"
#include "fleet.h"
#include "fleetservice.h"
#include "logentry.h"
#include "plan.h"

#include <vector>

namespace toban::samples {

/// A moment to build everything around: 2026-11-20 14:02:05 UTC, in ms.
inline constexpr qint64 now = 1'795'183'325'000;

FleetSnapshot fleet(); ///< five deployments; one changes, one has a failed agent
FleetSnapshot largeFleet(int deployments, int agentsEach, qint64 heartbeatMs = now);
std::vector<Revision> revisions();
AgentMetrics agentMetrics(TimeRange::Span span);

std::vector<AlertRuleGroup> rules(); ///< two groups; one rule fires, one is pending, one cannot be evaluated
std::vector<Alert> alerts(); ///< as Alertmanager gives them; one is silenced

std::vector<LogEntry> logs(int count, qint64 newestMs = now); ///< newest first; every hundredth names a secret
FramePtr volume(TimeRange::Span span); ///< series by level

Plan plan(int from, int to);

} // namespace toban::samples
