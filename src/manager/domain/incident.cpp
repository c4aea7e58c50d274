// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "incident.h"

#include <algorithm>
#include <numeric>

namespace toban::manager {

namespace {

constexpr std::pair<IncidentState, std::string_view> incidentStates[]{{IncidentState::Open, "open"},
                                                                      {IncidentState::Acknowledged, "acknowledged"},
                                                                      {IncidentState::Resolved, "resolved"}};
constexpr std::pair<IncidentSeverity, std::string_view> incidentSeverities[]{{IncidentSeverity::Warning, "warning"},
                                                                             {IncidentSeverity::Critical, "critical"}};
constexpr std::pair<IncidentHealth, std::string_view> incidentHealths[]{{IncidentHealth::Healthy, "healthy"},
                                                                        {IncidentHealth::Degraded, "degraded"},
                                                                        {IncidentHealth::Unhealthy, "unhealthy"}};

template <typename Value, std::size_t size>
std::string_view namedText(const std::pair<Value, std::string_view> (&names)[size], Value value)
{
    return std::find_if(std::begin(names), std::end(names), [value](const auto &name) { return name.first == value; })
        ->second;
}

template <typename Value, std::size_t size>
std::optional<Value> namedValue(const std::pair<Value, std::string_view> (&names)[size], std::string_view text)
{
    const auto found
        = std::find_if(std::begin(names), std::end(names), [text](const auto &name) { return name.second == text; });
    return found == std::end(names) ? std::nullopt : std::optional(found->first);
}

/// Figures while they are put together.
struct RecoverySum
{
    RecoveryFigures figures;
    std::vector<double> seconds;

    void add(const Incident &incident)
    {
        if (!incident.resolvedAt) {
            ++figures.open;
            figures.unacknowledged += incident.acknowledgedAt ? 0 : 1;
            return;
        }
        ++figures.closed;
        figures.closedByThemselves += incident.resolvedByItself ? 1 : 0;
        seconds.push_back(std::chrono::duration<double>(*incident.resolvedAt - incident.openedAt).count());
    }
    RecoveryFigures result()
    {
        if (!seconds.empty()) {
            std::sort(seconds.begin(), seconds.end());
            const std::size_t middle = seconds.size() / 2;
            figures.mean = std::accumulate(seconds.begin(), seconds.end(), 0.0) / double(seconds.size());
            figures.median = seconds.size() % 2 == 1 ? seconds[middle] : (seconds[middle - 1] + seconds[middle]) / 2;
        }
        return figures;
    }
};

} // namespace

std::string_view incidentStateText(IncidentState state)
{
    return namedText(incidentStates, state);
}

std::optional<IncidentState> parseIncidentState(std::string_view text)
{
    return namedValue(incidentStates, text);
}

std::string_view incidentSeverityText(IncidentSeverity severity)
{
    return namedText(incidentSeverities, severity);
}

std::optional<IncidentSeverity> parseIncidentSeverity(std::string_view text)
{
    return namedValue(incidentSeverities, text);
}

std::string_view incidentHealthText(IncidentHealth health)
{
    return namedText(incidentHealths, health);
}

std::optional<IncidentHealth> parseIncidentHealth(std::string_view text)
{
    return namedValue(incidentHealths, text);
}

IncidentState Incident::state() const
{
    return resolvedAt ? IncidentState::Resolved : acknowledgedAt ? IncidentState::Acknowledged : IncidentState::Open;
}

RecoveryReport recoveryReport(const Incidents &incidents, TimePoint now, std::chrono::hours window)
{
    RecoverySum all;
    std::map<IncidentService, RecoverySum> services;
    for (const auto &[id, incident] : incidents) {
        if (!incident.resolvedAt || now - *incident.resolvedAt <= window) {
            all.add(incident);
            services[incident.service].add(incident);
        }
    }
    RecoveryReport report{all.result(), {}};
    for (auto &[service, sum] : services) {
        report.services.emplace(service, sum.result());
    }
    return report;
}

} // namespace toban::manager
