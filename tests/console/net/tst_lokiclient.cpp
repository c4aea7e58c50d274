// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "clientfixture.h"
#include "loki/lokiclient.h"
#include "testdata.h"
#include "testpaths.h"

#include <QDir>
#include <QSignalSpy>
#include <QTest>
#include <QWebSocket>
#include <QWebSocketServer>

#include <nlohmann/json.hpp>

using namespace toban;
using namespace std::chrono_literals;
using Json = nlohmann::json;

namespace {

/// An answer as the real Loki gave it.
struct Recording
{
    Json request;
    Json response;

    explicit Recording(const QString &file)
    {
        const QByteArray text = testData(QStringLiteral("loki/") + file);
        const Json all = Json::parse(text.begin(), text.end());
        request = all.at("request");
        response = all.value("response", Json());
    }
    QString path() const { return QString::fromStdString(request.at("path").get<std::string>()); }
    QString parameter(const char *name) const
    {
        const Json value = request.at("params").value(name, Json(""));
        return QString::fromStdString(value.is_string() ? value.get<std::string>() : value.dump());
    }
    Step step() const
    {
        const bool json = response.contains("json");
        const std::string body = json ? response["json"].dump(1) : response.at("text").get<std::string>();
        return Step::answer(response.at("status"), QByteArray::fromStdString(response["headers"].at("Content-Type")),
                            QByteArray::fromStdString(body));
    }
    /// Of a query; null when the answer holds none.
    Json result() const
    {
        const Json body = response.value("json", Json::object());
        const Json data = body.is_object() ? body.value("data", Json()) : Json();
        return data.is_object() ? data.value("result", Json()) : Json();
    }
};

QByteArray tailFrame(qint64 timeNs, const QByteArray &line)
{
    return R"({"streams":[{"stream":{"app":"claude-agent"},"values":[[")" + QByteArray::number(timeNs) + R"(",")" + line
        + R"("]]}]})";
}

/// Answers the check that precedes a tail over HTTP, and the tail itself over WebSocket, on one port.
class TailServer : public QObject
{
public:
    TailServer()
        : m_http(Step::json(R"({"status":"success","data":{"resultType":"streams","result":[]}})")),
          m_sockets(QStringLiteral("tail"), QWebSocketServer::NonSecureMode)
    {
        // A scripted server cannot upgrade, so a third one sends each connection where it belongs by its first bytes.
        connect(&m_door, &QTcpServer::newConnection, this, [this] {
            while (QTcpSocket *socket = m_door.nextPendingConnection())
                connect(socket, &QTcpSocket::readyRead, this, [this, socket] { sort(socket); });
        });
        m_door.listen(QHostAddress::LocalHost);
    }

    QString url() const { return QStringLiteral("http://127.0.0.1:%1").arg(m_door.serverPort()); }
    QWebSocket *next()
    {
        QWebSocket *socket = m_sockets.nextPendingConnection();
        socket->setParent(this);
        return socket;
    }
    bool waitForTail()
    {
        return QTest::qWaitFor([this] { return m_sockets.hasPendingConnections(); }, 10'000);
    }
    const ScriptedServer &http() const { return m_http; }

private:
    void sort(QTcpSocket *socket)
    {
        const QByteArray head = socket->peek(4096);
        if (!head.contains("\r\n\r\n"))
            return;
        socket->disconnect(this);
        if (head.toLower().contains("upgrade: websocket")) {
            m_sockets.handleConnection(socket);
            Q_EMIT socket->readyRead();
            return;
        }
        auto *onward = new QTcpSocket(socket);
        connect(socket, &QTcpSocket::readyRead, onward, [socket, onward] { onward->write(socket->readAll()); });
        connect(onward, &QTcpSocket::readyRead, socket, [socket, onward] { socket->write(onward->readAll()); });
        onward->connectToHost(QHostAddress::LocalHost, m_http.serverPort());
        onward->write(socket->readAll());
    }

    ScriptedServer m_http;
    QWebSocketServer m_sockets;
    QTcpServer m_door;
};

} // namespace

class TestLokiClient : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void recordings_data();
    void recordings();
    void recordedTail();
    void metricFramesLieOnLokisGrid();
    void tailDeliversUntilItIsClosed();
    void tailCarriesTheCredentials();
    void tailEndsWithTheServer();
    void tailEndsWithItsClient();
    void tailRefusesOtherFrames();
    void tailOfABadQuerySaysWhy();
    void tailThatCannotOpen();

private:
    std::unique_ptr<LokiTail> open(HttpClient &http);
    SystemClock m_clock;
};

void TestLokiClient::recordings_data()
{
    QTest::addColumn<QString>("file");
    const QDir folder(QString::fromStdString(sourcePath("tests/data/loki")));
    for (const QString &file : folder.entryList({QStringLiteral("*.json")}, QDir::Files)) {
        // Not asked by the console: pushing, readiness, index statistics, Loki's rules.
        const bool asked = !file.startsWith(u"push-") && !file.startsWith(u"ready") && !file.startsWith(u"index-")
            && !file.startsWith(u"rules-") && !file.startsWith(u"tail-");
        if (asked)
            QTest::newRow(qPrintable(file)) << file;
    }
}

void TestLokiClient::recordings()
{
    QFETCH(QString, file);
    const Recording recording(file);
    ScriptedServer server(recording.step());
    HttpLimits limits = quickLimits();
    limits.maxRetries = 0;
    HttpClient http(endpointAt(server.url()), {}, m_clock, limits);
    LokiClient loki(http);
    const qint64 startNs = recording.parameter("start").toLongLong();
    const qint64 endNs = recording.parameter("end").toLongLong();
    const QString path = recording.path();
    const QString query = recording.parameter("query");
    const Json result = recording.result();

    if (recording.response.at("status") != 200) {
        const auto refused = path.endsWith(u"/query")
            ? await(loki.queryInstant(query, 0)).error()
            : await(loki.queryRange(query, startNs, endNs, 10, LogDirection::Backward)).error();
        QCOMPARE(refused.status(), recording.response.at("status").get<int>());
        const QString text = QString::fromStdString(recording.response.at("text")).trimmed();
        QCOMPARE(refused.detail(), text.size() > 500 ? QString(text.left(500) + u'…') : text);
        QCOMPARE(refused.kind(), refused.status() == 400 ? ErrorKind::Server : ErrorKind::Http);
    } else if (path.endsWith(u"/query_range") && recording.response["json"]["data"]["resultType"] == "streams") {
        const bool forward = recording.parameter("direction") == u"forward";
        const auto entries = await(loki.queryRange(query, startNs, endNs, recording.parameter("limit").toInt(),
                                                   forward ? LogDirection::Forward : LogDirection::Backward));
        QVERIFY2(entries, entries ? "" : qPrintable(entries.error().detail()));
        std::multimap<qint64, std::string> expected;
        for (const Json &stream : result) {
            for (const Json &pair : stream["values"])
                expected.emplace(std::stoll(pair[0].get<std::string>()), pair[1].get<std::string>());
        }
        QCOMPARE(entries->size(), expected.size());
        for (const LogEntry &entry : *entries) {
            const auto [from, to] = expected.equal_range(entry.timeNs);
            QVERIFY(std::any_of(from, to, [&](const auto &line) { return line.second == entry.line.toStdString(); }));
            QVERIFY(!entry.labels.isEmpty());
        }
        QVERIFY(std::is_sorted(entries->begin(), entries->end(), [forward](const LogEntry &a, const LogEntry &b) {
            return forward ? a.timeNs < b.timeNs : a.timeNs > b.timeNs;
        }));
        const QByteArray target = server.requests().back().target;
        QVERIFY(target.startsWith(QByteArray(path.toUtf8() + "?")));
        QVERIFY(target.contains(QByteArray("start=" + QByteArray::number(startNs))));
        QVERIFY(target.contains(QByteArray("query=" + QUrl::toPercentEncoding(query))));
    } else if (path.endsWith(u"/query_range")) {
        const qint64 stepMs = recording.parameter("step").toLongLong() * 1000;
        const auto frame = await(loki.queryMetric(query, startNs / 1'000'000, endNs / 1'000'000, stepMs));
        QVERIFY2(frame, frame ? "" : qPrintable(frame.error().detail()));
        QCOMPARE((*frame)->series.size(), result.size());
        for (size_t i = 0; i < result.size(); ++i) {
            for (const Json &pair : result[i]["values"]) {
                const qint64 ms = pair[0].get<qint64>() * 1000;
                QCOMPARE((ms - (*frame)->startMs) % stepMs, 0);
                QCOMPARE((*frame)->series[i].values[size_t((ms - (*frame)->startMs) / stepMs)],
                         std::stod(pair[1].get<std::string>()));
            }
        }
    } else if (path.endsWith(u"/query")) {
        const auto samples = await(loki.queryInstant(query, recording.parameter("time").toLongLong() / 1'000'000));
        if (recording.response["json"]["data"]["resultType"] == "streams") {
            QCOMPARE(samples.error().kind(), ErrorKind::Decode);
            return;
        }
        QVERIFY(samples);
        QCOMPARE(samples->size(), result.size());
        if (!samples->empty())
            QCOMPARE(samples->front().value, std::stod(result[0]["value"][1].get<std::string>()));
    } else if (path.endsWith(u"/labels") || path.endsWith(u"/values")) {
        const auto names = path.endsWith(u"/labels")
            ? await(loki.labelNames(startNs, endNs))
            : await(loki.labelValues(path.section(u'/', -2, -2), startNs, endNs));
        QVERIFY(names);
        QCOMPARE(size_t(names->size()), recording.response["json"].value("data", Json::array()).size());
        QVERIFY(server.requests().back().target.startsWith(QByteArray(path.toUtf8() + "?")));
    } else if (path.endsWith(u"/series")) {
        const auto series = await(loki.series(recording.parameter("match[]"), startNs, endNs));
        QVERIFY(series);
        QCOMPARE(series->size(), recording.response["json"]["data"].size());
        QCOMPARE(series->front().value(u"app"), QStringLiteral("claude-agent"));
    } else {
        QCOMPARE(path, QStringLiteral("/loki/api/v1/status/buildinfo"));
        QVERIFY(await(loki.version()));
    }
}

void TestLokiClient::recordedTail()
{
    const QByteArray text = testData("loki/tail-frames.json");
    const Json recorded = Json::parse(text.begin(), text.end());
    TailServer server;
    HttpClient http(endpointAt(server.url()), {}, m_clock, quickLimits());
    const auto tail = open(http);
    QVERIFY(server.waitForTail());
    QWebSocket *socket = server.next();
    QSignalSpy frames(tail.get(), &LokiTail::frameReceived);
    size_t expected = 0;
    for (const Json &frame : recorded.at("frames")) {
        socket->sendTextMessage(QString::fromStdString(frame.dump()));
        for (const Json &stream : frame["streams"])
            expected += stream["values"].size();
    }
    QVERIFY(QTest::qWaitFor([&] { return frames.size() == qsizetype(recorded["frames"].size()); }));
    size_t lines = 0;
    for (const auto &frame : frames)
        lines += frame[0].value<TailFrame>().entries.size();
    QVERIFY(expected > 0);
    QCOMPARE(lines, expected);
}

void TestLokiClient::metricFramesLieOnLokisGrid()
{
    ScriptedServer server(Step::json(R"({"status":"success","data":{"resultType":"matrix","result":[]}})"));
    HttpClient http(endpointAt(server.url()), {}, m_clock, quickLimits());
    LokiClient loki(http);
    const auto frame = await(loki.queryMetric("rate({a=\"b\"}[5m])", 1'795'211'222'588, 1'795'218'422'588, 1'800'000));
    QVERIFY(frame);
    QCOMPARE((*frame)->startMs, 1'795'210'200'000);
    QCOMPARE((*frame)->endMs(), 1'795'219'200'000);
    const QByteArray target = server.requests().back().target;
    QVERIFY(target.contains("start=1795210200000000000&"));
    QVERIFY(target.contains("end=1795219200000000000&"));
    QVERIFY(target.endsWith("&step=1800"));
}

std::unique_ptr<LokiTail> TestLokiClient::open(HttpClient &http)
{
    std::unique_ptr<LokiTail> opened;
    bool done = false;
    const auto start = [](HttpClient &client, std::unique_ptr<LokiTail> &out, bool &finished) -> QCoro::Task<void> {
        LokiClient loki(client);
        Result<std::unique_ptr<LokiTail>> tail = co_await loki.tail("{app=\"claude-agent\"}", 42, 100);
        if (tail)
            out = std::move(*tail);
        finished = true;
    };
    start(http, opened, done);
    if (!QTest::qWaitFor([&done] { return done; }, 10'000) || !opened)
        qFatal("the tail was not made");
    return opened;
}

void TestLokiClient::tailDeliversUntilItIsClosed()
{
    TailServer server;
    HttpClient http(endpointAt(server.url()), {}, m_clock, quickLimits());
    const auto tail = open(http);
    QSignalSpy opened(tail.get(), &LokiTail::opened);
    QSignalSpy frames(tail.get(), &LokiTail::frameReceived);
    QSignalSpy closed(tail.get(), &LokiTail::closed);
    QVERIFY(server.waitForTail());
    QWebSocket *socket = server.next();
    QVERIFY(socket->requestUrl().path() == u"/loki/api/v1/tail");
    QVERIFY(socket->requestUrl().query().contains(u"start=42"));
    QVERIFY(QTest::qWaitFor([&] { return opened.size() == 1; }));
    socket->sendTextMessage(QString::fromUtf8(tailFrame(1, "one")));
    socket->sendBinaryMessage(tailFrame(2, "two"));
    QVERIFY(QTest::qWaitFor([&] { return frames.size() == 2; }));
    QCOMPARE(frames[1][0].value<TailFrame>().entries.at(0).line, QStringLiteral("two"));
    QCOMPARE(frames[1][0].value<TailFrame>().entries.at(0).timeNs, 2);

    tail->close();
    tail->close();
    QCOMPARE(closed.size(), 1);
    QVERIFY(!closed[0][0].value<std::optional<Error>>());
    QSignalSpy gone(socket, &QWebSocket::disconnected);
    QVERIFY(QTest::qWaitFor([&] { return gone.size() == 1; }));
    QCOMPARE(frames.size(), 2);
}

void TestLokiClient::tailCarriesTheCredentials()
{
    TailServer server;
    EndpointConfig config = endpointAt(server.url());
    config.http.authorization = HttpOptions::Authorization{"Bearer", "name"};
    config.http.headers = {{"X-Scope-OrgID", "fleet", {}}};
    HttpClient http(config, secretIs("tok"), m_clock, quickLimits());
    const auto tail = open(http);
    QVERIFY(server.waitForTail());
    const QNetworkRequest request = server.next()->request();
    QCOMPARE(request.rawHeader("Authorization"), QByteArray("Bearer tok"));
    QCOMPARE(request.rawHeader("X-Scope-OrgID"), QByteArray("fleet"));
    QCOMPARE(server.http().requests().back().field("Authorization"), QByteArray("Bearer tok"));
}

void TestLokiClient::tailEndsWithTheServer()
{
    TailServer server;
    HttpClient http(endpointAt(server.url()), {}, m_clock, quickLimits());
    const auto tail = open(http);
    QSignalSpy closed(tail.get(), &LokiTail::closed);
    QVERIFY(server.waitForTail());
    server.next()->close(QWebSocketProtocol::CloseCodeGoingAway, QStringLiteral("reached tail max duration limit"));
    QVERIFY(QTest::qWaitFor([&] { return closed.size() == 1; }));
    const auto error = closed[0][0].value<std::optional<Error>>();
    QVERIFY(error);
    QCOMPARE(error->kind(), ErrorKind::Network);
    QCOMPARE(error->detail(), QStringLiteral("reached tail max duration limit"));
    QCOMPARE(error->origin(), QString(u"ws" + server.url().mid(4) + u"/loki/api/v1/tail"));
}

void TestLokiClient::tailEndsWithItsClient()
{
    TailServer server;
    auto http = std::make_unique<HttpClient>(endpointAt(server.url()), SecretLookup(), m_clock, quickLimits());
    const auto tail = open(*http);
    QSignalSpy closed(tail.get(), &LokiTail::closed);
    QVERIFY(server.waitForTail());
    QVERIFY(server.next());
    http.reset();
    QCOMPARE(closed.size(), 1);
    QCOMPARE(closed[0][0].value<std::optional<Error>>()->kind(), ErrorKind::Cancelled);
}

void TestLokiClient::tailRefusesOtherFrames()
{
    TailServer server;
    HttpClient http(endpointAt(server.url()), {}, m_clock, quickLimits());
    const auto tail = open(http);
    QSignalSpy closed(tail.get(), &LokiTail::closed);
    QSignalSpy frames(tail.get(), &LokiTail::frameReceived);
    QVERIFY(server.waitForTail());
    QWebSocket *socket = server.next();
    socket->sendTextMessage(QStringLiteral("{\"streams\":[{\"stream\":{},\"values\":[[1,2]]}]}"));
    socket->sendTextMessage(QString::fromUtf8(tailFrame(1, "late")));
    QVERIFY(QTest::qWaitFor([&] { return closed.size() == 1; }));
    QCOMPARE(closed[0][0].value<std::optional<Error>>()->kind(), ErrorKind::Decode);
    QCOMPARE(frames.size(), 0);
}

void TestLokiClient::tailOfABadQuerySaysWhy()
{
    ScriptedServer server(Step::answer(400, "application/json", "parse error at line 1, col 20: syntax error"));
    HttpClient http(endpointAt(server.url()), {}, m_clock, quickLimits());
    LokiClient loki(http);
    std::optional<Error> error;
    const auto start = [](LokiClient &client, std::optional<Error> &out) -> QCoro::Task<void> {
        const Result<std::unique_ptr<LokiTail>> tail = co_await client.tail("{app=\"x\"", 0, 10);
        if (!tail)
            out = tail.error();
    };
    start(loki, error);
    QVERIFY(QTest::qWaitFor([&] { return error.has_value(); }));
    QCOMPARE(error->kind(), ErrorKind::Server);
    QCOMPARE(error->detail(), QStringLiteral("parse error at line 1, col 20: syntax error"));
}

void TestLokiClient::tailThatCannotOpen()
{
    // Answers the check, but never the upgrade.
    ScriptedServer server([](const SeenRequest &request) {
        return request.target.startsWith("/loki/api/v1/tail")
            ? Step::hang()
            : Step::json(R"({"status":"success","data":{"resultType":"streams","result":[]}})");
    });
    HttpClient http(endpointAt(server.url(), 300ms), {}, m_clock, quickLimits());
    const auto tail = open(http);
    QSignalSpy closed(tail.get(), &LokiTail::closed);
    QVERIFY(QTest::qWaitFor([&] { return closed.size() == 1; }));
    QCOMPARE(closed[0][0].value<std::optional<Error>>()->kind(), ErrorKind::Timeout);
}

QTEST_GUILESS_MAIN(TestLokiClient)
#include "tst_lokiclient.moc"
