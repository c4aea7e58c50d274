// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "operationservice.h"

#include <QCoro/QCoroTask>

#include <QObject>
#include <QPointer>

class QWidget;

namespace toban {

class Backends;
class RefreshService;
class ScaleDialog;

/// Leads an operator through scaling: plan, confirmation, execution, result. One at a time; it goes on when the dialog
/// is closed, and says how it ended by finished(). GUI thread.
class ScaleController : public QObject
{
    Q_OBJECT
public:
    ScaleController(OperationService &operations, Backends &backends, RefreshService &refresh,
                    QObject *parent = nullptr);

    /// Opens the dialog over the window; a second call while one is open raises it.
    void open(const Deployment &deployment, QWidget *window);
    ScaleDialog *dialog() const;
    bool isRunning() const { return m_running; }

Q_SIGNALS:
    void finished(toban::State state, const QString &text); ///< ready or failed, in a sentence
    void changed(); ///< the fleet is another one now: worth a refresh

private:
    QCoro::Task<void> plan(int replicas, QString reason, bool isNew);
    QCoro::Task<void> execute(Plan plan, int replicas, QString reason, QString ticket);
    void showAudit(const QString &target);
    void showRefusal();

    OperationService &m_operations;
    Backends &m_backends;
    RefreshService &m_refresh;
    QPointer<ScaleDialog> m_dialog;
    QString m_deployment; ///< of the change that runs
    bool m_running = false;
    bool m_saysRunning = false; ///< the open dialog refuses because another change runs
};

} // namespace toban
