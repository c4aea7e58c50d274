// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "operationservice.h"

#include "async/completion.h"
#include "auditjournal.h"
#include "backends.h"
#include "clock.h"
#include "manager/managerclient.h"
#include "settlement.h"

#include <QCoro/QCoroFuture>
#include <QCoro/QCoroTimer>
#include <QPointer>
#include <QSet>
#include <QTimer>
#include <QUuid>

#include <algorithm>
#include <limits>

namespace toban {

namespace {

constexpr int leastReason = 3;
constexpr int longestReason = 500;

Error precondition(const QString &code, const QString &what)
{
    return Error(ErrorKind::Precondition, what).withCode(code);
}

constexpr qint64 trailFreshMs = 10'000;

Error cancelled()
{
    return Error(ErrorKind::Cancelled, QStringLiteral("the context was changed"))
        .withCode(QStringLiteral("context_changed"));
}

Error notSent()
{
    return Error(ErrorKind::Cancelled, QStringLiteral("the context was changed before anything was sent"))
        .withCode(QStringLiteral("not_sent"));
}

std::optional<Error> reasonRefusal(const QString &reason)
{
    const auto length = reason.trimmed().size();
    if (length >= leastReason && length <= longestReason)
        return std::nullopt;
    return precondition(QStringLiteral("invalid_reason"),
                        QStringLiteral("a reason has %1 to %2 characters, this one has %3")
                            .arg(leastReason)
                            .arg(longestReason)
                            .arg(length));
}

QString outcomeText(const Error &error)
{
    QString text = error.code().isEmpty() ? QStringLiteral("error") : error.code();
    if (error.status() > 0)
        text += QStringLiteral(" (%1)").arg(error.status());
    return error.detail().isEmpty() ? text : text + QStringLiteral(": ") + error.detail();
}

} // namespace

struct OperationService::Private
{
    Backends &backends;
    AuditJournal &journal;
    const Clock &clock;
    Timing timing = {};
    int generation = 0;
    Result<std::vector<AuditEntry>> trail = {}; ///< newest first
    std::optional<qint64> trailReadMs = {}; ///< monotonic; nothing: never
    bool mayBeUnsettled = true; ///< an action of this context may be one whose outcome nobody knows
    bool isSettling = false;
    qint64 settleAfterMs = 0; ///< monotonic
    QSet<QString> inconclusive = {}; ///< idempotency keys of actions of which the manager's journal does not tell
    std::shared_ptr<Cancellation> waits = std::make_shared<Cancellation>(); ///< for sending again, in this context

    void endWaits() { std::exchange(waits, std::make_shared<Cancellation>())->cancel(); }
};

OperationService::OperationService(Backends &backends, AuditJournal &journal, const Clock &clock, QObject *parent)
    : QObject(parent), d(new Private{backends, journal, clock})
{
    connect(&backends, &Backends::contextChanged, this, [this] {
        ++d->generation;
        d->mayBeUnsettled = true;
        d->settleAfterMs = 0;
        d->inconclusive.clear();
        d->endWaits();
    });
    connect(&backends, &Backends::healthChanged, this, [this](EndpointKind kind) {
        if (kind == EndpointKind::Manager)
            settleWhenDue();
    });
}

OperationService::~OperationService()
{
    d->endWaits();
}

void OperationService::setTiming(const Timing &timing)
{
    d->timing = timing;
}

std::optional<Error> OperationService::refusal() const
{
    const Context &context = d->backends.context();
    if (context.readOnly) {
        return precondition(QStringLiteral("read_only"),
                            QStringLiteral("the context \"%1\" is read-only").arg(context.name));
    }
    if (!d->backends.manager())
        return notConfigured(EndpointKind::Manager);
    return std::nullopt;
}

bool OperationService::isUnsettled(const Error &error)
{
    return error.kind() == ErrorKind::Network || error.kind() == ErrorKind::Timeout || error.kind() == ErrorKind::Decode
        || error.kind() == ErrorKind::CircuitOpen || error.kind() == ErrorKind::RateLimited || error.status() >= 500
        || error.code() == u"context_changed";
}

Result<std::vector<AuditEntry>> OperationService::auditTrail(int limit)
{
    const qint64 now = d->clock.monotonicMs();
    if (!d->trailReadMs || now - *d->trailReadMs > trailFreshMs) {
        d->trailReadMs = now;
        readTrail();
    }
    if (!d->trail)
        return d->trail;
    return std::vector<AuditEntry>(d->trail->begin(), d->trail->begin() + std::min<qsizetype>(limit, d->trail->size()));
}

QCoro::Task<> OperationService::readTrail()
{
    const QPointer<OperationService> guard(this);
    auto read = co_await d->journal.newest(trailDepth);
    if (!guard)
        co_return;
    const bool isSame = read && d->trail
        && std::equal(read->begin(), read->end(), d->trail->begin(), d->trail->end(),
                      [](const AuditEntry &a, const AuditEntry &b) { return a.hash == b.hash; });
    if (isSame)
        co_return;
    // What was written while this was read is not in it yet.
    if (read && d->trail) {
        const qint64 last = read->empty() ? 0 : read->front().sequence;
        const auto later = std::find_if(d->trail->begin(), d->trail->end(),
                                        [last](const AuditEntry &entry) { return entry.sequence <= last; });
        read->insert(read->begin(), d->trail->begin(), later);
    }
    d->trail = std::move(read);
    Q_EMIT auditTrailChanged();
}

void OperationService::settleWhenDue()
{
    const EndpointHealth health = d->backends.health(EndpointKind::Manager);
    const bool answers = health.lastSuccessMs && !health.failingSinceMs;
    if (answers && d->mayBeUnsettled && !d->isSettling && d->clock.monotonicMs() >= d->settleAfterMs)
        settle();
}

QCoro::Task<> OperationService::settle()
{
    const QPointer<OperationService> guard(this);
    const int generation = d->generation;
    d->isSettling = true;
    d->mayBeUnsettled = false; // an action that is lost from now on says so again
    d->settleAfterMs = d->clock.monotonicMs() + d->timing.settleInterval.count();
    const auto trail = co_await d->journal.newest(trailDepth);
    if (!guard)
        co_return;
    bool isOpen = !trail;
    if (trail && generation == d->generation) {
        const QString context = d->backends.context().name;
        // Those too young to be asked about are open as well.
        isOpen = !unsettledActions(*trail, context, std::numeric_limits<qint64>::max()).empty();
        const auto actions = unsettledActions(*trail, context, d->clock.nowMs());
        for (const AuditEntry &action : actions) {
            if (d->inconclusive.contains(action.idempotencyKey))
                continue; // a long journal is not read again and again for it
            const auto recorded = co_await d->backends.manager()->recordedChanges(
                QStringLiteral("deployment.") + action.action, action.target, action.timeMs - clockToleranceMs);
            if (!guard)
                co_return;
            if (generation != d->generation || !recorded)
                break;
            if (const auto line = settlement(action, *recorded)) {
                co_await write(*line);
                if (!guard)
                    co_return;
                if (generation != d->generation)
                    break;
            } else {
                d->inconclusive.insert(action.idempotencyKey);
            }
        }
    }
    d->isSettling = false;
    d->mayBeUnsettled = d->mayBeUnsettled || isOpen || generation != d->generation;
}

QCoro::Task<Result<AuditEntry>> OperationService::write(AuditEntry entry)
{
    const QPointer<OperationService> guard(this);
    auto written = co_await d->journal.append(entry);
    if (guard && written) {
        if (!d->trail)
            d->trail = std::vector<AuditEntry>();
        d->trail->insert(d->trail->begin(), *written);
        if (d->trail->size() > trailDepth)
            d->trail->resize(trailDepth);
        Q_EMIT auditTrailChanged();
    }
    co_return written;
}

QCoro::Task<Result<Plan>> OperationService::planScale(QString deployment, int replicas, QString reason)
{
    if (const auto no = refusal())
        co_return Failure(*no);
    if (const auto no = reasonRefusal(reason))
        co_return Failure(*no);
    if (replicas < 0)
        co_return Failure(precondition(QStringLiteral("invalid_replicas"), QStringLiteral("replicas are 0 or more")));
    const QPointer<OperationService> guard(this);
    const int generation = d->generation;
    const QString context = d->backends.context().name;
    auto plan = co_await d->backends.manager()->planScale(deployment, replicas, reason.trimmed());
    if (!guard || !plan)
        co_return plan;
    AuditEntry entry;
    entry.context = context;
    entry.action = QStringLiteral("scale");
    entry.target = deployment;
    entry.phase = QStringLiteral("planned");
    entry.reason = reason.trimmed();
    entry.planHash = plan->hash;
    entry.outcome = QStringLiteral("replicas %1").arg(replicas);
    const auto written = co_await write(entry);
    if (!written)
        co_return Failure(written.error());
    if (!guard || generation != d->generation) // a plan of one environment is none for another
        co_return Failure(notSent());
    co_return plan;
}

QCoro::Task<Result<OperationService::Progress>>
OperationService::scale(Plan plan, int replicas, QString reason, QString ticket, std::chrono::milliseconds watchLimit)
{
    if (const auto no = refusal())
        co_return Failure(*no);
    if (const auto no = reasonRefusal(reason))
        co_return Failure(*no);
    const QPointer<OperationService> guard(this);
    const qint64 startedMs = d->clock.monotonicMs();
    const int generation = d->generation;

    AuditEntry entry;
    entry.context = d->backends.context().name;
    entry.action = QStringLiteral("scale");
    entry.target = plan.targetName;
    entry.phase = QStringLiteral("sent");
    entry.reason = reason.trimmed();
    entry.ticket = ticket.trimmed();
    entry.planHash = plan.hash;
    entry.idempotencyKey = QUuid::createUuid().toString(QUuid::WithoutBraces);
    entry.outcome = QStringLiteral("replicas %1").arg(replicas);
    // What is not in the journal is not sent.
    const auto written = co_await write(entry);
    if (!written)
        co_return Failure(written.error());
    if (!guard)
        co_return Failure(notSent());
    if (generation != d->generation) { // the manager at hand is another environment's now
        const Error no = notSent();
        entry.phase = QStringLiteral("failed");
        entry.outcome = outcomeText(no);
        co_await write(entry);
        co_return Failure(no);
    }

    Progress progress;
    progress.target = replicas;
    progress.deployment.name = plan.targetName;
    progress.step = Progress::Step::Sent;
    Q_EMIT progressChanged(progress);

    ChangeRequest change;
    change.reason = entry.reason;
    change.ticket = entry.ticket;
    change.planHash = plan.hash;
    change.idempotencyKey = entry.idempotencyKey.toLatin1();
    const auto answer = co_await send(plan.targetName, replicas, change, startedMs + watchLimit.count());
    if (!guard)
        co_return Failure(cancelled());
    progress.elapsedMs = d->clock.monotonicMs() - startedMs;
    const bool isKnown = answer || !isUnsettled(answer.error());
    entry.phase = isKnown ? QStringLiteral("answered") : QStringLiteral("unknown");
    entry.outcome = answer ? QStringLiteral("accepted") : outcomeText(answer.error());
    const auto answered = co_await write(entry);
    if (!guard)
        co_return Failure(cancelled());
    if (!isKnown)
        d->mayBeUnsettled = true;
    if (!answered)
        progress.journalError = answered.error();
    if (!answer) {
        progress.step = Progress::Step::Failed;
        progress.error = answer.error();
        Q_EMIT progressChanged(progress);
        co_return Failure(answer.error());
    }
    progress.deployment = *answer;
    progress.step = Progress::Step::Accepted;
    Q_EMIT progressChanged(progress);

    progress = co_await watch(progress, startedMs, watchLimit, generation);
    if (!guard)
        co_return Failure(cancelled());
    entry.phase = progress.step == Progress::Step::Ready ? QStringLiteral("ready") : QStringLiteral("failed");
    entry.outcome = progress.error ? outcomeText(*progress.error)
                                   : QStringLiteral("%1 of %2 ready").arg(progress.deployment.ready).arg(replicas);
    const auto finished = co_await write(entry);
    if (!guard)
        co_return Failure(cancelled());
    if (!finished)
        progress.journalError = finished.error();
    Q_EMIT progressChanged(progress);
    co_return progress;
}

QCoro::Task<Result<Deployment>> OperationService::send(QString deployment, int replicas, ChangeRequest change,
                                                       qint64 untilMs)
{
    const QPointer<OperationService> guard(this);
    const int generation = d->generation;
    auto pause = d->timing.resendBase;
    for (int attempt = 1;; ++attempt, pause *= 2) {
        auto answer = co_await d->backends.manager()->scale(deployment, replicas, change);
        if (!guard || answer)
            co_return answer;
        if (generation != d->generation && answer.error().kind() == ErrorKind::Cancelled)
            co_return Failure(cancelled()); // it was on the way
        if (generation != d->generation || !isUnsettled(answer.error()) || attempt == d->timing.attempts)
            co_return answer;
        // A change goes out while somebody waits for it, or not at all.
        const auto wait = std::max(pause, answer.error().retryAfter().value_or(pause));
        if (wait > longestWait || d->clock.monotonicMs() + wait.count() > untilMs)
            co_return answer;
        // The same key gives the same answer: asking again settles whether it was done, and never does it twice.
        Completion<bool> waited;
        const Cancellation::Scope scope(d->waits, [waited] { waited.complete(false); });
        QTimer::singleShot(wait, this, [waited] { waited.complete(true); });
        if (!co_await waited || !guard)
            co_return Failure(cancelled());
    }
}

QCoro::Task<OperationService::Progress> OperationService::watch(Progress progress, qint64 startedMs,
                                                                std::chrono::milliseconds limit, int generation)
{
    const QPointer<OperationService> guard(this);
    const QString name = progress.deployment.name;
    const qint64 untilMs = startedMs + limit.count();
    progress.step = Progress::Step::Watching;
    std::optional<Error> lastError;
    for (;;) {
        const Deployment &seen = progress.deployment;
        if (!lastError) {
            if (seen.desired != progress.target) {
                progress.error
                    = Error(ErrorKind::Server, QStringLiteral("someone else set %1 replicas").arg(seen.desired))
                          .withCode(QStringLiteral("superseded"));
            } else if (seen.state == DeploymentState::Failed) {
                progress.error = Error(ErrorKind::Server, QStringLiteral("the manager calls the deployment failed"))
                                     .withCode(QStringLiteral("deployment_failed"));
            } else if (seen.ready == progress.target && seen.current == progress.target) {
                progress.step = Progress::Step::Ready;
                co_return progress;
            }
        }
        if (!progress.error && d->clock.monotonicMs() >= untilMs) {
            progress.error = lastError ? *lastError
                                       : Error(ErrorKind::Timeout,
                                               QStringLiteral("%1 of %2 replicas were ready after %3 s")
                                                   .arg(seen.ready)
                                                   .arg(progress.target)
                                                   .arg(limit.count() / 1000))
                                             .withCode(QStringLiteral("not_ready_in_time"));
        }
        if (progress.error) {
            progress.step = Progress::Step::Failed;
            co_return progress;
        }
        Q_EMIT progressChanged(progress);
        co_await QCoro::sleepFor(d->timing.pollInterval);
        if (!guard)
            co_return progress;
        if (generation != d->generation) {
            progress.step = Progress::Step::Failed;
            progress.error = cancelled();
            co_return progress;
        }
        const auto answer = co_await d->backends.manager()->deployment(name);
        if (!guard)
            co_return progress;
        if (generation != d->generation) {
            progress.step = Progress::Step::Failed;
            progress.error = cancelled();
            co_return progress;
        }
        progress.elapsedMs = d->clock.monotonicMs() - startedMs;
        lastError.reset();
        if (answer) {
            progress.deployment = *answer;
        } else if (isUnsettled(answer.error())) {
            lastError = answer.error(); // it may be back before the limit
        } else {
            progress.error = answer.error();
        }
    }
}

} // namespace toban
