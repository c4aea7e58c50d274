// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "loki/lokiclient.h"

#include "clock.h"
#include "http/fetch.h"
#include "http/tlssettings.h"
#include "http/urls.h"
#include "http/wirerequest.h"
#include "loki/lokidecoders.h"
#include "loki/sockettail.h"
#include "prometheus/prometheusdecoders.h"
#include "prometheus/rangedecoder.h"

namespace toban {

namespace {

QUrlQuery span(qint64 startNs, qint64 endNs)
{
    QUrlQuery query;
    addItem(query, QStringLiteral("start"), QString::number(startNs));
    addItem(query, QStringLiteral("end"), QString::number(endNs));
    return query;
}

QNetworkRequest socketRequest(const QUrl &url, const Credentials &credentials)
{
    HttpRequest upgrade;
    upgrade.accept = "*/*";
    QNetworkRequest request = networkRequest(url, upgrade, false, &credentials);
    QUrl socketUrl = url;
    socketUrl.setScheme(url.scheme() == u"https" ? QStringLiteral("wss") : QStringLiteral("ws"));
    request.setUrl(socketUrl);
    return request;
}

} // namespace

LokiClient::LokiClient(HttpClient &http) : m_http(http)
{ }

QCoro::Task<Result<std::vector<LogEntry>>> LokiClient::queryRange(QString logql, qint64 startNs, qint64 endNs,
                                                                  int limit, LogDirection direction)
{
    QUrlQuery query = span(startNs, endNs);
    addItem(query, QStringLiteral("query"), logql);
    addItem(query, QStringLiteral("limit"), QString::number(limit));
    addItem(query, QStringLiteral("direction"),
            direction == LogDirection::Forward ? QStringLiteral("forward") : QStringLiteral("backward"));
    AnswerReader<std::vector<LogEntry>> streams{
        [direction](const HttpAnswer &answer) { return decodeStreams(answer.body, direction); }, lokiError};
    return fetch(m_http, getRequest(QStringLiteral("/loki/api/v1/query_range"), query), std::move(streams));
}

QCoro::Task<Result<FramePtr>> LokiClient::queryMetric(QString logql, qint64 startMs, qint64 endMs, qint64 stepMs)
{
    // Loki evaluates at multiples of the step, and rounds the end up.
    const qint64 step = std::max<qint64>(stepMs, 1);
    const qint64 firstMs = startMs - startMs % step;
    const qint64 lastMs = (endMs + step - 1) / step * step;
    QUrlQuery query = span(firstMs * 1'000'000, lastMs * 1'000'000);
    addItem(query, QStringLiteral("query"), logql);
    addItem(query, QStringLiteral("step"), QString::number(double(step) / 1000, 'g', 15));
    AnswerReader<FramePtr> matrix{
        [=](const HttpAnswer &answer) { return decodeRange(answer.body, firstMs, lastMs, step); }, lokiError};
    return fetch(m_http, getRequest(QStringLiteral("/loki/api/v1/query_range"), query), std::move(matrix));
}

QCoro::Task<Result<std::vector<Sample>>> LokiClient::queryInstant(QString logql, qint64 timeMs)
{
    QUrlQuery query;
    addItem(query, QStringLiteral("query"), logql);
    addItem(query, QStringLiteral("time"), QString::number(timeMs * 1'000'000));
    return fetch(m_http, getRequest(QStringLiteral("/loki/api/v1/query"), query), bodyReader(decodeInstant, lokiError));
}

QCoro::Task<Result<QStringList>> LokiClient::labelNames(qint64 startNs, qint64 endNs)
{
    return fetch(m_http, getRequest(QStringLiteral("/loki/api/v1/labels"), span(startNs, endNs)),
                 bodyReader(decodeTexts, lokiError));
}

QCoro::Task<Result<QStringList>> LokiClient::labelValues(QString label, qint64 startNs, qint64 endNs)
{
    const QString name = QString::fromLatin1(QUrl::toPercentEncoding(label));
    return fetch(m_http, getRequest(QStringLiteral("/loki/api/v1/label/%1/values").arg(name), span(startNs, endNs)),
                 bodyReader(decodeTexts, lokiError));
}

QCoro::Task<Result<std::vector<Labels>>> LokiClient::series(QString selector, qint64 startNs, qint64 endNs)
{
    QUrlQuery query = span(startNs, endNs);
    addItem(query, QStringLiteral("match[]"), selector);
    return fetch(m_http, getRequest(QStringLiteral("/loki/api/v1/series"), query), bodyReader(decodeSeries, lokiError));
}

QCoro::Task<Result<QString>> LokiClient::version()
{
    return fetch(m_http, versionRequest(QStringLiteral("/loki/api/v1/status/buildinfo")),
                 bodyReader(decodeLokiVersion, lokiError));
}

QCoro::Task<Result<std::unique_ptr<LokiTail>>> LokiClient::tail(QString logql, qint64 startNs, int limit)
{
    const QPointer<HttpClient> alive(&m_http);
    const EndpointConfig config = m_http.config();

    // A WebSocket's refusal has no text, and no way to ask for credentials: let an ordinary query of the last minute
    // find out first whether the expression and the credentials are right.
    const qint64 nowNs = m_http.clock().nowMs() * 1'000'000;
    const Result<std::vector<LogEntry>> check
        = co_await queryRange(logql, nowNs - 60'000'000'000, nowNs, 1, LogDirection::Backward);
    if (!check)
        co_return Failure(check.error());
    if (!alive)
        co_return Failure(Error(ErrorKind::Cancelled, {}));

    Result<std::vector<std::pair<QByteArray, QByteArray>>> fields = co_await alive->authorizationHeaders();
    if (!fields)
        co_return Failure(fields.error());
    if (!alive)
        co_return Failure(Error(ErrorKind::Cancelled, {}));
    Credentials credentials;
    credentials.headers = std::move(*fields);

    QUrlQuery query;
    addItem(query, QStringLiteral("query"), logql);
    addItem(query, QStringLiteral("start"), QString::number(startNs));
    addItem(query, QStringLiteral("limit"), QString::number(limit));
    const Result<QUrl> url = requestUrl(config.url, QStringLiteral("/loki/api/v1/tail"), query);
    if (!url)
        co_return Failure(url.error());
    const Result<QNetworkProxy> proxy = proxyFor(config.http.proxyUrl);
    if (!proxy)
        co_return Failure(proxy.error());
    QNetworkRequest request = socketRequest(*url, credentials);
    if (url->scheme() == u"https") {
        const Result<QSslConfiguration> tls = tlsConfiguration(config.http.tls);
        if (!tls)
            co_return Failure(tls.error());
        request.setSslConfiguration(*tls);
    }
    std::unique_ptr<LokiTail> tail = std::make_unique<SocketTail>(*alive, request, *proxy);
    co_return Result<std::unique_ptr<LokiTail>>(std::move(tail));
}

} // namespace toban
