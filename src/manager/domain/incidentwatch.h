// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "changeservice.h"

namespace toban::manager {

/// What is wrong with a deployment as it looks now. The fleet's mutex is held by the caller.
IncidentFindings findingsOf(const DeploymentEntry &entry, const FleetOptions &options);

/// Opens an incident for each deployment that lost a worker or could not start one (one while it lasts, however many are
/// lost), brings it up to date with each further one, and closes it when all that is wanted is ready again. The same for
/// an endpoint whose circuit breaker does not close. Part of the control loop: one thread; the ends of its changes come
/// from the store's.
class IncidentWatch
{
public:
    IncidentWatch(Fleet &fleet, ChangeService &changes, const Clock &clock);
    /// One round. Never blocks.
    void step();

private:
    struct Note
    {
        ChangeRequest request;
        std::function<void(bool written)> done; ///< with the fleet's mutex held
    };
    /// A breaker that is not closed.
    struct EndpointTrouble
    {
        SteadyPoint since{};
        bool wasOpened = false; ///< its incident was: it is not opened again though a person resolves it
        bool isOver = false;
        bool underWay = false;
        SteadyPoint notBefore{};
    };
    // With the fleet's mutex held:
    std::optional<ChangeRequest> look(DeploymentEntry &entry);
    std::optional<ChangeRequest> lookAt(const std::string &agentId, EndpointTrouble &trouble);
    void lookAtDeployments(std::vector<Note> &notes);
    void lookAtEndpoints(std::vector<Note> &notes);

    Fleet &m_fleet;
    ChangeService &m_changes;
    const Clock &m_clock;
    std::map<std::string, EndpointTrouble> m_endpoints; ///< by agent; guarded by the fleet's mutex
    SteadyPoint m_nextEndpoints{};
};

} // namespace toban::manager
