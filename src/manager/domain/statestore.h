// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "approval.h"
#include "audithead.h"
#include "balancing.h"
#include "costcontrols.h"
#include "emergency.h"
#include "executions.h"
#include "incident.h"
#include "rollout.h"
#include "scalingpolicy.h"
#include "secrets.h"
#include "spending.h"
#include "types.h"

#include <functional>

namespace toban::manager {

/// The answer that was given under an idempotency key.
struct StoredAnswer
{
    std::string fingerprint; ///< of the request
    int status = 0;
    std::string body;
};

/// What was spent, for filling a SpendMeter after a start.
struct PastSpend
{
    std::string deployment;
    TimePoint at{};
    Money cost;
    int tasks = 1; ///< that finished with it; none for a cancelled one
    std::int64_t unpricedTokens = 0;
};

struct StoredState
{
    std::vector<std::pair<Deployment, std::vector<Revision>>> deployments; ///< revisions by rising number
    std::map<std::string, Intake> agentIntakes;
    std::map<std::string, RemovedAgent> removedAgents; ///< by id
    std::vector<Task> unfinishedTasks; ///< in the order they were submitted
    std::vector<PastSpend> recentSpend; ///< of the last hour
    Budgets budgets;
    std::optional<PriceTable> prices; ///< nothing: nobody has set any
    CostControls costControls;
    TimePoint usedAt{}; ///< the moment that the state was loaded for
    UsedUp usedInHour, usedInDay, usedInMonth; ///< until then
    Balancing balancing;
    Emergency emergency;
    std::map<std::string, Autoscaling> autoscaling; ///< by deployment
    std::map<std::string, std::vector<ScalingEvent>> scalingEvents; ///< by deployment, oldest first
    Approvals approvals;
    std::vector<Secret> secrets;
    std::map<std::string, std::vector<Rollout>> rollouts; ///< by deployment, oldest first
    Incidents incidents;
};

struct AuditFilter
{
    std::string actor, action, target, operationId;
};

/// One transaction on the state, valid only during the work that it was handed to. Every function throws
/// std::runtime_error when the store fails; the transaction is then rolled back.
class Transaction
{
public:
    virtual ~Transaction() = default;
    virtual void putDeployment(const Deployment &deployment) = 0;
    virtual void addRevision(const std::string &deployment, const Revision &revision) = 0;
    virtual void putAgentIntake(const std::string &agentId, Intake intake) = 0;
    virtual void putRemovedAgent(const RemovedAgent &agent) = 0;
    virtual void dropRemovedAgent(const std::string &agentId) = 0;
    virtual void putBudgets(const Budgets &budgets) = 0;
    virtual void putPrices(const PriceTable &prices) = 0;
    virtual void putCostControls(const CostControls &controls) = 0;
    virtual void putBalancing(const Balancing &balancing) = 0;
    virtual void putEmergency(const Emergency &emergency) = 0;
    virtual void putAutoscaling(const std::string &deployment, const Autoscaling &autoscaling) = 0;
    /// Adds an event and forgets those before the last scalingEventsKept.
    virtual void addScalingEvent(const std::string &deployment, const ScalingEvent &event) = 0;
    virtual void putApproval(const Approval &approval) = 0;
    virtual void dropApproval(const std::string &id) = 0;
    /// Adds or replaces, versions and rotation included.
    virtual void putSecret(const Secret &secret) = 0;
    virtual void dropSecret(const std::string &name) = 0;
    /// Adds or alters a rollout and forgets those before the last rolloutsKept.
    virtual void putRollout(const std::string &deployment, const Rollout &rollout) = 0;
    virtual void putIncident(const Incident &incident) = 0;
    virtual void dropIncident(const std::string &id) = 0;
    /// Keeps what an agent did; false when it was kept before.
    virtual bool addExecution(const StoredExecution &execution) = 0;
    /// Keeps this mark in place of the last, to prove that something can be written.
    virtual void putProbe(TimePoint mark) = 0;
    /// Adds a task; if its id is taken returns that task and changes nothing.
    virtual std::optional<Task> addTask(const Task &task) = 0;
    /// Writes a task's end, its cost on top of what is noted already; returns false when it had ended before (or is
    /// gone): the first end stands.
    virtual bool finishTask(const Task &task) = 0;
    /// Notes what an answer cost that did not end its task: the money is spent all the same.
    virtual void addTaskCost(const std::string &id, Money cost, std::int64_t unpricedTokens) = 0;
    /// Adds to the ledger's line of that hour, type and model. An hour has spendLinesPerHour of them at most.
    virtual void addSpend(const SpendEntry &entry) = 0;
    /// Notes how often a task that waits again was tried.
    virtual void putTaskAttempts(const std::string &id, int attempts) = 0;
    /// Appends to the audit chain.
    virtual AuditEntry appendAudit(const AuditDraft &draft) = 0;
    virtual std::optional<StoredAnswer> answer(const std::string &owner, const std::string &key, TimePoint notBefore)
        = 0;
    virtual void putAnswer(const std::string &owner, const std::string &key, const StoredAnswer &answer, TimePoint at)
        = 0;
    /// Removes up to `limit` tasks that finished before, answers given before and executions received before. Returns how
    /// many went.
    virtual int forget(TimePoint tasksBefore, TimePoint answersBefore, TimePoint executionsBefore, int limit) = 0;
    /// Removes the ledger's lines before that hour.
    virtual void forgetSpend(Hour before) = 0;
};

/// Durable state. Work runs in order on one thread of the store. `done` runs there after the commit with an empty text,
/// or with what failed (then nothing of that work is in the store).
class StateStore
{
public:
    using Work = std::function<void(Transaction &)>;
    using Done = std::function<void(const std::string &error)>;

    virtual ~StateStore() = default;
    /// Work that may share a transaction (and its fsync) with others.
    virtual void post(Work work, Done done) = 0;
    /// Work with a transaction of its own, begun when all earlier `done` have run; its own `done` runs before any
    /// later work. So what `done` applies to memory is seen by the next such work.
    virtual void postAlone(Work work, Done done) = 0;

    /// Runs work that reads (and must not throw) on a thread of the store, for those who must not wait for a disk.
    virtual void read(std::function<void()> work) = 0;

    // Reads: any thread, of what is committed. They throw std::runtime_error when the store fails.
    virtual StoredState load(TimePoint now) = 0;
    virtual std::optional<Task> task(const std::string &id) = 0;
    /// Lines of the ledger, added up as the query groups them, in order of hour, type and model.
    virtual std::vector<SpendEntry> spend(const SpendQuery &query) = 0;
    /// Bodies and hashes, newest first, with sequences below `before` (0: from the newest).
    virtual std::vector<AuditEntry> audit(const AuditFilter &filter, std::int64_t before, std::size_t limit) = 0;
    /// The same, oldest first, from one sequence to another, both included; `limit` of them at most.
    virtual std::vector<AuditEntry> auditRange(std::int64_t from, std::int64_t to, std::size_t limit) = 0;
    /// Executions, newest first by when they came, with sequences below `before` (0: from the newest).
    virtual std::vector<StoredExecution> executions(const ExecutionFilter &filter, std::int64_t before,
                                                    std::size_t limit)
        = 0;
    virtual ThreatFigures threats(TimePoint since) = 0;
    /// The mark of putProbe().
    virtual std::optional<TimePoint> probe() = 0;
    /// The head as of now, signed now.
    virtual SignedAuditHead auditHead() = 0;
    virtual std::vector<TokenRecord> tokens() = 0;
    /// Rises with every change of the tokens, by whatever process.
    virtual std::int64_t tokensVersion() = 0;
    /// Empty while writes succeed, else the error of the last one.
    virtual std::string trouble() const = 0;
    virtual std::chrono::microseconds lastCommit() const = 0;
};

} // namespace toban::manager
