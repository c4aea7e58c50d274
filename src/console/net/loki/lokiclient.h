// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "frame.h"
#include "logentry.h"
#include "result.h"

#include <QCoro/QCoroTask>

#include <QObject>

#include <memory>

class QWebSocket;

namespace toban {

class HttpClient;

/// A live tail over WebSocket. Emits closed() exactly once at its end (error set when it was not close()).
class LokiTail : public QObject
{
    Q_OBJECT
public:
    using QObject::QObject;
    virtual void close() = 0;

Q_SIGNALS:
    void opened();
    void frameReceived(const toban::TailFrame &frame);
    void closed(std::optional<toban::Error> error);
};

/// Loki's HTTP API (https://grafana.com/docs/loki/v2.8.x/api/). Errors come as text/plain from Loki; the text becomes
/// the Error's detail.
class LokiClient
{
public:
    explicit LokiClient(HttpClient &http);

    QCoro::Task<Result<std::vector<LogEntry>>> queryRange(QString logql, qint64 startNs, qint64 endNs, int limit,
                                                          LogDirection direction);
    /// A metric query (count_over_time, rate …) as columns.
    QCoro::Task<Result<FramePtr>> queryMetric(QString logql, qint64 startMs, qint64 endMs, qint64 stepMs);
    QCoro::Task<Result<std::vector<Sample>>> queryInstant(QString logql, qint64 timeMs);
    QCoro::Task<Result<QStringList>> labelNames(qint64 startNs, qint64 endNs);
    QCoro::Task<Result<QStringList>> labelValues(QString label, qint64 startNs, qint64 endNs);
    QCoro::Task<Result<std::vector<Labels>>> series(QString selector, qint64 startNs, qint64 endNs);
    QCoro::Task<Result<QString>> version(); ///< /loki/api/v1/status/buildinfo
    /// Starts following; the caller owns the tail.
    QCoro::Task<Result<std::unique_ptr<LokiTail>>> tail(QString logql, qint64 startNs, int limit);

private:
    HttpClient &m_http;
};

} // namespace toban
