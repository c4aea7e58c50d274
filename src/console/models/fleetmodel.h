// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "fleet.h"
#include "mergetreemodel.h"

#include <variant>

namespace toban {

/// A deployment with what its agents add up to.
struct FleetDeployment
{
    Deployment deployment;
    bool known = true; ///< false: agents name it, the manager does not list it
    int load = 0;
    int capacity = 0;
    qint64 oldestHeartbeatMs = 0; ///< of those that have sent one; 0: none has

    State health() const { return known ? deployment.health() : State::Unknown; } ///< as the manager says
    friend bool operator==(const FleetDeployment &, const FleetDeployment &) = default;
};

/// Deployments with their agents as a tree, in the order of the snapshot. Raw values only. States are those of the time
/// set by setNow(): an agent falls silent without a new snapshot.
class FleetModel final : public MergeTreeModel<std::variant<FleetDeployment, Agent>>
{
    Q_OBJECT
public:
    using MergeTreeModel::MergeTreeModel;

    enum Column {
        NameColumn,
        StateColumn,
        LoadColumn,
        HeartbeatColumn,
        CostColumn,
        VersionColumn,
        RevisionColumn,
        ColumnCount
    };
    enum Role {
        /// Per column: name or id; State as int; load/capacity 0…1; version or image; revision; heartbeat in ms (0:
        /// never); money per
        /// hour. Invalid where not known.
        RawRole = Qt::UserRole,
        IsAgentRole,
        StateRole, ///< State as int, in every column
        StatusRole, ///< AgentStatus or DeploymentState as int
        LoadRole, ///< tasks running
        CapacityRole,
        DeploymentRole, ///< name of the deployment the row is or belongs to
    };

    /// With Arrivals::Wait rows change and go, and none comes in: what is new waits for another call. A model without rows
    /// takes everything.
    enum class Arrivals { Show, Wait };
    void setSnapshot(const FleetSnapshot &snapshot, Arrivals arrivals = Arrivals::Show);
    int waitingCount() const { return m_waiting; } ///< agents, and deployments without any, that have no row yet
    void setNow(qint64 nowMs) { m_nowMs = nowMs; } ///< emits nothing: the view repaints
    qint64 nowMs() const { return m_nowMs; }

    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;

    const FleetDeployment *deployment(const QModelIndex &index) const; ///< null when the row is not one
    const Agent *agent(const QModelIndex &index) const; ///< null when the row is not one
    QModelIndex findDeployment(const QString &name) const;
    QModelIndex findAgent(const QString &id) const;
    int agentCount() const { return m_agents; } ///< of the snapshot, whether they have a row or not
    State state(const Agent &agent) const { return agent.state(m_nowMs); }
    /// Of a deployment's row: what the manager says of it, but Unknown at best while an agent of it is silent.
    State state(const QModelIndex &deployment) const;
    int silentAgents(const QModelIndex &deployment) const;

private:
    int m_agents = 0;
    int m_waiting = 0;
    qint64 m_nowMs = 0;
    mutable std::vector<int> m_silent; ///< by deployment's row, as of m_silentMs: views ask at every cell they paint
    mutable qint64 m_silentMs = -1; ///< -1: to be counted again
};

} // namespace toban
