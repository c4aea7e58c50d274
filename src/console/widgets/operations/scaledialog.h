// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "audit.h"
#include "context.h"
#include "operationservice.h"

#include <QDialog>
#include <QTimeZone>
#include <QTimer>

#include <functional>
#include <memory>

namespace toban {
namespace Ui {
class ScaleDialog;
}

/// Scaling a deployment in three steps: choose, review the plan, watch. A view: it asks through signals and is told by
/// setters. The button that changes something is never the default one, stands where no other button stood before, and
/// for 0 replicas wants the deployment's name. Closing it while the change runs stops nothing.
class ScaleDialog : public QDialog
{
    Q_OBJECT
public:
    /// now(): ms since the epoch, for the plan's expiry.
    ScaleDialog(const Deployment &deployment, const Context &context, std::function<qint64()> now,
                QWidget *parent = nullptr);
    ~ScaleDialog() override;

    void setZone(const QTimeZone &zone) { m_zone = zone; }
    void setDeployment(const Deployment &deployment); ///< it has changed while nothing could be done
    void setRefusal(const QString &reason); ///< nothing can be done, and why; empty: it can
    void setBusy(bool busy); ///< a plan is awaited
    void showPlanError(const QString &text); ///< on the page that is shown
    /// `isNew`: the earlier plan no longer held, this one has to be confirmed again.
    void showPlan(const Plan &plan, bool isNew);
    void showSending();
    void showProgress(const OperationService::Progress &progress);
    /// Of the execution: Critical; Warn when it was done and something else is amiss.
    void showFailure(State state, const QString &text);
    void showAudit(const AuditEntry &entry);

    int replicas() const;
    QString reason() const;
    QString ticket() const;
    const Deployment &deployment() const { return m_deployment; }

Q_SIGNALS:
    void planRequested(int replicas, const QString &reason);
    void executeRequested(const toban::Plan &plan, int replicas, const QString &reason, const QString &ticket);

protected:
    void changeEvent(QEvent *event) override;

private:
    enum class Step { Choose, Plan, Progress };
    void go(Step step);
    void onNext();
    void onConfirm();
    void refresh();
    void refreshSteps();
    void tick();
    bool isReasonGood() const;
    bool isConfirmable() const;

    std::unique_ptr<Ui::ScaleDialog> m_ui;
    Deployment m_deployment;
    std::function<qint64()> m_now;
    QTimeZone m_zone = QTimeZone::utc();
    Step m_step = Step::Choose;
    bool m_busy = false;
    QString m_refusal;
    std::optional<Plan> m_plan;
    OperationService::Progress m_progress;
    bool m_hasFailed = false;
    std::optional<AuditEntry> m_audit;
    qint64 m_startedMs = 0;
    QTimer m_ticks;
};

} // namespace toban
