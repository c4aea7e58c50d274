// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "alertrulemodel.h"

namespace toban {

/// Alertmanager's alerts, told apart by fingerprint. Raw values only.
class AlertModel final : public MergeTreeModel<AlertInstanceRow>
{
    Q_OBJECT
public:
    using MergeTreeModel::MergeTreeModel;

    enum Column { NameColumn, SeverityColumn, HandlingColumn, SinceColumn, LabelsColumn, ReceiversColumn, ColumnCount };
    enum Handling { Active, Silenced, Inhibited };
    enum Role {
        /// Per column: alert name; severity; Handling as int; active since in ms; the labels beside name and severity,
        /// as PromQL
        /// writes them; receivers as a list.
        RawRole = Qt::UserRole,
        StateRole, ///< State as int: silenced and inhibited are Paused
    };

    void setAlerts(const std::vector<Alert> &alerts);

    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    const Alert *alert(const QModelIndex &index) const;
    static Handling handling(const Alert &alert);
};

} // namespace toban
