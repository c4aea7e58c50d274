// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "fleet/fleettext.h"

#include "kit/format.h"

#include <QCoreApplication>

namespace toban {

QString statusText(AgentStatus status)
{
    switch (status) {
    case AgentStatus::Idle:
        return QCoreApplication::translate("toban::FleetText", "Idle");
    case AgentStatus::Busy:
        return QCoreApplication::translate("toban::FleetText", "Busy");
    case AgentStatus::Failed:
        return QCoreApplication::translate("toban::FleetText", "Failed");
    case AgentStatus::Maintenance:
        return QCoreApplication::translate("toban::FleetText", "Maintenance");
    case AgentStatus::Starting:
        return QCoreApplication::translate("toban::FleetText", "Starting");
    case AgentStatus::Paused:
        return QCoreApplication::translate("toban::FleetText", "Paused");
    case AgentStatus::Draining:
        return QCoreApplication::translate("toban::FleetText", "Draining");
    case AgentStatus::Unknown:
        break;
    }
    return QCoreApplication::translate("toban::FleetText", "Unknown");
}

QString stateText(DeploymentState state)
{
    switch (state) {
    case DeploymentState::Running:
        return QCoreApplication::translate("toban::FleetText", "Running");
    case DeploymentState::Paused:
        return QCoreApplication::translate("toban::FleetText", "Paused");
    case DeploymentState::Draining:
        return QCoreApplication::translate("toban::FleetText", "Draining");
    case DeploymentState::Progressing:
        return QCoreApplication::translate("toban::FleetText", "Changing");
    case DeploymentState::Failed:
        return QCoreApplication::translate("toban::FleetText", "Failed");
    case DeploymentState::Unknown:
        break;
    }
    return QCoreApplication::translate("toban::FleetText", "Unknown");
}

QString replicasText(const Deployment &deployment)
{
    //: Replicas of a deployment: 3 of 5 ready
    return QCoreApplication::translate("toban::FleetText", "%1 of %2 ready")
        .arg(deployment.ready)
        .arg(deployment.desired);
}

QString shortImage(const QString &image)
{
    return image.section(QLatin1Char('/'), -1);
}

QString agentStateText(const Agent &agent, qint64 nowMs)
{
    //: An agent whose heartbeat has not come for too long
    return agent.isSilent(nowMs) ? QCoreApplication::translate("toban::FleetText", "Silent") : statusText(agent.status);
}

QString silenceText(const Agent &agent, qint64 nowMs)
{
    if (!agent.isSilent(nowMs))
        return {};
    if (agent.lastHeartbeatMs == 0)
        return QCoreApplication::translate("toban::FleetText",
                                           "No heartbeat has come yet, so it is not known whether this agent works. "
                                           "The manager replaces it.");
    return QCoreApplication::translate("toban::FleetText",
                                       "No heartbeat for %1, so it is not known whether this agent works. Its last "
                                       "state was: %2. The manager replaces it.")
        .arg(format::durationMs(nowMs - agent.lastHeartbeatMs), statusText(agent.status));
}

} // namespace toban
