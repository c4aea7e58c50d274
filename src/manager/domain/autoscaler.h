// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "changeservice.h"

namespace toban::manager {

/// What was measured of a deployment, for the decision about it. CPU and memory come from what its agents say in the
/// metadata of their heartbeats (`cpu_cores`, `memory_bytes`), held against the revision's limits; what none of them says
/// is unknown. The fleet's mutex is held by the caller.
ScalingFigures scalingFigures(const Fleet &fleet, const DeploymentEntry &entry, TimePoint now);

/// Evaluates the policies of the deployments, each at its interval, and scales them as the manager. Part of the control
/// loop: one thread; the ends of its changes come from the store's.
class Autoscaler
{
public:
    Autoscaler(Fleet &fleet, ChangeService &changes, const Clock &clock);
    /// One round. Never blocks.
    void step();

private:
    std::optional<ChangeRequest> evaluate(DeploymentEntry &entry);

    Fleet &m_fleet;
    ChangeService &m_changes;
    const Clock &m_clock;
};

} // namespace toban::manager
