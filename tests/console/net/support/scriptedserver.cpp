// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "scriptedserver.h"

#include <QFile>
#include <QSslKey>
#include <QSslSocket>
#include <QTimer>

#include <zlib.h>

namespace toban {

QByteArray gzipped(const QByteArray &plain)
{
    z_stream z{};
    if (deflateInit2(&z, Z_BEST_COMPRESSION, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY) != Z_OK)
        qFatal("deflateInit2");
    QByteArray out(qsizetype(deflateBound(&z, uLong(plain.size()))), Qt::Uninitialized);
    z.next_in = reinterpret_cast<Bytef *>(const_cast<char *>(plain.constData()));
    z.avail_in = uInt(plain.size());
    z.next_out = reinterpret_cast<Bytef *>(out.data());
    z.avail_out = uInt(out.size());
    if (deflate(&z, Z_FINISH) != Z_STREAM_END)
        qFatal("deflate");
    out.truncate(qsizetype(z.total_out));
    deflateEnd(&z);
    return out;
}

Step Step::answer(int status, const QByteArray &contentType, const QByteArray &body, const QList<QByteArray> &fields)
{
    QByteArray bytes = "HTTP/1.1 " + QByteArray::number(status) + " Scripted\r\nContent-Type: " + contentType
        + "\r\nContent-Length: " + QByteArray::number(body.size()) + "\r\n";
    for (const QByteArray &field : fields)
        bytes += field + "\r\n";
    return {bytes + "\r\n" + body, Then::KeepOpen, {}};
}

Step Step::gzip(const QByteArray &body)
{
    return answer(200, "application/json", gzipped(body), {"Content-Encoding: gzip"});
}

Step Step::chunked(const QByteArray &body, bool complete)
{
    QByteArray bytes = "HTTP/1.1 200 Scripted\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n";
    for (qsizetype at = 0; at < body.size(); at += 1000) {
        const QByteArray chunk = body.mid(at, 1000);
        bytes += QByteArray::number(chunk.size(), 16) + "\r\n" + chunk + "\r\n";
    }
    if (complete)
        bytes += "0\r\n\r\n";
    return {bytes, complete ? Then::KeepOpen : Then::Close, {}};
}

ScriptedServer::ScriptedServer(Script script) : m_script(std::move(script))
{
    if (!listen(QHostAddress::LocalHost))
        qFatal("no free port");
}

ScriptedServer::ScriptedServer(Step always) : ScriptedServer([always](const SeenRequest &) { return always; })
{ }

void ScriptedServer::useTls(const Certificates::Pair &certificate, const QString &clientAuthority)
{
    QFile key(certificate.key);
    if (!key.open(QIODevice::ReadOnly))
        qFatal("no key");
    QSslConfiguration configuration = QSslConfiguration::defaultConfiguration();
    configuration.setLocalCertificateChain(QSslCertificate::fromPath(certificate.certificate));
    configuration.setPrivateKey(QSslKey(&key, QSsl::Ec));
    configuration.setPeerVerifyMode(clientAuthority.isEmpty() ? QSslSocket::QueryPeer : QSslSocket::VerifyPeer);
    if (!clientAuthority.isEmpty())
        configuration.setCaCertificates(QSslCertificate::fromPath(clientAuthority));
    m_tls = configuration;
}

QString ScriptedServer::url() const
{
    return QStringLiteral("%1://127.0.0.1:%2")
        .arg(m_tls ? QStringLiteral("https") : QStringLiteral("http"))
        .arg(serverPort());
}

void ScriptedServer::incomingConnection(qintptr descriptor)
{
    QTcpSocket *socket = nullptr;
    if (m_tls) {
        auto *secure = new QSslSocket(this);
        secure->setSocketDescriptor(descriptor);
        secure->setSslConfiguration(*m_tls);
        if (m_tls->peerVerifyMode() == QSslSocket::QueryPeer)
            connect(secure, &QSslSocket::sslErrors, secure, [secure] { secure->ignoreSslErrors(); });
        secure->startServerEncryption();
        socket = secure;
    } else {
        socket = new QTcpSocket(this);
        socket->setSocketDescriptor(descriptor);
    }
    const int connection = ++m_connections;
    connect(socket, &QTcpSocket::readyRead, this,
            [this, socket, connection, pending = QByteArray()]() mutable { onReadyRead(socket, connection, pending); });
    connect(socket, &QTcpSocket::disconnected, socket, &QObject::deleteLater);
}

void ScriptedServer::onReadyRead(QTcpSocket *socket, int connection, QByteArray &pending)
{
    pending += socket->readAll();
    const qsizetype end = pending.indexOf("\r\n\r\n");
    if (end < 0)
        return;
    SeenRequest request;
    const QList<QByteArray> lines = pending.left(end).split('\n');
    const QList<QByteArray> first = lines.value(0).trimmed().split(' ');
    request.method = first.value(0);
    request.target = first.value(1);
    for (const QByteArray &line : lines.mid(1))
        request.fields.insert(line.left(line.indexOf(':')).trimmed().toLower(),
                              line.mid(line.indexOf(':') + 1).trimmed());
    const qsizetype length = request.field("content-length").toLongLong();
    if (pending.size() < end + 4 + length)
        return;
    request.body = pending.mid(end + 4, length);
    pending.remove(0, end + 4 + length);
    request.connection = connection;
    if (auto *secure = qobject_cast<QSslSocket *>(socket))
        request.withClientCertificate = !secure->peerCertificate().isNull();
    m_requests.push_back(request);
    perform(socket, m_script(request));
}

void ScriptedServer::perform(QTcpSocket *socket, Step step)
{
    if (step.drip.count() > 0 && !step.bytes.isEmpty()) {
        socket->write(step.bytes.left(1));
        step.bytes.remove(0, 1);
        QTimer::singleShot(step.drip, socket, [this, socket, step] { perform(socket, step); });
        return;
    }
    socket->write(step.bytes);
    if (step.then == Step::Then::Close)
        socket->disconnectFromHost();
    else if (step.then == Step::Then::Abort)
        socket->abort();
}

} // namespace toban
