// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "restore.h"

namespace toban::manager {

void restoreFleet(StoredState state, Fleet &fleet, TaskService &tasks)
{
    {
        const std::lock_guard lock(fleet.mutex);
        for (auto &[record, revisions] : state.deployments) {
            DeploymentEntry &entry = fleet.deployments[record.name];
            entry.record = std::move(record);
            entry.revisions = std::move(revisions);
        }
        fleet.agentIntakes = std::move(state.agentIntakes);
        fleet.removed = std::move(state.removedAgents);
        fleet.budgets = std::move(state.budgets);
        fleet.setBalancing(std::move(state.balancing), {}); // no agent has registered yet
        for (const PastSpend &past : state.recentSpend) {
            fleet.spend.add(past.at, past.cost, past.tasks);
            if (const auto entry = fleet.deployments.find(past.deployment); entry != fleet.deployments.end()) {
                entry->second.spend.add(past.at, past.cost, past.tasks);
            }
        }
    }
    tasks.restore(std::move(state.unfinishedTasks));
}

} // namespace toban::manager
