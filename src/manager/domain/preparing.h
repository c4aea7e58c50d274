// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "change.h"

#include <nlohmann/json_fwd.hpp>

namespace toban::manager {

// What the areas of change share, and how each kind is worked out. Inside of the domain only. All are pure: the fleet's
// mutex is held by the caller, nothing is altered.

/// Everything a preparation reads.
struct Preparing
{
    const Fleet &fleet;
    const Change &change;
    const ChangeContext &context;

    /// A change with action, target and role in its plan, that neither writes nor applies anything yet.
    PreparedChange begin() const;
};

/// Notes a member in the plan if it changes. Values are JSON; `Text` ones are JSON already.
void compare(Plan &plan, const char *field, const nlohmann::json &from, const nlohmann::json &to);
void compareText(Plan &plan, const char *field, std::string from, std::string to);
/// Makes of a plan without changes one that does nothing and says so; true if it was one. What shows the target stays.
bool isNothing(PreparedChange &prepared);

Result<PreparedChange> prepare(const Preparing &preparing, const CreateDeployment &what);
Result<PreparedChange> prepare(const Preparing &preparing, const CreateRevision &what);
Result<PreparedChange> prepare(const Preparing &preparing, const ScaleDeployment &what);
Result<PreparedChange> prepare(const Preparing &preparing, const RollbackDeployment &what);
Result<PreparedChange> prepare(const Preparing &preparing, const SetDeploymentIntake &what);
Result<PreparedChange> prepare(const Preparing &preparing, const SetAgentIntake &what);
Result<PreparedChange> prepare(const Preparing &preparing, const RemoveAgent &what);
Result<PreparedChange> prepare(const Preparing &preparing, const CancelTask &what);
Result<PreparedChange> prepare(const Preparing &preparing, const PutBudgets &what);
Result<PreparedChange> prepare(const Preparing &preparing, const PutPrices &what);
Result<PreparedChange> prepare(const Preparing &preparing, const PutCostControls &what);
Result<PreparedChange> prepare(const Preparing &preparing, const PutBalancing &what);
Result<PreparedChange> prepare(const Preparing &preparing, const PutAutoscaling &what);
Result<PreparedChange> prepare(const Preparing &preparing, const EnterEmergency &what);
Result<PreparedChange> prepare(const Preparing &preparing, const RestoreLever &what);
Result<PreparedChange> prepare(const Preparing &preparing, const ResetSystem &what);
Result<PreparedChange> prepare(const Preparing &preparing, const RequestApproval &what);
Result<PreparedChange> prepare(const Preparing &preparing, const DecideApproval &what);
Result<PreparedChange> prepare(const Preparing &preparing, const ExpireApproval &what);
Result<PreparedChange> prepare(const Preparing &preparing, const CreateSecret &what);
Result<PreparedChange> prepare(const Preparing &preparing, const RotateSecret &what);
Result<PreparedChange> prepare(const Preparing &preparing, const RemoveSecret &what);
Result<PreparedChange> prepare(const Preparing &preparing, const OpenIncident &what);
Result<PreparedChange> prepare(const Preparing &preparing, const UpdateIncident &what);
Result<PreparedChange> prepare(const Preparing &preparing, const CloseIncident &what);
Result<PreparedChange> prepare(const Preparing &preparing, const AcknowledgeIncident &what);
Result<PreparedChange> prepare(const Preparing &preparing, const ResolveIncident &what);

/// Whether the rules of the fleet's options ask for a second person.
bool needsApproval(const Fleet &fleet, const Plan &plan);
/// Makes the change use up its approval, in the same transaction.
void useApproval(PreparedChange &prepared, const Approval &approval, const ChangeContext &context);
Result<PreparedChange> prepare(const Preparing &preparing, const StartRollout &what);
Result<PreparedChange> prepare(const Preparing &preparing, const SteerRollout &what);
Result<PreparedChange> prepare(const Preparing &preparing, const MoveRollout &what);
/// The content with the members that are set.
AgentTemplate revised(AgentTemplate content, const CreateRevision &what);

} // namespace toban::manager
