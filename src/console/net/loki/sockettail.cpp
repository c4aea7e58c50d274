// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "loki/sockettail.h"

#include "http/answererror.h"
#include "http/tlssettings.h"
#include "http/urls.h"
#include "loki/lokidecoders.h"

namespace toban {

namespace {

constexpr std::chrono::seconds pingInterval{20};
constexpr quint64 maxMessageBytes = 16 * 1024 * 1024;

} // namespace

SocketTail::SocketTail(HttpClient &http, const QNetworkRequest &request, const QNetworkProxy &proxy)
    : m_origin(originOf(request.url())), m_serverName(http.config().http.tls.serverName)
{
    m_socket.setProxy(proxy);
    if (request.url().scheme() == u"wss")
        m_socket.setSslConfiguration(request.sslConfiguration());
    m_socket.setMaxAllowedIncomingMessageSize(maxMessageBytes);
    m_socket.setMaxAllowedIncomingFrameSize(maxMessageBytes);
    m_watch.setSingleShot(true);
    connect(&m_watch, &QTimer::timeout, this, &SocketTail::onSilence);
    connect(&m_socket, &QWebSocket::connected, this, [this] {
        m_watch.setSingleShot(false);
        m_watch.start(pingInterval);
        Q_EMIT opened();
    });
    connect(&m_socket, &QWebSocket::textMessageReceived, this,
            [this](const QString &message) { onMessage(message.toUtf8()); });
    connect(&m_socket, &QWebSocket::binaryMessageReceived, this, &SocketTail::onMessage);
    connect(&m_socket, &QWebSocket::pong, this, [this] { m_alive = true; });
    connect(&m_socket, &QWebSocket::sslErrors, this, &SocketTail::onSslErrors);
    connect(&m_socket, qOverload<QAbstractSocket::SocketError>(&QWebSocket::error), this, &SocketTail::onSocketError);
    connect(&m_socket, &QWebSocket::disconnected, this, [this] {
        const QString reason = m_socket.closeReason();
        finish(error(ErrorKind::Network,
                     reason.isEmpty() ? QStringLiteral("the server closed the tail") : detailText(reason.toUtf8()),
                     "closed"));
    });
    connect(&http, &QObject::destroyed, this, [this] { finish(error(ErrorKind::Cancelled, {})); });
    m_watch.start(http.config().http.timeout);
    m_socket.open(request);
}

SocketTail::~SocketTail()
{
    m_finished = true;
    m_socket.disconnect(this);
}

void SocketTail::close()
{
    finish(std::nullopt);
}

void SocketTail::onMessage(const QByteArray &message)
{
    m_alive = true;
    const Result<TailFrame> frame = decodeTailFrame(message);
    if (!frame)
        finish(at(frame.error(), m_origin));
    else if (!m_finished)
        Q_EMIT frameReceived(*frame);
}

void SocketTail::onSocketError()
{
    if (!m_tlsErrors.isEmpty())
        finish(tlsError(m_tlsErrors, m_origin));
    else if (m_socket.error() == QAbstractSocket::SslHandshakeFailedError)
        finish(error(ErrorKind::Tls, m_socket.errorString(), "handshake_failed"));
    else if (m_socket.error() == QAbstractSocket::ConnectionRefusedError)
        finish(error(ErrorKind::Network, m_socket.errorString(), "refused"));
    else
        finish(error(ErrorKind::Network, m_socket.errorString(), "failed"));
}

void SocketTail::onSslErrors(const QList<QSslError> &errors)
{
    // QWebSocket takes the URL's host for the certificate's: the name that was configured is checked here.
    const bool onlyTheName = std::all_of(errors.begin(), errors.end(), [](const QSslError &sslError) {
        return sslError.error() == QSslError::HostNameMismatch;
    });
    if (onlyTheName && !m_serverName.isEmpty() && isCertificateFor(errors.first().certificate(), m_serverName))
        m_socket.ignoreSslErrors(errors);
    else
        m_tlsErrors = errors;
}

void SocketTail::onSilence()
{
    const bool opening = m_watch.isSingleShot();
    if (opening || !m_alive) {
        finish(error(ErrorKind::Timeout,
                     opening ? QStringLiteral("the tail did not open in time")
                             : QStringLiteral("no sign of life from the server")));
        return;
    }
    m_alive = false;
    m_socket.ping();
}

void SocketTail::finish(std::optional<Error> error)
{
    if (std::exchange(m_finished, true))
        return;
    m_watch.stop();
    m_socket.disconnect(this);
    if (error)
        m_socket.abort();
    else
        m_socket.close();
    Q_EMIT closed(error);
}

Error SocketTail::error(ErrorKind kind, const QString &detail, const char *code) const
{
    Error made(kind, detail, m_origin);
    return made.withCode(QString::fromLatin1(code));
}

} // namespace toban
