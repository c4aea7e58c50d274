// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "result.h"
#include "unit.h"

#include <QByteArray>
#include <QHash>
#include <QSet>
#include <QStringList>

#include <vector>

namespace toban {

/// Maps logical measures ("success_rate", "latency_p95", "cost_rate") to PromQL per metric family (facts §1).
/// Loaded from resources/catalogue/metrics.json; families are tried in the file's order, measure by measure, so a Prometheus that
/// holds several answers each measure from the first family that has its metrics. A profile may override templates.
/// Values; pure; any thread.
class MetricCatalogue
{
public:
    struct Template
    {
        QString family;
        QString
            expression; ///< PromQL with $by (label list, may be empty), $window (e.g. 5m), $selector (label matchers)
        QStringList metrics; ///< names that must exist
        Unit unit = Unit::None;
        QStringList labels; ///< labels that `by` may name in this family; logical → real names are in `labelNames`
        QHash<QString, QString> labelNames; ///< logical label ("agent_type", "model", "tool") → the family's
    };
    struct Query
    {
        QString family;
        QString expression;
        Unit unit = Unit::None;
        QHash<QString, QString> labelNames; ///< of the labels asked for that this family has; the others are left out
        QStringList metrics; ///< what the expression reads
    };
    struct Request
    {
        QString measure;
        QStringList by; ///< logical label names
        QString window = QStringLiteral("5m");
        QString selector; ///< matchers without braces, e.g. agent_type="code_generator"
    };

    static Result<MetricCatalogue> fromJson(const QByteArray &json);
    /// Adds or replaces templates from a user's profile of the same form.
    Result<void> applyProfile(const QByteArray &json);

    QStringList measures() const;
    QStringList families() const;
    /// All metric names that any template needs: what detection has to ask for.
    QStringList metricNames() const;
    /// Families of which this Prometheus holds at least one of the metrics that only they have.
    QStringList detectFamilies(const QSet<QString> &presentMetrics) const;
    /// PromQL for the measure over the metrics that exist, or Precondition: no family present provides it (says which metrics were looked for).
    Result<Query> query(const Request &request, const QSet<QString> &presentMetrics) const;

private:
    QStringList m_families;
    QHash<QString, QStringList> m_markers; ///< metrics that tell a family from the others
    QHash<QString, std::vector<Template>> m_templates;
};

} // namespace toban
