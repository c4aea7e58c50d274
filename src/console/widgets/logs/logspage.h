// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "logmodel.h"
#include "shell/page.h"

class QSettings;

namespace toban {

class Backends;
class LogService;
class LogsController;
class LogsView;
class RefreshService;

/// Logs as a page of the window. navigate(): {"agent": id}, {"deployment": name} or {"query": LogQL} shows those lines.
class LogsPage : public Page
{
    Q_OBJECT
public:
    LogsPage(LogService &logs, RefreshService &refresh, Backends &backends, QSettings &settings,
             QWidget *parent = nullptr);

    QString id() const override { return QStringLiteral("logs"); }
    QString title() const override;
    QList<QAction *> pageActions() const override { return m_actions; }
    void activate() override;
    void deactivate() override;
    void navigate(const QVariantMap &args) override;
    bool isComplete() const override;
    bool hasData() const override;
    void focusFilter() override;
    bool goBack() override;

    LogsView &view() const { return *m_view; }

protected:
    void changeEvent(QEvent *event) override;

private:
    void retranslate();
    void onUpdated();

    LogModel m_model;
    LogsView *m_view;
    LogsController *m_controller;
    QAction *m_runAction;
    QAction *m_tailAction;
    QAction *m_pauseAction;
    QAction *m_copyAction;
    QAction *m_jsonAction;
    QAction *m_csvAction;
    QList<QAction *> m_actions;
    bool m_wasComplete = false;
};

} // namespace toban
