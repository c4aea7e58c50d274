// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "changeservice.h"

namespace toban::manager {

/// What is wrong with a deployment as it looks now. The fleet's mutex is held by the caller.
IncidentFindings findingsOf(const DeploymentEntry &entry, const FleetOptions &options);

/// Opens an incident for each deployment that lost a worker or could not start one (one while it lasts, however many are
/// lost), brings it up to date with each further one, and closes it when all that is wanted is ready again. Part of the
/// control loop: one thread; the ends of its changes come from the store's.
class IncidentWatch
{
public:
    IncidentWatch(Fleet &fleet, ChangeService &changes, const Clock &clock);
    /// One round. Never blocks.
    void step();

private:
    std::optional<ChangeRequest> look(DeploymentEntry &entry);

    Fleet &m_fleet;
    ChangeService &m_changes;
    const Clock &m_clock;
};

} // namespace toban::manager
