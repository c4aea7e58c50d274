// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "fleet.h"

#include "views.h"

#include <algorithm>
#include <utility>

namespace toban::manager {

Fleet::Fleet(FleetOptions o)
    : options(std::move(o)), prices(options.shippedPrices), plans(options.planValidity),
      health(options.healthChecks, options.healthTimes)
{
    agents.setObserver([this](const Agent &agent, AgentRegistry::Event event) {
        events.publish("agent", agentEventJson(agent, event));
    });
}

int DeploymentEntry::ready() const
{
    return int(std::count_if(workers.begin(), workers.end(), [this](const auto &slot) {
        return isLive(slot.first) && slot.second.phase == SlotState::Phase::Ready;
    }));
}

int DeploymentEntry::liveBase() const
{
    if (rollouts.empty()) {
        return 0;
    }
    const Rollout &last = rollouts.back();
    const bool isGreen = last.phase == RolloutPhase::CleaningUp || last.phase == RolloutPhase::Succeeded;
    return isGreen ? last.greenBase : last.blueBase;
}

namespace {

bool isReady(const DeploymentEntry &entry, int ordinal)
{
    const auto worker = entry.workers.find(ordinal);
    return worker != entry.workers.end() && worker->second.phase == SlotState::Phase::Ready;
}

/// The one with the most failures of those that have no ready worker, if there is one; else of all.
const Backoff *worst(const DeploymentEntry &entry)
{
    const Backoff *found = nullptr;
    std::pair<bool, int> foundRank;
    for (const auto &[ordinal, backoff] : entry.backoffs) {
        const std::pair rank{!isReady(entry, ordinal), backoff.failures};
        if (entry.isLive(ordinal) && (found == nullptr || rank > foundRank)) {
            found = &backoff;
            foundRank = rank;
        }
    }
    return found;
}

bool isSettled(const DeploymentEntry &entry, const Deployment &record)
{
    return entry.settled && record.generation == entry.record.generation;
}

/// Whether an agent is on the side of a rollout that shall serve. Workers go by their slot, others by what they say.
bool isGreen(const DeploymentEntry &entry, const Agent &agent)
{
    const Rollout *rollout = entry.activeRollout();
    if (rollout == nullptr) {
        return false;
    }
    return agent.managed ? (agent.ordinal >= secondSlots) == (rollout->greenBase >= secondSlots)
                         : agent.revision == rollout->toRevision;
}

} // namespace

bool Fleet::isFailing(const DeploymentEntry &entry, const FleetOptions &options)
{
    return entry.placementStays || std::any_of(entry.backoffs.begin(), entry.backoffs.end(), [&](const auto &slot) {
               return entry.isLive(slot.first) && slot.second.failures >= options.failuresUntilFailed
                   && !isReady(entry, slot.first);
           });
}

DeploymentState Fleet::stateOf(const DeploymentEntry &entry, const Deployment &record, const FleetOptions &options)
{
    if (record.intake == Intake::Draining) {
        return DeploymentState::Draining;
    }
    if (record.intake == Intake::Paused) {
        return DeploymentState::Paused;
    }
    if (isSettled(entry, record)) {
        return DeploymentState::Running;
    }
    return isFailing(entry, options) ? DeploymentState::Failed : DeploymentState::Progressing;
}

std::string Fleet::detailOf(const DeploymentEntry &entry, const Deployment &record, const FleetOptions &options)
{
    if (!entry.placementTrouble.empty()) {
        return entry.placementTrouble;
    }
    if (const Backoff *trouble = worst(entry)) {
        const std::string times
            = trouble->failures == 1 ? "once" : std::to_string(trouble->failures) + " times in a row";
        const std::string ended = "A worker ended " + times + ", last: " + trouble->reason;
        if (isSettled(entry, record)) {
            return ended + ". All run again.";
        }
        return ended
            + (trouble->failures >= options.failuresUntilFailed ? ". Look at its image, model and tools, or roll back."
                                                                : ".");
    }
    if (isSettled(entry, record)) {
        return {};
    }
    const int wanted = record.intake == Intake::Draining ? 0 : record.replicas;
    return std::to_string(entry.ready()) + " of " + std::to_string(wanted) + " agents are ready.";
}

DeploymentLook Fleet::lookOf(const DeploymentEntry &entry, const FleetOptions &options)
{
    return {stateOf(entry, entry.record, options),
            entry.record.replicas,
            int(entry.workers.size()),
            entry.ready(),
            entry.record.currentRevision,
            entry.record.operationId,
            detailOf(entry, entry.record, options)};
}

const Incident *Fleet::openIncident(const IncidentService &service) const
{
    const auto found = openIncidents.find(service);
    return found == openIncidents.end() ? nullptr : &incidents.at(found->second);
}

void Fleet::putIncident(const Incident &incident)
{
    incidents[incident.id] = incident;
    if (!incident.resolvedAt) {
        openIncidents[incident.service] = incident.id;
    } else if (const auto open = openIncidents.find(incident.service);
               open != openIncidents.end() && open->second == incident.id) {
        openIncidents.erase(open);
    }
}

void Fleet::refreshOnBoard(const Agent &agent, SteadyPoint now)
{
    const auto entry = deployments.find(agent.deployment);
    const bool onTrial = endpoints.breaker(agent.id).state(now) == CircuitBreaker::State::HalfOpen;
    board.setAgent(agent.id,
                   {agent.type, agent.deployment, onTrial ? 1 : agent.capacity, agent.takesTasks(now),
                    balancing.weightOf(agent.deployment), historyScore(endpoints.figures(agent.id)),
                    entry != deployments.end() && isGreen(entry->second, agent)});
}

void Fleet::setRollout(const std::string &deployment, Rollout rollout, SteadyPoint now)
{
    DeploymentEntry &entry = deployments.at(deployment);
    const bool resuming = entry.rollout.resuming && rollout.wantsBoth();
    if (entry.rollouts.empty() || entry.rollouts.back().number != rollout.number) {
        entry.rollouts.push_back(std::move(rollout));
        if (entry.rollouts.size() > rolloutsKept) {
            entry.rollouts.pop_front();
        }
    } else {
        entry.rollouts.back() = std::move(rollout);
    }
    entry.rollout = {};
    entry.rollout.since = now;
    entry.rollout.resuming = resuming;
    entry.settled = false;
    const Rollout *active = entry.activeRollout();
    board.setSplit(deployment, active == nullptr ? std::nullopt : std::optional(active->weight()));
    const std::set<std::string> ids = agents.ofDeployment(deployment);
    for (const std::string &id : ids) {
        refreshOnBoard(*agents.find(id), now);
    }
}

bool Fleet::updateAgent(const std::string &id, SteadyPoint now, const std::function<void(Agent &)> &change)
{
    if (!agents.update(id, change)) {
        return false;
    }
    refreshOnBoard(*agents.find(id), now);
    return true;
}

void Fleet::removeAgent(const std::string &id)
{
    board.removeAgent(id);
    endpoints.forget(id);
    calls.forget(id);
    limited.erase(id);
    agents.remove(id);
    leaving.erase(id);
}

void Fleet::setBalancing(Balancing next, SteadyPoint now)
{
    balancing = std::move(next);
    board.setStrategy(balancing.strategy);
    for (const auto &[id, agent] : agents.all()) {
        refreshOnBoard(agent, now);
    }
}

void Fleet::setCostControls(CostControls next, SteadyPoint now)
{
    if (next.endpointRate != costControls.endpointRate) {
        calls.setRate(next.endpointRate);
        for (const std::string &id : std::exchange(limited, {})) {
            updateAgent(id, now, [](Agent &agent) { agent.rateUntil = {}; });
        }
    }
    costControls = std::move(next);
}

void Fleet::noteCall(const std::string &agentId, SteadyPoint now)
{
    if (const auto until = calls.called(agentId, now)) {
        cooling.insert(agentId);
        limited.insert(agentId);
        updateAgent(agentId, now, [&until](Agent &agent) { agent.rateUntil = *until; });
    }
}

void Fleet::attemptEnded(const std::string &agentId, const AttemptEnd &end, SteadyPoint now)
{
    endpoints.ended(agentId, end, now);
    board.setHistoryScore(agentId, historyScore(endpoints.figures(agentId)));
}

void Fleet::cool(Agent &agent, SteadyPoint until, SteadyPoint now)
{
    agent.coolingUntil = std::max(agent.coolingUntil, until);
    if (agent.coolingUntil > now) {
        cooling.insert(agent.id);
    }
}

void Fleet::forgetEndpoint(const std::string &agentId)
{
    endpoints.forget(agentId);
    calls.forget(agentId);
    board.setHistoryScore(agentId, historyScore({}));
}

std::map<std::string, TaskBoard::TypeFigures> Fleet::taskFigures() const
{
    auto figures = board.figures();
    for (const auto &[name, entry] : deployments) {
        figures.try_emplace(entry.record.agentType);
    }
    return figures;
}

int Fleet::inFlight() const
{
    int running = 0;
    for (const auto &[type, figures] : board.figures()) {
        running += figures.running;
    }
    return running;
}

bool Fleet::mayDispatch() const
{
    return !emergency.has(Lever::StopInFlight)
        && (!emergency.has(Lever::CapConcurrency) || inFlight() < emergency.concurrency);
}

void Fleet::abort(const Task &task)
{
    const Agent *agent = task.status == TaskStatus::Running ? agents.find(task.agentId) : nullptr;
    if (agent != nullptr && !agent->endpoint.empty()) {
        aborts.push_back({agent->endpoint, task.id});
    }
}

void Fleet::endTask(const std::string &id)
{
    const auto found = tasks.find(id);
    if (found == tasks.end()) {
        return;
    }
    board.withdraw(id);
    queuedSince.erase({found->second.submittedAt, id});
    postponed.erase({found->second.notBefore, id});
    payloadBytes -= found->second.payload.size();
    tasks.erase(found);
}

bool Fleet::servesType(const std::string &type) const
{
    return agents.hasType(type) || std::any_of(deployments.begin(), deployments.end(), [&type](const auto &entry) {
               return entry.second.record.agentType == type;
           });
}

} // namespace toban::manager
