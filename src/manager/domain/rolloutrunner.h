// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "changeservice.h"

namespace toban::manager {

/// Has rollouts go on: measures, lets the pure rules decide, and makes each move a change of the manager's own. What it
/// does is on disk before it counts, so a rollout goes on where it was after a restart. All calls come from one thread.
class RolloutRunner
{
public:
    /// `source` may be null: then nothing is ever measured and every gate is unknown.
    RolloutRunner(Fleet &fleet, ChangeService &changes, MetricSource *source, const Clock &clock);
    /// Never blocks.
    void step();

private:
    struct Wanted
    {
        RolloutMeasurement what;
        std::int64_t generation = 0;
        int number = 0;
    };
    std::optional<Wanted> dueMeasurement(DeploymentEntry &entry, const Rollout &rollout) const;
    std::optional<ChangeRequest> dueMove(DeploymentEntry &entry, const Rollout &rollout) const;
    void measure(const Wanted &wanted);

    Fleet &m_fleet;
    ChangeService &m_changes;
    MetricSource *m_source;
    const Clock &m_clock;
};

} // namespace toban::manager
