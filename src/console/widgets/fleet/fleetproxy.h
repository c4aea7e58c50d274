// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "fleetmodel.h"

#include <QSet>
#include <QSortFilterProxyModel>
#include <QTimeZone>

namespace toban {

/// The fleet as it is read: texts, marks, bars; filtered by words and states; sorted. Rows do not move by themselves:
/// the order is that of the last sort(), the filter that of the last refilter(), so that nothing moves under the
/// pointer when figures change. The heartbeat's age, and whether an agent is silent, are worked out from setNow() when
/// they are painted; the view repaints those columns.
class FleetProxy final : public QSortFilterProxyModel
{
    Q_OBJECT
public:
    explicit FleetProxy(FleetModel &model, QObject *parent = nullptr);

    void setNow(qint64 nowMs) { m_model.setNow(nowMs); } ///< emits nothing
    void setZone(const QTimeZone &zone) { m_zone = zone; }
    /// Every word has to be found in the id, type, deployment, version or endpoint, whatever its case.
    void setFilterText(const QString &text);
    void setStates(const QSet<int> &states); ///< State as int; empty: all
    bool isFiltering() const { return !m_words.isEmpty() || !m_states.isEmpty(); }
    void refilter() { invalidateFilter(); }
    int shownAgents() const; ///< that pass the filter

    QVariant data(const QModelIndex &index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

protected:
    bool filterAcceptsRow(int sourceRow, const QModelIndex &sourceParent) const override;
    bool lessThan(const QModelIndex &left, const QModelIndex &right) const override;

private:
    bool accepts(const FleetDeployment &row, State state) const;
    bool accepts(const Agent &agent) const;
    QVariant deploymentData(const FleetDeployment &row, const QModelIndex &source, int role) const;
    QVariant agentData(const Agent &agent, int column, int role) const;
    QVariant heartbeatData(qint64 heartbeatMs, int role) const;

    FleetModel &m_model;
    QTimeZone m_zone = QTimeZone::utc();
    QStringList m_words;
    QSet<int> m_states;
};

} // namespace toban
