// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "alerts/alertproblems.h"

#include "alertmodel.h"
#include "alerts/alertspage.h"
#include "alerts/alerttext.h"
#include "alertservice.h"
#include "kit/describe.h"

#include <optional>

namespace toban {

namespace {

std::optional<Problem> problemOf(const Alert &alert)
{
    const bool isInfo = severityRank(alert.severity()) == 1;
    if (isInfo || AlertModel::handling(alert) != AlertModel::Active)
        return std::nullopt;
    Problem problem;
    problem.id = QLatin1String("alert/") + (alert.fingerprint.isEmpty() ? alert.labels.toString() : alert.fingerprint);
    problem.severity = alertState(RuleState::Firing, alert.severity());
    problem.source = endpointName(EndpointKind::Alertmanager);
    const QString summary = summaryText(alert.annotations);
    const QString what = summary.isEmpty() ? instanceText(alert.labels) : summary;
    //: A firing alert's name and what it says
    problem.text = what.isEmpty() ? AlertsPage::tr("%1 fires.").arg(alert.name())
                                  : AlertsPage::tr("%1 fires: %2").arg(alert.name(), what);
    problem.sinceMs = alert.activeSinceMs;
    problem.page = QStringLiteral("alerts");
    problem.args = {{QStringLiteral("alert"), alert.name()}, {QStringLiteral("fingerprint"), alert.fingerprint}};
    return problem;
}

Problem problemOf(const AlertRule &rule, qint64 sinceMs)
{
    Problem problem;
    problem.id = QLatin1String("rule/") + rule.group + QLatin1Char('/') + rule.name;
    problem.severity = State::Warn;
    problem.source = endpointName(EndpointKind::Prometheus);
    problem.text
        = AlertsPage::tr("The rule %1 cannot be evaluated, so it cannot warn: %2").arg(rule.name, rule.lastError);
    problem.sinceMs = sinceMs;
    problem.page = QStringLiteral("alerts");
    problem.args = {{QStringLiteral("rule"), rule.name}, {QStringLiteral("group"), rule.group}};
    return problem;
}

} // namespace

std::vector<Problem> alertProblems(const AlertService &alerts)
{
    std::vector<Problem> problems;
    const auto add = [&problems](Problem problem, bool isOld, qint64 answeredMs) {
        if (isOld)
            problem.asOfMs = answeredMs;
        problems.push_back(std::move(problem));
    };
    if (const auto &firing = alerts.alerts()) {
        for (const Alert &alert : *firing) {
            if (const auto problem = problemOf(alert))
                add(*problem, alerts.alertsError().has_value(), alerts.alertsAnsweredMs());
        }
    }
    if (const auto &groups = alerts.groups()) {
        for (const AlertRuleGroup &group : *groups) {
            for (const AlertRule &rule : group.rules) {
                if (rule.health == RuleHealth::Error)
                    add(problemOf(rule, alerts.failingSinceMs(rule)), alerts.rulesError().has_value(),
                        alerts.rulesAnsweredMs());
            }
        }
    }
    return problems;
}

} // namespace toban
