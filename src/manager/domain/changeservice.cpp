// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "changeservice.h"

#include "crypto.h"
#include "preparing.h"
#include "views.h"

namespace toban::manager {

Answer answerOf(const Refusal &refusal)
{
    return {statusOf(refusal.kind), problemJson(refusal), false, refusal.retryAfter};
}

namespace {

Answer notWritten(const char *detail)
{
    return answerOf({Refusal::Kind::Storage, detail, {}, {}, storageRetrySeconds, {}});
}

} // namespace

/// One execution, shared by its work and its end.
struct ChangeService::Run
{
    ChangeRequest request;
    bool planned = true; ///< its plan was shown, and must be the same still
    ChangeContext context;
    std::function<void(Answer)> callback;
    std::optional<PreparedChange> prepared; ///< when it is done
    Answer answer;
};

ChangeService::ChangeService(Fleet &fleet, StateStore &store, const Clock &clock, std::function<void()> changed)
    : m_fleet(fleet), m_store(store), m_clock(clock), m_changed(std::move(changed))
{ }

Answer ChangeService::plan(const Change &change, const Caller &caller)
{
    const TimePoint now = m_clock.now();
    const std::lock_guard lock(m_fleet.mutex);
    auto prepared = prepareChange(m_fleet, change, {caller.name, {}, {}, now, {}});
    if (!prepared) {
        return answerOf(prepared.error());
    }
    m_fleet.plans.issue(prepared->plan, caller.name, now);
    return {200, planJson(prepared->plan), false, 0};
}

AuditDraft ChangeService::draftOf(const ChangeRequest &request) const
{
    AuditDraft draft;
    draft.at = m_clock.now();
    draft.actor = request.caller.name;
    draft.actorRole = request.caller.isManager ? "manager" : roleText(request.caller.role);
    draft.address = request.caller.address;
    draft.action = actionOf(request.change);
    draft.targetKind = targetKindOf(request.change);
    draft.targetName = request.change.target;
    draft.reason = request.reason;
    draft.ticket = request.ticket;
    draft.planHash = request.planHash;
    return draft;
}

/// The manager's own entry about how an operation came to its end.
AuditDraft ChangeService::endOf(std::string action, std::string targetKind, std::string targetName,
                                std::string operationId) const
{
    AuditDraft draft;
    draft.at = m_clock.now();
    draft.actor = draft.actorRole = "manager";
    draft.action = std::move(action);
    draft.targetKind = std::move(targetKind);
    draft.targetName = std::move(targetName);
    draft.operationId = std::move(operationId);
    return draft;
}

/// With the fleet's mutex held: the prepared change, or why it is not to be done.
Result<PreparedChange> ChangeService::check(Run &run)
{
    const ChangeRequest &request = run.request;
    if (m_fleet.stopping) {
        Refusal refusal{Refusal::Kind::Stopping, "The manager is stopping.", {}, {}, storageRetrySeconds, {}};
        return tl::unexpected(std::move(refusal));
    }
    if (!covers(request.caller.role, roleFor(request.change))) {
        return forbidden(request.caller.role, roleFor(request.change));
    }
    auto prepared = prepareChange(m_fleet, request.change, run.context);
    if (!prepared) {
        return prepared;
    }
    Plan &plan = prepared->plan;
    const TimePoint now = run.context.now;
    const bool mustBeApproved = plan.needsApproval && !request.caller.isManager;
    if (!run.planned) {
        plan.hash = planHash(plan);
        if (mustBeApproved) {
            return withPlan(Refusal::Kind::ApprovalRequired,
                            "A second person must approve this, which is of a plan: ask for the plan, have it approved,"
                            " and execute it.",
                            plan, run);
        }
        return prepared;
    }
    if (planHash(plan) != request.planHash) {
        return withPlan(Refusal::Kind::PlanChanged, "The plan is another one by now; look at it again.", plan, run);
    }
    // An approved plan may be executed until the approval expires: people are slower than plans.
    const Approval *approval = mustBeApproved ? openApproval(m_fleet.approvals, request.planHash, now) : nullptr;
    const bool isApproved = approval != nullptr && approval->state == ApprovalState::Approved;
    if (!isApproved && !m_fleet.plans.isValid(request.planHash, now)) {
        return withPlan(Refusal::Kind::PlanExpired, "The plan is too old; look at it again.", plan, run);
    }
    if (mustBeApproved && !isApproved) {
        return withPlan(Refusal::Kind::ApprovalRequired,
                        approval == nullptr
                            ? "A second person must approve this plan first: POST /api/v1/approvals with its plan_hash."
                            : "The approval " + approval->id
                                + " of this plan is pending; execute it once it is approved.",
                        plan, run);
    }
    plan.hash = request.planHash;
    if (isApproved) {
        useApproval(*prepared, *approval, run.context);
    }
    return prepared;
}

/// A refusal that shows the plan as it is now, which may then be executed or approved.
tl::unexpected<Refusal> ChangeService::withPlan(Refusal::Kind kind, std::string detail, Plan &plan, const Run &run)
{
    m_fleet.plans.issue(plan, run.context.actor, run.context.now);
    return tl::unexpected(Refusal{kind, std::move(detail), {}, {}, 0, std::make_shared<Plan>(plan)});
}

void ChangeService::decide(Transaction &transaction, Run &run)
{
    const ChangeRequest &request = run.request;
    const bool hasKey = !request.idempotencyKey.empty();
    const auto stored = hasKey ? transaction.answer(request.caller.name, request.idempotencyKey,
                                                    run.context.now - m_fleet.options.answerRetention)
                               : std::nullopt;
    if (stored && stored->fingerprint == request.fingerprint) {
        run.answer = {stored->status, stored->body, true, 0};
        return;
    }
    AuditDraft draft = draftOf(request);
    std::string body;
    const auto prepared = [&]() -> Result<PreparedChange> {
        if (stored) {
            return toban::manager::refuse(Refusal::Kind::KeyReused,
                                          "This Idempotency-Key was used for another request; send a new one.");
        }
        const std::lock_guard lock(m_fleet.mutex);
        auto checked = check(run);
        if (checked) {
            body = checked->shown(m_fleet);
        }
        return checked;
    }();
    if (!prepared) {
        run.answer = answerOf(prepared.error());
        draft.outcome = "refused";
        draft.detail = std::string(codeOf(prepared.error().kind)) + ": " + prepared.error().detail;
    } else {
        run.prepared = *prepared;
        run.answer = {202, withMember(body, "operation_id", jsonString(run.context.operationId)), false, 0};
        draft.outcome = "accepted";
        draft.changes = prepared->plan.changes;
        draft.operationId = run.context.operationId;
        draft.planHash = prepared->plan.hash;
        draft.detail = prepared->note;
        if (prepared->superseded) {
            AuditDraft end = endOf(prepared->superseded->action, draft.targetKind, draft.targetName,
                                   prepared->superseded->operationId);
            end.outcome = "failed";
            end.detail = "Superseded by " + run.context.operationId + ".";
            transaction.appendAudit(end);
        }
        prepared->write(transaction);
    }
    draft.status = run.answer.status;
    transaction.appendAudit(draft);
    if (prepared && prepared->plan.changes.empty()) {
        AuditDraft end = endOf(draft.action, draft.targetKind, draft.targetName, draft.operationId);
        end.outcome = "completed";
        end.detail = "Nothing was to be changed.";
        transaction.appendAudit(end);
    }
    if (run.answer.status < 500 && hasKey && !stored) {
        transaction.putAnswer(request.caller.name, request.idempotencyKey,
                              {request.fingerprint, run.answer.status, run.answer.body}, run.context.now);
    }
}

void ChangeService::execute(ChangeRequest request, std::function<void(Answer)> callback)
{
    run(std::move(request), true, std::move(callback));
}

void ChangeService::executeNow(ChangeRequest request, std::function<void(Answer)> callback)
{
    run(std::move(request), false, std::move(callback));
}

void ChangeService::run(ChangeRequest request, bool planned, std::function<void(Answer)> callback)
{
    auto run = std::make_shared<Run>();
    run->planned = planned;
    run->context = {request.caller.name, request.reason, "op-" + randomHex(8), m_clock.now(), request.ticket};
    run->request = std::move(request);
    run->callback = std::move(callback);
    m_store.postAlone([this, run](Transaction &transaction) { decide(transaction, *run); },
                      [this, run](const std::string &error) {
                          if (!error.empty()) {
                              run->callback(notWritten("The change could not be written to disk and was not made."));
                              return;
                          }
                          if (run->prepared) {
                              {
                                  const std::lock_guard lock(m_fleet.mutex);
                                  run->prepared->apply(m_fleet, m_clock.steady());
                              }
                              m_changed();
                          }
                          run->callback(run->answer);
                      });
}

void ChangeService::refuse(const ChangeRequest &request, const std::string &action, const std::string &targetKind,
                           Refusal refusal, std::function<void(Answer)> callback)
{
    AuditDraft draft = draftOf(request);
    draft.action = action;
    draft.targetKind = targetKind;
    draft.outcome = "refused";
    draft.status = statusOf(refusal.kind);
    draft.detail = std::string(codeOf(refusal.kind)) + ": " + refusal.detail;
    m_store.post([draft](Transaction &transaction) { transaction.appendAudit(draft); },
                 [answer = answerOf(refusal), callback = std::move(callback)](const std::string &error) {
                     callback(error.empty()
                                  ? answer
                                  : notWritten("The change was refused, and that could not be written to disk."));
                 });
}

void ChangeService::note(const std::string &action, const std::string &targetKind, const std::string &targetName,
                         const std::string &detail)
{
    AuditDraft draft = endOf(action, targetKind, targetName, {});
    draft.outcome = "completed";
    draft.detail = detail;
    m_store.post([draft](Transaction &transaction) { transaction.appendAudit(draft); }, [](const std::string &) {});
}

void ChangeService::recordEnd(const Deployment &deployment, const std::string &outcome, const std::string &detail)
{
    AuditDraft draft = endOf(deployment.operationAction, "deployment", deployment.name, deployment.operationId);
    draft.outcome = outcome;
    draft.detail = detail;
    const std::string name = deployment.name;
    const std::string operation = deployment.operationId;
    auto written = std::make_shared<bool>(false);
    m_store.postAlone(
        [this, draft, name, operation, written](Transaction &transaction) {
            Deployment record;
            {
                const std::lock_guard lock(m_fleet.mutex);
                const auto found = m_fleet.deployments.find(name);
                if (found == m_fleet.deployments.end() || found->second.record.operationId != operation) {
                    return; // a later change has ended it
                }
                record = found->second.record;
            }
            record.operationId.clear();
            record.operationAction.clear();
            transaction.putDeployment(record);
            transaction.appendAudit(draft);
            *written = true;
        },
        [this, name, operation, written](const std::string &error) {
            const std::lock_guard lock(m_fleet.mutex);
            const auto found = m_fleet.deployments.find(name);
            if (found == m_fleet.deployments.end()) {
                return;
            }
            found->second.endBeingRecorded = false;
            if (error.empty() && *written && found->second.record.operationId == operation) {
                found->second.record.operationId.clear();
                found->second.record.operationAction.clear();
            }
        });
}

} // namespace toban::manager
