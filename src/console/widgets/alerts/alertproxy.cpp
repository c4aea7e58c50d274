// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "alerts/alertproxy.h"

#include "alerts/alerttext.h"
#include "kit/celldelegate.h"
#include "kit/format.h"

#include <algorithm>

namespace toban {

AlertProxy::AlertProxy(AlertModel &model, QObject *parent) : QSortFilterProxyModel(parent), m_model(model)
{
    setDynamicSortFilter(false);
    setSourceModel(&model);
}

void AlertProxy::setFilterText(const QString &text)
{
    m_words = text.split(QLatin1Char(' '), Qt::SkipEmptyParts);
    invalidateFilter();
}

bool AlertProxy::filterAcceptsRow(int sourceRow, const QModelIndex &sourceParent) const
{
    const Alert *alert = m_model.alert(m_model.index(sourceRow, 0, sourceParent));
    return std::all_of(m_words.begin(), m_words.end(), [alert](const QString &word) {
        return alert->labels.toString().contains(word, Qt::CaseInsensitive)
            || alert->annotations.toString().contains(word, Qt::CaseInsensitive);
    });
}

namespace {

QString keyOf(const Alert &alert)
{
    return alert.fingerprint.isEmpty() ? alert.labels.toString() : alert.fingerprint;
}

} // namespace

void AlertProxy::hold()
{
    m_places.clear();
    for (int row = 0; row < rowCount(); ++row)
        m_places.insert(keyOf(*m_model.alert(mapToSource(index(row, 0)))), row);
    m_isHeld = true;
}

void AlertProxy::release()
{
    m_isHeld = false;
    m_places.clear();
    sort(sortColumn(), sortOrder());
}

bool AlertProxy::lessThan(const QModelIndex &left, const QModelIndex &right) const
{
    const Alert &a = *m_model.alert(left);
    const Alert &b = *m_model.alert(right);
    if (m_isHeld) {
        const int last = int(m_places.size());
        const int place = m_places.value(keyOf(a), last);
        const int otherPlace = m_places.value(keyOf(b), last);
        if (place != otherPlace)
            return (place < otherPlace) == (sortOrder() == Qt::AscendingOrder);
    }
    switch (left.column()) {
    case AlertModel::SeverityColumn: {
        const bool aActs = AlertModel::handling(a) == AlertModel::Active;
        const bool bActs = AlertModel::handling(b) == AlertModel::Active;
        if (aActs != bActs) // somebody is at work on one that is silenced
            return bActs;
        const int byRank = severityRank(a.severity()) - severityRank(b.severity());
        return byRank != 0 ? byRank < 0 : a.activeSinceMs < b.activeSinceMs;
    }
    case AlertModel::SinceColumn:
        return a.activeSinceMs > b.activeSinceMs; // by how long
    case AlertModel::HandlingColumn:
        return AlertModel::handling(a) < AlertModel::handling(b);
    default:
        return text(a, left.column()).compare(text(b, right.column()), Qt::CaseInsensitive) < 0;
    }
}

QString AlertProxy::text(const Alert &alert, int column) const
{
    switch (column) {
    case AlertModel::NameColumn:
        return alert.name();
    case AlertModel::SeverityColumn:
        return severityText(alert.severity());
    case AlertModel::HandlingColumn:
        return handlingText(AlertModel::handling(alert));
    case AlertModel::SinceColumn:
        return alert.activeSinceMs > 0 ? format::durationMs(m_nowMs - alert.activeSinceMs) : QString();
    case AlertModel::LabelsColumn: {
        const QString summary = summaryText(alert.annotations);
        return summary.isEmpty() ? instanceText(alert.labels) : summary;
    }
    case AlertModel::ReceiversColumn:
        return alert.receivers.join(QLatin1String(", "));
    default:
        return {};
    }
}

QVariant AlertProxy::data(const QModelIndex &index, int role) const
{
    if (!index.isValid())
        return {};
    const QModelIndex source = mapToSource(index);
    if (role >= AlertModel::RawRole && role <= AlertModel::StateRole)
        return m_model.data(source, role);
    const Alert &alert = *m_model.alert(source);
    switch (role) {
    case Qt::DisplayRole:
        return text(alert, index.column());
    case Qt::ToolTipRole:
        if (index.column() == AlertModel::SinceColumn && alert.activeSinceMs > 0)
            return tr("Since %1").arg(format::dateTime(alert.activeSinceMs, m_zone));
        if (index.column() == AlertModel::NameColumn || index.column() == AlertModel::LabelsColumn)
            return instanceText(alert.labels);
        return {};
    case cell::StateRole:
        return index.column() == AlertModel::SeverityColumn ? m_model.data(source, AlertModel::StateRole) : QVariant();
    case Qt::TextAlignmentRole:
        return int(Qt::AlignVCenter | (index.column() == AlertModel::SinceColumn ? Qt::AlignRight : Qt::AlignLeft));
    default:
        return {};
    }
}

QVariant AlertProxy::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return int(Qt::AlignVCenter | (section == AlertModel::SinceColumn ? Qt::AlignRight : Qt::AlignLeft));
    if (role != Qt::DisplayRole)
        return {};
    switch (section) {
    case AlertModel::NameColumn:
        return tr("Alert");
    case AlertModel::SeverityColumn:
        return tr("Severity");
    //: Whether an alert is active, silenced or inhibited
    case AlertModel::HandlingColumn:
        return tr("Handling");
    //: How long an alert has been firing
    case AlertModel::SinceColumn:
        return tr("Firing for");
    case AlertModel::LabelsColumn:
        return tr("What");
    case AlertModel::ReceiversColumn:
        return tr("Sent to");
    default:
        return {};
    }
}

} // namespace toban
