// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sqlite.h"
#include "statestore.h"

namespace toban::manager {

/// Writes through a connection on which a transaction is open.
class SqliteTransaction final : public Transaction
{
public:
    explicit SqliteTransaction(Database &database) : m_database(database) { }

    void putDeployment(const Deployment &deployment) override;
    void addRevision(const std::string &deployment, const Revision &revision) override;
    void putAgentIntake(const std::string &agentId, Intake intake) override;
    void putRemovedAgent(const RemovedAgent &agent) override;
    void dropRemovedAgent(const std::string &agentId) override;
    void putBudgets(const Budgets &budgets) override;
    void putPrices(const PriceTable &prices) override;
    void putCostControls(const CostControls &controls) override;
    void putBalancing(const Balancing &balancing) override;
    void putEmergency(const Emergency &emergency) override;
    void putAutoscaling(const std::string &deployment, const Autoscaling &autoscaling) override;
    void addScalingEvent(const std::string &deployment, const ScalingEvent &event) override;
    void putApproval(const Approval &approval) override;
    void dropApproval(const std::string &id) override;
    void putSecret(const Secret &secret) override;
    void dropSecret(const std::string &name) override;
    void putRollout(const std::string &deployment, const Rollout &rollout) override;
    void putIncident(const Incident &incident) override;
    void dropIncident(const std::string &id) override;
    bool addExecution(const StoredExecution &execution) override;
    void putProbe(TimePoint mark) override;
    std::optional<Task> addTask(const Task &task) override;
    bool finishTask(const Task &task) override;
    void addTaskCost(const std::string &id, Money cost, std::int64_t unpricedTokens) override;
    void addSpend(const SpendEntry &entry) override;
    void putTaskAttempts(const std::string &id, int attempts) override;
    AuditEntry appendAudit(const AuditDraft &draft) override;
    std::optional<StoredAnswer> answer(const std::string &owner, const std::string &key, TimePoint notBefore) override;
    void putAnswer(const std::string &owner, const std::string &key, const StoredAnswer &answer, TimePoint at) override;
    int forget(TimePoint tasksBefore, TimePoint answersBefore, TimePoint executionsBefore, int limit) override;
    void forgetSpend(Hour before) override;

private:
    Database &m_database;
};

/// A stored time: milliseconds since 1970.
inline TimePoint timeOf(std::int64_t value)
{
    return TimePoint{std::chrono::milliseconds{value}};
}

inline std::int64_t stampOf(TimePoint time)
{
    return time.time_since_epoch().count();
}

/// A row of the table tasks, selected with taskColumns.
extern const std::string taskColumns;
Task taskOf(const Statement &row);
/// All secrets with their versions and rotations.
std::vector<Secret> secretsOf(Database &database);
AuditHead auditHeadOf(Database &database);
Approvals loadApprovals(Database &database);
Incidents loadIncidents(Database &database);

} // namespace toban::manager
