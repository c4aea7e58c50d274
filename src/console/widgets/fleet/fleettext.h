// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "fleet.h"

namespace toban {

QString statusText(AgentStatus status); ///< "Idle", "Busy", …
QString stateText(DeploymentState state); ///< "Running", "Paused", …
/// "4 of 4 ready"; while replicas come or go "3 of 5 ready".
QString replicasText(const Deployment &deployment);
/// An image without its registry: "agents:v2.1.0".
QString shortImage(const QString &image);

/// A heartbeat older than this means that the manager gives the agent up (facts §4).
inline constexpr qint64 heartbeatLimitMs = 60'000;

} // namespace toban
