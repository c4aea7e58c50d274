// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "controller.h"

#include "emergencyviews.h"
#include "logging.h"
#include "views.h"

#include <algorithm>

namespace toban::manager {

using Phase = SlotState::Phase;

Controller::Controller(Fleet &fleet, TokenBook &tokens, WorkerDriver &driver, ChangeService &changes,
                       TaskService &tasks, const Clock &clock)
    : Controller(fleet, tokens, &driver, nullptr, changes, tasks, clock)
{ }

Controller::Controller(Fleet &fleet, TokenBook &tokens, FleetDriver &driver, ChangeService &changes, TaskService &tasks,
                       const Clock &clock)
    : Controller(fleet, tokens, nullptr, &driver, changes, tasks, clock)
{ }

Controller::Controller(Fleet &fleet, TokenBook &tokens, WorkerDriver *workers, FleetDriver *platform,
                       ChangeService &changes, TaskService &tasks, const Clock &clock)
    : m_fleet(fleet), m_tokens(tokens), m_workers(workers), m_platform(platform), m_changes(changes), m_tasks(tasks),
      m_clock(clock), m_autoscaler(fleet, changes, clock), m_incidents(fleet, changes, clock),
      m_costs(fleet, changes, clock), m_nextCheck(clock.steady() + fleet.options.heartbeatCheck)
{ }

void Controller::step()
{
    takeExits();
    expireAgents();
    cool();
    m_autoscaler.step();
    steer();
    m_incidents.step();
    expireApprovals();
    publish();
    tell();
    m_costs.step();
    m_tasks.stopInFlight();
    m_tasks.tellAborts();
    m_tasks.retryWrites();
    m_tasks.pump();
    DriverHealth health = m_platform != nullptr ? m_platform->health() : m_workers->health();
    const std::lock_guard lock(m_fleet.mutex);
    m_fleet.lastRound = m_clock.steady();
    m_fleet.driver = std::move(health);
}

void Controller::excuse(std::chrono::milliseconds held)
{
    const std::lock_guard lock(m_fleet.mutex);
    const SteadyPoint now = m_clock.steady();
    std::vector<std::string> ids;
    for (const auto &[id, agent] : m_fleet.agents.all()) {
        ids.push_back(id);
    }
    for (const std::string &id : ids) {
        Agent *agent = m_fleet.agents.find(id);
        agent->lastSeen = std::min(now, agent->lastSeen + held);
    }
    for (auto &[name, entry] : m_fleet.deployments) {
        for (auto &[ordinal, worker] : entry.workers) {
            worker.since = std::min(now, worker.since + held);
        }
        entry.rollout.since = std::min(now, entry.rollout.since + held);
    }
}

namespace {

DeploymentEntry *entryOf(Fleet &fleet, const std::string &agentId, int &ordinal)
{
    const Agent *agent = fleet.agents.find(agentId);
    for (auto &[name, entry] : fleet.deployments) {
        if (agent != nullptr && agent->managed && agent->trustedDeployment != name) {
            continue;
        }
        for (const auto &[number, worker] : entry.workers) {
            if (worker.agentId == agentId) {
                ordinal = number;
                return &entry;
            }
        }
    }
    return nullptr;
}

} // namespace

void Controller::failed(DeploymentEntry &entry, int ordinal, const std::string &reason, SteadyPoint now)
{
    Backoff &backoff = entry.backoffs[ordinal];
    auto wait = m_fleet.options.backoffFirst;
    for (int i = 0; i < backoff.failures && wait < m_fleet.options.backoffLimit; ++i) {
        wait *= 2;
    }
    ++backoff.failures;
    ++entry.trouble.failures;
    const auto worker = entry.workers.find(ordinal);
    entry.trouble.lost.insert(worker == entry.workers.end() ? entry.record.name + '-' + std::to_string(ordinal)
                                                            : worker->second.agentId);
    backoff.reason = reason;
    backoff.notBefore = now + std::min(wait, m_fleet.options.backoffLimit);
}

void Controller::forgetWorker(const std::string &agentId)
{
    m_tokens.dropWorker(agentId);
    m_fleet.removeAgent(agentId);
}

void Controller::takeExits()
{
    if (m_workers == nullptr) {
        return;
    }
    std::vector<std::string> gone;
    for (const WorkerExit &exit : m_workers->poll()) {
        const std::lock_guard lock(m_fleet.mutex);
        int ordinal = 0;
        if (DeploymentEntry *entry = entryOf(m_fleet, exit.agentId, ordinal)) {
            if (!exit.asked) {
                failed(*entry, ordinal, exit.reason, m_clock.steady());
                logger("manager")->warn("worker {} ended by itself: {}", exit.agentId, exit.reason);
            }
            entry->workers.erase(ordinal);
            entry->settled = false;
        }
        forgetWorker(exit.agentId);
        gone.push_back(exit.agentId);
    }
    m_tasks.agentsGone(gone);
}

void Controller::expireAgents()
{
    const SteadyPoint now = m_clock.steady();
    if (now < m_nextCheck) {
        return;
    }
    m_nextCheck = now + m_fleet.options.heartbeatCheck;
    std::vector<std::string> gone, dead;
    {
        const std::lock_guard lock(m_fleet.mutex);
        for (const auto &[id, agent] : m_fleet.agents.all()) {
            if (agent.isRegistered() && now - agent.lastSeen > m_fleet.options.heartbeatLimit) {
                (agent.managed ? dead : gone).push_back(id);
            }
        }
        for (const std::string &id : gone) {
            logger("manager")->warn("agent {} is removed: no heartbeat", id);
            m_fleet.removeAgent(id);
        }
        for (const std::string &id : dead) {
            int ordinal = 0;
            if (DeploymentEntry *entry = entryOf(m_fleet, id, ordinal)) {
                failed(*entry, ordinal, "no heartbeat", now);
                entry->workers.at(ordinal).phase = Phase::Stopping;
                entry->settled = false;
            }
            logger("manager")->warn("worker {} is replaced: no heartbeat", id);
            m_fleet.updateAgent(id, now, [](Agent &agent) { agent.reported = AgentStatus::Failed; });
        }
    }
    for (const std::string &id : dead) {
        m_platform != nullptr ? m_platform->replace(id) : m_workers->kill(id);
    }
    gone.insert(gone.end(), dead.begin(), dead.end());
    m_tasks.agentsGone(gone);
}

void Controller::cool()
{
    std::vector<std::string> gone;
    std::unique_lock lock(m_fleet.mutex);
    const SteadyPoint now = m_clock.steady();
    for (auto it = m_fleet.cooling.begin(); it != m_fleet.cooling.end();) {
        const Agent *agent = m_fleet.agents.find(*it);
        if (agent != nullptr && agent->isResting(now)) {
            ++it;
            continue;
        }
        if (agent != nullptr) {
            m_fleet.refreshOnBoard(*agent, now);
        }
        it = m_fleet.cooling.erase(it);
    }
    // Agents that registered from elsewhere and shall leave go as soon as they are idle, or out of grace.
    const auto leaving = m_fleet.leaving;
    for (const auto &[id, since] : leaving) {
        const Agent *agent = m_fleet.agents.find(id);
        if (agent == nullptr) {
            m_fleet.leaving.erase(id);
        } else if (!agent->managed && (agent->load == 0 || now - since >= m_fleet.options.drainGrace)) {
            m_fleet.removeAgent(id);
            gone.push_back(id);
        }
    }
    lock.unlock();
    m_tasks.agentsGone(gone);
}

void Controller::steer()
{
    std::vector<Start> starts;
    std::vector<std::string> stops, gone;
    const PlacedSets placed = m_platform != nullptr ? m_platform->look() : PlacedSets();
    std::map<SetKey, SetGoal> goals;
    struct End
    {
        Deployment record;
        std::string outcome, detail;
    };
    std::vector<End> ends;
    {
        const std::lock_guard lock(m_fleet.mutex);
        if (m_fleet.stopping) {
            return;
        }
        const SteadyPoint now = m_clock.steady();
        for (auto &[name, entry] : m_fleet.deployments) {
            if (m_platform != nullptr) {
                placeDeployment(entry, placed, now, goals, stops, gone);
            } else {
                steerDeployment(entry, now, starts, stops);
            }
            if (entry.record.operationId.empty() || entry.endBeingRecorded) {
                continue;
            }
            const bool hasFailed = !entry.settled && Fleet::isFailing(entry, m_fleet.options);
            if (entry.settled || hasFailed) {
                entry.endBeingRecorded = true;
                ends.push_back({entry.record, hasFailed ? "failed" : "completed",
                                hasFailed ? Fleet::detailOf(entry, entry.record, m_fleet.options)
                                          : std::to_string(entry.ready()) + " agents are ready."});
            }
        }
    }
    if (m_platform != nullptr) {
        m_platform->want(goals);
    }
    for (const std::string &id : stops) {
        m_platform != nullptr ? m_platform->replace(id) : m_workers->stop(id);
    }
    m_tasks.agentsGone(gone);
    for (const Start &start : starts) {
        m_tokens.setWorker(start.spec.agentId, start.spec.token);
        const std::string error = m_workers->start(start.spec);
        if (!error.empty()) {
            logger("manager")->error("worker {} could not be started: {}", start.spec.agentId, error);
            const std::lock_guard lock(m_fleet.mutex);
            DeploymentEntry &entry = m_fleet.deployments.at(start.deployment);
            failed(entry, start.ordinal, error, m_clock.steady());
            entry.workers.erase(start.ordinal);
            forgetWorker(start.spec.agentId);
        }
    }
    for (const End &end : ends) {
        m_changes.recordEnd(end.record, end.outcome, end.detail);
    }
}

/// Has it written that an approval was not used in time, one after the other.
void Controller::expireApprovals()
{
    ChangeRequest request{{{}, ExpireApproval{}}, Caller::manager(), "It was not used in time.", {}, {}, {}, {}};
    {
        const std::lock_guard lock(m_fleet.mutex);
        const TimePoint now = m_clock.now();
        const auto due = std::find_if(m_fleet.approvals.begin(), m_fleet.approvals.end(), [now](const auto &entry) {
            return entry.second.stateAt(now) != entry.second.state;
        });
        if (*m_expiring || m_fleet.stopping || due == m_fleet.approvals.end()) {
            return;
        }
        *m_expiring = true;
        request.change.target = due->first;
    }
    m_changes.executeNow(std::move(request), [&fleet = m_fleet, expiring = m_expiring](const Answer &) {
        const std::lock_guard lock(fleet.mutex);
        *expiring = false;
    });
}

void Controller::publish()
{
    std::vector<ScrapeTarget> targets;
    {
        const std::lock_guard lock(m_fleet.mutex);
        for (const auto &[name, entry] : m_fleet.deployments) {
            const bool twoSides = entry.activeRollout() != nullptr;
            for (const auto &[ordinal, worker] : entry.workers) {
                const Agent *agent = m_fleet.agents.find(worker.agentId);
                const auto scheme = agent == nullptr ? std::string::npos : agent->endpoint.find("://");
                if (scheme != std::string::npos) {
                    targets.push_back({agent->id, name, twoSides ? std::optional(worker.revision) : std::nullopt,
                                       agent->endpoint.substr(scheme + 3)});
                }
            }
        }
    }
    if (targets != m_published || !m_publishedOnce) {
        m_platform != nullptr ? m_platform->publishTargets(targets) : m_workers->publishTargets(targets);
        m_published = std::move(targets);
        m_publishedOnce = true;
    }
}

/// Publishes an event for each deployment that looks different, and for each step of emergency mode.
void Controller::tell()
{
    const std::lock_guard lock(m_fleet.mutex);
    for (auto &[name, entry] : m_fleet.deployments) {
        DeploymentLook look = Fleet::lookOf(entry, m_fleet.options);
        if (look != entry.told) {
            m_fleet.events.publish("deployment", deploymentEventJson(name, look));
            entry.told = std::move(look);
        }
    }
    const EmergencyLook look{m_fleet.emergency.generation, m_fleet.emergency.isActive() ? m_fleet.inFlight() : 0};
    if (look != m_toldEmergency) {
        m_fleet.events.publish("emergency", emergencyEventJson(m_fleet.emergency, m_fleet.inFlight()));
        m_toldEmergency = look;
    }
}

int Controller::tasksUnderWay() const
{
    const std::lock_guard lock(m_fleet.mutex);
    return m_fleet.inFlight();
}

void Controller::beginStop()
{
    const std::lock_guard lock(m_fleet.mutex);
    m_fleet.stopping = true;
}

void Controller::stopWorkers()
{
    if (m_workers == nullptr) {
        return;
    }
    std::vector<std::string> ids;
    {
        const std::lock_guard lock(m_fleet.mutex);
        for (auto &[name, entry] : m_fleet.deployments) {
            for (auto &[ordinal, worker] : entry.workers) {
                worker.phase = Phase::Stopping;
                ids.push_back(worker.agentId);
            }
        }
    }
    for (const std::string &id : ids) {
        m_workers->stop(id);
    }
}

std::size_t Controller::workers() const
{
    if (m_workers == nullptr) {
        return 0;
    }
    const std::lock_guard lock(m_fleet.mutex);
    std::size_t count = 0;
    for (const auto &[name, entry] : m_fleet.deployments) {
        count += entry.workers.size();
    }
    return count;
}

} // namespace toban::manager
