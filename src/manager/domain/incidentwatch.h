// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "changeservice.h"

namespace toban::manager {

/// What is wrong with a deployment as it looks now. The fleet's mutex is held by the caller.
IncidentFindings findingsOf(const DeploymentEntry &entry, const FleetOptions &options);

/// Opens an incident for each deployment that lost a worker or could not start one (one while it lasts, however many are
/// lost), brings it up to date with each further one, and closes it when all that is wanted is ready again. The same for
/// an endpoint and for a health check whose circuit breaker does not close. Part of the control loop: one thread; the ends of its changes come
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
    struct BreakerTrouble
    {
        SteadyPoint since{};
        bool wasOpened = false; ///< its incident was: it is not opened again though a person resolves it
        bool isOver = false;
        bool underWay = false;
        SteadyPoint notBefore{};
    };
    // With the fleet's mutex held:
    std::optional<ChangeRequest> look(DeploymentEntry &entry);
    std::optional<ChangeRequest> lookAt(const std::string &agentId, BreakerTrouble &trouble);
    std::optional<ChangeRequest> lookAtCheck(const std::string &name, BreakerTrouble &trouble);
    void lookAtDeployments(std::vector<Note> &notes);
    void lookAtEndpoints(std::vector<Note> &notes);
    void lookAtChecks(std::vector<Note> &notes);
    using BreakerTroubles = std::map<std::string, BreakerTrouble>;
    /// Has what is noted of one of these counted when it is on disk.
    Note noteOf(BreakerTroubles &troubles, const std::string &key, ChangeRequest request);

    Fleet &m_fleet;
    ChangeService &m_changes;
    const Clock &m_clock;
    BreakerTroubles m_endpoints; ///< by agent; guarded by the fleet's mutex
    BreakerTroubles m_checks; ///< by name; guarded by the fleet's mutex
    SteadyPoint m_nextEndpoints{};
};

} // namespace toban::manager
