// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "fleet/fleetproxy.h"

#include "fleet/fleettext.h"
#include "kit/celldelegate.h"
#include "kit/format.h"
#include "naturalorder.h"

#include <algorithm>

namespace toban {

FleetProxy::FleetProxy(FleetModel &model, QObject *parent) : QSortFilterProxyModel(parent), m_model(model)
{
    setDynamicSortFilter(false);
    setSourceModel(&model);
}

void FleetProxy::setFilterText(const QString &text)
{
    const QStringList words = text.split(QLatin1Char(' '), Qt::SkipEmptyParts);
    if (words == m_words)
        return;
    m_words = words;
    invalidateFilter();
}

void FleetProxy::setStates(const QSet<int> &states)
{
    if (states == m_states)
        return;
    m_states = states;
    invalidateFilter();
}

int FleetProxy::shownAgents() const
{
    int shown = 0;
    for (int row = 0; row < rowCount(); ++row)
        shown += rowCount(index(row, 0));
    return shown;
}

namespace {

bool containsAll(const QStringList &words, std::initializer_list<QStringView> texts)
{
    return std::all_of(words.begin(), words.end(), [&texts](const QString &word) {
        return std::any_of(texts.begin(), texts.end(),
                           [&word](QStringView text) { return text.contains(word, Qt::CaseInsensitive); });
    });
}

} // namespace

bool FleetProxy::accepts(const FleetDeployment &row, State state) const
{
    const Deployment &deployment = row.deployment;
    return (m_states.isEmpty() || m_states.contains(int(state)))
        && containsAll(m_words,
                       {deployment.name, deployment.agentType, deployment.revision.image, deployment.revision.model});
}

bool FleetProxy::accepts(const Agent &agent) const
{
    return (m_states.isEmpty() || m_states.contains(int(m_model.state(agent))))
        && containsAll(m_words, {agent.id, agent.type, agent.deployment, agent.version, agent.endpoint});
}

bool FleetProxy::filterAcceptsRow(int sourceRow, const QModelIndex &sourceParent) const
{
    if (!isFiltering())
        return true;
    const QModelIndex row = m_model.index(sourceRow, 0, sourceParent);
    if (const Agent *agent = m_model.agent(row))
        return accepts(*agent);
    if (accepts(*m_model.deployment(row), m_model.state(row)))
        return true;
    for (int i = 0; i < m_model.rowCount(row); ++i) {
        if (accepts(*m_model.agent(m_model.index(i, 0, row))))
            return true;
    }
    return false;
}

namespace {

template <typename T>
int order(const T &a, const T &b)
{
    return a < b ? -1 : b < a ? 1 : 0;
}

/// Unknown comes before everything that is known.
int order(std::optional<double> a, std::optional<double> b)
{
    if (!a || !b)
        return int(a.has_value()) - int(b.has_value());
    return order(*a, *b);
}

std::optional<double> share(int load, int capacity)
{
    return capacity > 0 ? std::optional(double(load) / capacity) : std::nullopt;
}

int compare(const Agent &a, const Agent &b, int column, qint64 nowMs)
{
    switch (column) {
    case FleetModel::StateColumn:
        return order(int(a.state(nowMs)) * 16 + int(a.status), int(b.state(nowMs)) * 16 + int(b.status));
    case FleetModel::LoadColumn:
        return order(share(a.currentLoad, a.capacity), share(b.currentLoad, b.capacity));
    case FleetModel::VersionColumn:
        return naturalCompare(a.version, b.version);
    case FleetModel::RevisionColumn:
        return order(a.revision, b.revision);
    case FleetModel::HeartbeatColumn:
        return order(b.lastHeartbeatMs, a.lastHeartbeatMs); // by age
    default:
        return 0;
    }
}

int compare(const FleetDeployment &a, const FleetDeployment &b, int column)
{
    const Deployment &x = a.deployment;
    const Deployment &y = b.deployment;
    switch (column) {
    case FleetModel::LoadColumn:
        return order(share(a.load, a.capacity), share(b.load, b.capacity));
    case FleetModel::VersionColumn:
        return naturalCompare(x.revision.image, y.revision.image);
    case FleetModel::RevisionColumn:
        return order(x.revision.number, y.revision.number);
    case FleetModel::HeartbeatColumn:
        return order(b.oldestHeartbeatMs, a.oldestHeartbeatMs);
    case FleetModel::CostColumn:
        return order(x.costPerHour, y.costPerHour);
    default:
        return 0;
    }
}

} // namespace

bool FleetProxy::lessThan(const QModelIndex &left, const QModelIndex &right) const
{
    // Values are read straight from the model: through QVariants ten thousand rows would not sort between two frames.
    const int column = left.column();
    if (const Agent *a = m_model.agent(left)) {
        const Agent *b = m_model.agent(right);
        const int byColumn = compare(*a, *b, column, m_model.nowMs());
        return byColumn ? byColumn < 0 : naturalCompare(a->id, b->id) < 0;
    }
    const FleetDeployment *a = m_model.deployment(left);
    const FleetDeployment *b = m_model.deployment(right);
    const int byColumn = column == FleetModel::StateColumn ? order(int(m_model.state(left)), int(m_model.state(right)))
                                                           : compare(*a, *b, column);
    return byColumn ? byColumn < 0 : naturalCompare(a->deployment.name, b->deployment.name) < 0;
}

namespace {

bool isFigure(int column)
{
    return column == FleetModel::LoadColumn || column == FleetModel::HeartbeatColumn || column == FleetModel::CostColumn
        || column == FleetModel::RevisionColumn;
}

} // namespace

QVariant FleetProxy::heartbeatData(qint64 heartbeatMs, int role) const
{
    const qint64 age = std::max<qint64>(0, m_model.nowMs() - heartbeatMs);
    switch (role) {
    case Qt::DisplayRole:
        //: An agent that has not sent a heartbeat yet
        return heartbeatMs == 0 ? tr("never") : format::age(age);
    case Qt::ToolTipRole:
        return heartbeatMs == 0 ? tr("No heartbeat has come yet.") : format::dateTime(heartbeatMs, m_zone);
    case cell::StateRole:
        return heartbeatMs == 0 || age > heartbeatHintMs ? QVariant(int(State::Warn)) : QVariant();
    default:
        return {};
    }
}

QVariant FleetProxy::deploymentData(const FleetDeployment &row, const QModelIndex &source, int role) const
{
    const int column = source.column();
    const Deployment &deployment = row.deployment;
    if (column == FleetModel::HeartbeatColumn)
        return row.capacity > 0 || row.oldestHeartbeatMs > 0 ? heartbeatData(row.oldestHeartbeatMs, role) : QVariant();
    switch (role) {
    case Qt::DisplayRole:
        switch (column) {
        case FleetModel::NameColumn:
            return deployment.name.isEmpty() ? tr("Without a deployment") : deployment.name;
        case FleetModel::StateColumn:
            if (!row.known)
                return tr("Not listed");
            return deployment.state == DeploymentState::Running || deployment.state == DeploymentState::Progressing
                ? replicasText(deployment)
                : stateText(deployment.state);
        case FleetModel::LoadColumn:
            return row.capacity > 0 ? QVariant(tr("%1 / %2").arg(row.load).arg(row.capacity)) : QVariant();
        case FleetModel::VersionColumn:
            return shortImage(deployment.revision.image);
        case FleetModel::RevisionColumn:
            return row.known ? QVariant(tr("r%1").arg(deployment.revision.number)) : QVariant();
        case FleetModel::CostColumn:
            return row.known ? QVariant(format::value(deployment.costPerHour, Unit::MoneyPerHour, deployment.currency))
                             : QVariant();
        default:
            return {};
        }
    case Qt::ToolTipRole:
        switch (column) {
        case FleetModel::StateColumn: {
            if (!row.known)
                return tr("Agents name this deployment, but the manager does not list it.");
            const QString text = tr("%1, %2").arg(stateText(deployment.state), replicasText(deployment));
            const int silent = m_model.silentAgents(source);
            return silent > 0 ? text + QLatin1Char('\n') + tr("%n agent(s) silent for over a minute", nullptr, silent)
                              : text;
        }
        case FleetModel::VersionColumn:
            return deployment.revision.image;
        case FleetModel::CostColumn:
            return deployment.costPerHour
                ? QVariant(format::exact(*deployment.costPerHour, Unit::MoneyPerHour, deployment.currency))
                : tr("The manager does not know what this deployment costs.");
        default:
            return {};
        }
    case cell::StateRole:
        if (column == FleetModel::StateColumn)
            return int(m_model.state(source));
        return {};
    case cell::BarRole:
        if (column == FleetModel::LoadColumn && row.capacity > 0)
            return double(row.load) / row.capacity;
        return {};
    case cell::SecondaryRole:
        return column == FleetModel::NameColumn ? QVariant(deployment.agentType) : QVariant();
    default:
        return {};
    }
}

QVariant FleetProxy::agentData(const Agent &agent, int column, int role) const
{
    if (column == FleetModel::HeartbeatColumn) {
        const bool isAwaited = agent.status == AgentStatus::Starting && agent.lastHeartbeatMs == 0;
        return isAwaited && role == cell::StateRole ? QVariant() : heartbeatData(agent.lastHeartbeatMs, role);
    }
    switch (role) {
    case Qt::DisplayRole:
        switch (column) {
        case FleetModel::NameColumn:
            return agent.id;
        case FleetModel::StateColumn:
            return agentStateText(agent, m_model.nowMs());
        case FleetModel::LoadColumn:
            return agent.capacity > 0 ? QVariant(tr("%1 / %2").arg(agent.currentLoad).arg(agent.capacity)) : QVariant();
        case FleetModel::VersionColumn:
            return agent.version;
        case FleetModel::RevisionColumn:
            return tr("r%1").arg(agent.revision);
        case FleetModel::CostColumn:
            return QStringLiteral("–");
        default:
            return {};
        }
    case Qt::ToolTipRole:
        switch (column) {
        case FleetModel::NameColumn:
            return agent.endpoint.isEmpty() ? agent.id : tr("%1 at %2").arg(agent.id, agent.endpoint);
        case FleetModel::LoadColumn:
            return tr("%1 of %2 tasks at once").arg(agent.currentLoad).arg(agent.capacity);
        case FleetModel::StateColumn:
            return silenceText(agent, m_model.nowMs());
        case FleetModel::CostColumn:
            return tr("Cost is measured per deployment, not per agent.");
        default:
            return {};
        }
    case cell::StateRole:
        if (column == FleetModel::StateColumn)
            return int(m_model.state(agent));
        return {};
    case cell::BarRole:
        if (column == FleetModel::LoadColumn && agent.capacity > 0)
            return double(agent.currentLoad) / agent.capacity;
        return {};
    default:
        return {};
    }
}

QVariant FleetProxy::data(const QModelIndex &index, int role) const
{
    if (!index.isValid())
        return {};
    if (role == Qt::TextAlignmentRole) {
        return int(Qt::AlignVCenter | (isFigure(index.column()) ? Qt::AlignRight : Qt::AlignLeft));
    }
    const QModelIndex source = mapToSource(index);
    if (role >= FleetModel::RawRole && role <= FleetModel::DeploymentRole)
        return m_model.data(source, role);
    if (const FleetDeployment *row = m_model.deployment(source))
        return deploymentData(*row, source, role);
    return agentData(*m_model.agent(source), index.column(), role);
}

QVariant FleetProxy::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole) {
        return int(Qt::AlignVCenter | (isFigure(section) ? Qt::AlignRight : Qt::AlignLeft));
    }
    if (role != Qt::DisplayRole)
        return {};
    switch (section) {
    case FleetModel::NameColumn:
        return tr("Name");
    case FleetModel::StateColumn:
        return tr("State");
    case FleetModel::LoadColumn:
        return tr("Load");
    case FleetModel::VersionColumn:
        return tr("Version");
    case FleetModel::RevisionColumn:
        return tr("Revision");
    case FleetModel::HeartbeatColumn:
        return tr("Heartbeat");
    case FleetModel::CostColumn:
        return tr("Cost per hour");
    default:
        return {};
    }
}

} // namespace toban
