// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "alertmanager/alertmanagerclient.h"

#include "alertmanager/alertmanagerdecoders.h"
#include "http/fetch.h"

namespace toban {

AlertmanagerClient::AlertmanagerClient(HttpClient &http) : m_http(http)
{ }

QCoro::Task<Result<std::vector<Alert>>> AlertmanagerClient::alerts()
{
    return fetch(m_http, getRequest(QStringLiteral("/api/v2/alerts")),
                 bodyReader(decodeAlertmanagerAlerts, alertmanagerError));
}

QCoro::Task<Result<AlertmanagerStatus>> AlertmanagerClient::status()
{
    return fetch(m_http, versionRequest(QStringLiteral("/api/v2/status")),
                 bodyReader(decodeAlertmanagerStatus, alertmanagerError));
}

} // namespace toban
