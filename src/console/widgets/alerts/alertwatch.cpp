// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "alerts/alertwatch.h"

#include "alerts/alertproblems.h"
#include "alertservice.h"
#include "backends.h"
#include "refreshservice.h"

namespace toban {

AlertWatch::AlertWatch(AlertService &alerts, RefreshService &refresh, Backends &backends,
                       std::function<bool()> isPageShown, QObject *parent)
    : QObject(parent), m_alerts(alerts), m_isPageShown(std::move(isPageShown))
{
    connect(&alerts, &AlertService::alertsChanged, this, &AlertWatch::changed);
    connect(&alerts, &AlertService::rulesChanged, this, &AlertWatch::changed);
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

std::vector<Problem> AlertWatch::problems() const
{
    return alertProblems(m_alerts);
}

} // namespace toban
