// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "fleetmodel.h"
#include "fleetservice.h"
#include "kit/charts/chartdata.h"
#include "operationservice.h"

#include <QCoro/QCoroTask>

#include <QObject>

namespace toban {

class Backends;
class FleetView;
class RefreshService;

/// Joins the fleet's view with its services: refreshes while active, merges snapshots, loads what the details pane
/// shows. Answers for something that is no longer selected are dropped. GUI thread.
class FleetController : public QObject
{
    Q_OBJECT
public:
    FleetController(FleetView &view, FleetModel &model, FleetService &fleet, OperationService &operations,
                    RefreshService &refresh, Backends &backends, QObject *parent = nullptr);

    void activate(); ///< refresh now, then with the beat
    void deactivate();
    bool isActive() const { return m_active; }
    void retranslate(); ///< the language has changed: texts that were made here

Q_SIGNALS:
    void scaleRequested(const toban::Deployment &deployment);
    void updated(); ///< something of the view has changed: it may be complete now

private:
    void refresh();
    void onFleetChanged();
    void showSnapshot(FleetModel::Arrivals arrivals);
    void onSelectionChanged();
    void loadDetails();
    QCoro::Task<void> loadAgent(QString id, int generation);
    QCoro::Task<void> loadLines(QString id, int generation);
    QCoro::Task<void> loadRevisions(QString deployment, int generation);
    std::vector<ChartData::Annotation> actions(TimeRange::Span span);
    void refreshRefusal();

    FleetView &m_view;
    FleetModel &m_model;
    FleetService &m_fleet;
    OperationService &m_operations;
    RefreshService &m_refresh;
    Backends &m_backends;
    bool m_active = false;
    int m_generation = 0; ///< of the details asked for
    QString m_detailsKey;
    qint64 m_shownMs = 0; ///< when the snapshot in the model was taken
};

} // namespace toban
