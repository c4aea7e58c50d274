// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "logmodel.h"
#include "timerange.h"

#include <QObject>
#include <QStringList>
#include <QTimeZone>

class QSettings;

namespace toban {

class Backends;
class LogService;
class LogsView;
class RefreshService;

/// Joins the logs' view with its service. Asks again with the beat only while the operator reads the newest lines of a
/// sliding range and nothing is chosen; what comes is merged. GUI thread.
class LogsController : public QObject
{
    Q_OBJECT
public:
    /// The settings (history, last query) outlive the controller.
    LogsController(LogsView &view, LogModel &model, LogService &service, RefreshService &refresh, Backends &backends,
                   QSettings &settings, QObject *parent = nullptr);

    void activate();
    void deactivate(); ///< ends a live tail
    void showAgent(const QString &agentId); ///< the agent's lines
    void showDeployment(const QString &name);
    void run(const QString &logql); ///< by hand: kept in the history

Q_SIGNALS:
    void updated(); ///< the view may be complete now

private:
    bool isShown() const; ///< what the query and the window ask for is what the lines answer
    void ask(bool isSame);
    void setTail(bool on);
    void save(const QString &path, bool asCsv);
    void onBeat();
    void onStateChanged();
    void onReset(const std::vector<LogEntry> &entries);
    void remember(const QString &logql);
    void showOnly(const QString &label, const QString &value);

    LogsView &m_view;
    LogModel &m_model;
    LogService &m_service;
    RefreshService &m_refresh;
    Backends &m_backends;
    QSettings &m_settings;
    bool m_active = false;
    bool m_merge = false; ///< the answer awaited is that of the query shown
    bool m_isDefault = false; ///< the query is a guess until the labels are known
    QString m_query; ///< the one in force; what stands in the field may be half typed
    QString m_asked; ///< query, range and zone of the lines shown; empty: none are
    TimeRange m_askedRange;
    QTimeZone m_askedZone = QTimeZone::utc();
};

} // namespace toban
