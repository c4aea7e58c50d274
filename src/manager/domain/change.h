// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "fleet.h"
#include "refusal.h"

#include <variant>

namespace toban::manager {

class Transaction;

struct CreateDeployment
{
    std::string name;
    std::string agentType;
    int replicas = 0;
    AgentTemplate content;
    std::vector<Revision> history; ///< oldest first; numbers are given when it is prepared
};
/// Members that are not set stay as they are.
struct CreateRevision
{
    std::optional<std::string> image, model, promptHash;
    std::optional<std::vector<std::string>> tools;
    std::optional<Limits> limits;
};
struct ScaleDeployment
{
    int replicas = 0;
};
struct RollbackDeployment
{
    int toRevision = 1;
};
/// Pause, resume or drain of a deployment.
struct SetDeploymentIntake
{
    Intake intake;
};
struct SetAgentIntake
{
    Intake intake;
};
struct RemoveAgent
{ };
struct CancelTask
{ };
struct PutBudgets
{
    Budgets budgets;
};

/// What somebody wants changed.
struct Change
{
    std::string target; ///< name of the deployment, id of the agent or task; "budgets"
    std::variant<CreateDeployment, CreateRevision, ScaleDeployment, RollbackDeployment, SetDeploymentIntake,
                 SetAgentIntake, RemoveAgent, CancelTask, PutBudgets>
        what;
};

std::string actionOf(const Change &change);
std::string targetKindOf(const Change &change);
/// The least role for such a change, whatever the state is.
Role roleFor(const Change &change);

/// Who wants it and why, for the audit and for the new records.
struct ChangeContext
{
    std::string actor;
    std::string reason;
    std::string operationId;
    TimePoint now{};
};

/// A change worked out against the state: its plan, and what is to be written and applied.
struct PreparedChange
{
    Plan plan;
    std::optional<Deployment> deployment; ///< new record
    std::vector<Revision> newRevisions; ///< of that deployment
    std::optional<std::pair<std::string, Intake>> agentIntake;
    bool removesAgent = false;
    std::optional<RemovedAgent> removedAgent; ///< that must stay away
    std::string readmittedAgent; ///< id of one that may come back
    std::optional<Task> endedTask;
    std::optional<Budgets> budgets;
    std::string supersededOperation; ///< of the deployment, that is not going to be completed
    std::string supersededAction;
};

/// Pure: reads the fleet (its mutex is held by the caller), alters nothing. Refuses with NotFound, Conflict or Invalid.
Result<PreparedChange> prepareChange(const Fleet &fleet, const Change &change, const ChangeContext &context);

/// Writes what the change alters, but neither audit nor answer.

void writeChange(Transaction &transaction, const PreparedChange &prepared);
/// Alters the fleet (mutex held). To be called once the change is on disk.
void applyChange(Fleet &fleet, const PreparedChange &prepared, SteadyPoint now);

} // namespace toban::manager
