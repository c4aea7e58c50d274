// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "fleet.h"

namespace toban {

bool Agent::isSilent(qint64 nowMs) const
{
    if (status == AgentStatus::Failed || status == AgentStatus::Unknown)
        return false;
    if (lastHeartbeatMs > 0)
        return nowMs - lastHeartbeatMs > heartbeatLimitMs;
    // Has sent none yet: its time begins with its start.
    return status != AgentStatus::Starting || (createdMs > 0 && nowMs - createdMs > heartbeatLimitMs);
}

State Agent::state(qint64 nowMs) const
{
    if (isSilent(nowMs))
        return State::Unknown;
    switch (status) {
    case AgentStatus::Idle:
        return State::Ok;
    case AgentStatus::Busy:
    case AgentStatus::Starting:
    case AgentStatus::Draining:
        return State::Busy;
    case AgentStatus::Paused:
    case AgentStatus::Maintenance:
        return State::Paused;
    case AgentStatus::Failed:
        return State::Critical;
    case AgentStatus::Unknown:
        return State::Unknown;
    }
    return State::Unknown;
}

State Deployment::health() const
{
    switch (state) {
    case DeploymentState::Paused:
        return State::Paused;
    case DeploymentState::Failed:
        return State::Critical;
    case DeploymentState::Draining:
    case DeploymentState::Progressing:
        return State::Busy;
    case DeploymentState::Unknown:
        return State::Unknown;
    case DeploymentState::Running:
        break;
    }
    // "Running" is the manager's intent; what is ready is what counts (ready replicas < 1 is an alert, facts §3).
    if (desired > 0 && ready == 0)
        return State::Critical;
    return ready < desired ? State::Warn : State::Ok;
}

} // namespace toban
