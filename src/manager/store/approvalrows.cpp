// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "sqlitetransaction.h"

namespace toban::manager {

namespace {

std::optional<std::int64_t> stampOrNull(const std::optional<TimePoint> &time)
{
    return time ? std::optional(std::int64_t(time->time_since_epoch().count())) : std::nullopt;
}

std::optional<TimePoint> timeOrNothing(const Statement &row, int column)
{
    return row.isNull(column) ? std::nullopt : std::optional(timeOf(row.integer(column)));
}

} // namespace

void SqliteTransaction::putApproval(const Approval &approval)
{
    m_database.prepare("INSERT OR REPLACE INTO approvals VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)")
        .bind(approval.id)
        .bind(approval.planHash)
        .bind(approval.action)
        .bind(approval.targetKind)
        .bind(approval.targetName)
        .bind(approval.plan)
        .bind(approval.requestedBy)
        .bind(approval.reason)
        .bindOrNull(approval.ticket)
        .bind(std::int64_t(approval.requestedAt.time_since_epoch().count()))
        .bind(std::int64_t(approval.expiresAt.time_since_epoch().count()))
        .bind(approvalStateText(approval.state))
        .bindOrNull(approval.decidedBy)
        .bindOrNull(approval.decisionReason)
        .bindOrNull(stampOrNull(approval.decidedAt))
        .bindOrNull(approval.usedBy)
        .bindOrNull(approval.operationId)
        .bindOrNull(stampOrNull(approval.usedAt))
        .run();
}

void SqliteTransaction::dropApproval(const std::string &id)
{
    m_database.prepare("DELETE FROM approvals WHERE id=?").bind(id).run();
}

Approvals loadApprovals(Database &database)
{
    Approvals approvals;
    auto rows = database.prepare("SELECT id,plan_hash,action,target_kind,target_name,plan,requested_by,reason,ticket,"
                                 "requested_at,expires_at,state,decided_by,decision_reason,decided_at,used_by,"
                                 "operation_id,used_at FROM approvals");
    while (rows.step()) {
        Approval approval;
        approval.id = rows.text(0);
        approval.planHash = rows.text(1);
        approval.action = rows.text(2);
        approval.targetKind = rows.text(3);
        approval.targetName = rows.text(4);
        approval.plan = rows.text(5);
        approval.requestedBy = rows.text(6);
        approval.reason = rows.text(7);
        approval.ticket = rows.text(8);
        approval.requestedAt = timeOf(rows.integer(9));
        approval.expiresAt = timeOf(rows.integer(10));
        // What cannot be read must not count as approved.
        approval.state = parseApprovalState(rows.text(11)).value_or(ApprovalState::Rejected);
        approval.decidedBy = rows.text(12);
        approval.decisionReason = rows.text(13);
        approval.decidedAt = timeOrNothing(rows, 14);
        approval.usedBy = rows.text(15);
        approval.operationId = rows.text(16);
        approval.usedAt = timeOrNothing(rows, 17);
        approvals.emplace(approval.id, std::move(approval));
    }
    return approvals;
}

} // namespace toban::manager
