// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "alertmodel.h"
#include "shell/page.h"

class QSettings;

namespace toban {

class AlertService;
class AlertsController;
class AlertsView;
class Backends;
class RefreshService;

/// Alerts and rules as a page of the window. navigate(): {"alert": name, "fingerprint": of it} chooses it,
/// {"rule": name, "group": of it} a rule, {"filter": text} filters.
class AlertsPage : public Page
{
    Q_OBJECT
public:
    AlertsPage(AlertService &alerts, RefreshService &refresh, Backends &backends, QSettings &settings,
               QWidget *parent = nullptr);

    QString id() const override { return QStringLiteral("alerts"); }
    QString title() const override;
    QList<QAction *> pageActions() const override { return m_actions; }
    void activate() override;
    void deactivate() override;
    void navigate(const QVariantMap &args) override;
    bool isComplete() const override;
    bool hasData() const override;
    std::vector<Problem> problems() const override;
    void focusFilter() override;
    bool goBack() override;

    AlertsView &view() const { return *m_view; }

protected:
    void changeEvent(QEvent *event) override;

private:
    void retranslate();
    void onUpdated();

    AlertModel m_alerts;
    AlertRuleModel m_rules;
    AlertsView *m_view;
    AlertsController *m_controller;
    QAction *m_copyAction;
    QAction *m_expandAction;
    QAction *m_collapseAction;
    QList<QAction *> m_actions;
    AlertService &m_service;
    QVariantMap m_wanted; ///< to choose once it is there
    bool m_wasComplete = false;
};

} // namespace toban
