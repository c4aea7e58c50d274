// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "incidentwatch.h"

#include "crypto.h"
#include "logging.h"

#include <algorithm>

namespace toban::manager {

namespace {

constexpr std::size_t incidentIdBytes = 8;
constexpr std::chrono::seconds retryNote{5}; // when it could not be written
constexpr std::chrono::seconds staysOpen = CircuitBreaker::longestOpening; // a breaker: its first trial has failed too
constexpr std::chrono::seconds endpointsEvery{1}; // there are many
constexpr const char *endpointKind = "endpoint";

IncidentService deploymentService(const DeploymentEntry &entry)
{
    return {"deployment", entry.record.name};
}

} // namespace

IncidentFindings findingsOf(const DeploymentEntry &entry, const FleetOptions &options)
{
    const bool failing = Fleet::isFailing(entry, options);
    IncidentFindings found;
    found.severity = failing ? IncidentSeverity::Critical : IncidentSeverity::Warning;
    found.health = failing || entry.ready() == 0 ? IncidentHealth::Unhealthy : IncidentHealth::Degraded;
    for (const auto &[ordinal, backoff] : entry.backoffs) {
        found.attempt = std::max(found.attempt, backoff.failures);
    }
    found.description = Fleet::detailOf(entry, entry.record, options);
    found.components = entry.trouble.lost;
    const auto suggest = [&](const char *action) {
        found.actions.push_back({action, "deployment", entry.record.name});
    };
    if (entry.record.currentRevision > 1) {
        suggest("deployment.rollback");
    }
    suggest("deployment.revise");
    if (failing) {
        suggest("deployment.pause");
    }
    return found;
}

IncidentWatch::IncidentWatch(Fleet &fleet, ChangeService &changes, const Clock &clock)
    : m_fleet(fleet), m_changes(changes), m_clock(clock)
{ }

/// With the fleet's mutex held: what is to be noted of a deployment, if anything.
std::optional<ChangeRequest> IncidentWatch::look(DeploymentEntry &entry)
{
    Trouble &trouble = entry.trouble;
    if (trouble.underWay || m_clock.steady() < trouble.notBefore) {
        return std::nullopt;
    }
    const Incident *open = m_fleet.openIncident(deploymentService(entry));
    ChangeRequest request;
    request.caller = Caller::manager();
    if (trouble.failures != trouble.noted) {
        IncidentFindings found = findingsOf(entry, m_fleet.options);
        request.reason = found.description;
        if (open == nullptr) {
            request.change
                = {"in-" + randomHex(incidentIdBytes), OpenIncident{deploymentService(entry), std::move(found)}};
        } else {
            request.change = {open->id, UpdateIncident{std::move(found)}};
        }
    } else if (open != nullptr && entry.settled) {
        request.reason = std::to_string(entry.ready()) + " agents are ready, as many as are wanted.";
        request.change = {open->id, CloseIncident{}};
        trouble.lost
            .clear(); // the incident has them, should this not be written; what is lost from now on is another's
    } else {
        if (open == nullptr && entry.settled) {
            trouble.lost.clear();
        }
        return std::nullopt;
    }
    trouble.underWay = true;
    return request;
}

void IncidentWatch::lookAtDeployments(std::vector<Note> &notes)
{
    for (auto &[name, entry] : m_fleet.deployments) {
        if (auto request = look(entry)) {
            notes.push_back({std::move(*request), [this, key = name, failures = entry.trouble.failures](bool written) {
                                 const auto found = m_fleet.deployments.find(key);
                                 if (found == m_fleet.deployments.end()) {
                                     return;
                                 }
                                 Trouble &trouble = found->second.trouble;
                                 trouble.underWay = false;
                                 trouble.noted = written ? failures : trouble.noted;
                                 trouble.notBefore = written ? SteadyPoint{} : m_clock.steady() + retryNote;
                             }});
        }
    }
}

/// What is to be noted of an endpoint, if anything.
std::optional<ChangeRequest> IncidentWatch::lookAt(const std::string &agentId, BreakerTrouble &trouble)
{
    const SteadyPoint now = m_clock.steady();
    if (trouble.underWay || now < trouble.notBefore) {
        return std::nullopt;
    }
    const Incident *open = m_fleet.openIncident({endpointKind, agentId});
    const auto state = m_fleet.endpoints.breaker(agentId).state(now);
    ChangeRequest request;
    request.caller = Caller::manager();
    if (m_fleet.agents.find(agentId) == nullptr || state == CircuitBreaker::State::Closed) {
        if (open == nullptr) {
            trouble.isOver = true;
            return std::nullopt;
        }
        request.reason = "Its circuit breaker is closed, or the agent is another one by now.";
        request.change = {open->id, CloseIncident{}};
    } else if (open == nullptr && !trouble.wasOpened && now - trouble.since >= staysOpen) {
        IncidentFindings found;
        found.health = state == CircuitBreaker::State::Open ? IncidentHealth::Unhealthy : IncidentHealth::Degraded;
        found.description = "The circuit breaker of agent " + agentId + " has not closed for "
            + std::to_string(staysOpen.count()) + " s: its tasks fail.";
        found.components = {agentId};
        found.actions = {{"agent.remove", "agent", agentId}, {"agent.pause", "agent", agentId}};
        request.reason = found.description;
        request.change = {"in-" + randomHex(incidentIdBytes), OpenIncident{{endpointKind, agentId}, std::move(found)}};
    } else {
        return std::nullopt;
    }
    return request;
}

IncidentWatch::Note IncidentWatch::noteOf(BreakerTroubles &troubles, const std::string &key, ChangeRequest request)
{
    troubles.at(key).underWay = true;
    const bool opens = std::holds_alternative<OpenIncident>(request.change.what);
    return {std::move(request), [this, &trouble = troubles.at(key), opens](bool written) {
                trouble.underWay = false; // it was not forgotten as long as it was under way
                trouble.notBefore = written ? SteadyPoint{} : m_clock.steady() + retryNote;
                if (written) {
                    trouble.wasOpened = opens;
                    trouble.since = opens ? trouble.since : m_clock.steady();
                }
            }};
}

void IncidentWatch::lookAtEndpoints(std::vector<Note> &notes)
{
    const SteadyPoint now = m_clock.steady();
    if (now < m_nextEndpoints) {
        return;
    }
    m_nextEndpoints = now + endpointsEvery;
    for (const auto &[id, agent] : m_fleet.agents.all()) {
        if (m_fleet.endpoints.breaker(id).state(now) != CircuitBreaker::State::Closed) {
            m_endpoints.try_emplace(id, BreakerTrouble{now, false, false, false, {}});
        }
    }
    for (const auto &[service, id] : m_fleet.openIncidents) { // those of before a restart among them
        if (service.first == endpointKind) {
            m_endpoints.try_emplace(service.second, BreakerTrouble{now, true, false, false, {}});
        }
    }
    for (auto &[id, trouble] : m_endpoints) {
        if (auto request = lookAt(id, trouble)) {
            notes.push_back(noteOf(m_endpoints, id, std::move(*request)));
        }
    }
    std::erase_if(m_endpoints, [](const auto &entry) { return entry.second.isOver && !entry.second.underWay; });
}

void IncidentWatch::step()
{
    std::vector<Note> notes;
    {
        const std::lock_guard lock(m_fleet.mutex);
        if (m_fleet.stopping) {
            return;
        }
        lookAtDeployments(notes);
        lookAtEndpoints(notes);
        lookAtChecks(notes);
    }
    for (Note &note : notes) {
        const std::string target = note.request.change.target;
        m_changes.executeNow(std::move(note.request),
                             [this, target, done = std::move(note.done)](const Answer &answer) {
                                 if (answer.isProblem()) {
                                     logger("manager")->warn("the incident {} was not noted: {}", target, answer.body);
                                 }
                                 const std::lock_guard lock(m_fleet.mutex);
                                 done(!answer.isProblem());
                             });
    }
}

} // namespace toban::manager
