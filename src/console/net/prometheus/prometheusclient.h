// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "alert.h"
#include "frame.h"
#include "result.h"

#include <QCoro/QCoroTask>

#include <QSet>

#include <memory>

namespace toban {

class HttpClient;

struct ScrapeTarget
{
    Labels labels;
    QString pool;
    QString url;
    QString health; ///< "up", "down", "unknown"
    QString lastError;
    qint64 lastScrapeMs = 0;
    double scrapeSeconds = 0;
    double intervalSeconds = 0;
};

struct MetricMetadata
{
    QString metric;
    QString type;
    QString help;
    QString unit;
};

/// Prometheus' HTTP API v1 (https://prometheus.io/docs/prometheus/2.42/querying/api/). Large answers are decoded on the
/// thread pool. Lives on the caller's thread; the HttpClient outlives it.
class PrometheusClient
{
public:
    explicit PrometheusClient(HttpClient &http);

    QCoro::Task<Result<std::vector<Sample>>> query(QString expression, qint64 timeMs);
    /// start and end in ms on the step's grid; an answer with more than 11 000 points is the server's error.
    QCoro::Task<Result<FramePtr>> queryRange(QString expression, qint64 startMs, qint64 endMs, qint64 stepMs);
    QCoro::Task<Result<std::vector<AlertRuleGroup>>> rules();
    QCoro::Task<Result<std::vector<Alert>>> alerts();
    QCoro::Task<Result<std::vector<ScrapeTarget>>> targets();
    QCoro::Task<Result<QStringList>> labelNames();
    QCoro::Task<Result<QStringList>> labelValues(QString label, QString match = {});
    /// Which of these metric names the server holds any series of within the last hour (one request).
    QCoro::Task<Result<QSet<QString>>> presentMetrics(QStringList candidates);
    QCoro::Task<Result<std::vector<MetricMetadata>>> metadata();
    QCoro::Task<Result<QString>> version(); ///< /status/buildinfo

private:
    HttpClient &m_http;
};

} // namespace toban
