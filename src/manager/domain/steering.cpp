// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later

// How the control loop brings the workers of a deployment to what is wanted, both sets of them during a rollout.

#include "controller.h"

namespace toban::manager {

bool Controller::steerSet(DeploymentEntry &entry, const SlotSet &set, SteadyPoint now, std::vector<Start> &starts,
                          std::vector<std::string> &stops)
{
    const FleetOptions &options = m_fleet.options;
    const Deployment &record = entry.record;
    const int end = set.base + secondSlots;
    std::vector<SlotState> slots;
    for (auto slot = entry.workers.lower_bound(set.base); slot != entry.workers.end() && slot->first < end; ++slot) {
        const int ordinal = slot->first;
        Worker &worker = slot->second;
        if (worker.phase == SlotState::Phase::Starting && now - worker.since > options.startLimit) {
            failed(entry, ordinal, "did not register in time", now);
            worker.phase = SlotState::Phase::Stopping;
            worker.since = now;
            stops.push_back(worker.agentId);
        }
        if (m_fleet.leaving.contains(worker.agentId)
            && (worker.phase == SlotState::Phase::Ready || worker.phase == SlotState::Phase::Starting)) {
            worker.phase = SlotState::Phase::Draining;
            worker.since = now;
        }
        if (worker.phase == SlotState::Phase::Ready && now - worker.since > options.backoffLimit) {
            entry.backoffs.erase(ordinal); // has proved itself
        }
        slots.push_back({ordinal - set.base, worker.revision, worker.phase, m_fleet.board.load(worker.agentId),
                         std::chrono::duration_cast<std::chrono::milliseconds>(now - worker.since)});
    }
    const SlotActions actions = nextSteps({set.wanted, set.revision, options.drainGrace}, slots);
    for (const int slot : actions.drain) {
        Worker &worker = entry.workers.at(set.base + slot);
        worker.phase = SlotState::Phase::Draining;
        worker.since = now;
        m_fleet.updateAgent(worker.agentId, now, [](Agent &agent) { agent.intake = Intake::Draining; });
    }
    for (const int slot : actions.stop) {
        Worker &worker = entry.workers.at(set.base + slot);
        worker.phase = SlotState::Phase::Stopping;
        worker.since = now;
        stops.push_back(worker.agentId);
    }
    for (const int slot : actions.start) {
        const int ordinal = set.base + slot;
        const auto backoff = entry.backoffs.find(ordinal);
        if (backoff != entry.backoffs.end() && now < backoff->second.notBefore) {
            continue;
        }
        const std::string id = record.name + '-' + std::to_string(ordinal);
        const Revision &revision = entry.revisions.at(std::size_t(set.revision - 1));
        starts.push_back({record.name, ordinal, {id, record.agentType, record.name, revision, newToken()}});
        entry.workers[ordinal] = {id, set.revision, SlotState::Phase::Starting, now};
        const auto intake = m_fleet.agentIntakes.find(id);
        Agent agent;
        agent.id = id;
        agent.type = record.agentType;
        agent.deployment = agent.trustedDeployment = record.name;
        agent.capacity = revision.content.limits.capacity;
        agent.revision = set.revision;
        agent.createdAt = m_clock.now();
        agent.lastSeen = now;
        agent.intake = intake == m_fleet.agentIntakes.end() ? Intake::Open : intake->second;
        agent.deploymentIntake = record.intake;
        agent.managed = true;
        agent.ordinal = ordinal;
        m_fleet.refreshOnBoard(m_fleet.agents.put(std::move(agent)), now);
    }
    std::erase_if(entry.backoffs,
                  [&](const auto &slot) { return slot.first > set.base + set.wanted && slot.first < end; });
    return actions.settled;
}

void Controller::steerDeployment(DeploymentEntry &entry, SteadyPoint now, std::vector<Start> &starts,
                                 std::vector<std::string> &stops)
{
    const Deployment &record = entry.record;
    const Rollout *rollout = entry.activeRollout();
    const bool wantsBoth = rollout != nullptr && rollout->wantsBoth();
    const int wanted = record.intake == Intake::Draining ? 0 : record.replicas;
    const int base = entry.liveBase();
    const SlotSet live{base, wanted, record.currentRevision};
    const SlotSet other{base == 0 ? secondSlots : 0, wantsBoth ? wanted : 0,
                        wantsBoth ? rollout->toRevision : record.currentRevision};
    const bool liveSettled = steerSet(entry, live, now, starts, stops);
    const bool otherSettled = steerSet(entry, other, now, starts, stops);
    entry.settled = liveSettled && (wantsBoth || otherSettled);
    RolloutWatch &watch = entry.rollout;
    watch.greenReady = wantsBoth && otherSettled;
    watch.leaversGone = !wantsBoth && otherSettled;
    watch.greenTrouble.clear();
    for (const auto &[ordinal, backoff] : entry.backoffs) {
        const auto worker = entry.workers.find(ordinal);
        const bool isReady = worker != entry.workers.end() && worker->second.phase == SlotState::Phase::Ready;
        if (wantsBoth && !entry.isLive(ordinal) && !isReady
            && backoff.failures >= m_fleet.options.failuresUntilFailed) {
            watch.greenTrouble = "a worker ended " + std::to_string(backoff.failures)
                + " times in a row, last: " + backoff.reason + '.';
        }
    }
}

} // namespace toban::manager
