// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "restore.h"

namespace toban::manager {

namespace {

void restoreScaling(StoredState &state, Fleet &fleet, const Clock &clock)
{
    for (auto &[name, entry] : fleet.deployments) {
        if (const auto found = state.autoscaling.find(name); found != state.autoscaling.end()) {
            entry.autoscaling = found->second;
        }
        // Workers are only just starting: the first evaluation waits until there is something to see.
        entry.scaling.nextEvaluation = clock.steady() + entry.autoscaling.interval;
        if (const auto found = state.scalingEvents.find(name); found != state.scalingEvents.end()) {
            entry.scalingEvents.assign(found->second.begin(), found->second.end());
            const auto age = std::max(clock.now() - entry.scalingEvents.back().at, TimePoint::duration::zero());
            entry.scaling.history.lastScaled = clock.steady() - age;
        }
    }
}

/// A rollout in the middle of a step begins that step again, once green is ready again.
void restoreRollouts(StoredState &state, Fleet &fleet, const Clock &clock)
{
    for (auto &[name, rollouts] : state.rollouts) {
        for (Rollout &rollout : rollouts) {
            fleet.setRollout(name, std::move(rollout), clock.steady());
        }
        fleet.deployments.at(name).rollout.resuming = true;
    }
}

} // namespace

void restoreFleet(StoredState state, Fleet &fleet, TaskService &tasks, const Clock &clock)
{
    {
        const std::lock_guard lock(fleet.mutex);
        for (auto &[record, revisions] : state.deployments) {
            DeploymentEntry &entry = fleet.deployments[record.name];
            entry.record = std::move(record);
            entry.revisions = std::move(revisions);
        }
        restoreScaling(state, fleet, clock);
        restoreRollouts(state, fleet, clock);
        fleet.agentIntakes = std::move(state.agentIntakes);
        fleet.removed = std::move(state.removedAgents);
        fleet.budgets = std::move(state.budgets);
        if (state.prices) {
            fleet.prices = std::move(*state.prices);
        }
        fleet.setCostControls(std::move(state.costControls), {});
        fleet.usage.restore(state.usedAt, state.usedInHour, state.usedInDay, state.usedInMonth);
        fleet.setBalancing(std::move(state.balancing), {}); // no agent has registered yet
        fleet.emergency = std::move(state.emergency);
        fleet.approvals = std::move(state.approvals);
        for (Secret &secret : state.secrets) {
            fleet.secrets.put(std::move(secret));
        }
        for (const auto &[id, incident] : state.incidents) {
            fleet.putIncident(incident);
        }
        for (const PastSpend &past : state.recentSpend) {
            fleet.spend.add(past.at, past.cost, past.tasks, past.unpricedTokens);
            if (const auto entry = fleet.deployments.find(past.deployment); entry != fleet.deployments.end()) {
                entry->second.spend.add(past.at, past.cost, past.tasks, past.unpricedTokens);
            }
        }
    }
    tasks.restore(std::move(state.unfinishedTasks));
}

} // namespace toban::manager
