// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "fleetmodel.h"
#include "shell/page.h"

class QSettings;

namespace toban {

class Backends;
class FleetController;
class FleetService;
class FleetView;
class OperationService;
class RefreshService;
class ScaleController;

/// The fleet as a page of the window: view, controller and the scale action put together.
/// navigate(): {"agent": id} or {"deployment": name} chooses it, {"filter": text} filters.
class FleetPage : public Page
{
    Q_OBJECT
public:
    FleetPage(FleetService &fleet, OperationService &operations, RefreshService &refresh, Backends &backends,
              QSettings &settings, QWidget *parent = nullptr);

    QString id() const override { return QStringLiteral("fleet"); }
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

    FleetView &view() const { return *m_view; }
    ScaleController &scaling() const { return *m_scale; }

protected:
    void changeEvent(QEvent *event) override;

private:
    void retranslate();
    void onUpdated();

    FleetService &m_fleet;
    FleetModel m_model;
    FleetView *m_view;
    FleetController *m_controller;
    ScaleController *m_scale;
    QAction *m_scaleAction;
    QAction *m_logsAction;
    QAction *m_copyAction;
    QAction *m_expandAction;
    QAction *m_collapseAction;
    QList<QAction *> m_actions;
    QVariantMap m_wanted; ///< to choose once the fleet is there
    bool m_wasComplete = false;
};

} // namespace toban
