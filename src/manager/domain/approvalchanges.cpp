// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "preparing.h"
#include "statestore.h"
#include "views.h"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace toban::manager {

namespace {

constexpr int openLimit = 1000;
constexpr std::size_t closedLimit = 5000;

tl::unexpected<Refusal> noApproval(const std::string &id)
{
    return refuse(Refusal::Kind::NotFound, "There is no approval " + id + ".");
}

/// Makes a prepared change write, keep and tell an approval as it will be.
void becomes(PreparedChange &prepared, const Approval &next, TimePoint now)
{
    prepared.write = [next](Transaction &transaction) { transaction.putApproval(next); };
    prepared.apply = [next, now](Fleet &fleet, SteadyPoint) {
        fleet.approvals[next.id] = next;
        fleet.events.publish("approval", approvalEventJson(next, now));
    };
    prepared.shown = [next, now](const Fleet &) { return approvalJson(next, now); };
}

/// Closed ones that are old, or too many; the audit chain keeps what they were.
std::vector<std::string> forgettable(const Fleet &fleet, TimePoint now)
{
    std::vector<const Approval *> closed;
    for (const auto &[id, approval] : fleet.approvals) {
        if (!approval.isOpenAt(now)) {
            closed.push_back(&approval);
        }
    }
    std::sort(closed.begin(), closed.end(),
              [](const Approval *a, const Approval *b) { return a->requestedAt < b->requestedAt; });
    std::vector<std::string> ids;
    for (std::size_t i = 0; i < closed.size(); ++i) {
        if (now - closed[i]->requestedAt > fleet.options.approvalRetention || closed.size() - i > closedLimit) {
            ids.push_back(closed[i]->id);
        }
    }
    return ids;
}

} // namespace

bool needsApproval(const Fleet &fleet, const Plan &plan)
{
    const auto &rules = fleet.options.approvalRules;
    // Approvals are how one approves: a rule "*" does not mean them. What changes nothing needs nobody.
    return plan.targetKind != "approval" && !plan.changes.empty()
        && std::any_of(rules.begin(), rules.end(),
                       [&](const ApprovalRule &rule) { return rule.covers(plan, fleet.agents.all().size()); });
}

void useApproval(PreparedChange &prepared, const Approval &approval, const ChangeContext &context)
{
    Approval used = approval;
    used.state = ApprovalState::Used;
    used.usedBy = context.actor;
    used.usedAt = context.now;
    used.operationId = context.operationId;
    prepared.write = [write = std::move(prepared.write), used](Transaction &transaction) {
        write(transaction);
        transaction.putApproval(used);
    };
    prepared.apply = [apply = std::move(prepared.apply), used](Fleet &fleet, SteadyPoint now) {
        apply(fleet, now);
        fleet.approvals[used.id] = used;
        fleet.events.publish("approval", approvalEventJson(used, *used.usedAt));
    };
    prepared.note = "Asked for by " + used.requestedBy + ", approved by " + used.decidedBy + " (" + used.id + ").";
}

Result<PreparedChange> prepare(const Preparing &preparing, const RequestApproval &what)
{
    const Fleet &fleet = preparing.fleet;
    const ChangeContext &context = preparing.context;
    if (!fleet.plans.isValid(what.planHash, context.now)) {
        return refuse(Refusal::Kind::PlanExpired,
                      "No plan with this hash was shown of late; ask for the plan again (dry_run=true).");
    }
    const auto plan = fleet.plans.approvable(what.planHash);
    if (plan == nullptr) {
        return refuse(Refusal::Kind::Conflict, "This plan needs no approval; execute it.");
    }
    if (const Approval *open = openApproval(fleet.approvals, what.planHash, context.now)) {
        return refuse(Refusal::Kind::Conflict,
                      "The approval " + open->id + " for this plan is " + std::string(approvalStateText(open->state))
                          + " already.");
    }
    if (std::count_if(fleet.approvals.begin(), fleet.approvals.end(),
                      [&context](const auto &entry) { return entry.second.isOpenAt(context.now); })
        >= openLimit) {
        return refuse(Refusal::Kind::Conflict,
                      "Too many approvals are open; have some decided, or wait until they expire.");
    }
    PreparedChange prepared = preparing.begin();
    Approval next;
    next.id = preparing.change.target;
    next.planHash = what.planHash;
    next.action = plan->action;
    next.targetKind = plan->targetKind;
    next.targetName = plan->targetName;
    next.plan = planJson(*plan);
    next.requestedBy = context.actor;
    next.reason = context.reason;
    next.ticket = context.ticket;
    next.requestedAt = context.now;
    next.expiresAt = context.now + fleet.options.approvalValidity;
    compare(prepared.plan, "state", nullptr, approvalStateText(next.state));
    compare(prepared.plan, "plan_hash", nullptr, next.planHash);
    becomes(prepared, next, context.now);
    const auto gone = forgettable(fleet, context.now);
    prepared.write = [next, gone](Transaction &transaction) {
        transaction.putApproval(next);
        for (const std::string &id : gone) {
            transaction.dropApproval(id);
        }
    };
    prepared.apply = [gone, apply = std::move(prepared.apply)](Fleet &altered, SteadyPoint now) {
        apply(altered, now);
        for (const std::string &id : gone) {
            altered.approvals.erase(id);
        }
    };
    return prepared;
}

Result<PreparedChange> prepare(const Preparing &preparing, const DecideApproval &what)
{
    const ChangeContext &context = preparing.context;
    const auto found = preparing.fleet.approvals.find(preparing.change.target);
    if (found == preparing.fleet.approvals.end()) {
        return noApproval(preparing.change.target);
    }
    Approval next = found->second;
    const ApprovalState now = next.stateAt(context.now);
    // What is approved may still be rejected until it is used.
    if (now != ApprovalState::Pending && (what.approve || now != ApprovalState::Approved)) {
        return refuse(Refusal::Kind::Conflict,
                      "The approval " + next.id + " is " + std::string(approvalStateText(now)) + " already.");
    }
    if (what.approve && next.requestedBy == context.actor) {
        return refuse(Refusal::Kind::SecondPersonRequired,
                      "The approval " + next.id + " was asked for by " + next.requestedBy
                          + "; somebody else must approve it.");
    }
    next.state = what.approve ? ApprovalState::Approved : ApprovalState::Rejected;
    next.decidedBy = context.actor;
    next.decisionReason = context.reason;
    next.decidedAt = context.now;
    PreparedChange prepared = preparing.begin();
    compare(prepared.plan, "state", approvalStateText(now), approvalStateText(next.state));
    becomes(prepared, next, context.now);
    return prepared;
}

Result<PreparedChange> prepare(const Preparing &preparing, const ExpireApproval &)
{
    const auto found = preparing.fleet.approvals.find(preparing.change.target);
    if (found == preparing.fleet.approvals.end()) {
        return noApproval(preparing.change.target);
    }
    Approval next = found->second;
    const ApprovalState before = next.state;
    next.state = next.stateAt(preparing.context.now);
    if (next.state != ApprovalState::Expired || before == next.state) {
        return refuse(Refusal::Kind::Conflict, "The approval " + next.id + " does not expire now.");
    }
    PreparedChange prepared = preparing.begin();
    compare(prepared.plan, "state", approvalStateText(before), approvalStateText(next.state));
    becomes(prepared, next, preparing.context.now);
    return prepared;
}

} // namespace toban::manager
