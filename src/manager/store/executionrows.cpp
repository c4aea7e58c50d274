// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "sqlitestore.h"
#include "sqlitetransaction.h"

namespace toban::manager {

namespace {

/// As stored: 0 is none, more is worse.
std::int64_t severityRank(const std::optional<AnomalySeverity> &severity)
{
    return severity ? std::int64_t(*severity) + 1 : 0;
}

} // namespace

bool SqliteTransaction::addExecution(const StoredExecution &execution)
{
    m_database
        .prepare("INSERT OR IGNORE INTO executions (id,agent_id,at,received_at,severity,body)"
                 " VALUES (?,?,?,?,?,?)")
        .bind(execution.id)
        .bind(execution.agentId)
        .bind(stampOf(execution.at))
        .bind(stampOf(execution.receivedAt))
        .bind(severityRank(execution.worst))
        .bind(execution.body)
        .run();
    return m_database.changes() > 0;
}

std::vector<StoredExecution> SqliteStore::executions(const ExecutionFilter &filter, std::int64_t before,
                                                     std::size_t limit)
{
    // Values are bound, never written into the text: each text stays compiled.
    std::string where = "sequence<?";
    where += filter.agentId.empty() ? "" : " AND agent_id=?";
    where += filter.atLeast ? " AND severity>0 AND severity>=?" : "";
    where += filter.from ? " AND at>=?" : "";
    where += filter.to ? " AND at<?" : "";
    const std::lock_guard lock(m_readMutex);
    auto rows = m_reader.prepare("SELECT sequence,id,agent_id,at,received_at,severity,body FROM executions WHERE "
                                 + where + " ORDER BY sequence DESC LIMIT ?");
    rows.bind(before > 0 ? before : INT64_MAX);
    if (!filter.agentId.empty()) {
        rows.bind(filter.agentId);
    }
    if (filter.atLeast) {
        rows.bind(severityRank(filter.atLeast));
    }
    if (filter.from) {
        rows.bind(stampOf(*filter.from));
    }
    if (filter.to) {
        rows.bind(stampOf(*filter.to));
    }
    rows.bind(std::int64_t(limit));
    std::vector<StoredExecution> found;
    while (rows.step()) {
        found.push_back({rows.integer(0),
                         rows.text(1),
                         rows.text(2),
                         timeOf(rows.integer(3)),
                         timeOf(rows.integer(4)),
                         {},
                         rows.text(6)});
        if (rows.integer(5) > 0) {
            found.back().worst = AnomalySeverity(rows.integer(5) - 1);
        }
    }
    return found;
}

ThreatFigures SqliteStore::threats(TimePoint since)
{
    const std::lock_guard lock(m_readMutex);
    auto row = m_reader.prepare(
        "SELECT COUNT(*),COUNT(DISTINCT agent_id),COALESCE(SUM(severity=1),0),"
        "COALESCE(SUM(severity=2),0),COALESCE(SUM(severity=3),0) FROM executions WHERE received_at>=?");
    row.bind(stampOf(since));
    ThreatFigures figures;
    if (row.step()) {
        figures = {row.integer(0), row.integer(1), row.integer(2), row.integer(3), row.integer(4)};
    }
    return figures;
}

} // namespace toban::manager
