// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later

// How the control loop tells a platform what is wanted, and follows what it makes of it.

#include "controller.h"
#include "crypto.h"
#include "fleetdriver.h"
#include "logging.h"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace toban::manager {

using Phase = SlotState::Phase;

std::string contentHash(const AgentTemplate &content)
{
    const nlohmann::json text{{"image", content.image},
                              {"model", content.model},
                              {"prompt_hash", content.promptHash},
                              {"tools", content.tools},
                              {"cpu", content.limits.cpu},
                              {"memory_bytes", content.limits.memoryBytes},
                              {"capacity", content.limits.capacity}};
    return sha256Hex(text.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace));
}

namespace {

/// The revision with this content: the wanted one, else the latest; 0: none has it.
int revisionOf(const DeploymentEntry &entry, int wanted, const std::string &content)
{
    if (contentHash(entry.revisions.at(std::size_t(wanted - 1)).content) == content) {
        return wanted;
    }
    const auto found
        = std::find_if(entry.revisions.rbegin(), entry.revisions.rend(),
                       [&content](const Revision &revision) { return contentHash(revision.content) == content; });
    return found == entry.revisions.rend() ? 0 : found->number;
}

std::map<int, Worker>::iterator workerOf(DeploymentEntry &entry, const std::string &id, int base)
{
    auto slot = entry.workers.lower_bound(base);
    while (slot != entry.workers.end() && slot->first < base + secondSlots && slot->second.agentId != id) {
        ++slot;
    }
    return slot != entry.workers.end() && slot->first < base + secondSlots ? slot : entry.workers.end();
}

int freeOrdinal(const DeploymentEntry &entry, int base)
{
    int ordinal = base;
    while (entry.workers.contains(ordinal)) {
        ++ordinal;
    }
    return ordinal;
}

void enter(Worker &worker, Phase phase, SteadyPoint now)
{
    if (worker.phase != phase) {
        worker.phase = phase;
        worker.since = now;
    }
}

} // namespace

/// Makes the agent of a worker that the platform runs, or takes over one that registered before it was seen.
void Controller::adopt(const DeploymentEntry &entry, const Worker &worker, int ordinal, SteadyPoint now)
{
    const Agent *known = m_fleet.agents.find(worker.agentId);
    Agent agent = known == nullptr ? Agent{} : *known;
    if (known == nullptr) {
        const auto intake = m_fleet.agentIntakes.find(worker.agentId);
        agent.id = worker.agentId;
        agent.createdAt = m_clock.now();
        agent.lastSeen = now;
        agent.intake = intake == m_fleet.agentIntakes.end() ? Intake::Open : intake->second;
        agent.type = entry.record.agentType;
        agent.capacity = entry.current().content.limits.capacity;
    }
    agent.deployment = agent.trustedDeployment = entry.record.name;
    agent.deploymentIntake = entry.record.intake;
    agent.revision = worker.revision;
    agent.managed = agent.placed = true;
    agent.ordinal = ordinal;
    m_fleet.refreshOnBoard(m_fleet.agents.put(std::move(agent)), now);
}

/// Where the platform has an agent that does not come or go, its worker follows what was seen of it.
void Controller::followAgent(DeploymentEntry &entry, int ordinal, const PlacedAgent &seen, SteadyPoint now,
                             std::vector<std::string> &stops)
{
    Worker &worker = entry.workers.at(ordinal);
    const bool hasRestarted = seen.restarts > worker.restarts;
    if (hasRestarted) {
        worker.restarts = seen.restarts;
        failed(entry, ordinal, seen.trouble.empty() ? "its container ended" : seen.trouble, now);
        logger("manager")->warn("worker {} ended and is started again: {}", seen.id, seen.trouble);
    }
    const Agent *agent = m_fleet.agents.find(seen.id);
    if (hasRestarted || agent->unready == seen.ready || agent->revision != worker.revision) {
        m_fleet.updateAgent(seen.id, now, [&](Agent &known) {
            known.unready = !seen.ready;
            known.revision = worker.revision;
            if (hasRestarted) {
                known.reported = AgentStatus::Starting; // the process that registered is gone
            }
        });
    }
    if (m_fleet.leaving.contains(seen.id)) {
        enter(worker, Phase::Draining, now);
        if (m_fleet.board.load(seen.id) == 0 || now - worker.since >= m_fleet.options.drainGrace) {
            enter(worker, Phase::Stopping, now);
            stops.push_back(seen.id);
        }
        return;
    }
    enter(worker, seen.ready && agent->isRegistered() ? Phase::Ready : Phase::Starting, now);
    if (worker.phase == Phase::Ready && now - worker.since > m_fleet.options.backoffLimit) {
        entry.backoffs.erase(ordinal); // has proved itself
    }
}

bool Controller::followSet(DeploymentEntry &entry, const SlotSet &set, const PlacedSet &placed, SteadyPoint now,
                           std::vector<std::string> &stops, std::vector<std::string> &gone)
{
    std::set<std::string> seenIds;
    int present = 0, ready = 0;
    for (const PlacedAgent &seen : placed.agents) {
        auto slot = workerOf(entry, seen.id, set.base);
        if (seen.ended) { // the platform may keep a record of it for long
            if (slot != entry.workers.end()) {
                failed(entry, slot->first, seen.trouble, now);
                logger("manager")->warn("worker {} ended: {}", seen.id, seen.trouble);
                slot->second.phase = Phase::Stopping;
            }
            continue;
        }
        seenIds.insert(seen.id);
        ++present;
        const int revision = revisionOf(entry, set.revision, seen.content);
        if (slot == entry.workers.end()) {
            slot = entry.workers.emplace(freeOrdinal(entry, set.base), Worker{seen.id, revision, Phase::Starting, now})
                       .first;
            slot->second.restarts = seen.restarts;
        }
        Worker &worker = slot->second;
        worker.revision = revision;
        if (const Agent *agent = m_fleet.agents.find(seen.id); agent == nullptr || !agent->placed) {
            adopt(entry, worker, slot->first, now);
        }
        if (seen.leaving && worker.phase != Phase::Stopping) {
            enter(worker, Phase::Stopping, now);
            m_fleet.updateAgent(seen.id, now, [](Agent &agent) { agent.intake = Intake::Draining; });
        } else if (worker.phase != Phase::Stopping) {
            followAgent(entry, slot->first, seen, now, stops);
        }
        ready += worker.phase == Phase::Ready ? 1 : 0;
    }
    const int end = set.base + secondSlots;
    for (auto slot = entry.workers.lower_bound(set.base); slot != entry.workers.end() && slot->first < end;) {
        if (seenIds.contains(slot->second.agentId)) {
            ++slot;
            continue;
        }
        if (slot->second.phase != Phase::Stopping) {
            failed(entry, slot->first, "the platform has it no more", now);
            logger("manager")->warn("worker {} is gone", slot->second.agentId);
        }
        gone.push_back(slot->second.agentId);
        forgetWorker(slot->second.agentId);
        slot = entry.workers.erase(slot);
    }
    std::erase_if(entry.backoffs, [&](const auto &slot) {
        return slot.first > set.base + std::max(set.wanted, placed.replicas) && slot.first < end
            && !entry.workers.contains(slot.first);
    });
    return placed.settled && placed.trouble.empty() && ready == placed.replicas && present == placed.replicas;
}

/// An agent that the platform finds in order but that does not speak to this manager.
std::string Controller::silentAgent(const DeploymentEntry &entry, SteadyPoint now) const
{
    for (const auto &[ordinal, worker] : entry.workers) {
        const Agent *agent = m_fleet.agents.find(worker.agentId);
        if (worker.phase == Phase::Starting && agent != nullptr && !agent->unready && !agent->isRegistered()
            && now - worker.since > m_fleet.options.startLimit) {
            return worker.agentId
                + " runs but has not registered: look at its log, at the manager's URL and the token that it is given.";
        }
    }
    return {};
}

/// While a deployment is drained its agents stay until their tasks have ended, or for the grace.
bool Controller::isDrained(DeploymentEntry &entry, SteadyPoint now)
{
    if (entry.record.intake != Intake::Draining) {
        entry.drainingSince.reset();
        return false;
    }
    if (!entry.drainingSince) {
        entry.drainingSince = now;
    }
    return now - *entry.drainingSince >= m_fleet.options.drainGrace
        || std::none_of(entry.workers.begin(), entry.workers.end(),
                        [this](const auto &slot) { return m_fleet.board.load(slot.second.agentId) > 0; });
}

void Controller::placeDeployment(DeploymentEntry &entry, const PlacedSets &placed, SteadyPoint now,
                                 std::map<SetKey, SetGoal> &goals, std::vector<std::string> &stops,
                                 std::vector<std::string> &gone)
{
    const Deployment &record = entry.record;
    const Rollout *rollout = entry.activeRollout();
    const bool wantsBoth = rollout != nullptr && rollout->wantsBoth();
    const int wanted = isDrained(entry, now) ? 0 : record.replicas;
    const int base = entry.liveBase();
    const SlotSet sets[]{{base, wanted, record.currentRevision},
                         {base == 0 ? secondSlots : 0, wantsBoth ? wanted : 0,
                          wantsBoth ? rollout->toRevision : record.currentRevision}};
    bool settled[2]{};
    PlacedSet seen[2];
    for (int i = 0; i < 2; ++i) {
        const SetKey key{record.name, sets[i].base == secondSlots};
        goals[key] = {sets[i].wanted, entry.revisions.at(std::size_t(sets[i].revision - 1))};
        const auto found = placed.find(key);
        if (found != placed.end()) {
            seen[i] = found->second;
        } else if (sets[i].wanted > 0) {
            seen[i].trouble = "Nothing is known of it yet.";
        }
        settled[i] = followSet(entry, sets[i], seen[i], now, stops, gone);
    }
    // A goal of this round was not known yet when the platform was looked at.
    const bool isTold = entry.toldGeneration == record.generation && entry.toldWanted == wanted;
    entry.toldGeneration = record.generation;
    entry.toldWanted = wanted;
    entry.placementTrouble = isTold ? seen[0].trouble : std::string();
    entry.placementStays = isTold && seen[0].failed;
    if (entry.placementTrouble.empty()) {
        entry.placementTrouble = silentAgent(entry, now);
    }
    entry.settled = isTold && settled[0] && (wantsBoth || settled[1])
        && (record.intake != Intake::Draining || entry.workers.empty());
    RolloutWatch &watch = entry.rollout;
    watch.greenReady = wantsBoth && isTold && settled[1] && seen[1].replicas == wanted;
    watch.leaversGone = !wantsBoth && settled[1] && seen[1].replicas == 0;
    watch.greenTrouble = wantsBoth && seen[1].failed ? seen[1].trouble : std::string();
}

} // namespace toban::manager
