// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "executions.h"

#include "timetext.h"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace toban::manager {

namespace {

constexpr std::chrono::hours lateAfter{24};

nlohmann::json orNull(const std::string &text)
{
    return text.empty() ? nlohmann::json(nullptr) : nlohmann::json(text);
}

} // namespace

StoredExecution assessed(const Execution &execution, const AnomalyRules &rules, TimePoint receivedAt)
{
    StoredExecution stored{0, execution.id, execution.agentId, execution.at, receivedAt, {}, {}};
    nlohmann::json anomalies = nlohmann::json::array();
    for (const Anomaly &anomaly : rules.find(execution)) {
        anomalies.push_back({{"rule", anomaly.rule},
                             {"severity", anomalySeverityText(anomaly.severity)},
                             {"subject", anomaly.subject}});
        stored.worst = std::max(stored.worst.value_or(anomaly.severity), anomaly.severity);
    }
    nlohmann::json body{
        {"id", execution.id},
        {"agent", execution.agentId},
        {"at", timeText(execution.at)},
        {"received_at", timeText(receivedAt)},
        {"type", execution.type},
        {"user", orNull(execution.user)},
        {"session", orNull(execution.session)},
        {"operations", execution.operations},
        {"data_accessed", execution.dataAccessed},
        {"files_modified", execution.filesModified},
        {"network_connections", execution.connections},
        {"permissions", execution.permissions},
        {"duration_seconds", execution.durationSeconds},
        {"outcome", execution.outcome},
        {"severity", stored.worst ? nlohmann::json(anomalySeverityText(*stored.worst)) : nlohmann::json(nullptr)},
        {"anomalies", std::move(anomalies)}};
    if (receivedAt - execution.at > lateAfter) {
        body["late"] = true; // the agent was cut off, or its clock is wrong, or it lies
    }
    stored.body = body.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
    return stored;
}

std::string threatsJson(const ThreatFigures &figures, std::chrono::hours window)
{
    nlohmann::json threats = nullptr;
    if (figures.executions > 0) {
        threats
            = {{"executions", figures.medium + figures.high + figures.critical},
               {"by_severity", {{"medium", figures.medium}, {"high", figures.high}, {"critical", figures.critical}}}};
    }
    return nlohmann::json{{"window_hours", window.count()},
                          {"executions", figures.executions},
                          {"agents_reporting", figures.agents},
                          {"threats", std::move(threats)}}
        .dump();
}

} // namespace toban::manager
