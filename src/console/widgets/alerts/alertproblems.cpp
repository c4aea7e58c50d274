// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "alerts/alertproblems.h"

#include "alertmodel.h"
#include "alerts/alertspage.h"
#include "alerts/alerttext.h"
#include "alertservice.h"
#include "kit/describe.h"

#include <algorithm>
#include <map>
#include <tuple>

namespace toban {

namespace {

constexpr int toldSingly = 3; ///< alerts of one name and severity; more than that are one problem

bool isProblem(const Alert &alert)
{
    const bool isInfo = severityRank(alert.severity()) == 1;
    return !isInfo && AlertModel::handling(alert) == AlertModel::Active;
}

QString whatItSays(const Alert &alert)
{
    const QString summary = summaryText(alert.annotations);
    return summary.isEmpty() ? instanceText(alert.labels) : summary;
}

Problem problemOf(const Alert &alert)
{
    Problem problem;
    problem.id = QLatin1String("alert/") + (alert.fingerprint.isEmpty() ? alert.labels.toString() : alert.fingerprint);
    problem.severity = alertState(RuleState::Firing, alert.severity());
    problem.source = endpointName(EndpointKind::Alertmanager);
    const QString what = whatItSays(alert);
    //: A firing alert's name and what it says
    problem.text = what.isEmpty() ? AlertsPage::tr("%1 fires.").arg(alert.name())
                                  : AlertsPage::tr("%1 fires: %2").arg(alert.name(), what);
    problem.sinceMs = alert.activeSinceMs;
    problem.page = QStringLiteral("alerts");
    problem.args = {{QStringLiteral("alert"), alert.name()}, {QStringLiteral("fingerprint"), alert.fingerprint}};
    return problem;
}

/// Of one name and severity: a fault of the whole fleet fires for each agent, and would bury all else.
std::vector<Problem> problemsOf(const std::vector<const Alert *> &alike)
{
    std::vector<Problem> problems;
    if (alike.size() <= toldSingly) {
        for (const Alert *alert : alike)
            problems.push_back(problemOf(*alert));
        return problems;
    }
    const Alert &oldest = **std::min_element(alike.begin(), alike.end(), [](const Alert *a, const Alert *b) {
        return std::tie(a->activeSinceMs, a->fingerprint) < std::tie(b->activeSinceMs, b->fingerprint);
    });
    Problem problem = problemOf(oldest);
    problem.id = QLatin1String("alerts/") + oldest.name() + QLatin1Char('/') + oldest.severity();
    //: A firing alert's name, for how many it fires, and what the oldest says
    problem.text = AlertsPage::tr("%1 fires %n times, first: %2", nullptr, int(alike.size()))
                       .arg(oldest.name(), whatItSays(oldest));
    problems.push_back(std::move(problem));
    return problems;
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
        std::map<std::pair<QString, QString>, std::vector<const Alert *>> alike; // by name and severity
        for (const Alert &alert : *firing) {
            if (isProblem(alert))
                alike[{alert.name(), alert.severity()}].push_back(&alert);
        }
        for (const auto &[key, list] : alike) {
            for (Problem &problem : problemsOf(list))
                add(std::move(problem), alerts.alertsError().has_value(), alerts.alertsAnsweredMs());
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
