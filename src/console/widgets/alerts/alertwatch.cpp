// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "alerts/alertwatch.h"

#include "alerts/alertspage.h"
#include "alertservice.h"
#include "backends.h"
#include "clock.h"
#include "refreshservice.h"

namespace toban {

AlertWatch::AlertWatch(AlertService &alerts, RefreshService &refresh, Backends &backends,
                       std::function<bool()> isPageShown, QObject *parent)
    : QObject(parent), m_alerts(alerts), m_refresh(refresh), m_isPageShown(std::move(isPageShown))
{
    connect(&alerts, &AlertService::alertsChanged, this, &AlertWatch::changed);
    connect(&alerts, &AlertService::rulesChanged, this, &AlertWatch::onRulesChanged);
    connect(&refresh, &RefreshService::refreshRequested, this, &AlertWatch::ask);
    connect(&backends, &Backends::contextChanged, this, &AlertWatch::ask);
}

void AlertWatch::start()
{
    if (std::exchange(m_started, true))
        return;
    ask();
}

void AlertWatch::ask()
{
    if (m_started && !m_isPageShown())
        m_alerts.refresh();
}

void AlertWatch::onRulesChanged()
{
    QHash<QString, qint64> failing;
    if (const auto &groups = m_alerts.groups())
        for (const AlertRuleGroup &group : *groups)
            for (const AlertRule &rule : group.rules)
                if (rule.health == RuleHealth::Error) {
                    const QString id = AlertsPage::problemOf(rule, 0).id;
                    failing.insert(id, m_failingSince.value(id, m_refresh.clock().nowMs()));
                }
    m_failingSince = failing;
    Q_EMIT changed();
}

std::vector<Problem> AlertWatch::problems() const
{
    std::vector<Problem> problems;
    const auto add = [&problems](Problem problem, bool isOld, qint64 answeredMs) {
        if (isOld)
            problem.asOfMs = answeredMs;
        problems.push_back(std::move(problem));
    };
    if (const auto &alerts = m_alerts.alerts())
        for (const Alert &alert : *alerts)
            if (const auto problem = AlertsPage::problemOf(alert))
                add(*problem, m_alerts.alertsError().has_value(), m_alerts.alertsAnsweredMs());
    if (const auto &groups = m_alerts.groups())
        for (const AlertRuleGroup &group : *groups)
            for (const AlertRule &rule : group.rules)
                if (rule.health == RuleHealth::Error) {
                    const Problem problem = AlertsPage::problemOf(rule, 0);
                    add(AlertsPage::problemOf(rule, m_failingSince.value(problem.id)),
                        m_alerts.rulesError().has_value(), m_alerts.rulesAnsweredMs());
                }
    return problems;
}

} // namespace toban
