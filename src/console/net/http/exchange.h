// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "async/completion.h"
#include "http/inflater.h"
#include "result.h"

#include <QNetworkReply>
#include <QNetworkRequest>
#include <QObject>
#include <QPointer>
#include <QSslError>
#include <QTimer>

#include <chrono>

class QNetworkAccessManager;

namespace toban {

/// One request as it goes over the wire.
struct WireRequest
{
    QNetworkRequest request;
    QByteArray method;
    QByteArray body;
    bool resendable = true; ///< false: not even the access manager may send it again on a new connection
    qint64 maxAnswerBytes = 0;
    std::chrono::milliseconds timeout{0};
};

struct WireAnswer
{
    int status = 0;
    QByteArray contentType; ///< without parameters, lower case
    QByteArray body; ///< decompressed
    QByteArray etag;
    QByteArray location;
    QByteArray retryAfter;
};

/// Sends one request, receives one answer of any status, whole and within its limits. Completes exactly once with the
/// answer or with Network, Tls, Timeout, Decode (over-long, not HTTP) or Cancelled. Redirects are answers. A chunked
/// body that is cut between two chunks may pass for a whole one (Qt does not tell): its decoder has to notice.
class Exchange : public QObject
{
    Q_OBJECT
public:
    Exchange(QNetworkAccessManager &manager, const WireRequest &request);
    ~Exchange() override;

    Completion<Result<WireAnswer>> answer() const { return m_answer; }
    /// Gives up; completes with Cancelled unless complete.
    void cancel();

private:
    void onMetaData();
    void onReadyRead();
    void onFinished();
    QByteArray taken(QByteArray piece);
    void finish(Result<WireAnswer> result);
    Error error(ErrorKind kind, const QString &detail) const;
    Error transportError() const;

    QPointer<QNetworkReply> m_reply; ///< the access manager's child: it may go first
    QTimer m_deadline;
    qint64 m_limit;
    QString m_origin;
    qint64 m_announced = -1; ///< Content-Length, or -1
    qint64 m_taken = 0; ///< bytes as they came, compressed or not
    QByteArray m_body;
    QList<QSslError> m_tlsErrors;
    std::unique_ptr<Inflater> m_inflater;
    Completion<Result<WireAnswer>> m_answer;
};

} // namespace toban
