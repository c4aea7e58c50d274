// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "alerts/alertscontroller.h"

#include "alerts/alertsview.h"
#include "alertservice.h"
#include "backends.h"
#include "clock.h"
#include "refreshservice.h"

#include <QDesktopServices>

namespace toban {

AlertsController::AlertsController(AlertsView &view, AlertModel &alerts, AlertRuleModel &rules, AlertService &service,
                                   RefreshService &refresh, Backends &backends, QObject *parent)
    : QObject(parent), m_view(view), m_alerts(alerts), m_rules(rules), m_service(service), m_refresh(refresh),
      m_backends(backends)
{
    connect(&m_service, &AlertService::rulesChanged, this, &AlertsController::onRulesChanged);
    connect(&m_service, &AlertService::alertsChanged, this, &AlertsController::onAlertsChanged);
    connect(&m_view, &AlertsView::retryRequested, this, [this] {
        m_backends.askKeyringAgain();
        this->refresh();
    });
    connect(&m_view, &AlertsView::runbookRequested, this, [](const QUrl &url) { QDesktopServices::openUrl(url); });
    connect(&m_view, &AlertsView::rangeRequested, this, [this](qint64 startMs) {
        m_refresh.setRange(TimeRange::absolute(startMs, m_refresh.clock().nowMs()));
        Q_EMIT rangeShown();
    });
    connect(&m_refresh, &RefreshService::refreshRequested, this, [this] {
        if (m_active)
            this->refresh();
    });
    connect(&m_refresh, &RefreshService::zoneChanged, this, [this] { m_view.setZone(m_refresh.zone()); });
    connect(&m_backends, &Backends::contextChanged, this, [this] {
        // What is known of another environment does not stand for this one, whether the page is shown or not.
        m_alerts.setAlerts({});
        m_rules.setGroups({});
        m_view.reset();
        if (m_active)
            this->refresh();
        Q_EMIT updated();
    });
    m_view.setZone(m_refresh.zone());
}

void AlertsController::activate()
{
    m_active = true;
    m_view.setTicking(true);
    onRulesChanged();
    onAlertsChanged();
    refresh();
}

void AlertsController::deactivate()
{
    m_active = false;
    m_view.setTicking(false);
}

void AlertsController::refresh()
{
    using Part = AlertsView::Part;
    if (m_backends.alertmanager())
        m_view.showLoading(Part::Alerts);
    else
        m_view.showNotConfigured(Part::Alerts);
    if (m_backends.prometheus())
        m_view.showLoading(Part::Rules);
    else
        m_view.showNotConfigured(Part::Rules);
    m_service.refresh();
    Q_EMIT updated();
}

void AlertsController::onRulesChanged()
{
    if (!m_active || !m_backends.prometheus())
        return;
    const auto &groups = m_service.groups();
    const std::optional<Error> error = m_service.rulesError();
    if (groups)
        m_rules.setGroups(*groups);
    if (groups && !error)
        m_view.showData(AlertsView::Part::Rules, m_service.rulesAnsweredMs());
    else if (groups)
        m_view.showStale(AlertsView::Part::Rules, *error, m_service.rulesAnsweredMs());
    else if (error)
        m_view.showError(AlertsView::Part::Rules, *error);
    Q_EMIT updated();
}

void AlertsController::onAlertsChanged()
{
    if (!m_active || !m_backends.alertmanager())
        return;
    const auto &alerts = m_service.alerts();
    const std::optional<Error> error = m_service.alertsError();
    if (alerts)
        m_alerts.setAlerts(*alerts);
    if (alerts && !error)
        m_view.showData(AlertsView::Part::Alerts, m_service.alertsAnsweredMs());
    else if (alerts)
        m_view.showStale(AlertsView::Part::Alerts, *error, m_service.alertsAnsweredMs());
    else if (error)
        m_view.showError(AlertsView::Part::Alerts, *error);
    Q_EMIT updated();
}

} // namespace toban
