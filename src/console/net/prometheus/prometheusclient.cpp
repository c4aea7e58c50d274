// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "prometheus/prometheusclient.h"

#include "clock.h"
#include "http/fetch.h"
#include "http/urls.h"
#include "prometheus/envelope.h"
#include "prometheus/prometheusdecoders.h"
#include "prometheus/rangedecoder.h"

namespace toban {

namespace {

/// "1795211400.123": what the API calls a unix timestamp, without a detour through double.
QString seconds(qint64 ms)
{
    const qint64 size = ms < 0 ? -ms : ms; // the rest of a division has a sign of its own
    const QLatin1String sign(ms < 0 ? "-" : "");
    return sign + QStringLiteral("%1.%2").arg(size / 1000).arg(size % 1000, 3, 10, QLatin1Char('0'));
}

/// A query in the URL, or in a form when it is long: proxies cut long URLs, and some let only GET through.
HttpRequest queryRequest(const QString &path, const QUrlQuery &query)
{
    constexpr qsizetype longestUrl = 1800;
    HttpRequest request = getRequest(path, query);
    if (const QByteArray form = query.query(QUrl::FullyEncoded).toLatin1(); form.size() > longestUrl) {
        request.method = "POST";
        request.query = {};
        request.body = form;
        request.contentType = "application/x-www-form-urlencoded";
    }
    return request;
}

QUrlQuery queryOf(const QString &expression, const HttpClient &http)
{
    QUrlQuery query;
    addItem(query, QStringLiteral("query"), expression);
    // When nobody waits for the answer any more the server need not go on computing it.
    addItem(query, QStringLiteral("timeout"), QStringLiteral("%1ms").arg(http.config().http.timeout.count()));
    return query;
}

template <typename T>
QCoro::Task<Result<T>> ready(T value)
{
    co_return Result<T>(std::move(value));
}

} // namespace

PrometheusClient::PrometheusClient(HttpClient &http) : m_http(http)
{ }

QCoro::Task<Result<std::vector<Sample>>> PrometheusClient::query(QString expression, qint64 timeMs)
{
    QUrlQuery query = queryOf(expression, m_http);
    addItem(query, QStringLiteral("time"), seconds(timeMs));
    return fetch(m_http, queryRequest(QStringLiteral("/api/v1/query"), query),
                 bodyReader(decodeInstant, envelopeError));
}

QCoro::Task<Result<FramePtr>> PrometheusClient::queryRange(QString expression, qint64 startMs, qint64 endMs,
                                                           qint64 stepMs)
{
    QUrlQuery query = queryOf(expression, m_http);
    addItem(query, QStringLiteral("start"), seconds(startMs));
    addItem(query, QStringLiteral("end"), seconds(endMs));
    addItem(query, QStringLiteral("step"), seconds(stepMs));
    AnswerReader<FramePtr> range{
        [=](const HttpAnswer &answer) { return decodeRange(answer.body, startMs, endMs, stepMs); }, envelopeError};
    return fetch(m_http, queryRequest(QStringLiteral("/api/v1/query_range"), query), std::move(range));
}

QCoro::Task<Result<std::vector<AlertRuleGroup>>> PrometheusClient::rules()
{
    QUrlQuery query;
    addItem(query, QStringLiteral("type"), QStringLiteral("alert"));
    return fetch(m_http, getRequest(QStringLiteral("/api/v1/rules"), query), bodyReader(decodeRules, envelopeError));
}

QCoro::Task<Result<std::vector<Alert>>> PrometheusClient::alerts()
{
    return fetch(m_http, getRequest(QStringLiteral("/api/v1/alerts")),
                 bodyReader(decodePrometheusAlerts, envelopeError));
}

QCoro::Task<Result<std::vector<ScrapeTarget>>> PrometheusClient::targets()
{
    QUrlQuery query;
    addItem(query, QStringLiteral("state"), QStringLiteral("active"));
    return fetch(m_http, getRequest(QStringLiteral("/api/v1/targets"), query),
                 bodyReader(decodeTargets, envelopeError));
}

QCoro::Task<Result<QStringList>> PrometheusClient::labelNames()
{
    return fetch(m_http, getRequest(QStringLiteral("/api/v1/labels")), bodyReader(decodeTexts, envelopeError));
}

QCoro::Task<Result<QStringList>> PrometheusClient::labelValues(QString label, QString match)
{
    QUrlQuery query;
    if (!match.isEmpty())
        addItem(query, QStringLiteral("match[]"), match);
    const QString name = QString::fromLatin1(QUrl::toPercentEncoding(label));
    return fetch(m_http, getRequest(QStringLiteral("/api/v1/label/%1/values").arg(name), query),
                 bodyReader(decodeTexts, envelopeError));
}

QCoro::Task<Result<QSet<QString>>> PrometheusClient::presentMetrics(QStringList candidates)
{
    if (candidates.isEmpty())
        return ready(QSet<QString>());
    const qint64 nowMs = m_http.clock().nowMs();
    QUrlQuery query;
    addItem(query, QStringLiteral("match[]"),
            QStringLiteral("{__name__=~\"%1\"}").arg(candidates.join(u'|'))); // metric names need no escaping
    addItem(query, QStringLiteral("start"), seconds(nowMs - 3'600'000));
    addItem(query, QStringLiteral("end"), seconds(nowMs));
    AnswerReader<QSet<QString>> names{[](const HttpAnswer &answer) -> Result<QSet<QString>> {
                                          const Result<QStringList> texts = decodeTexts(answer.body);
                                          if (!texts)
                                              return Failure(texts.error());
                                          return QSet<QString>(texts->begin(), texts->end());
                                      },
                                      envelopeError};
    return fetch(m_http, getRequest(QStringLiteral("/api/v1/label/__name__/values"), query), std::move(names));
}

QCoro::Task<Result<std::vector<MetricMetadata>>> PrometheusClient::metadata()
{
    return fetch(m_http, getRequest(QStringLiteral("/api/v1/metadata")), bodyReader(decodeMetadata, envelopeError));
}

QCoro::Task<Result<QString>> PrometheusClient::version()
{
    return fetch(m_http, versionRequest(QStringLiteral("/api/v1/status/buildinfo")),
                 bodyReader(decodeBuildVersion, envelopeError));
}

} // namespace toban
