// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "alert.h"
#include "mergetreemodel.h"

#include <variant>

namespace toban {

/// A rule group's own values, with what its rules add up to.
struct AlertGroupRow
{
    QString name;
    QString file;
    qint64 intervalMs = 0;
    qint64 lastEvaluationMs = 0;
    int rules = 0;
    int firing = 0;
    int pending = 0;
    int failing = 0; ///< rules that could not be evaluated
    int unevaluated = 0; ///< rules of which it is not known whether they fire: not evaluated yet
    State state = State::Unknown;
    friend bool operator==(const AlertGroupRow &, const AlertGroupRow &) = default;
};

/// A rule without its instances, which are rows of their own.
struct AlertRuleRow
{
    AlertRule rule;
    int instances = 0;
    friend bool operator==(const AlertRuleRow &a, const AlertRuleRow &b);
};

struct AlertInstanceRow
{
    Alert alert;
    friend bool operator==(const AlertInstanceRow &a, const AlertInstanceRow &b);
};

bool sameAlert(const Alert &a, const Alert &b);

/// How an alert or rule is: firing is Critical or Warn by severity, pending Busy, one that cannot be evaluated Unknown.
State alertState(RuleState state, const QString &severity);

/// Whether anything is known of a rule that does not fire: it was evaluated and its state has been told.
bool isEvaluated(const AlertRule &rule);
/// How a rule is, the same wherever it is shown: that nothing fires says nothing of a rule that is not evaluated.
State ruleState(const AlertRule &rule);

/// Prometheus' alerting rules: group → rule → active instance, in Prometheus' order. Raw values only.
class AlertRuleModel final : public MergeTreeModel<std::variant<AlertGroupRow, AlertRuleRow, AlertInstanceRow>>
{
    Q_OBJECT
public:
    using MergeTreeModel::MergeTreeModel;

    enum Column {
        NameColumn,
        StateColumn,
        SeverityColumn,
        ValueColumn,
        ForColumn,
        EvaluationColumn,
        HealthColumn,
        ColumnCount
    };
    enum Kind { GroupKind, RuleKind, InstanceKind };
    enum Role {
        /// Per column: name (instance: labels as PromQL writes them); RuleState as int; severity; value; for in ms
        /// (instance: active
        /// since, ms); last evaluation in ms; RuleHealth as int. Invalid where it has no meaning.
        RawRole = Qt::UserRole,
        KindRole,
        StateRole, ///< State as int, in every column
    };

    void setGroups(const std::vector<AlertRuleGroup> &groups);

    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;

    const AlertGroupRow *group(const QModelIndex &index) const;
    const AlertRuleRow *rule(const QModelIndex &index) const; ///< of a rule's row or of the rule an instance belongs to
    const Alert *instance(const QModelIndex &index) const;
};

} // namespace toban
