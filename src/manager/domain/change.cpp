// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "change.h"

#include "preparing.h"

#include <nlohmann/json.hpp>

namespace toban::manager {

namespace {

template <typename... Ts>
struct Overloaded : Ts...
{
    using Ts::operator()...;
};
template <typename... Ts>
Overloaded(Ts...) -> Overloaded<Ts...>;

std::string moveOf(const MoveRollout &what)
{
    switch (what.next.phase) {
    case RolloutPhase::Returning:
        return "rollout.return";
    case RolloutPhase::Succeeded:
    case RolloutPhase::RolledBack:
        return "rollout.end";
    default:
        return "rollout.advance";
    }
}

std::string verbOf(Intake intake)
{
    return intake == Intake::Open ? "resume" : intake == Intake::Paused ? "pause" : "drain";
}

/// What only the manager does, of itself: there is no route for it.
bool isOwnNote(const Change &change)
{
    return std::holds_alternative<ExpireApproval>(change.what) || std::holds_alternative<OpenIncident>(change.what)
        || std::holds_alternative<UpdateIncident>(change.what) || std::holds_alternative<CloseIncident>(change.what);
}

} // namespace

std::string actionOf(const Change &change)
{
    return std::visit(
        Overloaded{[](const CreateDeployment &) -> std::string { return "deployment.create"; },
                   [](const CreateRevision &) -> std::string { return "deployment.revise"; },
                   [](const ScaleDeployment &) -> std::string { return "deployment.scale"; },
                   [](const RollbackDeployment &) -> std::string { return "deployment.rollback"; },
                   [](const SetDeploymentIntake &what) { return "deployment." + verbOf(what.intake); },
                   [](const SetAgentIntake &what) { return "agent." + verbOf(what.intake); },
                   [](const RemoveAgent &) -> std::string { return "agent.remove"; },
                   [](const CancelTask &) -> std::string { return "task.cancel"; },
                   [](const PutBudgets &) -> std::string { return "budgets.put"; },
                   [](const PutPrices &) -> std::string { return "prices.put"; },
                   [](const PutCostControls &) -> std::string { return "cost_controls.put"; },
                   [](const PutBalancing &) -> std::string { return "balancing.put"; },
                   [](const PutAutoscaling &) -> std::string { return "autoscaling.put"; },
                   [](const EnterEmergency &) -> std::string { return "emergency.enter"; },
                   [](const RestoreLever &) -> std::string { return "emergency.restore"; },
                   [](const ResetSystem &) -> std::string { return "system.reset"; },
                   [](const RequestApproval &) -> std::string { return "approval.request"; },
                   [](const DecideApproval &what) -> std::string {
                       return what.approve ? "approval.approve" : "approval.reject";
                   },
                   [](const ExpireApproval &) -> std::string { return "approval.expire"; },
                   [](const CreateSecret &) -> std::string { return "secret.create"; },
                   [](const RotateSecret &) -> std::string { return "secret.rotate"; },
                   [](const RemoveSecret &) -> std::string { return "secret.remove"; },
                   [](const StartRollout &) -> std::string { return "rollout.start"; },
                   [](const SteerRollout &what) { return "rollout." + std::string(rolloutVerbText(what.verb)); },
                   [](const MoveRollout &what) { return moveOf(what); },
                   [](const OpenIncident &) -> std::string { return "incident.open"; },
                   [](const UpdateIncident &) -> std::string { return "incident.update"; },
                   [](const CloseIncident &) -> std::string { return "incident.close"; },
                   [](const AcknowledgeIncident &) -> std::string { return "incident.acknowledge"; },
                   [](const ResolveIncident &) -> std::string { return "incident.resolve"; }},
        change.what);
}

const std::vector<std::string> &changeActions()
{
    static const std::vector<std::string> actions{
        "deployment.create", "deployment.revise",   "deployment.scale",  "deployment.pause",     "deployment.resume",
        "deployment.drain",  "deployment.rollback", "agent.pause",       "agent.resume",         "agent.drain",
        "agent.remove",      "secret.create",       "secret.rotate",     "secret.remove",        "task.cancel",
        "budgets.put",       "prices.put",          "cost_controls.put", "balancing.put",        "autoscaling.put",
        "emergency.enter",   "emergency.restore",   "system.reset",      "approval.request",     "approval.approve",
        "approval.reject",   "approval.expire",     "rollout.start",     "rollout.pause",        "rollout.resume",
        "rollout.promote",   "rollout.abort",       "rollout.advance",   "rollout.return",       "rollout.end",
        "incident.open",     "incident.update",     "incident.close",    "incident.acknowledge", "incident.resolve"};
    return actions;
}

std::string targetKindOf(const Change &change)
{
    const std::string action = actionOf(change);
    return action.substr(0, action.find('.'));
}

Role roleFor(const Change &change)
{
    if (std::holds_alternative<PutBudgets>(change.what) || std::holds_alternative<PutPrices>(change.what)
        || std::holds_alternative<PutCostControls>(change.what)
        || std::holds_alternative<DecideApproval>(change.what)) {
        return Role::Approver;
    }
    if (std::holds_alternative<ResetSystem>(change.what) || isOwnNote(change)) {
        return Role::Admin;
    }
    if (std::holds_alternative<CreateSecret>(change.what) || std::holds_alternative<RemoveSecret>(change.what)) {
        return Role::Admin; // a rotation returns by itself when it fails; these do not
    }
    const auto *create = std::get_if<CreateDeployment>(&change.what);
    return create != nullptr && !create->history.empty() ? Role::Admin : Role::Operator;
}

Result<PreparedChange> prepareChange(const Fleet &fleet, const Change &change, const ChangeContext &context)
{
    const Preparing preparing{fleet, change, context};
    auto prepared = std::visit([&preparing](const auto &what) { return prepare(preparing, what); }, change.what);
    if (prepared) {
        prepared->plan.needsApproval = needsApproval(fleet, prepared->plan);
    }
    return prepared;
}

PreparedChange Preparing::begin() const
{
    PreparedChange prepared;
    prepared.plan.action = actionOf(change);
    prepared.plan.targetKind = targetKindOf(change);
    prepared.plan.targetName = change.target;
    prepared.plan.requiredRole = roleFor(change);
    prepared.write = [](Transaction &) {};
    prepared.apply = [](Fleet &, SteadyPoint) {};
    return prepared;
}

void compareText(Plan &plan, const char *field, std::string from, std::string to)
{
    if (from != to) {
        plan.changes.push_back({field, std::move(from), std::move(to)});
    }
}

void compare(Plan &plan, const char *field, const nlohmann::json &from, const nlohmann::json &to)
{
    compareText(plan, field, from.dump(), to.dump());
}

bool isNothing(PreparedChange &prepared)
{
    Plan &plan = prepared.plan;
    if (!plan.changes.empty()) {
        return false;
    }
    plan.warnings = {"Nothing would change."};
    plan.agents = plan.inFlightTasks = 0;
    plan.requestsPerSecond = 0;
    return true;
}

} // namespace toban::manager
