// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "alertrulemodel.h"

namespace toban {

bool sameAlert(const Alert &a, const Alert &b)
{
    return a.fingerprint == b.fingerprint && a.labels == b.labels && a.annotations == b.annotations
        && a.state == b.state && a.activeSinceMs == b.activeSinceMs && a.value == b.value
        && a.generatorUrl == b.generatorUrl && a.silencedBy == b.silencedBy && a.inhibitedBy == b.inhibitedBy
        && a.receivers == b.receivers;
}

bool operator==(const AlertInstanceRow &a, const AlertInstanceRow &b)
{
    return sameAlert(a.alert, b.alert);
}

bool operator==(const AlertRuleRow &a, const AlertRuleRow &b)
{
    const AlertRule &x = a.rule;
    const AlertRule &y = b.rule;
    return a.instances == b.instances && x.group == y.group && x.file == y.file && x.name == y.name
        && x.query == y.query && x.forMs == y.forMs && x.labels == y.labels && x.annotations == y.annotations
        && x.state == y.state && x.health == y.health && x.lastError == y.lastError
        && x.lastEvaluationMs == y.lastEvaluationMs && x.evaluationSeconds == y.evaluationSeconds;
}

State alertState(RuleState state, const QString &severity)
{
    switch (state) {
    case RuleState::Inactive:
        return State::Ok;
    case RuleState::Pending:
        return State::Busy;
    case RuleState::Firing:
        return severity.compare(QLatin1String("critical"), Qt::CaseInsensitive) == 0 ? State::Critical : State::Warn;
    case RuleState::Unknown:
        break;
    }
    return State::Unknown;
}

bool isEvaluated(const AlertRule &rule)
{
    return rule.health == RuleHealth::Ok && rule.state != RuleState::Unknown;
}

State ruleState(const AlertRule &rule)
{
    if (!isEvaluated(rule) && rule.state != RuleState::Firing)
        return State::Unknown;
    return alertState(rule.state, rule.labels.value(u"severity"));
}

namespace {

/// One rule may stand twice in a group (same name and labels for two expressions, even the same text): counted apart.
QString uniqueKey(QHash<QString, int> &seen, const QString &key)
{
    const int times = seen[key]++;
    return times == 0 ? key : key + QLatin1Char('#') + QString::number(times);
}

} // namespace

void AlertRuleModel::setGroups(const std::vector<AlertRuleGroup> &groups)
{
    std::vector<Item> items;
    QHash<QString, int> seenGroups;
    for (const AlertRuleGroup &group : groups) {
        AlertGroupRow row{
            group.name, group.file, group.intervalMs, group.lastEvaluationMs, int(group.rules.size()), 0, 0,
            0,          0,          State::Ok};
        Item item{uniqueKey(seenGroups, group.file + QLatin1Char('\n') + group.name), {}, {}};
        QHash<QString, int> seenRules;
        for (const AlertRule &rule : group.rules) {
            row.firing += rule.state == RuleState::Firing;
            row.pending += rule.state == RuleState::Pending;
            row.failing += rule.health == RuleHealth::Error;
            row.unevaluated
                += rule.health != RuleHealth::Error && !isEvaluated(rule) && rule.state != RuleState::Firing;
            row.state = worst(row.state, ruleState(rule));
            AlertRuleRow ruleRow{rule, int(rule.alerts.size())};
            ruleRow.rule.alerts.clear();
            const QString key = rule.name + QLatin1Char('\n') + rule.labels.toString() + QLatin1Char('\n') + rule.query;
            Item ruleItem{uniqueKey(seenRules, key), std::move(ruleRow), {}};
            for (const Alert &alert : rule.alerts)
                ruleItem.children.push_back({alert.labels.toString(), AlertInstanceRow{alert}, {}});
            item.children.push_back(std::move(ruleItem));
        }
        if (group.rules.empty())
            row.state = State::Unknown;
        item.payload = row;
        items.push_back(std::move(item));
    }
    merge(std::move(items));
}

int AlertRuleModel::columnCount(const QModelIndex &parent) const
{
    Q_UNUSED(parent)
    return ColumnCount;
}

namespace {

QVariant value(const AlertGroupRow &row, int column)
{
    switch (column) {
    case AlertRuleModel::NameColumn:
        return row.name;
    case AlertRuleModel::EvaluationColumn:
        return row.lastEvaluationMs;
    default:
        return {};
    }
}

QVariant value(const AlertRule &rule, int column)
{
    switch (column) {
    case AlertRuleModel::NameColumn:
        return rule.name;
    case AlertRuleModel::StateColumn:
        return int(rule.state);
    case AlertRuleModel::SeverityColumn:
        return rule.labels.value(u"severity");
    case AlertRuleModel::ForColumn:
        return rule.forMs;
    case AlertRuleModel::EvaluationColumn:
        return rule.lastEvaluationMs;
    case AlertRuleModel::HealthColumn:
        return int(rule.health);
    default:
        return {};
    }
}

QVariant value(const Alert &alert, int column)
{
    switch (column) {
    case AlertRuleModel::NameColumn:
        return alert.labels.toString();
    case AlertRuleModel::StateColumn:
        return int(alert.state);
    case AlertRuleModel::SeverityColumn:
        return alert.severity();
    case AlertRuleModel::ValueColumn:
        return alert.value ? QVariant(*alert.value) : QVariant();
    case AlertRuleModel::ForColumn:
        return alert.activeSinceMs;
    default:
        return {};
    }
}

} // namespace

QVariant AlertRuleModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const auto *row = payload(index);
    if (role == KindRole)
        return int(row->index());
    if (const auto *groupRow = std::get_if<AlertGroupRow>(row)) {
        if (role == StateRole)
            return int(groupRow->state);
        return role == RawRole ? value(*groupRow, index.column()) : QVariant();
    }
    if (const auto *ruleRow = std::get_if<AlertRuleRow>(row)) {
        if (role == StateRole)
            return int(ruleState(ruleRow->rule));
        return role == RawRole ? value(ruleRow->rule, index.column()) : QVariant();
    }
    const Alert &alert = std::get<AlertInstanceRow>(*row).alert;
    if (role == StateRole)
        return int(alertState(alert.state, alert.severity()));
    return role == RawRole ? value(alert, index.column()) : QVariant();
}

const AlertGroupRow *AlertRuleModel::group(const QModelIndex &index) const
{
    const auto *row = payload(index);
    return row ? std::get_if<AlertGroupRow>(row) : nullptr;
}

const AlertRuleRow *AlertRuleModel::rule(const QModelIndex &index) const
{
    const auto *row = payload(index);
    if (row && std::holds_alternative<AlertInstanceRow>(*row))
        row = payload(index.parent());
    return row ? std::get_if<AlertRuleRow>(row) : nullptr;
}

const Alert *AlertRuleModel::instance(const QModelIndex &index) const
{
    const auto *row = payload(index);
    const auto *instanceRow = row ? std::get_if<AlertInstanceRow>(row) : nullptr;
    return instanceRow ? &instanceRow->alert : nullptr;
}

} // namespace toban
