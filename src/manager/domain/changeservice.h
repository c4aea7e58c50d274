// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "change.h"
#include "statestore.h"

namespace toban::manager {

/// A change as it was asked for, its body valid by itself.
struct ChangeRequest
{
    Change change;
    Caller caller;
    std::string reason;
    std::string ticket;
    std::string planHash;
    std::string idempotencyKey;
    std::string fingerprint; ///< SHA-256 of method, path and body
};

/// What to answer.
struct Answer
{
    int status = 200;
    std::string body;
    bool replayed = false;
    int retryAfter = 0; ///< seconds; 0: not said

    bool isProblem() const { return status >= 400; }
};

Answer answerOf(const Refusal &refusal);

/// Plans and executes changes: checks role, plan hash and idempotency key, writes change, audit entry and answer in one
/// transaction, then alters the fleet. Thread-safe; callbacks run on the store's thread.
class ChangeService
{
public:
    /// `changed` is called (any thread) after the fleet was altered.
    ChangeService(Fleet &fleet, StateStore &store, const Clock &clock, std::function<void()> changed);

    /// The plan as of now; nothing changes.
    Answer plan(const Change &change, const Caller &caller);
    /// Answers once the change (or its refusal) is on disk.
    void execute(ChangeRequest request, std::function<void(Answer)> callback);
    /// Plans and executes in one step, for what the manager does of itself and for requests that know no plan. The
    /// request's planHash is not looked at; without an idempotencyKey it is done each time. All else is as in execute(),
    /// but: the manager needs no approval, and others are refused where one is needed, for it is of a plan.
    void executeNow(ChangeRequest request, std::function<void(Answer)> callback);
    /// Writes into the audit that a change was refused before it could be worked out, then answers: with the refusal, or
    /// with 503 when it could not be written.
    void refuse(const ChangeRequest &request, const std::string &action, const std::string &targetKind, Refusal refusal,
                std::function<void(Answer)> callback);
    /// Writes that something came about by itself, without a change.
    void note(const std::string &action, const std::string &targetKind, const std::string &targetName,
              const std::string &detail);
    /// Writes that the operation of a deployment came to its end ("completed" or "failed").
    void recordEnd(const Deployment &deployment, const std::string &outcome, const std::string &detail);

private:
    struct Run;
    void run(ChangeRequest request, bool planned, std::function<void(Answer)> callback);
    void decide(Transaction &transaction, Run &run);
    Result<PreparedChange> check(Run &run);
    tl::unexpected<Refusal> withPlan(Refusal::Kind kind, std::string detail, Plan &plan, const Run &run);
    AuditDraft draftOf(const ChangeRequest &request) const;
    AuditDraft endOf(std::string action, std::string targetKind, std::string targetName, std::string operationId) const;

    Fleet &m_fleet;
    StateStore &m_store;
    const Clock &m_clock;
    std::function<void()> m_changed;
};

} // namespace toban::manager
