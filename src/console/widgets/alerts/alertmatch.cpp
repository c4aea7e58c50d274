// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "alerts/alertmatch.h"

#include <QUrl>
#include <QUrlQuery>

#include <algorithm>

namespace toban {

namespace {

struct Candidate
{
    QModelIndex index;
    const AlertRuleRow *row;
};

/// Alertmanager has the labels of the rule's instance and those that Prometheus adds to all that it sends.
bool areWithin(const Labels &some, const Labels &all)
{
    return std::all_of(some.pairs().begin(), some.pairs().end(), [&all](const auto &pair) {
        // A template is filled for each instance.
        return pair.second.contains(QLatin1String("{{")) || all.value(pair.first) == pair.second;
    });
}

/// The expression in the address that Prometheus gives with an alert: .../graph?g0.expr=…
QString queryOf(const Alert &alert)
{
    QString text = QUrlQuery(QUrl(alert.generatorUrl)).queryItemValue(QStringLiteral("g0.expr"), QUrl::FullyEncoded);
    text.replace(QLatin1Char('+'), QLatin1Char(' '));
    return QUrl::fromPercentEncoding(text.toUtf8());
}

bool hasInstance(const AlertRuleModel &rules, const Candidate &candidate, const Labels &labels)
{
    for (int i = 0; i < rules.rowCount(candidate.index); ++i) {
        if (areWithin(rules.instance(rules.index(i, 0, candidate.index))->labels, labels))
            return true;
    }
    return false;
}

/// Leaves only those that fit, where any does.
template <typename Fits>
void narrow(std::vector<Candidate> &candidates, Fits fits)
{
    if (std::any_of(candidates.begin(), candidates.end(), fits))
        std::erase_if(candidates, [&fits](const Candidate &candidate) { return !fits(candidate); });
}

} // namespace

const AlertRuleRow *ruleOf(const AlertRuleModel &rules, const Alert &alert)
{
    std::vector<Candidate> candidates;
    for (int g = 0; g < rules.rowCount(); ++g) {
        const QModelIndex group = rules.index(g, 0);
        for (int r = 0; r < rules.rowCount(group); ++r) {
            const QModelIndex index = rules.index(r, 0, group);
            const AlertRuleRow *row = rules.rule(index);
            if (row->rule.name == alert.name() && areWithin(row->rule.labels, alert.labels))
                candidates.push_back({index, row});
        }
    }
    if (const QString query = queryOf(alert); !query.isEmpty())
        narrow(candidates, [&query](const Candidate &candidate) { return candidate.row->rule.query == query; });
    narrow(candidates, [&](const Candidate &candidate) { return hasInstance(rules, candidate, alert.labels); });
    if (candidates.empty())
        return nullptr;
    const AlertRule &first = candidates.front().row->rule;
    const bool areAlike = std::all_of(candidates.begin(), candidates.end(), [&first](const Candidate &candidate) {
        return candidate.row->rule.query == first.query && candidate.row->rule.forMs == first.forMs;
    });
    return areAlike ? candidates.front().row : nullptr;
}

} // namespace toban
