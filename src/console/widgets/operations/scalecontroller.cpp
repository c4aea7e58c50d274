// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "operations/scalecontroller.h"

#include "backends.h"
#include "clock.h"
#include "operations/scaledialog.h"
#include "operations/scaletext.h"
#include "refreshservice.h"

namespace toban {

namespace {

constexpr int trailDepth = 20; ///< journal lines looked through for those of the change

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
    showRefusal();
    connect(m_dialog, &ScaleDialog::planRequested, this,
            [this](int replicas, const QString &reason) { plan(replicas, reason, false); });
    connect(m_dialog, &ScaleDialog::executeRequested, this,
            [this](const Plan &shown, int replicas, const QString &reason, const QString &ticket) {
                execute(shown, replicas, reason, ticket);
            });
    m_dialog->open();
}

void ScaleController::showRefusal()
{
    const std::optional<Error> refusal = m_operations.refusal();
    m_saysRunning = !refusal && m_running;
    if (refusal)
        m_dialog->setRefusal(scaletext::planError(*refusal));
    else if (m_running)
        m_dialog->setRefusal(tr("%1 is still being scaled. Wait until that has ended.").arg(m_deployment));
    else
        m_dialog->setRefusal({});
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
        dialog->showPlanError(scaletext::planError(planned.error()));
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
    const QString outcome = done ? scaletext::outcome(name, *done) : scaletext::notAccepted(name, done.error());
    const bool isWhole = isReady && !done->journalError;
    if (dialog) {
        if (done)
            dialog->showProgress(*done);
        if (!isWhole)
            dialog->showFailure(isReady ? State::Warn : State::Critical, outcome);
        showAudit(name);
    } else if (m_dialog && m_saysRunning) {
        // Opened since: what it waited for has ended, and has changed what it shows.
        if (done && m_dialog->deployment().name == name && !done->deployment.name.isEmpty())
            m_dialog->setDeployment(done->deployment);
        showRefusal();
    }
    Q_EMIT changed();
    Q_EMIT finished(isWhole ? State::Ok : isReady ? State::Warn : State::Critical, outcome);
}

void ScaleController::showAudit(const QString &target)
{
    const Result<std::vector<AuditEntry>> trail = m_operations.auditTrail(trailDepth);
    if (!trail)
        return; // the result is known; that a line could not be written is part of its text
    for (const AuditEntry &entry : *trail) {
        if (entry.target == target) {
            m_dialog->showAudit(entry);
            return;
        }
    }
}

} // namespace toban
