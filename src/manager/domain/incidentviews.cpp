// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "incidentviews.h"

#include "timetext.h"

#include <nlohmann/json.hpp>

namespace toban::manager {

namespace {

using IncidentValue = nlohmann::json;

IncidentValue serviceValue(const IncidentService &service)
{
    return {{"kind", service.first}, {"name", service.second}};
}

std::string incidentText(const IncidentValue &value)
{
    return value.dump(-1, ' ', false, IncidentValue::error_handler_t::replace);
}

IncidentValue secondsOrNull(const std::optional<double> &seconds)
{
    return seconds ? IncidentValue(*seconds) : IncidentValue(nullptr);
}

IncidentValue figuresValue(const RecoveryFigures &figures)
{
    return {{"open", figures.open},
            {"unacknowledged", figures.unacknowledged},
            {"closed", figures.closed},
            {"closed_automatically", figures.closedByThemselves},
            {"mttr_seconds", {{"mean", secondsOrNull(figures.mean)}, {"median", secondsOrNull(figures.median)}}}};
}

} // namespace

std::string incidentJson(const Incident &incident)
{
    IncidentValue actions = IncidentValue::array();
    for (const SuggestedAction &suggested : incident.found.actions) {
        actions.push_back(
            {{"action", suggested.action}, {"target", serviceValue({suggested.targetKind, suggested.targetName})}});
    }
    IncidentValue value{{"id", incident.id},
                        {"service", serviceValue(incident.service)},
                        {"severity", incidentSeverityText(incident.found.severity)},
                        {"state", incidentStateText(incident.state())},
                        {"description", incident.found.description},
                        {"health_status", incidentHealthText(incident.found.health)},
                        {"attempt", incident.found.attempt},
                        {"affected_components", incident.found.components},
                        {"suggested_actions", std::move(actions)},
                        {"opened_at", timeText(incident.openedAt)},
                        {"acknowledged", nullptr},
                        {"resolved", nullptr}};
    if (incident.acknowledgedAt) {
        value["acknowledged"] = {{"by", incident.acknowledgedBy},
                                 {"at", timeText(*incident.acknowledgedAt)},
                                 {"reason", incident.acknowledgement}};
    }
    if (incident.resolvedAt) {
        value["resolved"]
            = {{"by", incident.resolvedBy},
               {"at", timeText(*incident.resolvedAt)},
               {"automatic", incident.resolvedByItself},
               {"cause", incident.cause.empty() ? IncidentValue(nullptr) : IncidentValue(incident.cause)}};
    }
    return incidentText(value);
}

std::string incidentEventJson(const Incident &incident)
{
    return incidentText({{"id", incident.id},
                         {"service", serviceValue(incident.service)},
                         {"severity", incidentSeverityText(incident.found.severity)},
                         {"state", incidentStateText(incident.state())},
                         {"health_status", incidentHealthText(incident.found.health)},
                         {"attempt", incident.found.attempt},
                         {"description", incident.found.description}});
}

std::string recoveryJson(const RecoveryReport &report, std::chrono::hours window)
{
    IncidentValue services = IncidentValue::array();
    for (const auto &[service, figures] : report.services) {
        services.push_back({{"service", serviceValue(service)}, {"incidents", figuresValue(figures)}});
    }
    return incidentText(
        {{"window_hours", window.count()}, {"incidents", figuresValue(report.all)}, {"services", std::move(services)}});
}

} // namespace toban::manager
