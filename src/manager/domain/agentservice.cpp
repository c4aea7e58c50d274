// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "agentservice.h"

#include "speaking.h"
#include "timetext.h"
#include "views.h"

#include <algorithm>

namespace toban::manager {

AgentService::AgentService(Fleet &fleet, const Clock &clock, std::function<void()> changed)
    : m_fleet(fleet), m_clock(clock), m_changed(std::move(changed))
{ }

Result<AgentService::Registered> AgentService::registerAgent(const Registration &registration, const Caller &caller)
{
    Registered registered;
    {
        const std::lock_guard lock(m_fleet.mutex);
        if (auto mute = whyNotFor(m_fleet, caller, registration.id)) {
            return tl::unexpected(std::move(*mute));
        }
        const SteadyPoint now = m_clock.steady();
        const Agent *known = m_fleet.agents.find(registration.id);
        const bool workerToken = (caller.isWorker && caller.name == registration.id)
            || (known != nullptr && known->placed && caller.isScopedTo(known->deployment));
        if (known != nullptr && known->managed && !workerToken) {
            return refuse(Refusal::Kind::Conflict, "The agent " + registration.id + " is a worker of this manager.");
        }
        if (const auto removed = m_fleet.removed.find(registration.id);
            removed != m_fleet.removed.end() && !workerToken) {
            return refuse(Refusal::Kind::AgentRemoved,
                          "The agent " + registration.id + " was removed by " + removed->second.by + " at "
                              + timeText(removed->second.at) + "; it may register again once an operator resumes it.");
        }
        const auto deployment = m_fleet.deployments.find(registration.deployment);
        if (!registration.deployment.empty()) {
            if (deployment == m_fleet.deployments.end()) {
                return invalid("deployment", "there is no such deployment");
            }
            if (deployment->second.record.agentType != registration.type) {
                return invalid("type", "must be the deployment's: " + deployment->second.record.agentType);
            }
        }
        Agent agent = known != nullptr ? *known : Agent{};
        if (agent.endpoint != registration.endpoint) {
            m_fleet.forgetEndpoint(registration.id);
            agent.rateUntil = {};
        }
        registered.isNew = known == nullptr || !known->isRegistered();
        agent.id = registration.id;
        agent.type = registration.type;
        agent.deployment = registration.deployment;
        if (!agent.managed) {
            agent.trustedDeployment = caller.isScopedTo(registration.deployment) ? registration.deployment : "";
        }
        agent.endpoint = registration.endpoint;
        agent.version = registration.version;
        agent.capacity = registration.capacity;
        agent.revision = registration.revision;
        agent.metadata = registration.metadata;
        agent.createdAt = known != nullptr ? known->createdAt : m_clock.now();
        agent.lastHeartbeat = m_clock.now();
        agent.lastSeen = now;
        agent.reported = AgentStatus::Idle;
        agent.coolingUntil = {};
        m_fleet.cool(agent, m_fleet.endpoints.breaker(agent.id).openUntil(), now);
        agent.load = m_fleet.board.load(agent.id);
        if (known == nullptr) {
            const auto intake = m_fleet.agentIntakes.find(agent.id);
            agent.intake = intake == m_fleet.agentIntakes.end() ? Intake::Open : intake->second;
        }
        agent.deploymentIntake
            = deployment == m_fleet.deployments.end() ? Intake::Open : deployment->second.record.intake;
        const Agent &stored = m_fleet.agents.put(std::move(agent));
        m_fleet.refreshOnBoard(stored, now);
        if (deployment != m_fleet.deployments.end()) {
            for (auto &[ordinal, worker] : deployment->second.workers) {
                if (worker.agentId == stored.id && worker.phase == SlotState::Phase::Starting) {
                    worker.phase = SlotState::Phase::Ready;
                    worker.since = now;
                }
            }
        }
        registered.json = agentJson(stored);
    }
    m_changed();
    return registered;
}

Result<std::string> AgentService::heartbeat(const std::string &id, const Heartbeat &heartbeat, const Caller &caller)
{
    bool opened = false;
    std::string answer;
    {
        const std::lock_guard lock(m_fleet.mutex);
        if (auto mute = whyNotFor(m_fleet, caller, id)) {
            return tl::unexpected(std::move(*mute));
        }
        const Agent *agent = m_fleet.agents.find(id);
        if (agent == nullptr || !agent->isRegistered()) {
            return refuse(Refusal::Kind::NotFound, "The agent " + id + " is not registered; register again.");
        }
        const SteadyPoint now = m_clock.steady();
        const bool took = agent->takesTasks(now);
        m_fleet.agents.update(id, [&](Agent &known) {
            known.lastHeartbeat = m_clock.now();
            known.lastSeen = now;
            known.reported = heartbeat.status;
            if (heartbeat.metadata) {
                known.metadata = *heartbeat.metadata;
            }
        });
        const bool takes = agent->takesTasks(now);
        if (took != takes) {
            m_fleet.refreshOnBoard(*agent, now);
            opened = takes;
        }
        const double seconds = double(m_fleet.options.heartbeatInterval.count()) / 1000;
        answer = withMember("{}", "id", jsonString(id));
        answer = withMember(answer, "intake", jsonString(std::string(intakeText(agent->effectiveIntake()))));
        answer = withMember(answer, "heartbeat_seconds", std::to_string(seconds));
        const std::string mark = m_fleet.secrets.mark(id, agent->trustedDeployment);
        answer = withMember(answer, "secrets", mark.empty() ? "null" : jsonString(mark));
    }
    if (opened) {
        m_changed();
    }
    return answer;
}

} // namespace toban::manager
