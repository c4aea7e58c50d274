// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "alerts/alertspage.h"

#include "alerts/alertproblems.h"
#include "alerts/alertscontroller.h"
#include "alerts/alertsview.h"
#include "clock.h"
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
      m_collapseAction(new QAction(this)), m_actions{m_copyAction, m_expandAction, m_collapseAction}, m_service(alerts)
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

std::vector<Problem> AlertsPage::problems() const
{
    return alertProblems(m_service);
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
