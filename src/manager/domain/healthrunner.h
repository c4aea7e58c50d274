// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "fleet.h"
#include "statestore.h"

namespace toban::manager {

/// Whether agents are heard. Fails when more than a tenth of those that registered sent no heartbeat for three
/// intervals (at most for the limit after which they are replaced). The fleet's mutex is held by the caller.
CheckResult lookAtAgents(const Fleet &fleet, SteadyPoint now);

/// Has the health checks of the fleet looked at when they are due. All calls come from one thread; results come from
/// others.
class HealthRunner
{
public:
    /// `probes` must be gone before the fleet is.
    HealthRunner(Fleet &fleet, StateStore &store, HealthProbes &probes, const Clock &clock);
    /// Never blocks.
    void step();

private:
    void look(const HealthBook::Due &due);
    void lookAtStore(const HealthProbes::Callback &callback);

    Fleet &m_fleet;
    StateStore &m_store;
    HealthProbes &m_probes;
    const Clock &m_clock;
};

} // namespace toban::manager
