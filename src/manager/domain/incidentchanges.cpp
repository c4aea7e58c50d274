// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "incidentviews.h"
#include "preparing.h"
#include "statestore.h"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace toban::manager {

namespace {

constexpr std::size_t closedIncidentsKept = 5000;

Result<Incident> incidentOf(const Preparing &preparing)
{
    const auto found = preparing.fleet.incidents.find(preparing.change.target);
    if (found == preparing.fleet.incidents.end()) {
        return refuse(Refusal::Kind::NotFound, "There is no incident " + preparing.change.target + ".");
    }
    return found->second;
}

tl::unexpected<Refusal> incidentIsOver(const Incident &incident)
{
    return refuse(Refusal::Kind::Conflict, "The incident " + incident.id + " is resolved already.");
}

/// Makes a prepared change write, keep and tell an incident as it will be.
void noteIncident(PreparedChange &prepared, const Incident &next)
{
    prepared.write = [next](Transaction &transaction) { transaction.putIncident(next); };
    prepared.apply = [next](Fleet &fleet, SteadyPoint) {
        fleet.putIncident(next);
        fleet.events.publish("incident", incidentEventJson(next));
    };
    prepared.shown = [next](const Fleet &) { return incidentJson(next); };
}

/// Closed ones that are old, or too many; the audit chain keeps what they were.
std::vector<std::string> incidentsToForget(const Fleet &fleet, TimePoint now)
{
    std::vector<const Incident *> closed;
    for (const auto &[id, incident] : fleet.incidents) {
        if (incident.resolvedAt) {
            closed.push_back(&incident);
        }
    }
    std::sort(closed.begin(), closed.end(),
              [](const Incident *a, const Incident *b) { return *a->resolvedAt < *b->resolvedAt; });
    std::vector<std::string> ids;
    for (std::size_t i = 0; i < closed.size(); ++i) {
        if (now - *closed[i]->resolvedAt > fleet.options.incidentRetention || closed.size() - i > closedIncidentsKept) {
            ids.push_back(closed[i]->id);
        }
    }
    return ids;
}

void compareFindings(Plan &plan, const IncidentFindings &from, const IncidentFindings &to)
{
    compare(plan, "severity", incidentSeverityText(from.severity), incidentSeverityText(to.severity));
    compare(plan, "health_status", incidentHealthText(from.health), incidentHealthText(to.health));
    compare(plan, "attempt", from.attempt, to.attempt);
    compare(plan, "description", from.description, to.description);
    compare(plan, "affected_components", from.components, to.components);
}

} // namespace

Result<PreparedChange> prepare(const Preparing &preparing, const OpenIncident &what)
{
    const Fleet &fleet = preparing.fleet;
    if (const Incident *open = fleet.openIncident(what.service)) {
        return refuse(Refusal::Kind::Conflict,
                      "The incident " + open->id + " of " + what.service.second + " lasts already.");
    }
    Incident next;
    next.id = preparing.change.target;
    next.service = what.service;
    next.found = what.found;
    next.openedAt = preparing.context.now;
    PreparedChange prepared = preparing.begin();
    compare(prepared.plan, "state", nullptr, incidentStateText(next.state()));
    compare(prepared.plan, "service", nullptr, next.service.first + '/' + next.service.second);
    compare(prepared.plan, "severity", nullptr, incidentSeverityText(next.found.severity));
    compare(prepared.plan, "description", nullptr, next.found.description);
    noteIncident(prepared, next);
    const auto gone = incidentsToForget(fleet, preparing.context.now);
    prepared.write = [gone, write = std::move(prepared.write)](Transaction &transaction) {
        write(transaction);
        for (const std::string &id : gone) {
            transaction.dropIncident(id);
        }
    };
    prepared.apply = [gone, apply = std::move(prepared.apply)](Fleet &altered, SteadyPoint now) {
        apply(altered, now);
        for (const std::string &id : gone) {
            altered.incidents.erase(id);
        }
    };
    return prepared;
}

Result<PreparedChange> prepare(const Preparing &preparing, const UpdateIncident &what)
{
    const auto found = incidentOf(preparing);
    if (!found) {
        return tl::unexpected(found.error());
    }
    if (found->resolvedAt) {
        return incidentIsOver(*found);
    }
    Incident next = *found;
    const IncidentFindings before = next.found;
    next.found = what.found;
    // What was seen of it does not become untrue: after a restart the manager counts from one again.
    next.found.severity = std::max(before.severity, what.found.severity);
    next.found.attempt = std::max(before.attempt, what.found.attempt);
    next.found.components.insert(before.components.begin(), before.components.end());
    PreparedChange prepared = preparing.begin();
    compareFindings(prepared.plan, before, next.found);
    noteIncident(prepared, next);
    return prepared;
}

Result<PreparedChange> prepare(const Preparing &preparing, const CloseIncident &)
{
    const auto found = incidentOf(preparing);
    if (!found) {
        return tl::unexpected(found.error());
    }
    if (found->resolvedAt) {
        return incidentIsOver(*found);
    }
    Incident next = *found;
    next.resolvedAt = preparing.context.now;
    next.resolvedBy = preparing.context.actor;
    next.resolvedByItself = true;
    next.found.health = IncidentHealth::Healthy;
    PreparedChange prepared = preparing.begin();
    compare(prepared.plan, "state", incidentStateText(found->state()), incidentStateText(next.state()));
    compare(prepared.plan, "health_status", incidentHealthText(found->found.health),
            incidentHealthText(next.found.health));
    noteIncident(prepared, next);
    return prepared;
}

Result<PreparedChange> prepare(const Preparing &preparing, const AcknowledgeIncident &)
{
    const auto found = incidentOf(preparing);
    if (!found) {
        return tl::unexpected(found.error());
    }
    if (found->acknowledgedAt) {
        return refuse(Refusal::Kind::Conflict,
                      "The incident " + found->id + " is acknowledged already, by " + found->acknowledgedBy + '.');
    }
    // One that is over may be acknowledged too: somebody has seen that it was.
    Incident next = *found;
    next.acknowledgedAt = preparing.context.now;
    next.acknowledgedBy = preparing.context.actor;
    next.acknowledgement = preparing.context.reason;
    PreparedChange prepared = preparing.begin();
    compare(prepared.plan, "acknowledged", false, true);
    noteIncident(prepared, next);
    return prepared;
}

Result<PreparedChange> prepare(const Preparing &preparing, const ResolveIncident &what)
{
    const auto found = incidentOf(preparing);
    if (!found) {
        return tl::unexpected(found.error());
    }
    if (!found->cause.empty()) {
        return refuse(Refusal::Kind::Conflict,
                      "The incident " + found->id + " is resolved already, and its cause is known.");
    }
    // Of one that was over by itself only the cause is noted.
    Incident next = *found;
    next.cause = what.cause;
    PreparedChange prepared = preparing.begin();
    if (!next.resolvedAt) {
        next.resolvedAt = preparing.context.now;
        next.resolvedBy = preparing.context.actor;
        prepared.plan.warnings.emplace_back("The manager has not seen that its trouble is over.");
    }
    compare(prepared.plan, "state", incidentStateText(found->state()), incidentStateText(next.state()));
    compare(prepared.plan, "cause", nullptr, next.cause);
    noteIncident(prepared, next);
    return prepared;
}

} // namespace toban::manager
