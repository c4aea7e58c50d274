// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "alertmodel.h"

namespace toban {

void AlertModel::setAlerts(const std::vector<Alert> &alerts)
{
    std::vector<Item> items;
    items.reserve(alerts.size());
    for (const Alert &alert : alerts) {
        const QString key = alert.fingerprint.isEmpty() ? alert.labels.toString() : alert.fingerprint;
        items.push_back({key, AlertInstanceRow{alert}, {}});
    }
    merge(std::move(items));
}

int AlertModel::columnCount(const QModelIndex &parent) const
{
    Q_UNUSED(parent)
    return ColumnCount;
}

AlertModel::Handling AlertModel::handling(const Alert &alert)
{
    if (!alert.silencedBy.isEmpty())
        return Silenced;
    return alert.inhibitedBy.isEmpty() ? Active : Inhibited;
}

QVariant AlertModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const Alert &row = payload(index)->alert;
    if (role == StateRole)
        return int(handling(row) == Active ? alertState(RuleState::Firing, row.severity()) : State::Paused);
    if (role != RawRole)
        return {};
    switch (index.column()) {
    case NameColumn:
        return row.name();
    case SeverityColumn:
        return row.severity();
    case HandlingColumn:
        return int(handling(row));
    case SinceColumn:
        return row.activeSinceMs;
    case LabelsColumn: {
        std::vector<std::pair<QString, QString>> rest;
        for (const auto &pair : row.labels.pairs()) {
            if (pair.first != QLatin1String("alertname") && pair.first != QLatin1String("severity"))
                rest.push_back(pair);
        }
        return Labels(std::move(rest)).toString();
    }
    case ReceiversColumn:
        return row.receivers;
    default:
        return {};
    }
}

const Alert *AlertModel::alert(const QModelIndex &index) const
{
    const AlertInstanceRow *row = payload(index);
    return row ? &row->alert : nullptr;
}

} // namespace toban
