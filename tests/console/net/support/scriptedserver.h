// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "certificates.h"

#include <QByteArray>
#include <QHash>
#include <QPointer>
#include <QSslConfiguration>
#include <QTcpServer>
#include <QTcpSocket>

#include <chrono>
#include <deque>
#include <functional>
#include <optional>
#include <vector>

namespace toban {

/// What a scripted server does with one request.
struct Step
{
    QByteArray bytes; ///< sent as they are
    enum class Then { KeepOpen, Close, Abort } then = Then::KeepOpen;
    std::chrono::milliseconds drip{0}; ///< not 0: one byte each time

    /// A whole answer with its Content-Length.
    static Step answer(int status, const QByteArray &contentType, const QByteArray &body,
                       const QList<QByteArray> &fields = {});
    static Step json(const QByteArray &body, int status = 200) { return answer(status, "application/json", body); }
    static Step redirect(int status, const QByteArray &location)
    {
        return answer(status, "text/plain", {}, {"Location: " + location});
    }
    static Step gzip(const QByteArray &body);
    static Step chunked(const QByteArray &body, bool complete = true);
    static Step hang() { return {}; }
    static Step close() { return {{}, Then::Close, {}}; }
    static Step abort() { return {{}, Then::Abort, {}}; }
    /// The same, cut after so many bytes, then closed.
    Step cutAfter(qsizetype count) const { return {bytes.left(count), Then::Close, {}}; }
    Step dripping(std::chrono::milliseconds each) const { return {bytes, then, each}; }
};

struct SeenRequest
{
    QByteArray method;
    QByteArray target;
    QHash<QByteArray, QByteArray> fields; ///< names in lower case
    QByteArray body;
    int connection = 0; ///< 1 for the first one
    bool withClientCertificate = false;

    QByteArray field(const QByteArray &name) const { return fields.value(name.toLower()); }
};

/// An HTTP/1.1 server on a free loopback port that does what its script says, and remembers what it was asked.
class ScriptedServer : public QTcpServer
{
    Q_OBJECT
public:
    using Script = std::function<Step(const SeenRequest &)>;

    explicit ScriptedServer(Script script);
    explicit ScriptedServer(Step always);
    /// Over TLS with this certificate; `clientAuthority` given: a client certificate of it is demanded.
    void useTls(const Certificates::Pair &certificate, const QString &clientAuthority = {});

    QString url() const;
    const std::vector<SeenRequest> &requests() const { return m_requests; }
    int connections() const { return m_connections; }

protected:
    void incomingConnection(qintptr descriptor) override;

private:
    void onReadyRead(QTcpSocket *socket, int connection, QByteArray &pending);
    void perform(QTcpSocket *socket, Step step);

    Script m_script;
    std::optional<QSslConfiguration> m_tls;
    std::vector<SeenRequest> m_requests;
    int m_connections = 0;
};

QByteArray gzipped(const QByteArray &plain);

} // namespace toban
