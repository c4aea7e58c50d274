// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "alertmodel.h"

#include <QObject>

namespace toban {

class AlertService;
class AlertsView;
class Backends;
class RefreshService;

/// Joins the alerts' view with its services: refreshes while active, merges what comes, tells each source's error
/// apart. GUI thread.
class AlertsController : public QObject
{
    Q_OBJECT
public:
    AlertsController(AlertsView &view, AlertModel &alerts, AlertRuleModel &rules, AlertService &service,
                     RefreshService &refresh, Backends &backends, QObject *parent = nullptr);

    void activate(); ///< refresh now, then with the beat
    void deactivate();

Q_SIGNALS:
    void updated(); ///< the view may be complete now
    void rangeShown(); ///< the time range was set to that of an alert: a page with charts is wanted

private:
    void refresh();
    void onRulesChanged();
    void onAlertsChanged();

    AlertsView &m_view;
    AlertModel &m_alerts;
    AlertRuleModel &m_rules;
    AlertService &m_service;
    RefreshService &m_refresh;
    Backends &m_backends;
    bool m_active = false;
};

} // namespace toban
