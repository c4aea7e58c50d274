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

IncidentService serviceOf(const DeploymentEntry &entry)
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
    const Incident *open = m_fleet.openIncident(serviceOf(entry));
    ChangeRequest request;
    request.caller = Caller::manager();
    if (trouble.failures != trouble.noted) {
        IncidentFindings found = findingsOf(entry, m_fleet.options);
        request.reason = found.description;
        if (open == nullptr) {
            request.change = {"in-" + randomHex(incidentIdBytes), OpenIncident{serviceOf(entry), std::move(found)}};
        } else {
            request.change = {open->id, UpdateIncident{std::move(found)}};
        }
    } else if (open != nullptr && entry.settled) {
        request.reason = std::to_string(entry.ready()) + " agents are ready, as many as are wanted.";
        request.change = {open->id, CloseIncident{}};
    } else {
        if (open == nullptr && entry.settled) {
            trouble.lost.clear();
        }
        return std::nullopt;
    }
    trouble.underWay = true;
    return request;
}

void IncidentWatch::step()
{
    struct Note
    {
        std::string deployment;
        std::int64_t failures;
        ChangeRequest request;
    };
    std::vector<Note> notes;
    {
        const std::lock_guard lock(m_fleet.mutex);
        if (m_fleet.stopping) {
            return;
        }
        for (auto &[name, entry] : m_fleet.deployments) {
            if (auto request = look(entry)) {
                notes.push_back({name, entry.trouble.failures, std::move(*request)});
            }
        }
    }
    for (Note &note : notes) {
        m_changes.executeNow(
            std::move(note.request), [this, name = note.deployment, failures = note.failures](const Answer &answer) {
                const std::lock_guard lock(m_fleet.mutex);
                const auto found = m_fleet.deployments.find(name);
                if (found == m_fleet.deployments.end()) {
                    return;
                }
                Trouble &trouble = found->second.trouble;
                trouble.underWay = false;
                if (answer.isProblem()) {
                    logger("manager")->warn("the incident of deployment {} was not noted: {}", name, answer.body);
                    trouble.notBefore = m_clock.steady() + retryNote;
                    return;
                }
                trouble.noted = failures;
            });
    }
}

} // namespace toban::manager
