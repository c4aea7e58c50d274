// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "alertmanager/alertmanagerclient.h"

#include "alertmanager/alertmanagerdecoders.h"
#include "http/fetch.h"

namespace toban {

namespace {

template <typename T>
QCoro::Task<Result<T>> get(HttpClient &http, const QString &path, Result<T> (*decode)(const QByteArray &))
{
    HttpRequest request;
    request.path = path;
    return fetch(
        http, std::move(request),
        AnswerReader<T>{[decode](const HttpAnswer &answer) { return decode(answer.body); }, alertmanagerError});
}

} // namespace

AlertmanagerClient::AlertmanagerClient(HttpClient &http) : m_http(http)
{ }

QCoro::Task<Result<std::vector<Alert>>> AlertmanagerClient::alerts()
{
    return get(m_http, QStringLiteral("/api/v2/alerts"), decodeAlertmanagerAlerts);
}

QCoro::Task<Result<AlertmanagerStatus>> AlertmanagerClient::status()
{
    return get(m_http, QStringLiteral("/api/v2/status"), decodeAlertmanagerStatus);
}

} // namespace toban
