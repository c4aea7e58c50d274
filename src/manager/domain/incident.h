// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "types.h"

#include <set>

namespace toban::manager {

enum class IncidentState { Open, Acknowledged, Resolved };
std::string_view incidentStateText(IncidentState state);
std::optional<IncidentState> parseIncidentState(std::string_view text);

enum class IncidentSeverity { Warning, Critical }; ///< the worse, the later
std::string_view incidentSeverityText(IncidentSeverity severity);
std::optional<IncidentSeverity> parseIncidentSeverity(std::string_view text);

enum class IncidentHealth { Healthy, Degraded, Unhealthy }; ///< the worse, the later
std::string_view incidentHealthText(IncidentHealth health);
std::optional<IncidentHealth> parseIncidentHealth(std::string_view text);

/// What has the trouble: kind ("deployment") and name.
using IncidentService = std::pair<std::string, std::string>;

/// A change that may help, by its name in the audit, and what it would be of.
struct SuggestedAction
{
    std::string action;
    std::string targetKind;
    std::string targetName;
    bool operator==(const SuggestedAction &) const = default;
};

/// What is known of a trouble (facts §6).
struct IncidentFindings
{
    IncidentSeverity severity = IncidentSeverity::Warning;
    IncidentHealth health = IncidentHealth::Degraded;
    int attempt = 1; ///< of recovery: how often in a row it was needed
    std::string description;
    std::set<std::string> components; ///< ids of the agents that were lost
    std::vector<SuggestedAction> actions;
};

/// A trouble that the manager noticed, until it is over; what people note of it may come later.
struct Incident
{
    std::string id;
    IncidentService service;
    IncidentFindings found;
    TimePoint openedAt{};
    std::optional<TimePoint> acknowledgedAt;
    std::string acknowledgedBy;
    std::string acknowledgement; ///< the reason that was given with it
    std::optional<TimePoint> resolvedAt;
    std::string resolvedBy;
    bool resolvedByItself = false; ///< the manager saw that it was over
    std::string cause; ///< by a person's word; empty: nobody has said

    IncidentState state() const;
};

using Incidents = std::map<std::string, Incident>; ///< by id

/// How recovery went.
struct RecoveryFigures
{
    int open = 0; ///< now
    int unacknowledged = 0; ///< of those
    int closed = 0; ///< within the window
    int closedByThemselves = 0; ///< of those
    /// Seconds from opened to resolved of the closed ones (mean time to recovery, facts §12); nothing closed: unknown.
    std::optional<double> mean, median;
};

struct RecoveryReport
{
    RecoveryFigures all;
    std::map<IncidentService, RecoveryFigures> services; ///< those that have or had one in the window
};

/// Of the incidents that are open at `now` and those that were resolved in the `window` before it. Pure.
RecoveryReport recoveryReport(const Incidents &incidents, TimePoint now, std::chrono::hours window);

} // namespace toban::manager
