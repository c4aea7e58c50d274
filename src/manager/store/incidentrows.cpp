// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "sqlitetransaction.h"

#include <nlohmann/json.hpp>

namespace toban::manager {

namespace {

std::optional<std::int64_t> incidentStamp(const std::optional<TimePoint> &time)
{
    return time ? std::optional(stampOf(*time)) : std::nullopt;
}

std::optional<TimePoint> incidentTime(const Statement &row, int column)
{
    return row.isNull(column) ? std::nullopt : std::optional(timeOf(row.integer(column)));
}

std::string incidentColumn(const nlohmann::json &value)
{
    return value.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

nlohmann::json storedActions(const std::vector<SuggestedAction> &actions)
{
    nlohmann::json rows = nlohmann::json::array();
    for (const SuggestedAction &one : actions) {
        rows.push_back({one.action, one.targetKind, one.targetName});
    }
    return rows;
}

} // namespace

void SqliteTransaction::putIncident(const Incident &incident)
{
    m_database.prepare("INSERT OR REPLACE INTO incidents VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)")
        .bind(incident.id)
        .bind(incident.service.first)
        .bind(incident.service.second)
        .bind(incidentSeverityText(incident.found.severity))
        .bind(incidentHealthText(incident.found.health))
        .bind(std::int64_t(incident.found.attempt))
        .bind(incident.found.description)
        .bind(incidentColumn(incident.found.components))
        .bind(incidentColumn(storedActions(incident.found.actions)))
        .bind(stampOf(incident.openedAt))
        .bindOrNull(incidentStamp(incident.acknowledgedAt))
        .bindOrNull(incident.acknowledgedBy)
        .bindOrNull(incident.acknowledgement)
        .bindOrNull(incidentStamp(incident.resolvedAt))
        .bindOrNull(incident.resolvedBy)
        .bind(std::int64_t(incident.resolvedByItself ? 1 : 0))
        .bindOrNull(incident.cause)
        .run();
}

void SqliteTransaction::dropIncident(const std::string &id)
{
    m_database.prepare("DELETE FROM incidents WHERE id=?").bind(id).run();
}

Incidents loadIncidents(Database &database)
{
    Incidents incidents;
    auto rows = database.prepare("SELECT id,service_kind,service_name,severity,health,attempt,description,components,"
                                 "actions,opened_at,acknowledged_at,acknowledged_by,acknowledgement,resolved_at,"
                                 "resolved_by,resolved_by_itself,cause FROM incidents");
    while (rows.step()) {
        Incident incident;
        incident.id = rows.text(0);
        incident.service = {rows.text(1), rows.text(2)};
        // What cannot be read must not look harmless.
        incident.found.severity = parseIncidentSeverity(rows.text(3)).value_or(IncidentSeverity::Critical);
        incident.found.health = parseIncidentHealth(rows.text(4)).value_or(IncidentHealth::Unhealthy);
        incident.found.attempt = int(rows.integer(5));
        incident.found.description = rows.text(6);
        incident.found.components = nlohmann::json::parse(rows.text(7)).get<std::set<std::string>>();
        for (const auto &one : nlohmann::json::parse(rows.text(8))) {
            incident.found.actions.push_back({one.at(0), one.at(1), one.at(2)});
        }
        incident.openedAt = timeOf(rows.integer(9));
        incident.acknowledgedAt = incidentTime(rows, 10);
        incident.acknowledgedBy = rows.text(11);
        incident.acknowledgement = rows.text(12);
        incident.resolvedAt = incidentTime(rows, 13);
        incident.resolvedBy = rows.text(14);
        incident.resolvedByItself = rows.integer(15) != 0;
        incident.cause = rows.text(16);
        incidents.emplace(incident.id, std::move(incident));
    }
    return incidents;
}

} // namespace toban::manager
