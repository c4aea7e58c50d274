// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "logservice.h"
#include "scriptedserver.h"
#include "servicefixture.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QSignalSpy>
#include <QTcpServer>
#include <QTcpSocket>
#include <QTest>
#include <QUrlQuery>
#include <QWebSocket>
#include <QWebSocketServer>

using namespace toban;
using namespace std::chrono_literals;

namespace {

const QString logql = QStringLiteral("{app=\"a\"}");

QByteArray streams(const std::vector<std::pair<qint64, QString>> &lines)
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

QUrlQuery queryOf(const SeenRequest &request)
{
    return QUrlQuery(QUrl::fromEncoded(request.target));
}

/// A log store of so many lines, one each second before `newestNs`, three at each time.
struct Store
{
    qint64 newestNs;
    int lines;
    bool failing = false;
    std::vector<QUrlQuery> asked{}; ///< queries for lines
    QString volumeQuery{};
    ScriptedServer server{[this](const SeenRequest &request) {
        if (!request.target.startsWith("/loki/api/v1/query_range"))
            return Step::json(R"({"status":"success","data":["app","level"]})");
        const QUrlQuery query = queryOf(request);
        const QString text = query.queryItemValue(QStringLiteral("query"), QUrl::FullyDecoded);
        if (text.startsWith(u"sum")) {
            volumeQuery = text;
            return Step::json(R"({"status":"success","data":{"resultType":"matrix","result":[]}})");
        }
        asked.push_back(query);
        if (failing)
            return Step::answer(400, "text/plain", "parse error at line 1");
        const qint64 end = query.queryItemValue(QStringLiteral("end")).toLongLong();
        std::vector<std::pair<qint64, QString>> found;
        for (int i = 0; i < lines && int(found.size()) < query.queryItemValue(QStringLiteral("limit")).toInt(); ++i) {
            const qint64 time = newestNs - qint64(i / 3) * 1'000'000'000;
            if (time < end)
                found.emplace_back(time, QStringLiteral("line %1").arg(i));
        }
        return Step::json(streams(found));
    }};
};

/// Loki's tail: a WebSocket server that says what it is told, and answers plain requests beside it with no lines.
struct TailServer
{
    QTcpServer listener;
    QWebSocketServer server{QStringLiteral("loki"), QWebSocketServer::NonSecureMode};
    std::vector<std::unique_ptr<QWebSocket>> sockets;
    std::vector<QUrlQuery> asked;

    explicit TailServer(quint16 port = 0)
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
        socket->write(Step::json(streams({})).bytes);
        socket->disconnectFromHost();
    }
    QString url() const { return QStringLiteral("http://127.0.0.1:%1").arg(listener.serverPort()); }
    void say(qint64 timeNs, const QString &line, int dropped = 0)
    {
        QJsonArray droppedEntries;
        for (int i = 0; i < dropped; ++i)
            droppedEntries.append(QJsonObject{{QStringLiteral("timestamp"), QString::number(timeNs)},
                                              {QStringLiteral("labels"), QJsonObject()}});
        auto frame = QJsonDocument::fromJson(streams({{timeNs, line}})).object();
        QJsonObject message{{QStringLiteral("streams"), frame[u"data"][u"result"]}};
        if (dropped > 0)
            message[u"dropped_entries"] = droppedEntries;
        sockets.back()->sendTextMessage(QString::fromUtf8(QJsonDocument(message).toJson(QJsonDocument::Compact)));
    }
};

struct Fixture : ServiceFixture
{
    LogService logs{backends, clock};
    QStringList shown;
    QStringList tailed;

    explicit Fixture(const QString &url)
    {
        backends.setContext(context({{EndpointKind::Loki, url}}));
        QObject::connect(&logs, &LogService::entriesReset, &logs, [this](const std::vector<LogEntry> &entries) {
            shown.clear();
            add(shown, entries);
        });
        QObject::connect(&logs, &LogService::entriesAppended, &logs,
                         [this](const std::vector<LogEntry> &entries) { add(shown, entries); });
        QObject::connect(&logs, &LogService::tailReceived, &logs,
                         [this](const std::vector<LogEntry> &entries) { add(tailed, entries); });
    }
    static void add(QStringList &list, const std::vector<LogEntry> &entries)
    {
        for (const LogEntry &entry : entries)
            list += entry.line;
    }
    bool settle()
    {
        return QTest::qWaitFor([this] { return !logs.isLoading(); }, 5000);
    }
    bool reaches(LogService::TailState state)
    {
        return QTest::qWaitFor([this, state] { return logs.tailState() == state; }, 5000);
    }
    TimeRange::Span lastHour() const { return {clock.nowMs() - 3'600'000, clock.nowMs()}; }
};

} // namespace

class TestLogService : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void pagesGoOnWithoutGapOrRepetition();
    void aRefusedQueryKeepsWhatIsShown();
    void theLastQueryWins();
    void pausedLinesAreHeldAndHandedOver();
    void linesBeyondTheHoldAreCounted();
    void aLostTailGoesOnWhereItStopped();
    void notConfigured();
};

void TestLogService::pagesGoOnWithoutGapOrRepetition()
{
    Store store{FakeClock().nowMs() * 1'000'000, 50};
    Fixture fixture(store.server.url());
    fixture.logs.query(logql, fixture.lastHour(), 10, 800);
    QVERIFY(fixture.logs.isLoading());
    QVERIFY(fixture.settle());
    QCOMPARE(fixture.shown.size(), 10); // the tenth is one of three lines of its time
    for (int page = 0; page < 10; ++page) {
        fixture.logs.queryOlder();
        fixture.logs.queryOlder(); // one at a time
        QVERIFY(fixture.settle());
    }
    QStringList all;
    for (int i = 0; i < 50; ++i)
        all += QStringLiteral("line %1").arg(i);
    QCOMPARE(fixture.shown, all);
    QVERIFY(QTest::qWaitFor([&] { return !store.volumeQuery.isEmpty(); }, 5000));
    QCOMPARE(store.volumeQuery, QStringLiteral("sum by (level) (count_over_time({app=\"a\"} [1m]))"));
    QVERIFY(QTest::qWaitFor([&] { return fixture.logs.labelNames().contains(QStringLiteral("level")); }, 5000));
}

void TestLogService::aRefusedQueryKeepsWhatIsShown()
{
    Store store{FakeClock().nowMs() * 1'000'000, 5};
    Fixture fixture(store.server.url());
    fixture.logs.query(logql, fixture.lastHour(), 10, 800);
    QVERIFY(fixture.settle());
    QCOMPARE(fixture.shown.size(), 5);
    store.failing = true;
    fixture.logs.query(QStringLiteral("{app="), fixture.lastHour(), 10, 800);
    QVERIFY(fixture.settle());
    QVERIFY(fixture.logs.error());
    QVERIFY(fixture.logs.error()->detail().contains(u"parse error"));
    QCOMPARE(fixture.shown.size(), 5);
    store.failing = false;
    fixture.logs.query(logql, fixture.lastHour(), 10, 800);
    QVERIFY(fixture.settle());
    QVERIFY(!fixture.logs.error());
}

void TestLogService::theLastQueryWins()
{
    Store store{FakeClock().nowMs() * 1'000'000, 5};
    Fixture fixture(store.server.url());
    QSignalSpy resets(&fixture.logs, &LogService::entriesReset);
    fixture.logs.query(QStringLiteral("{app=\"first\"}"), fixture.lastHour(), 10, 800);
    fixture.logs.query(logql, fixture.lastHour(), 10, 800);
    QVERIFY(fixture.settle());
    QVERIFY(QTest::qWaitFor([&] { return store.asked.size() == 2; }, 5000));
    QCOMPARE(resets.size(), 1);
}

void TestLogService::pausedLinesAreHeldAndHandedOver()
{
    TailServer server;
    Fixture fixture(server.url());
    fixture.logs.startTail(logql);
    QCOMPARE(fixture.logs.tailState(), LogService::TailState::Connecting);
    QVERIFY(fixture.reaches(LogService::TailState::Live));
    server.say(1, QStringLiteral("one"), 2);
    QVERIFY(QTest::qWaitFor([&] { return fixture.tailed.size() == 1; }, 5000));
    QCOMPARE(fixture.logs.droppedLines(), 2);
    fixture.logs.pauseTail(true);
    QCOMPARE(fixture.logs.tailState(), LogService::TailState::Paused);
    server.say(2, QStringLiteral("two"));
    server.say(3, QStringLiteral("three"));
    QVERIFY(QTest::qWaitFor([&] { return fixture.logs.heldLines() == 2; }, 5000));
    QCOMPARE(fixture.tailed.size(), 1);
    fixture.logs.pauseTail(false);
    QCOMPARE(fixture.tailed.join(u' '), QStringLiteral("one three two")); // newest first
    QCOMPARE(fixture.logs.heldLines(), 0);
    fixture.logs.stopTail();
    QCOMPARE(fixture.logs.tailState(), LogService::TailState::Off);
    server.say(4, QStringLiteral("four"));
    QVERIFY(QTest::qWaitFor([&] { return server.sockets.back()->state() == QAbstractSocket::UnconnectedState; }, 5000));
    QCOMPARE(fixture.tailed.size(), 3);
}

void TestLogService::linesBeyondTheHoldAreCounted()
{
    TailServer server;
    Fixture fixture(server.url());
    fixture.logs.startTail(logql);
    QVERIFY(fixture.reaches(LogService::TailState::Live));
    fixture.logs.pauseTail(true);
    for (int i = 0; i < 10'003; ++i)
        server.say(i + 1, QString::number(i));
    QVERIFY(QTest::qWaitFor([&] { return fixture.logs.heldLines() + fixture.logs.droppedLines() == 10'003; }, 20'000));
    QCOMPARE(fixture.logs.heldLines(), 10'000);
    QCOMPARE(fixture.logs.droppedLines(), 3);
    fixture.logs.pauseTail(false);
    QCOMPARE(fixture.tailed.first(), QStringLiteral("10002"));
    QCOMPARE(fixture.tailed.last(), QStringLiteral("3"));
}

void TestLogService::aLostTailGoesOnWhereItStopped()
{
    auto server = std::make_unique<TailServer>();
    const quint16 port = server->listener.serverPort();
    Fixture fixture(server->url());
    fixture.logs.startTail(logql);
    QVERIFY(fixture.reaches(LogService::TailState::Live));
    server->say(41, QStringLiteral("last seen"));
    QVERIFY(QTest::qWaitFor([&] { return fixture.tailed.size() == 1; }, 5000));
    server.reset();
    QVERIFY(fixture.reaches(LogService::TailState::Lost));
    QVERIFY(fixture.logs.error());
    server = std::make_unique<TailServer>(port);
    QVERIFY(server->listener.isListening());
    QVERIFY(fixture.reaches(LogService::TailState::Live));
    QVERIFY(!fixture.logs.error());
    QCOMPARE(server->asked.front().queryItemValue(QStringLiteral("start")), QStringLiteral("42"));
}

void TestLogService::notConfigured()
{
    ServiceFixture fixture;
    fixture.backends.setContext(ServiceFixture::context({}));
    LogService logs(fixture.backends, fixture.clock);
    logs.query(logql, {0, 1000}, 10, 800);
    QVERIFY(!logs.isLoading());
    QCOMPARE(logs.error()->code(), QStringLiteral("not_configured"));
    logs.startTail(logql);
    QCOMPARE(logs.tailState(), LogService::TailState::Off);
    logs.queryOlder();
    QVERIFY(!logs.isLoading());
}

QTEST_GUILESS_MAIN(TestLogService)
#include "tst_logservice.moc"
