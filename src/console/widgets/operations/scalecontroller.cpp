// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "operations/scalecontroller.h"

#include "backends.h"
#include "clock.h"
#include "kit/describe.h"
#include "kit/format.h"
#include "operations/scaledialog.h"
#include "refreshservice.h"

namespace toban {

namespace {

constexpr int trailDepth = 20; ///< journal lines looked through for those of the change

QString text(const Error &error)
{
    return describe(error, endpointName(EndpointKind::Manager)).text();
}

} // namespace

ScaleController::ScaleController(OperationService &operations, Backends &backends, RefreshService &refresh,
                                 QObject *parent)
    : QObject(parent), m_operations(operations), m_backends(backends), m_refresh(refresh)
{
    connect(&m_operations, &OperationService::progressChanged, this,
            [this](const OperationService::Progress &progress) {
                if (!m_running || !m_dialog)
                    return;
                m_dialog->showProgress(progress);
            });
}

void ScaleController::open(const Deployment &deployment, QWidget *window)
{
    if (m_dialog) {
        m_dialog->raise();
        m_dialog->activateWindow();
        return;
    }
    const Clock &clock = m_refresh.clock();
    m_dialog = new ScaleDialog(
        deployment, m_backends.context(), [&clock] { return clock.nowMs(); }, window);
    m_dialog->setAttribute(Qt::WA_DeleteOnClose);
    m_dialog->setZone(m_refresh.zone());
    const std::optional<Error> refusal = m_operations.refusal();
    if (refusal)
        m_dialog->setRefusal(text(*refusal));
    else if (m_running)
        m_dialog->setRefusal(tr("%1 is still being scaled. Wait until that has ended.").arg(m_deployment));
    connect(m_dialog, &ScaleDialog::planRequested, this,
            [this](int replicas, const QString &reason) { plan(replicas, reason, false); });
    connect(m_dialog, &ScaleDialog::executeRequested, this,
            [this](const Plan &shown, int replicas, const QString &reason, const QString &ticket) {
                execute(shown, replicas, reason, ticket);
            });
    m_dialog->open();
}

ScaleDialog *ScaleController::dialog() const
{
    return m_dialog;
}

QCoro::Task<void> ScaleController::plan(int replicas, QString reason, bool isNew)
{
    const QPointer<ScaleController> guard(this);
    const QPointer<ScaleDialog> dialog(m_dialog);
    dialog->setBusy(true);
    const Result<Plan> planned = co_await m_operations.planScale(dialog->deployment().name, replicas, reason);
    if (!guard || !dialog)
        co_return;
    dialog->setBusy(false);
    if (planned)
        dialog->showPlan(*planned, isNew);
    else
        dialog->showPlanError(text(planned.error()));
}

QCoro::Task<void> ScaleController::execute(Plan plan, int replicas, QString reason, QString ticket)
{
    const QPointer<ScaleController> guard(this);
    const QPointer<ScaleDialog> dialog(m_dialog);
    m_deployment = plan.targetName.isEmpty() ? dialog->deployment().name : plan.targetName;
    const QString name = m_deployment;
    m_running = true;
    dialog->showSending();
    const Result<OperationService::Progress> done = co_await m_operations.scale(plan, replicas, reason, ticket);
    if (!guard)
        co_return;
    m_running = false;
    if (!done && done.error().code() == QLatin1String("plan_changed") && dialog) {
        this->plan(replicas, reason, true);
        co_return;
    }
    const bool isReady = done && done->step == OperationService::Progress::Step::Ready;
    const std::optional<Error> error = !done ? std::optional(done.error()) : done->error;
    QString outcome;
    if (isReady)
        outcome = tr("%1 runs with %n replica(s) now. It took %2.", nullptr, replicas)
                      .arg(name, format::durationMs(done->elapsedMs));
    else if (error)
        outcome = tr("Scaling %1 failed. %2").arg(name, text(*error));
    else
        outcome
            = tr("Scaling %1 failed: %2 of %3 agents are ready.").arg(name).arg(done->deployment.ready).arg(replicas);
    if (dialog) {
        if (done)
            dialog->showProgress(*done);
        if (!isReady)
            dialog->showFailure(outcome);
        showAudit(name);
    }
    Q_EMIT changed();
    Q_EMIT finished(isReady ? State::Ok : State::Critical, outcome);
}

void ScaleController::showAudit(const QString &target)
{
    const Result<std::vector<AuditEntry>> trail = m_operations.auditTrail(trailDepth);
    if (!trail)
        return; // the result is known; that the journal cannot be read is said where it is shown
    for (const AuditEntry &entry : *trail) {
        if (entry.target.endsWith(target)) {
            m_dialog->showAudit(entry);
            return;
        }
    }
}

} // namespace toban
