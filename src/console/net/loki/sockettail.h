// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "http/httpclient.h"
#include "loki/lokiclient.h"

#include <QNetworkRequest>
#include <QSslError>
#include <QTimer>
#include <QWebSocket>

namespace toban {

/// LokiTail over a QWebSocket. Ends with an error when the server closes, does not open within the time-out, or gives
/// no sign of life for two pings; with Cancelled when the HttpClient of its endpoint goes.
class SocketTail final : public LokiTail
{
    Q_OBJECT
public:
    /// `request` has the ws(s) URL, the header fields and the TLS settings.
    SocketTail(HttpClient &http, const QNetworkRequest &request, const QNetworkProxy &proxy);
    ~SocketTail() override;

    void close() override;

private:
    void onMessage(const QByteArray &message);
    void onSocketError();
    void onSslErrors(const QList<QSslError> &errors);
    void onSilence();
    void finish(std::optional<Error> error);
    Error error(ErrorKind kind, const QString &detail, const char *code = "") const;

    QWebSocket m_socket;
    QTimer m_watch; ///< the opening's time-out, then the pings
    QString m_origin;
    QString m_serverName;
    QList<QSslError> m_tlsErrors;
    bool m_alive = true; ///< something came since the last ping
    bool m_finished = false;
};

} // namespace toban
