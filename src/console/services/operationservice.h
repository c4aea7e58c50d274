// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "audit.h"
#include "fleet.h"
#include "plan.h"
#include "result.h"

#include <QCoro/QCoroTask>

#include <QObject>

#include <memory>

namespace toban {

class AuditJournal;
class Backends;
class Clock;
struct ChangeRequest;

/// Operator actions: plan (dry run), execute, watch until done or failed, with a line in the journal before sending and
/// after the answer. In a read-only context every call gives Precondition with code "read_only".
///
/// An action whose answer was lost is settled later: whenever the manager answers again, its journal is asked what became
/// of it, and a line says so.
class OperationService : public QObject
{
    Q_OBJECT
public:
    OperationService(Backends &backends, AuditJournal &journal, const Clock &clock, QObject *parent = nullptr);
    ~OperationService() override;

    /// How patiently it asks.
    struct Timing
    {
        std::chrono::milliseconds resendBase{
            1000}; ///< doubled at each attempt; the manager's Retry-After counts when longer
        int attempts = 4;
        std::chrono::milliseconds pollInterval{1000};
        std::chrono::milliseconds settleInterval{30'000}; ///< least time between two askings what became of an action
    };
    void setTiming(const Timing &timing);

    QCoro::Task<Result<Plan>> planScale(QString deployment, int replicas, QString reason);

    struct Progress
    {
        enum class Step { Sent, Accepted, Watching, Ready, Failed } step = Step::Sent;
        Deployment deployment;
        int target = 0;
        std::optional<Error> error;
        std::optional<Error> journalError; ///< it went on, but a line about it is missing
        qint64 elapsedMs = 0;
    };
    /// Sends the planned change (reason of 3–500 characters, checked first) and watches until ready == replicas,
    /// failure, or `watchLimit`; each step is also emitted. Late or lost answers are settled by asking again with the
    /// same idempotency key, as long as that need not wait longer than `longestWait` or beyond `watchLimit`; a change of
    /// the context ends such a wait at once. An error as the result: the change was not accepted, or (isUnsettled()) it
    /// is not known whether it was. A Progress that failed: it was accepted, and its error says what came then, of the
    /// console's own "not_ready_in_time", "superseded", "deployment_failed" and "context_changed". Cancelled with code
    /// "not_sent": the context was changed before anything was sent.
    QCoro::Task<Result<Progress>> scale(Plan plan, int replicas, QString reason, QString ticket,
                                        std::chrono::milliseconds watchLimit = std::chrono::minutes(2));
    /// Why an action cannot be done now (read-only, no manager), or nothing.
    std::optional<Error> refusal() const;
    /// The longest Retry-After that is waited for: a change is not sent when nobody expects it any more.
    static constexpr std::chrono::milliseconds longestWait{60'000};
    /// The answer was lost or not given: the manager may or may not have done what was asked.
    static bool isUnsettled(const Error &error);
    /// The newest lines of the journal, newest first: what the views show of it. (They do not see storage.) From
    /// memory, at most `trailDepth` of them; asking has the file read again when that is some time ago, and
    /// auditTrailChanged() tells when it brought something else.
    Result<std::vector<AuditEntry>> auditTrail(int limit);
    static constexpr int trailDepth = 200;

Q_SIGNALS:
    void auditTrailChanged();
    void progressChanged(const toban::OperationService::Progress &progress);

private:
    QCoro::Task<Result<AuditEntry>> write(AuditEntry entry);
    QCoro::Task<> readTrail();
    void settleWhenDue();
    QCoro::Task<> settle();
    QCoro::Task<Result<Deployment>> send(QString deployment, int replicas, ChangeRequest change, qint64 untilMs);
    QCoro::Task<Progress> watch(Progress progress, qint64 startedMs, std::chrono::milliseconds limit, int generation);

    struct Private;
    std::unique_ptr<Private> d;
};

} // namespace toban
