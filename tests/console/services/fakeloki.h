// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "scriptedserver.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QPointer>
#include <QTcpServer>
#include <QTcpSocket>
#include <QUrlQuery>
#include <QWebSocket>
#include <QWebSocketServer>

#include <memory>
#include <vector>

namespace toban {

/// An answer of lines, all of the stream {app="a"}.
inline QByteArray lokiStreams(const std::vector<std::pair<qint64, QString>> &lines)
{
    QJsonArray values;
    for (const auto &[time, line] : lines)
        values.append(QJsonArray{QString::number(time), line});
    QJsonArray result;
    if (!values.isEmpty())
        result.append(QJsonObject{{QStringLiteral("stream"), QJsonObject{{QStringLiteral("app"), QStringLiteral("a")}}},
                                  {QStringLiteral("values"), values}});
    const QJsonObject data{{QStringLiteral("resultType"), QStringLiteral("streams")},
                           {QStringLiteral("result"), result}};
    return QJsonDocument(
               QJsonObject{{QStringLiteral("status"), QStringLiteral("success")}, {QStringLiteral("data"), data}})
        .toJson(QJsonDocument::Compact);
}

/// Loki with a tail: a WebSocket server that says what it is told, and answers queries beside it with what is stored.
struct FakeLoki
{
    QTcpServer listener;
    QWebSocketServer server{QStringLiteral("loki"), QWebSocketServer::NonSecureMode};
    std::vector<std::unique_ptr<QWebSocket>> sockets;
    std::vector<QUrlQuery> asked; ///< tails
    std::vector<QUrlQuery> queries; ///< for lines
    std::vector<QUrlQuery> volumes;
    std::vector<std::pair<qint64, QString>> stored; ///< the answer to every query for lines, newest first
    QStringList labels; ///< names
    bool isHolding = false; ///< answers to queries for lines wait for release()

    explicit FakeLoki(quint16 port = 0)
    {
        listener.listen(QHostAddress::LocalHost, port);
        QObject::connect(&listener, &QTcpServer::newConnection, &listener, [this] {
            QTcpSocket *socket = listener.nextPendingConnection();
            QObject::connect(socket, &QTcpSocket::readyRead, &listener, [this, socket] { sort(socket); });
        });
        QObject::connect(&server, &QWebSocketServer::newConnection, &server, [this] {
            sockets.emplace_back(server.nextPendingConnection());
            asked.emplace_back(sockets.back()->requestUrl());
        });
    }
    QString url() const { return QStringLiteral("http://127.0.0.1:%1").arg(listener.serverPort()); }
    void release()
    {
        isHolding = false;
        for (const QPointer<QTcpSocket> &socket : std::exchange(m_held, {})) {
            if (socket)
                reply(socket, lokiStreams(stored));
        }
    }
    void say(qint64 timeNs, const QString &line, int dropped = 0)
    {
        QJsonArray droppedEntries;
        for (int i = 0; i < dropped; ++i)
            droppedEntries.append(QJsonObject{{QStringLiteral("timestamp"), QString::number(timeNs)},
                                              {QStringLiteral("labels"), QJsonObject()}});
        auto frame = QJsonDocument::fromJson(lokiStreams({{timeNs, line}})).object();
        QJsonObject message{{QStringLiteral("streams"), frame[u"data"][u"result"]}};
        if (dropped > 0)
            message[u"dropped_entries"] = droppedEntries;
        sockets.back()->sendTextMessage(QString::fromUtf8(QJsonDocument(message).toJson(QJsonDocument::Compact)));
    }

private:
    static void reply(QTcpSocket *socket, const QByteArray &json)
    {
        socket->write(Step::json(json).bytes);
        socket->disconnectFromHost();
    }
    void sort(QTcpSocket *socket)
    {
        const QByteArray request = socket->peek(16'384);
        if (!request.contains("\r\n\r\n"))
            return;
        socket->disconnect(&listener);
        if (request.contains("/tail")) {
            server.handleConnection(socket);
            return;
        }
        const QByteArray target = request.split(' ').value(1);
        if (target.startsWith("/loki/api/v1/labels"))
            return reply(socket,
                         R"({"status":"success","data":)"
                             + QJsonDocument(QJsonArray::fromStringList(labels)).toJson(QJsonDocument::Compact) + "}");
        if (!target.startsWith("/loki/api/v1/query_range"))
            return reply(socket, R"({"status":"success","data":[]})");
        const QUrlQuery query(QUrl::fromEncoded(target));
        if (query.queryItemValue(QStringLiteral("query"), QUrl::FullyDecoded).startsWith(u"sum")) {
            volumes.push_back(query);
            return reply(socket, R"({"status":"success","data":{"resultType":"matrix","result":[]}})");
        }
        queries.push_back(query);
        if (isHolding)
            m_held.emplace_back(socket);
        else
            reply(socket, lokiStreams(stored));
    }

    std::vector<QPointer<QTcpSocket>> m_held;
};

} // namespace toban
