// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "api.h"

#include "healthviews.h"
#include "incidentviews.h"
#include "views.h"

#include <algorithm>

namespace toban::manager {

namespace {

constexpr int windowHours = 24 * 30;
constexpr int windowHoursLimit = 24 * 366;

} // namespace

void Api::addIncidentRoutes()
{
    guarded("GET", "/api/v1/incidents", Role::Viewer, [this](Context &context) {
        QueryReader query(context.request);
        std::optional<IncidentState> state;
        if (const auto text = query.text("state", Form::Filter)) {
            state = parseIncidentState(*text);
            if (!state) {
                query.fault("state", "must be open, acknowledged or resolved");
            }
        }
        std::optional<IncidentSeverity> severity;
        if (const auto text = query.text("severity", Form::Filter)) {
            severity = parseIncidentSeverity(*text);
            if (!severity) {
                query.fault("severity", "must be warning or critical");
            }
        }
        const std::size_t limit = query.limit();
        const std::string after = query.cursor().value_or("");
        if (const auto refusal = query.refusal()) {
            context.responder(respond(*refusal));
            return;
        }
        std::vector<std::pair<std::string, const Incident *>> found;
        std::vector<std::string> items;
        std::string next;
        {
            const std::lock_guard lock(m_parts.fleet.mutex);
            for (const auto &[id, incident] : m_parts.fleet.incidents) {
                if ((!state || incident.state() == *state) && (!severity || incident.found.severity == *severity)) {
                    found.emplace_back(placeByTime(incident.openedAt, incident.id), &incident);
                }
            }
            std::sort(found.begin(), found.end(), [](const auto &a, const auto &b) { return a.first > b.first; });
            std::string last;
            for (const auto &[place, incident] : found) {
                if (!after.empty() && place >= after) {
                    continue;
                }
                if (items.size() == limit) {
                    next = last;
                    break;
                }
                items.push_back(incidentJson(*incident));
                last = place;
            }
        }
        context.responder(conditional(context.request.headers, pageJson(items, encodeCursor(next))));
    });

    guarded("GET", "/api/v1/incidents/{id}", Role::Viewer, [this](Context &context) {
        QueryReader query(context.request);
        const std::string id = query.captured("id", Form::AgentId);
        if (const auto refusal = query.refusal()) {
            context.responder(respond(*refusal));
            return;
        }
        std::string body;
        {
            const std::lock_guard lock(m_parts.fleet.mutex);
            const auto found = m_parts.fleet.incidents.find(id);
            if (found != m_parts.fleet.incidents.end()) {
                body = incidentJson(found->second);
            }
        }
        context.responder(body.empty()
                              ? respond(refuse(Refusal::Kind::NotFound, "There is no incident " + id + ".").value())
                              : conditional(context.request.headers, std::move(body)));
    });

    change("POST", "/api/v1/incidents/{id}/acknowledge", "id", Form::AgentId, {{}, AcknowledgeIncident{}},
           [](Context &, BodyReader &) {
               return Change{{}, AcknowledgeIncident{}};
           });
    change("POST", "/api/v1/incidents/{id}/resolve", "id", Form::AgentId, {{}, ResolveIncident{}},
           [](Context &, BodyReader &body) {
               return Change{{}, ResolveIncident{body.text("cause", Form::Reason, true).value_or("")}};
           });

    guarded("GET", "/api/v1/recovery/checks", Role::Viewer, [this](Context &context) {
        QueryReader query(context.request);
        if (const auto refusal = query.refusal()) {
            context.responder(respond(*refusal));
            return;
        }
        std::string body;
        {
            const std::lock_guard lock(m_parts.fleet.mutex);
            body = healthChecksJson(m_parts.fleet, m_parts.clock);
        }
        context.responder(conditional(context.request.headers, std::move(body)));
    });

    guarded("GET", "/api/v1/recovery", Role::Viewer, [this](Context &context) {
        QueryReader query(context.request);
        const int hours = query.integer("window_hours", 1, windowHoursLimit, windowHours);
        if (const auto refusal = query.refusal()) {
            context.responder(respond(*refusal));
            return;
        }
        RecoveryReport report;
        {
            const std::lock_guard lock(m_parts.fleet.mutex);
            report = recoveryReport(m_parts.fleet.incidents, m_parts.clock.now(), std::chrono::hours(hours));
        }
        context.responder(conditional(context.request.headers, recoveryJson(report, std::chrono::hours(hours))));
    });
}

} // namespace toban::manager
