// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "alerts/alertspage.h"

#include "alerts/alertscontroller.h"
#include "alerts/alertsview.h"
#include "alerts/alerttext.h"
#include "clock.h"
#include "kit/describe.h"
#include "kit/icons.h"
#include "refreshservice.h"

#include <QAction>
#include <QEvent>
#include <QVBoxLayout>

namespace toban {

AlertsPage::AlertsPage(AlertService &alerts, RefreshService &refresh, Backends &backends, QSettings &settings,
                       QWidget *parent)
    : Page(parent), m_view(new AlertsView(
                        m_alerts, m_rules, settings, [&refresh] { return refresh.clock().nowMs(); }, this)),
      m_controller(new AlertsController(*m_view, m_alerts, m_rules, alerts, refresh, backends, this)),
      m_copyAction(new QAction(icons::icon(QStringLiteral("copy")), {}, this)), m_expandAction(new QAction(this)),
      m_collapseAction(new QAction(this)), m_actions{m_copyAction, m_expandAction, m_collapseAction}, m_refresh(refresh)
{
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_view);
    setFocusProxy(m_view);
    m_copyAction->setObjectName(QStringLiteral("action.alerts.copyQuery"));
    m_expandAction->setObjectName(QStringLiteral("action.alerts.expand"));
    m_collapseAction->setObjectName(QStringLiteral("action.alerts.collapse"));
    connect(m_copyAction, &QAction::triggered, m_view, &AlertsView::copyQuery);
    connect(m_expandAction, &QAction::triggered, m_view, &AlertsView::expandAll);
    connect(m_collapseAction, &QAction::triggered, m_view, &AlertsView::collapseAll);
    connect(m_controller, &AlertsController::updated, this, &AlertsPage::onUpdated);
    connect(m_controller, &AlertsController::rangeShown, this,
            [this] { Q_EMIT navigateRequested(QStringLiteral("overview"), {}); });
    connect(m_view, &AlertsView::settingsRequested, this, [this](AlertsView::Part part) {
        const QString endpoint
            = part == AlertsView::Part::Alerts ? QStringLiteral("alertmanager") : QStringLiteral("prometheus");
        Q_EMIT navigateRequested(QStringLiteral("settings"), {{QStringLiteral("endpoint"), endpoint}});
    });
    retranslate();
}

QString AlertsPage::title() const
{
    return tr("Alerts");
}

void AlertsPage::retranslate()
{
    m_copyAction->setText(tr("Copy the query of the selection"));
    m_expandAction->setText(tr("Expand all rule groups"));
    m_collapseAction->setText(tr("Collapse all rule groups"));
}

void AlertsPage::changeEvent(QEvent *event)
{
    if (event->type() == QEvent::LanguageChange) {
        retranslate();
        Q_EMIT titleChanged();
        Q_EMIT problemsChanged();
    }
    Page::changeEvent(event);
}

void AlertsPage::activate()
{
    setFocus(); // keys work on the list; a letter typed must not land in a filter
    m_controller->activate();
}

void AlertsPage::deactivate()
{
    m_controller->deactivate();
}

void AlertsPage::navigate(const QVariantMap &args)
{
    if (args.contains(QStringLiteral("filter")))
        m_view->setFilterText(args.value(QStringLiteral("filter")).toString());
    m_wanted = args;
    onUpdated();
}

void AlertsPage::onUpdated()
{
    if (!m_wanted.isEmpty() && m_view->hasData()) {
        const QVariantMap wanted = std::exchange(m_wanted, {});
        const auto text = [&wanted](const char *name) { return wanted.value(QLatin1String(name)).toString(); };
        if (wanted.contains(QStringLiteral("alert")))
            m_view->selectAlert(text("alert"), text("fingerprint"));
        else if (wanted.contains(QStringLiteral("rule")))
            m_view->selectRule(text("group"), text("rule"));
    }
    rememberFailing();
    Q_EMIT problemsChanged();
    const bool isNow = isComplete();
    if (isNow && !m_wasComplete)
        Q_EMIT completed();
    m_wasComplete = isNow;
}

bool AlertsPage::isComplete() const
{
    return !m_view->isLoading();
}

bool AlertsPage::hasData() const
{
    return m_view->hasData();
}

namespace {

QString problemId(const AlertRule &rule)
{
    return QLatin1String("rule/") + rule.group + QLatin1Char('/') + rule.name;
}

template <typename Visit>
void forEachFailing(const AlertRuleModel &rules, Visit visit)
{
    for (int g = 0; g < rules.rowCount(); ++g) {
        const QModelIndex group = rules.index(g, 0);
        for (int r = 0; r < rules.rowCount(group); ++r) {
            const AlertRule &rule = rules.rule(rules.index(r, 0, group))->rule;
            if (rule.health == RuleHealth::Error)
                visit(rule);
        }
    }
}

} // namespace

// Prometheus says when a rule was evaluated last, not since when that fails: what counts is when it was first seen.
void AlertsPage::rememberFailing()
{
    QHash<QString, qint64> failing;
    forEachFailing(m_rules, [&](const AlertRule &rule) {
        const QString problem = problemId(rule);
        const qint64 seen = rule.lastEvaluationMs > 0 ? rule.lastEvaluationMs : m_refresh.clock().nowMs();
        failing.insert(problem, m_failingSince.value(problem, seen));
    });
    m_failingSince = failing;
}

std::vector<Problem> AlertsPage::problems() const
{
    std::vector<Problem> problems = alertProblems();
    for (Problem &problem : ruleProblems())
        problems.push_back(std::move(problem));
    return problems;
}

std::optional<Problem> AlertsPage::problemOf(const Alert &alert)
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
    problem.text = what.isEmpty() ? tr("%1 fires.").arg(alert.name()) : tr("%1 fires: %2").arg(alert.name(), what);
    problem.sinceMs = alert.activeSinceMs;
    problem.page = QStringLiteral("alerts");
    problem.args = {{QStringLiteral("alert"), alert.name()}, {QStringLiteral("fingerprint"), alert.fingerprint}};
    return problem;
}

Problem AlertsPage::problemOf(const AlertRule &rule, qint64 sinceMs)
{
    Problem problem;
    problem.id = problemId(rule);
    problem.severity = State::Warn;
    problem.source = endpointName(EndpointKind::Prometheus);
    problem.text = tr("The rule %1 cannot be evaluated, so it cannot warn: %2").arg(rule.name, rule.lastError);
    problem.sinceMs = sinceMs;
    problem.page = QStringLiteral("alerts");
    problem.args = {{QStringLiteral("rule"), rule.name}, {QStringLiteral("group"), rule.group}};
    return problem;
}

std::vector<Problem> AlertsPage::alertProblems() const
{
    std::vector<Problem> problems;
    for (int row = 0; row < m_alerts.rowCount(); ++row)
        if (const auto problem = problemOf(*m_alerts.alert(m_alerts.index(row, 0))))
            problems.push_back(*problem);
    return problems;
}

std::vector<Problem> AlertsPage::ruleProblems() const
{
    std::vector<Problem> problems;
    forEachFailing(m_rules, [&](const AlertRule &rule) {
        problems.push_back(problemOf(rule, m_failingSince.value(problemId(rule))));
    });
    return problems;
}

void AlertsPage::focusFilter()
{
    m_view->focusFilter();
}

bool AlertsPage::goBack()
{
    return m_view->goBack();
}

} // namespace toban
