// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "logs/logproxy.h"

#include "kit/celldelegate.h"
#include "kit/format.h"
#include "kit/theme.h"
#include "logs/logtext.h"

namespace toban {

LogProxy::LogProxy(LogModel &model, QObject *parent) : QIdentityProxyModel(parent), m_model(model)
{
    setSourceModel(&model);
}

void LogProxy::setZone(const QTimeZone &zone)
{
    if (zone == m_zone)
        return;
    m_zone = zone;
    if (rowCount() > 0)
        Q_EMIT dataChanged(index(0, LogModel::TimeColumn), index(rowCount() - 1, LogModel::TimeColumn),
                           {Qt::DisplayRole});
    Q_EMIT headerDataChanged(Qt::Horizontal, LogModel::TimeColumn, LogModel::TimeColumn);
}

QVariant LogProxy::data(const QModelIndex &index, int role) const
{
    if (!index.isValid())
        return {};
    if (role == LogModel::RawRole || role == LogModel::LevelRole)
        return m_model.data(mapToSource(index), role);
    const int column = index.column();
    switch (role) {
    case Qt::DisplayRole:
    case Qt::ToolTipRole: {
        const LogLine &line = m_model.line(index.row());
        switch (column) {
        case LogModel::TimeColumn:
            return role == Qt::DisplayRole ? logTime(line.timeNs, m_zone)
                                           : format::dateTime(line.timeNs / 1'000'000, m_zone);
        case LogModel::LevelColumn:
            return role == Qt::DisplayRole ? levelText(line.level) : QVariant();
        case LogModel::AgentColumn:
            return line.agent;
        case LogModel::MessageColumn:
            return role == Qt::DisplayRole ? line.message : QVariant();
        default:
            return m_model.data(mapToSource(index), LogModel::RawRole);
        }
    }
    case cell::StateRole:
        if (column == LogModel::LevelColumn) {
            const auto state = levelState(m_model.line(index.row()).level);
            return state ? QVariant(int(*state)) : QVariant();
        }
        return {};
    case cell::SecondaryRole:
        if (column == LogModel::MessageColumn && m_fieldsInMessage)
            return restOfLine(m_model.line(index.row()));
        return {};
    case cell::MarkRoomRole:
        return column == LogModel::LevelColumn; // words stand below each other, marked or not
    case Qt::FontRole:
        return column == LogModel::TimeColumn || column == LogModel::MessageColumn ? QVariant(type::monospace())
                                                                                   : QVariant();
    case Qt::TextAlignmentRole:
        return int(Qt::AlignVCenter | Qt::AlignLeft);
    default:
        return {};
    }
}

QVariant LogProxy::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return int(Qt::AlignVCenter | Qt::AlignLeft);
    if (role != Qt::DisplayRole)
        return {};
    switch (section) {
    case LogModel::TimeColumn: {
        const qint64 at = rowCount() > 0 ? m_model.line(0).timeNs / 1'000'000 : 0;
        return tr("Time (%1)").arg(format::zoneName(m_zone, at));
    }
    case LogModel::LevelColumn:
        return tr("Level");
    case LogModel::AgentColumn:
        return tr("Agent");
    case LogModel::MessageColumn:
        return tr("Message");
    default:
        return m_model.fieldColumns().value(section - LogModel::FirstFieldColumn);
    }
}

} // namespace toban
