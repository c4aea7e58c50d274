// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "alertrulemodel.h"

#include <QSet>
#include <QSortFilterProxyModel>
#include <QTimeZone>

namespace toban {

/// Rules as they are read, in Prometheus' order, filtered by words and by state. A group stays while a rule of it fits,
/// an instance with its rule. The ages are worked out from setNow() when they are painted.
class AlertRuleProxy final : public QSortFilterProxyModel
{
    Q_OBJECT
public:
    enum Filter {
        Firing,
        Pending,
        Inactive,
        NotEvaluated ///< evaluation failed or has not been yet
    };

    explicit AlertRuleProxy(AlertRuleModel &model, QObject *parent = nullptr);

    void setNow(qint64 nowMs) { m_nowMs = nowMs; } ///< emits nothing
    void setZone(const QTimeZone &zone) { m_zone = zone; }
    /// Every word has to be found in the name, the group, the query or an annotation, whatever its case.
    void setFilterText(const QString &text);
    void setFilters(const QSet<int> &filters); ///< Filter as int; empty: all
    bool isFiltering() const { return !m_words.isEmpty() || !m_filters.isEmpty(); }
    QHash<int, int> counts() const; ///< rules per Filter, whatever is filtered

    QVariant data(const QModelIndex &index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

protected:
    bool filterAcceptsRow(int sourceRow, const QModelIndex &sourceParent) const override;

private:
    bool accepts(const AlertRule &rule) const;
    QVariant groupData(const AlertGroupRow &row, int column, int role) const;
    QVariant ruleData(const AlertRuleRow &row, int column, int role) const;
    QVariant instanceData(const Alert &alert, int column, int role) const;

    AlertRuleModel &m_model;
    qint64 m_nowMs = 0;
    QTimeZone m_zone = QTimeZone::utc();
    QStringList m_words;
    QSet<int> m_filters;
};

} // namespace toban
