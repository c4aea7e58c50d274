// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "alerts/alertruleproxy.h"

#include "alerts/alerttext.h"
#include "kit/celldelegate.h"
#include "kit/format.h"

#include <algorithm>

namespace toban {

AlertRuleProxy::AlertRuleProxy(AlertRuleModel &model, QObject *parent) : QSortFilterProxyModel(parent), m_model(model)
{
    setSourceModel(&model);
}

void AlertRuleProxy::setFilterText(const QString &text)
{
    m_words = text.split(QLatin1Char(' '), Qt::SkipEmptyParts);
    invalidateFilter();
}

void AlertRuleProxy::setFilters(const QSet<int> &filters)
{
    m_filters = filters;
    invalidateFilter();
}

namespace {

AlertRuleProxy::Filter filterOf(const AlertRule &rule)
{
    if (rule.health == RuleHealth::Error || (!isEvaluated(rule) && rule.state != RuleState::Firing))
        return AlertRuleProxy::NotEvaluated;
    switch (rule.state) {
    case RuleState::Firing:
        return AlertRuleProxy::Firing;
    case RuleState::Pending:
        return AlertRuleProxy::Pending;
    default:
        return AlertRuleProxy::Inactive;
    }
}

bool isFigure(int column)
{
    return column == AlertRuleModel::ValueColumn || column == AlertRuleModel::ForColumn
        || column == AlertRuleModel::EvaluationColumn;
}

} // namespace

QHash<int, int> AlertRuleProxy::counts() const
{
    QHash<int, int> counts;
    for (int g = 0; g < m_model.rowCount(); ++g) {
        const QModelIndex group = m_model.index(g, 0);
        for (int r = 0; r < m_model.rowCount(group); ++r)
            ++counts[filterOf(m_model.rule(m_model.index(r, 0, group))->rule)];
    }
    return counts;
}

bool AlertRuleProxy::accepts(const AlertRule &rule) const
{
    if (!m_filters.isEmpty() && !m_filters.contains(filterOf(rule)))
        return false;
    return std::all_of(m_words.begin(), m_words.end(), [&rule](const QString &word) {
        const auto has = [&word](const QString &text) { return text.contains(word, Qt::CaseInsensitive); };
        return has(rule.name) || has(rule.group) || has(rule.query) || has(rule.labels.toString())
            || has(rule.annotations.toString());
    });
}

bool AlertRuleProxy::filterAcceptsRow(int sourceRow, const QModelIndex &sourceParent) const
{
    if (!isFiltering())
        return true;
    const QModelIndex row = m_model.index(sourceRow, 0, sourceParent);
    if (!m_model.group(row))
        return m_model.instance(row) || accepts(m_model.rule(row)->rule);
    for (int i = 0; i < m_model.rowCount(row); ++i) {
        if (accepts(m_model.rule(m_model.index(i, 0, row))->rule))
            return true;
    }
    return false;
}

QVariant AlertRuleProxy::groupData(const AlertGroupRow &row, int column, int role) const
{
    switch (role) {
    case Qt::DisplayRole:
        switch (column) {
        case AlertRuleModel::NameColumn:
            return row.name;
        case AlertRuleModel::StateColumn:
            if (row.firing > 0)
                return tr("%n firing", nullptr, row.firing);
            if (row.failing > 0)
                return tr("%n failed", "rules that could not be evaluated", row.failing);
            if (row.unevaluated > 0)
                return tr("%n not evaluated", "rules that have not been evaluated yet", row.unevaluated);
            return row.pending > 0 ? tr("%n pending", nullptr, row.pending) : QString();
        case AlertRuleModel::EvaluationColumn:
            return row.lastEvaluationMs > 0 ? QVariant(format::age(m_nowMs - row.lastEvaluationMs)) : QVariant();
        default:
            return {};
        }
    case Qt::ToolTipRole:
        return column == AlertRuleModel::NameColumn ? QVariant(row.file) : QVariant();
    case cell::SecondaryRole:
        if (column == AlertRuleModel::NameColumn)
            return tr("%n rule(s), every %1", nullptr, row.rules).arg(format::durationMs(row.intervalMs));
        return {};
    case cell::StateRole:
        return column == AlertRuleModel::StateColumn && row.state != State::Ok ? QVariant(int(row.state)) : QVariant();
    default:
        return {};
    }
}

QVariant AlertRuleProxy::ruleData(const AlertRuleRow &row, int column, int role) const
{
    const AlertRule &rule = row.rule;
    switch (role) {
    case Qt::DisplayRole:
        switch (column) {
        case AlertRuleModel::NameColumn:
            return rule.name;
        case AlertRuleModel::StateColumn:
            return ruleStateText(rule);
        case AlertRuleModel::SeverityColumn:
            return severityText(rule.labels.value(u"severity"));
        case AlertRuleModel::ValueColumn:
            return row.instances > 0 ? QVariant(tr("%n instance(s)", nullptr, row.instances)) : QVariant();
        case AlertRuleModel::ForColumn:
            return rule.forMs > 0 ? format::durationMs(rule.forMs) : tr("at once");
        case AlertRuleModel::EvaluationColumn:
            return rule.lastEvaluationMs > 0 ? format::age(m_nowMs - rule.lastEvaluationMs) : tr("never");
        case AlertRuleModel::HealthColumn:
            return ruleHealthText(rule.health);
        default:
            return {};
        }
    case Qt::ToolTipRole:
        switch (column) {
        case AlertRuleModel::NameColumn:
            return rule.query;
        case AlertRuleModel::EvaluationColumn:
            return tr("%1, took %2")
                .arg(format::dateTime(rule.lastEvaluationMs, m_zone), format::duration(rule.evaluationSeconds));
        case AlertRuleModel::HealthColumn:
            return rule.lastError;
        default:
            return {};
        }
    case cell::StateRole:
        if (column == AlertRuleModel::HealthColumn && rule.health != RuleHealth::Ok)
            return int(State::Unknown);
        return {};
    default:
        return {};
    }
}

QVariant AlertRuleProxy::instanceData(const Alert &alert, int column, int role) const
{
    switch (role) {
    case Qt::DisplayRole:
        switch (column) {
        case AlertRuleModel::NameColumn: {
            const QString text = instanceText(alert.labels);
            return text.isEmpty() ? alert.name() : text;
        }
        case AlertRuleModel::StateColumn:
            return ruleStateText(alert.state);
        case AlertRuleModel::ValueColumn:
            return alert.value ? QVariant(format::number(*alert.value)) : QVariant();
        case AlertRuleModel::ForColumn:
            //: How long an alert's condition has held
            return alert.activeSinceMs > 0
                ? QVariant(tr("for %1").arg(format::durationMs(m_nowMs - alert.activeSinceMs)))
                : QVariant();
        default:
            return {};
        }
    case Qt::ToolTipRole:
        if (column == AlertRuleModel::NameColumn)
            return summaryText(alert.annotations);
        if (column == AlertRuleModel::ForColumn && alert.activeSinceMs > 0)
            return tr("Since %1").arg(format::dateTime(alert.activeSinceMs, m_zone));
        if (column == AlertRuleModel::ValueColumn && alert.value)
            return format::exact(*alert.value, Unit::None);
        return {};
    case cell::MonospaceRole:
        return column == AlertRuleModel::NameColumn;
    default:
        return {};
    }
}

QVariant AlertRuleProxy::data(const QModelIndex &index, int role) const
{
    if (!index.isValid())
        return {};
    if (role == Qt::TextAlignmentRole)
        return int(Qt::AlignVCenter | (isFigure(index.column()) ? Qt::AlignRight : Qt::AlignLeft));
    const QModelIndex source = mapToSource(index);
    if (role >= AlertRuleModel::RawRole && role <= AlertRuleModel::StateRole)
        return m_model.data(source, role);
    if (const AlertGroupRow *row = m_model.group(source))
        return groupData(*row, index.column(), role);
    if (role == cell::StateRole && index.column() == AlertRuleModel::StateColumn)
        return m_model.data(source, AlertRuleModel::StateRole);
    if (const Alert *alert = m_model.instance(source))
        return instanceData(*alert, index.column(), role);
    return ruleData(*m_model.rule(source), index.column(), role);
}

QVariant AlertRuleProxy::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return int(Qt::AlignVCenter | (isFigure(section) ? Qt::AlignRight : Qt::AlignLeft));
    if (role != Qt::DisplayRole)
        return {};
    switch (section) {
    case AlertRuleModel::NameColumn:
        return tr("Rule");
    case AlertRuleModel::StateColumn:
        return tr("State");
    case AlertRuleModel::SeverityColumn:
        return tr("Severity");
    case AlertRuleModel::ValueColumn:
        return tr("Value");
    //: How long a rule's condition has to hold before it fires
    case AlertRuleModel::ForColumn:
        return tr("For");
    case AlertRuleModel::EvaluationColumn:
        return tr("Evaluated");
    //: Whether the last evaluation of a rule worked
    case AlertRuleModel::HealthColumn:
        return tr("Health");
    default:
        return {};
    }
}

} // namespace toban
