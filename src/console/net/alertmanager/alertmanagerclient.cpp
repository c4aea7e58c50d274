// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "alertmanager/alertmanagerclient.h"

#include "alertmanager/alertmanagerdecoders.h"
#include "http/fetch.h"

namespace toban {

namespace {

template <typename T>
QCoro::Task<Result<T>> alertmanagerGet(HttpClient &http, const QString &path, Result<T> (*decode)(const QByteArray &))
{
    return fetch(http, getRequest(path), bodyReader(decode, alertmanagerError));
}

} // namespace

AlertmanagerClient::AlertmanagerClient(HttpClient &http) : m_http(http)
{ }

QCoro::Task<Result<std::vector<Alert>>> AlertmanagerClient::alerts()
{
    return alertmanagerGet(m_http, QStringLiteral("/api/v2/alerts"), decodeAlertmanagerAlerts);
}

QCoro::Task<Result<AlertmanagerStatus>> AlertmanagerClient::status()
{
    return alertmanagerGet(m_http, QStringLiteral("/api/v2/status"), decodeAlertmanagerStatus);
}

} // namespace toban
