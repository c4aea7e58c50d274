// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "error.h"
#include "fleetmodel.h"

#include <QTimeZone>
#include <QTimer>
#include <QWidget>

#include <functional>
#include <memory>
#include <optional>

class QSettings;
class QSplitter;
class QTreeView;

namespace toban {
namespace Ui {
class FleetView;
}

class FleetDetailsView;
class FleetProxy;
class RowHold;
class StateView;

/// The fleet as a tree with filter and details pane. Setters and signals only; the model is merged by the controller,
/// which says so with showFleet(). Heartbeat ages tick once a second by repainting their column, nothing else.
class FleetView : public QWidget
{
    Q_OBJECT
public:
    /// now(): ms since the epoch, what heartbeat ages are measured against. The settings outlive the view.
    FleetView(FleetModel &model, QSettings &settings, std::function<qint64()> now, QWidget *parent = nullptr);
    ~FleetView() override;

    void setZone(const QTimeZone &zone);
    void setTicking(bool ticking); ///< while shown
    void reset(); ///< another environment: nothing of the last one stays, the first answer is awaited
    void showLoading(); ///< only while there is nothing
    void showFleet(qint64 takenMs); ///< the model holds a snapshot, of this time
    void showError(const Error &error); ///< nothing to show but the error
    /// The last fleet, which the model holds, stays under the error; an empty one gives way to it.
    void showStale(const Error &error, qint64 takenMs);
    void showNotConfigured();
    /// The pointer rests over the rows, or a row's menu is open: rows have to stay where they are. What is new waits for
    /// released().
    bool isHeld() const;
    void keepPlace(); ///< the model is about to change: while held, what is pointed at stays there up to showFleet()
    bool isLoading() const;
    bool hasFleet() const;
    /// Why scaling cannot be done now, shown at the button; empty: it can.
    void setScaleRefusal(const QString &reason);
    void showOutcome(State state, const QString &text); ///< of an operation, above the list, until put away

    void setFilterText(const QString &text);
    void focusFilter();
    bool goBack(); ///< leaves the innermost: details, filter. False: there was none.
    void select(const QString &deployment, const QString &agentId = {}); ///< of an agent, or of the deployment
    void selectFirst();
    QString selectedDeployment() const; ///< of the agent chosen, too
    QString selectedAgent() const;
    FleetDetailsView &details() const { return *m_details; }

public Q_SLOTS:
    void expandAll();
    void collapseAll();
    void copySelected(); ///< the id or name
    void requestScale();
    void requestLogs();

Q_SIGNALS:
    void released(); ///< what waits is to be shown: rows may move again, or something of it is looked for
    void selectionChanged();
    void scaleRequested(const QString &deployment);
    void logsRequested(const QString &deployment, const QString &agentId);
    void retryRequested();
    void settingsRequested();

protected:
    void changeEvent(QEvent *event) override;
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void retranslate();
    void refreshCounts();
    void refreshContent();
    void takeFleet(qint64 takenMs);
    void onFilterChanged();
    void onCurrentChanged();
    void showMenu(const QPoint &position);
    void tick();
    void takeWaiting(); ///< what is looked for may be among it

    std::unique_ptr<Ui::FleetView> m_ui;
    FleetModel &m_model;
    FleetProxy *m_proxy;
    QTreeView *m_tree = nullptr;
    StateView *m_state = nullptr;
    FleetDetailsView *m_details = nullptr;
    RowHold *m_hold = nullptr;
    std::function<qint64()> m_now;
    QTimeZone m_zone = QTimeZone::utc();
    QTimer m_ticks;
    qint64 m_takenMs = 0;
    bool m_hasFleet = false;
    bool m_isConfigured = true;
    std::optional<Error> m_error; ///< of the last refresh: over the fleet, or instead of it
    bool m_waits = false; ///< order or filter have not followed the last snapshot
    QString m_scaleRefusal;
};

} // namespace toban
