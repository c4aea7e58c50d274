// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "http/exchange.h"

#include "http/tlssettings.h"
#include "http/urls.h"

#include <QBuffer>
#include <QNetworkAccessManager>

#include <algorithm>
#include <cstring>

namespace toban {

namespace {

/// A body that can be read once. On a lost keep-alive connection QNetworkAccessManager sends a request again by itself;
/// that a scale or a submit must not do, and it cannot rewind this.
class OneShotBody final : public QIODevice
{
public:
    OneShotBody(QByteArray body, QObject *parent) : QIODevice(parent), m_body(std::move(body))
    {
        open(QIODevice::ReadOnly | QIODevice::Unbuffered);
    }
    bool isSequential() const override { return true; }
    bool reset() override { return false; }
    bool seek(qint64) override { return false; }
    qint64 bytesAvailable() const override { return m_body.size() - m_position + QIODevice::bytesAvailable(); }

protected:
    qint64 readData(char *data, qint64 length) override
    {
        const qint64 count = std::min<qint64>(length, m_body.size() - m_position);
        if (count <= 0)
            return -1;
        std::memcpy(data, m_body.constData() + m_position, size_t(count));
        m_position += count;
        return count;
    }
    qint64 writeData(const char *, qint64) override { return -1; }

private:
    QByteArray m_body;
    qint64 m_position = 0;
};

QNetworkReply *send(QNetworkAccessManager &manager, const WireRequest &wire)
{
    if (wire.method == "GET")
        return manager.get(wire.request);
    if (wire.resendable || wire.body.isEmpty())
        return manager.sendCustomRequest(wire.request, wire.method, wire.body);
    QNetworkRequest request = wire.request;
    request.setAttribute(QNetworkRequest::DoNotBufferUploadDataAttribute, true);
    request.setHeader(QNetworkRequest::ContentLengthHeader, wire.body.size());
    auto *body = new OneShotBody(wire.body, nullptr);
    QNetworkReply *reply = manager.sendCustomRequest(request, wire.method, body);
    body->setParent(reply);
    return reply;
}

/// The server's own verdict, as opposed to a failure on the way.
bool isStatusError(QNetworkReply::NetworkError error)
{
    return (error >= QNetworkReply::ContentAccessDenied && error <= QNetworkReply::UnknownContentError)
        || (error >= QNetworkReply::InternalServerError && error <= QNetworkReply::UnknownServerError)
        || error == QNetworkReply::ProtocolInvalidOperationError;
}

} // namespace

Exchange::Exchange(QNetworkAccessManager &manager, const WireRequest &request)
    : m_reply(send(manager, request)), m_limit(request.maxAnswerBytes), m_origin(originOf(request.request.url()))
{
    connect(m_reply, &QNetworkReply::metaDataChanged, this, &Exchange::onMetaData);
    connect(m_reply, &QNetworkReply::readyRead, this, &Exchange::onReadyRead);
    connect(m_reply, &QNetworkReply::finished, this, &Exchange::onFinished);
    connect(m_reply, &QNetworkReply::sslErrors, this, [this](const QList<QSslError> &errors) { m_tlsErrors = errors; });

    m_deadline.setSingleShot(true);
    m_deadline.setTimerType(Qt::PreciseTimer);
    connect(&m_deadline, &QTimer::timeout, this, [this, timeout = request.timeout] {
        finish(
            Failure(error(ErrorKind::Timeout, QStringLiteral("no complete answer within %1 ms").arg(timeout.count()))));
    });
    m_deadline.start(request.timeout);
}

Exchange::~Exchange()
{
    if (!m_reply)
        return;
    m_reply->disconnect(this);
    if (m_reply->isRunning() && m_reply->error() == QNetworkReply::NoError)
        m_reply->abort();
    m_reply->deleteLater();
}

void Exchange::cancel()
{
    finish(Failure(error(ErrorKind::Cancelled, {})));
}

void Exchange::onMetaData()
{
    const QByteArray encoding = m_reply->rawHeader("Content-Encoding").trimmed().toLower();
    const bool compressed = encoding == "gzip" || encoding == "x-gzip" || encoding == "deflate";
    if (compressed) {
        m_inflater = std::make_unique<Inflater>(m_limit);
    } else if (!encoding.isEmpty() && encoding != "identity") {
        finish(Failure(error(ErrorKind::Decode,
                             QStringLiteral("content encoding that was not asked for: ")
                                 + QString::fromLatin1(encoding.left(40)))));
        return;
    }
    bool known = false;
    const qint64 length = m_reply->header(QNetworkRequest::ContentLengthHeader).toLongLong(&known);
    m_announced = known ? length : -1;
    if (length > m_limit)
        finish(Failure(
            error(ErrorKind::Decode, QStringLiteral("answer of %1 bytes; the limit is %2").arg(length).arg(m_limit))));
    else if (!compressed && length > 0)
        m_body.reserve(qsizetype(length) + 64); // simdjson reads up to 64 bytes past the end: no copy later
}

void Exchange::onReadyRead()
{
    while (!m_answer.isComplete() && m_reply->bytesAvailable() > 0) {
        bool tooLong = false;
        if (m_inflater) {
            const auto status = m_inflater->feed(taken(m_reply->read(64 * 1024)), m_body);
            if (status == Inflater::Status::Broken) {
                finish(Failure(error(ErrorKind::Decode, QStringLiteral("broken compressed answer"))));
                return;
            }
            tooLong = status == Inflater::Status::TooLong;
        } else {
            m_body += taken(m_reply->read(std::min(m_reply->bytesAvailable(), m_limit - m_body.size() + 1)));
            tooLong = m_body.size() > m_limit;
        }
        if (tooLong) {
            finish(Failure(
                error(ErrorKind::Decode, QStringLiteral("answer longer than the limit of %1 bytes").arg(m_limit))));
            return;
        }
    }
}

QByteArray Exchange::taken(QByteArray piece)
{
    m_taken += piece.size();
    return piece;
}

void Exchange::onFinished()
{
    const int status = m_reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt();
    const bool answered = status > 0
        && (m_reply->error() == QNetworkReply::NoError || (status >= 400 && isStatusError(m_reply->error())));
    if (!answered) {
        finish(Failure(transportError()));
        return;
    }
    onReadyRead();
    if (m_answer.isComplete())
        return;
    if (m_taken < m_announced) {
        Error cut = error(ErrorKind::Network, QStringLiteral("the connection was closed within the answer"));
        finish(Failure(cut.withCode(QStringLiteral("closed"))));
        return;
    }
    if (m_inflater && !m_inflater->isFinished()) {
        finish(Failure(error(ErrorKind::Decode, QStringLiteral("compressed answer ends too early"))));
        return;
    }
    WireAnswer answer;
    answer.status = status;
    QByteArray type = m_reply->rawHeader("Content-Type");
    if (const auto semicolon = type.indexOf(';'); semicolon >= 0)
        type.truncate(semicolon);
    answer.contentType = type.trimmed().toLower();
    answer.body = std::move(m_body);
    answer.etag = m_reply->rawHeader("ETag");
    answer.location = m_reply->rawHeader("Location");
    answer.retryAfter = m_reply->rawHeader("Retry-After");
    finish(std::move(answer));
}

void Exchange::finish(Result<WireAnswer> result)
{
    if (m_answer.isComplete())
        return;
    m_deadline.stop();
    m_reply->disconnect(this);
    deleteLater(); // which aborts: to do so from within a signal of the reply confuses it
    const auto answer = m_answer;
    answer.complete(std::move(result));
}

Error Exchange::error(ErrorKind kind, const QString &detail) const
{
    return Error(kind, detail, m_origin);
}

Error Exchange::transportError() const
{
    if (!m_tlsErrors.isEmpty())
        return tlsError(m_tlsErrors, m_origin);
    const auto with = [this](ErrorKind kind, const char *code) {
        Error made = error(kind, m_reply->errorString());
        made.withCode(QString::fromLatin1(code));
        return made;
    };
    const QNetworkReply::NetworkError code = m_reply->error();
    switch (code) {
    case QNetworkReply::ConnectionRefusedError:
        return with(ErrorKind::Network, "refused");
    case QNetworkReply::RemoteHostClosedError:
        return with(ErrorKind::Network, "closed");
    case QNetworkReply::ContentReSendError: {
        // Of a OneShotBody. Qt does not tell the two cases apart.
        Error made = error(ErrorKind::Network,
                           QStringLiteral("the connection was lost, or the server redirected; "
                                          "a change is not sent a second time"));
        made.withCode(QStringLiteral("closed"));
        return made;
    }
    case QNetworkReply::HostNotFoundError:
        return with(ErrorKind::Network, "host_not_found");
    case QNetworkReply::TimeoutError:
    case QNetworkReply::ProxyTimeoutError:
        return with(ErrorKind::Timeout, "");
    case QNetworkReply::SslHandshakeFailedError:
        return with(ErrorKind::Tls, "handshake_failed");
    case QNetworkReply::ProtocolFailure:
    case QNetworkReply::ProtocolUnknownError:
        return with(ErrorKind::Decode, "not_http");
    default:
        break;
    }
    if (code >= QNetworkReply::ProxyConnectionRefusedError && code <= QNetworkReply::UnknownProxyError)
        return with(ErrorKind::Network, "proxy");
    return with(ErrorKind::Network, "failed");
}

} // namespace toban
