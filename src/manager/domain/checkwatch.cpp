// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "crypto.h"
#include "incidentwatch.h"

namespace toban::manager {

namespace {

constexpr std::size_t checkIncidentIdBytes = 8;
constexpr const char *checkService = "check";

std::string adviceFor(CheckKind kind)
{
    switch (kind) {
    case CheckKind::LlmApi:
        return "Have tasks use another model: fallback_models of balancing (at once for those of health's "
               "llm_api_models), or "
               "emergency mode's downgrade_models.";
    case CheckKind::Database:
        return "Changes cannot be kept: look at the disk of the state and at the manager's log.";
    case CheckKind::FileSystem:
        return "Make room in the directory of the state, or make it writable, before changes cannot be kept.";
    case CheckKind::Agents:
        return "Silent workers are replaced after the limit of heartbeats; look at their machine and its network.";
    case CheckKind::Prometheus:
        return "The gates of rollouts are unknown while it lasts.";
    case CheckKind::Http:
        break;
    }
    return {};
}

IncidentFindings findingsOf(const HealthCheck &check)
{
    IncidentFindings found;
    const CheckKind kind = check.spec.kind;
    const bool isOwnState = kind == CheckKind::Database || kind == CheckKind::FileSystem;
    found.severity = isOwnState ? IncidentSeverity::Critical : IncidentSeverity::Warning;
    found.health = IncidentHealth::Unhealthy;
    found.attempt = check.failures;
    found.description = "The health check " + check.spec.name + " failed " + std::to_string(check.failures)
        + " times in a row, last: " + check.last->detail;
    if (const std::string advice = adviceFor(kind); !advice.empty()) {
        found.description += (found.description.ends_with('.') ? " " : ". ") + advice;
    }
    found.components = {check.spec.name};
    if (kind == CheckKind::LlmApi) {
        found.actions = {{"balancing.put", "balancing", "balancing"}, {"emergency.enter", "emergency", "emergency"}};
    }
    return found;
}

} // namespace

/// What is to be noted of a check, if anything.
std::optional<ChangeRequest> IncidentWatch::lookAtCheck(const std::string &name, BreakerTrouble &trouble)
{
    const SteadyPoint now = m_clock.steady();
    if (trouble.underWay || now < trouble.notBefore) {
        return std::nullopt;
    }
    const Incident *open = m_fleet.openIncident({checkService, name});
    const HealthCheck *check = m_fleet.health.find(name);
    const auto status = check == nullptr ? CheckStatus::Healthy : check->status(now, m_fleet.health.times());
    ChangeRequest request;
    request.caller = Caller::manager();
    const bool isEmpty = check != nullptr && check->last && check->last->outcome == CheckResult::Outcome::Nothing;
    if (check == nullptr || isEmpty || status == CheckStatus::Healthy) {
        if (open == nullptr) {
            trouble.isOver = true;
            return std::nullopt;
        }
        request.reason = check == nullptr ? "There is no such health check any more."
            : isEmpty                     ? "There is nothing left that could be unhealthy."
                                          : "The health check passes again.";
        request.change = {open->id, CloseIncident{}};
        return request;
    }
    if (open != nullptr || trouble.wasOpened || status != CheckStatus::Unhealthy || !check->breaker.staysOpen()) {
        return std::nullopt;
    }
    IncidentFindings found = findingsOf(*check);
    request.reason = found.description;
    request.change = {"in-" + randomHex(checkIncidentIdBytes), OpenIncident{{checkService, name}, std::move(found)}};
    return request;
}

void IncidentWatch::lookAtChecks(std::vector<Note> &notes)
{
    const SteadyPoint now = m_clock.steady();
    for (const HealthCheck &check : m_fleet.health.checks()) {
        if (check.breaker.state(now) != CircuitBreaker::State::Closed) {
            m_checks.try_emplace(check.spec.name, BreakerTrouble{now, false, false, false, {}});
        }
    }
    for (const auto &[service, id] : m_fleet.openIncidents) { // those of before a restart among them
        if (service.first == checkService) {
            m_checks.try_emplace(service.second, BreakerTrouble{now, true, false, false, {}});
        }
    }
    for (auto &[name, trouble] : m_checks) {
        if (auto request = lookAtCheck(name, trouble)) {
            notes.push_back(noteOf(m_checks, name, std::move(*request)));
        }
    }
    std::erase_if(m_checks, [](const auto &entry) { return entry.second.isOver && !entry.second.underWay; });
}

} // namespace toban::manager
