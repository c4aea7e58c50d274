// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "fleet.h"
#include "refusal.h"

#include <functional>
#include <memory>
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
/// The decision that the manager scales by.
struct ScalingStep
{
    int from = 0;
    int target = 0;
    ScalingPolicy policy = ScalingPolicy::Off;
    std::vector<ScalingFactor> factors;
    SteadyPoint decidedAt{};
};
struct ScaleDeployment
{
    int replicas = 0;
    std::optional<int> from{}; ///< only if there are so many now
    std::shared_ptr<const ScalingStep> step{}; ///< null: a person wants it
};
/// How the target, a deployment, is scaled by the manager itself.
struct PutAutoscaling
{
    Autoscaling autoscaling;
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
/// All of them; what is not set is off.
struct PutCostControls
{
    CostControls controls;
};
/// The whole table; what is not in it has no price from now on.
struct PutPrices
{
    PriceTable prices;
};
struct PutBalancing
{
    Balancing balancing;
};

/// Pulls levers on top of those that are pulled.
struct EnterEmergency
{
    std::set<Lever> levers;
    std::optional<int> concurrency; ///< with CapConcurrency
    std::string alertData; ///< JSON object; empty: none
};
/// Takes the last lever back.
struct RestoreLever
{
    Lever lever = Lever::StopIntake;
};
/// Takes back all levers, pauses and back-offs at once.
struct ResetSystem
{ };
/// Asks a second person to approve a plan; the target is the new approval's id.
struct RequestApproval
{
    std::string planHash;
};
struct DecideApproval
{
    bool approve = true; ///< else it is rejected
};
/// The manager's own note that nobody used it in time.
struct ExpireApproval
{ };

/// Makes and seals the value of a version when it is written, so that it is nowhere else. Throws std::runtime_error.
using SealSecret = std::function<std::string(const std::string &name, int version)>;
struct CreateSecret
{
    SecretOwner owner;
    std::optional<TimePoint> expiresAt;
    bool isGiven = false; ///< the value came with the request; else it is generated
    SealSecret seal;
};
struct RotateSecret
{
    std::chrono::seconds overlap{0}; ///< for which the old version is valid after all agents have confirmed
    std::chrono::seconds limit{0}; ///< for them to confirm
    std::optional<TimePoint> expiresAt; ///< of the new version
    SealSecret seal;
};
struct RemoveSecret
{ };
/// Starts a blue-green rollout of new content. Members that are not set stay as they are.
struct StartRollout
{
    CreateRevision content;
    RolloutSettings settings;
};
/// An operator's word on a rollout that is going on.
struct SteerRollout
{
    RolloutVerb verb = RolloutVerb::Pause;
    int number = 1;
};
/// A rollout goes on by itself.
struct MoveRollout
{
    Rollout next{}; ///< with the generation that it was worked out from
};
/// The manager's own note of a trouble; the target is the new incident's id.
struct OpenIncident
{
    IncidentService service;
    IncidentFindings found;
};
/// The manager's own note that it goes on.
struct UpdateIncident
{
    IncidentFindings found;
};
/// The manager's own note that it is over.
struct CloseIncident
{ };
struct AcknowledgeIncident
{ };
struct ResolveIncident
{
    std::string cause;
};

/// What somebody wants changed.
struct Change
{
    /// Name of the deployment or secret, id of the agent, task, approval or incident; "budgets", "prices",
    /// "cost_controls", "balancing".
    std::string target;
    std::variant<CreateDeployment, CreateRevision, ScaleDeployment, RollbackDeployment, SetDeploymentIntake,
                 SetAgentIntake, RemoveAgent, CancelTask, PutBudgets, PutPrices, PutCostControls, PutBalancing,
                 PutAutoscaling, EnterEmergency, RestoreLever, ResetSystem, RequestApproval, DecideApproval,
                 ExpireApproval, CreateSecret, RotateSecret, RemoveSecret, StartRollout, SteerRollout, MoveRollout,
                 OpenIncident, UpdateIncident, CloseIncident, AcknowledgeIncident, ResolveIncident>
        what;
};

std::string actionOf(const Change &change);
/// All that actionOf() may say.
const std::vector<std::string> &changeActions();
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
    std::string ticket;
};

/// An operation of a deployment that a later one has overtaken.
struct SupersededOperation
{
    std::string operationId;
    std::string action;
};

/// A change worked out against the state: its plan, and how it is done. The functions own what they need, and are called
/// in this order, each at most once: `shown` with the fleet's mutex held, before anything is done; `write`; `apply`, with
/// the mutex held, once that is on disk.
struct PreparedChange
{
    Plan plan;
    std::function<void(Transaction &)> write; ///< what the change alters, but neither audit nor answer
    std::function<void(Fleet &, SteadyPoint)> apply;
    std::function<std::string(const Fleet &)> shown; ///< the target's JSON as it will be
    std::optional<SupersededOperation> superseded;
    std::string note; ///< for the audit, beside the plan; empty: none
};

/// Pure: reads the fleet (its mutex is held by the caller), alters nothing. Refuses with NotFound, Conflict or Invalid.
Result<PreparedChange> prepareChange(const Fleet &fleet, const Change &change, const ChangeContext &context);

} // namespace toban::manager
