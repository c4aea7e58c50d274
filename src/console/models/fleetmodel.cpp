// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "fleetmodel.h"

#include <algorithm>

namespace toban {

void FleetModel::setSnapshot(const FleetSnapshot &snapshot, Arrivals arrivals)
{
    std::vector<Item> items;
    items.reserve(snapshot.deployments.size() + 1);
    QHash<QString, size_t> position;
    for (const Deployment &deployment : snapshot.deployments) {
        if (position.contains(deployment.name))
            continue;
        position.insert(deployment.name, items.size());
        items.push_back({deployment.name, FleetDeployment{deployment, true, 0, 0, 0}, {}});
    }
    std::vector<size_t> home(snapshot.agents.size());
    std::vector<size_t> count(items.size(), 0);
    for (size_t i = 0; i < snapshot.agents.size(); ++i) {
        const QString &name = snapshot.agents[i].deployment;
        auto found = position.find(name);
        if (found == position.end()) {
            Deployment unlisted;
            unlisted.name = name;
            unlisted.agentType = snapshot.agents[i].type;
            found = position.insert(name, items.size());
            items.push_back({name, FleetDeployment{unlisted, false, 0, 0, 0}, {}});
            count.push_back(0);
        }
        home[i] = *found;
        ++count[*found];
    }
    for (size_t i = 0; i < items.size(); ++i)
        items[i].children.reserve(count[i]);
    for (size_t i = 0; i < snapshot.agents.size(); ++i) {
        const Agent &agent = snapshot.agents[i];
        Item &item = items[home[i]];
        auto &sum = std::get<FleetDeployment>(item.payload);
        // One that has just been started has sent none yet; that is told at its own row.
        if (agent.lastHeartbeatMs > 0)
            sum.oldestHeartbeatMs = sum.oldestHeartbeatMs > 0 ? std::min(sum.oldestHeartbeatMs, agent.lastHeartbeatMs)
                                                              : agent.lastHeartbeatMs;
        sum.load += agent.currentLoad;
        sum.capacity += agent.capacity;
        item.children.push_back({agent.id, agent, {}});
    }
    m_agents = int(snapshot.agents.size());
    m_waiting = arrivals == Arrivals::Wait && rowCount() > 0 ? withhold(items) : 0;
    m_nowMs = std::max(m_nowMs, snapshot.takenMs);
    m_silentMs = -1;
    merge(std::move(items));
    m_silentMs = -1; // rows that were asked for while it merged were counted halfway
}

int FleetModel::columnCount(const QModelIndex &parent) const
{
    Q_UNUSED(parent)
    return ColumnCount;
}

namespace {

QVariant ratio(int load, int capacity)
{
    return capacity > 0 ? QVariant(double(load) / capacity) : QVariant();
}

QVariant deploymentValue(const FleetDeployment &row, State state, int column, int role)
{
    const Deployment &deployment = row.deployment;
    switch (role) {
    case FleetModel::IsAgentRole:
        return false;
    case FleetModel::StateRole:
        return int(state);
    case FleetModel::StatusRole:
        return int(deployment.state);
    case FleetModel::LoadRole:
        return row.load;
    case FleetModel::CapacityRole:
        return row.capacity;
    case FleetModel::DeploymentRole:
        return deployment.name;
    case FleetModel::RawRole:
        break;
    default:
        return {};
    }
    switch (column) {
    case FleetModel::NameColumn:
        return deployment.name;
    case FleetModel::StateColumn:
        return int(state);
    case FleetModel::LoadColumn:
        return ratio(row.load, row.capacity);
    case FleetModel::VersionColumn:
        return deployment.revision.image;
    case FleetModel::RevisionColumn:
        return row.known ? QVariant(deployment.revision.number) : QVariant();
    case FleetModel::HeartbeatColumn:
        return row.oldestHeartbeatMs;
    case FleetModel::CostColumn:
        return deployment.costPerHour ? QVariant(*deployment.costPerHour) : QVariant();
    default:
        return {};
    }
}

QVariant agentValue(const Agent &agent, State state, int column, int role)
{
    switch (role) {
    case FleetModel::IsAgentRole:
        return true;
    case FleetModel::StateRole:
        return int(state);
    case FleetModel::StatusRole:
        return int(agent.status);
    case FleetModel::LoadRole:
        return agent.currentLoad;
    case FleetModel::CapacityRole:
        return agent.capacity;
    case FleetModel::DeploymentRole:
        return agent.deployment;
    case FleetModel::RawRole:
        break;
    default:
        return {};
    }
    switch (column) {
    case FleetModel::NameColumn:
        return agent.id;
    case FleetModel::StateColumn:
        return int(state);
    case FleetModel::LoadColumn:
        return ratio(agent.currentLoad, agent.capacity);
    case FleetModel::VersionColumn:
        return agent.version;
    case FleetModel::RevisionColumn:
        return agent.revision;
    case FleetModel::HeartbeatColumn:
        return agent.lastHeartbeatMs;
    default:
        return {}; // the manager gives no cost per agent
    }
}

} // namespace

QVariant FleetModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    if (const FleetDeployment *row = deployment(index))
        return deploymentValue(*row, state(index), index.column(), role);
    const Agent &shown = *agent(index);
    return agentValue(shown, state(shown), index.column(), role);
}

const FleetDeployment *FleetModel::deployment(const QModelIndex &index) const
{
    const auto *row = payload(index);
    return row ? std::get_if<FleetDeployment>(row) : nullptr;
}

const Agent *FleetModel::agent(const QModelIndex &index) const
{
    const auto *row = payload(index);
    return row ? std::get_if<Agent>(row) : nullptr;
}

int FleetModel::silentAgents(const QModelIndex &deployment) const
{
    if (m_silentMs != m_nowMs || m_silent.size() != size_t(rowCount())) {
        m_silent.assign(size_t(rowCount()), 0);
        for (int row = 0; row < rowCount(); ++row) {
            const QModelIndex parent = index(row, 0);
            for (int i = 0; i < rowCount(parent); ++i)
                m_silent[size_t(row)] += agent(index(i, 0, parent))->isSilent(m_nowMs);
        }
        m_silentMs = m_nowMs;
    }
    return m_silent[size_t(deployment.row())];
}

State FleetModel::state(const QModelIndex &index) const
{
    const State health = deployment(index)->health();
    return health < State::Unknown && silentAgents(index) > 0 ? State::Unknown : health;
}

QModelIndex FleetModel::findDeployment(const QString &name) const
{
    return find({name});
}

QModelIndex FleetModel::findAgent(const QString &id) const
{
    for (int i = 0; i < rowCount(); ++i) {
        const QModelIndex found = find({deployment(index(i, 0))->deployment.name, id});
        if (found.isValid())
            return found;
    }
    return {};
}

} // namespace toban
