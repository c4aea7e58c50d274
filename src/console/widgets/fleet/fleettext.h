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
/// The status, or "Silent" when no heartbeat has come for too long.
QString agentStateText(const Agent &agent, qint64 nowMs);
/// What a silent agent's last word was and what follows from it. Empty when it is not silent.
QString silenceText(const Agent &agent, qint64 nowMs);

} // namespace toban
