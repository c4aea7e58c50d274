// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "sqlitetransaction.h"

#include "timetext.h"
#include "views.h"

namespace toban::manager {

namespace {

std::int64_t stamp(TimePoint time)
{
    return time.time_since_epoch().count();
}

std::optional<std::int64_t> stamp(const std::optional<TimePoint> &time)
{
    return time ? std::optional(stamp(*time)) : std::nullopt;
}

std::optional<std::int64_t> nano(const std::optional<Money> &amount)
{
    return amount ? std::optional(amount->nano) : std::nullopt;
}

} // namespace

const std::string taskColumns = "id,status,agent_type,deployment,operation,complexity,priority,timeout_seconds,payload,"
                                "fingerprint,agent_id,ran_on,attempts,submitted_by,submitted_at,started_at,finished_at,"
                                "result,cost_nano,error,unpriced_tokens";

Task taskOf(const Statement &row)
{
    Task task;
    task.id = row.text(0);
    task.status = parseTaskStatus(row.text(1)).value_or(TaskStatus::Failed);
    task.agentType = row.text(2);
    task.deployment = row.text(3);
    task.operation = row.text(4);
    task.complexity = row.real(5);
    task.priority = int(row.integer(6));
    task.timeoutSeconds = int(row.integer(7));
    task.payload = row.text(8);
    task.fingerprint = row.text(9);
    task.agentId = row.text(10);
    task.ranOn = row.text(11);
    task.attempts = int(row.integer(12));
    task.submittedBy = row.text(13);
    task.submittedAt = timeOf(row.integer(14));
    if (!row.isNull(15)) {
        task.startedAt = timeOf(row.integer(15));
    }
    if (!row.isNull(16)) {
        task.finishedAt = timeOf(row.integer(16));
    }
    task.result = row.text(17);
    task.cost = {row.integer(18)};
    task.error = row.text(19);
    task.unpricedTokens = row.integer(20);
    return task;
}

AuditHead auditHeadOf(Database &database)
{
    auto row = database.prepare("SELECT sequence,hash,at FROM audit ORDER BY sequence DESC LIMIT 1");
    AuditHead head;
    if (row.step()) {
        head = {row.integer(0), row.text(1), timeText(timeOf(row.integer(2)))};
    }
    return head;
}

void SqliteTransaction::putDeployment(const Deployment &deployment)
{
    m_database
        .prepare("INSERT INTO deployments VALUES (?,?,?,?,?,?,?,?,?,?) ON CONFLICT (name) DO UPDATE SET "
                 "agent_type=excluded.agent_type, replicas=excluded.replicas, intake=excluded.intake, "
                 "current_revision=excluded.current_revision, generation=excluded.generation, "
                 "created_at=excluded.created_at, updated_at=excluded.updated_at, "
                 "operation_id=excluded.operation_id, operation_action=excluded.operation_action")
        .bind(deployment.name)
        .bind(deployment.agentType)
        .bind(std::int64_t(deployment.replicas))
        .bind(intakeText(deployment.intake))
        .bind(std::int64_t(deployment.currentRevision))
        .bind(deployment.generation)
        .bind(stamp(deployment.createdAt))
        .bind(stamp(deployment.updatedAt))
        .bindOrNull(deployment.operationId)
        .bindOrNull(deployment.operationAction)
        .run();
}

void SqliteTransaction::addRevision(const std::string &deployment, const Revision &revision)
{
    m_database.prepare("INSERT INTO revisions VALUES (?,?,?,?,?,?,?,?,?,?,?,?)")
        .bind(deployment)
        .bind(std::int64_t(revision.number))
        .bind(revision.content.image)
        .bind(revision.content.model)
        .bind(revision.content.promptHash)
        .bind(stringArrayJson(revision.content.tools))
        .bind(revision.content.limits.cpu)
        .bind(revision.content.limits.memoryBytes)
        .bind(std::int64_t(revision.content.limits.capacity))
        .bind(stamp(revision.createdAt))
        .bind(revision.createdBy)
        .bind(revision.reason)
        .run();
}

void SqliteTransaction::putAgentIntake(const std::string &agentId, Intake intake)
{
    if (intake == Intake::Open) {
        m_database.prepare("DELETE FROM agent_intakes WHERE agent_id=?").bind(agentId).run();
    } else {
        m_database.prepare("INSERT OR REPLACE INTO agent_intakes VALUES (?,?)")
            .bind(agentId)
            .bind(intakeText(intake))
            .run();
    }
}

void SqliteTransaction::putRemovedAgent(const RemovedAgent &agent)
{
    m_database.prepare("INSERT OR REPLACE INTO removed_agents VALUES (?,?,?,?,?)")
        .bind(agent.id)
        .bind(agent.type)
        .bindOrNull(agent.deployment)
        .bind(stamp(agent.at))
        .bind(agent.by)
        .run();
}

void SqliteTransaction::dropRemovedAgent(const std::string &agentId)
{
    m_database.prepare("DELETE FROM removed_agents WHERE agent_id=?").bind(agentId).run();
}

void SqliteTransaction::putBudgets(const Budgets &budgets)
{
    std::string alertSteps;
    for (const int step : budgets.alertSteps) {
        alertSteps += (alertSteps.empty() ? "" : ",") + std::to_string(step);
    }
    m_database.prepare("INSERT OR REPLACE INTO budgets VALUES (1,?,?,?,?,?,?,?,?)")
        .bindOrNull(nano(budgets.daily))
        .bindOrNull(nano(budgets.monthly))
        .bindOrNull(nano(budgets.perTask))
        .bind(budgets.currency)
        .bind(alertSteps)
        .bindOrNull(stamp(budgets.updatedAt))
        .bind(budgets.updatedBy)
        .bind(budgets.generation)
        .run();
}

void SqliteTransaction::putBalancing(const Balancing &balancing)
{
    m_database.prepare("INSERT OR REPLACE INTO balancing VALUES (1,?,?,?,?)")
        .bind(balancingStrategyText(balancing.strategy))
        .bindOrNull(stamp(balancing.updatedAt))
        .bind(balancing.updatedBy)
        .bind(balancing.generation)
        .run();
    m_database.prepare("DELETE FROM balancing_weights").run();
    for (const auto &[deployment, weight] : balancing.weights) {
        m_database.prepare("INSERT INTO balancing_weights VALUES (?,?)")
            .bind(deployment)
            .bind(std::int64_t(weight))
            .run();
    }
    m_database.prepare("DELETE FROM fallback_models").run();
    for (const auto &[model, fallback] : balancing.fallbackModels) {
        m_database.prepare("INSERT INTO fallback_models VALUES (?,?)").bind(model).bind(fallback).run();
    }
}

std::optional<Task> SqliteTransaction::addTask(const Task &task)
{
    m_database
        .prepare("INSERT INTO tasks (" + taskColumns
                 + ") VALUES (?,?,?,?,?,?,?,?,?,?,NULL,NULL,0,?,?,NULL,NULL,NULL,0,NULL,0)"
                   " ON CONFLICT (id) DO NOTHING")
        .bind(task.id)
        .bind(taskStatusText(TaskStatus::Queued))
        .bind(task.agentType)
        .bindOrNull(task.deployment)
        .bind(task.operation)
        .bind(task.complexity)
        .bind(std::int64_t(task.priority))
        .bind(std::int64_t(task.timeoutSeconds))
        .bind(task.payload)
        .bind(task.fingerprint)
        .bind(task.submittedBy)
        .bind(stamp(task.submittedAt))
        .run();
    if (m_database.changes() > 0) {
        return std::nullopt;
    }
    auto row = m_database.prepare("SELECT " + taskColumns + " FROM tasks WHERE id=?");
    row.bind(task.id).step();
    return taskOf(row);
}

bool SqliteTransaction::finishTask(const Task &task)
{
    // The payload is not needed any more: a long history must not keep it.
    m_database
        .prepare("UPDATE tasks SET status=?,agent_id=?,ran_on=?,attempts=?,started_at=?,finished_at=?,result=?,"
                 "cost_nano=cost_nano+?,unpriced_tokens=unpriced_tokens+?,error=?,payload=NULL WHERE id=? AND "
                 "finished_at IS NULL")
        .bind(taskStatusText(task.status))
        .bindOrNull(task.agentId)
        .bindOrNull(task.ranOn)
        .bind(std::int64_t(task.attempts))
        .bindOrNull(stamp(task.startedAt))
        .bindOrNull(stamp(task.finishedAt))
        .bindOrNull(task.result)
        .bind(task.cost.nano)
        .bind(task.unpricedTokens)
        .bindOrNull(task.error)
        .bind(task.id)
        .run();
    return m_database.changes() > 0;
}

void SqliteTransaction::addTaskCost(const std::string &id, Money cost, std::int64_t unpricedTokens)
{
    m_database.prepare("UPDATE tasks SET cost_nano=cost_nano+?,unpriced_tokens=unpriced_tokens+? WHERE id=?")
        .bind(cost.nano)
        .bind(unpricedTokens)
        .bind(id)
        .run();
}

void SqliteTransaction::putTaskAttempts(const std::string &id, int attempts)
{
    m_database.prepare("UPDATE tasks SET attempts=? WHERE id=? AND finished_at IS NULL")
        .bind(std::int64_t(attempts))
        .bind(id)
        .run();
}

AuditEntry SqliteTransaction::appendAudit(const AuditDraft &draft)
{
    const AuditHead head = auditHeadOf(m_database);
    AuditEntry entry;
    entry.sequence = head.sequence + 1;
    entry.previousHash = head.hash;
    entry.body = auditBody(draft, entry.sequence, head.hash);
    entry.hash = auditHash(head.hash, entry.body);
    m_database.prepare("INSERT INTO audit VALUES (?,?,?,?,?,?,?,?,?)")
        .bind(entry.sequence)
        .bind(stamp(draft.at))
        .bind(draft.actor)
        .bind(draft.action)
        .bind(draft.targetName)
        .bindOrNull(draft.operationId)
        .bind(entry.body)
        .bind(entry.previousHash)
        .bind(entry.hash)
        .run();
    return entry;
}

std::optional<StoredAnswer> SqliteTransaction::answer(const std::string &owner, const std::string &key,
                                                      TimePoint notBefore)
{
    auto row = m_database.prepare("SELECT fingerprint,status,body FROM answers WHERE owner=? AND key=? AND at>=?");
    if (!row.bind(owner).bind(key).bind(stamp(notBefore)).step()) {
        return std::nullopt;
    }
    return StoredAnswer{row.text(0), int(row.integer(1)), row.text(2)};
}

void SqliteTransaction::putAnswer(const std::string &owner, const std::string &key, const StoredAnswer &answer,
                                  TimePoint at)
{
    m_database.prepare("INSERT OR REPLACE INTO answers VALUES (?,?,?,?,?,?)")
        .bind(owner)
        .bind(key)
        .bind(answer.fingerprint)
        .bind(std::int64_t(answer.status))
        .bind(answer.body)
        .bind(stamp(at))
        .run();
}

int SqliteTransaction::forget(TimePoint tasksBefore, TimePoint answersBefore, TimePoint executionsBefore, int limit)
{
    m_database.prepare("DELETE FROM tasks WHERE sequence IN (SELECT sequence FROM tasks WHERE finished_at<? LIMIT ?)")
        .bind(stamp(tasksBefore))
        .bind(std::int64_t(limit))
        .run();
    int gone = m_database.changes();
    m_database.prepare("DELETE FROM answers WHERE (owner,key) IN (SELECT owner,key FROM answers WHERE at<? LIMIT ?)")
        .bind(stamp(answersBefore))
        .bind(std::int64_t(limit))
        .run();
    gone += m_database.changes();
    m_database
        .prepare("DELETE FROM executions WHERE sequence IN (SELECT sequence FROM executions"
                 " WHERE received_at<? LIMIT ?)")
        .bind(stamp(executionsBefore))
        .bind(std::int64_t(limit))
        .run();
    return gone + m_database.changes();
}

} // namespace toban::manager
