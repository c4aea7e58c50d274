// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "fakeloki.h"
#include "logservice.h"
#include "scriptedserver.h"
#include "servicefixture.h"

#include <QSignalSpy>
#include <QTest>
#include <QUrlQuery>

using namespace toban;
using namespace std::chrono_literals;

namespace {

const QString logql = QStringLiteral("{app=\"a\"}");

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
        return Step::json(lokiStreams(found));
    }};
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
    void aTailLostBeforeItsFirstLineGoesOnFromItsStart();
    void theTailGoesOnFromTheNewestLineShown();
    void theTailWaitsForTheAnswerItGoesOnFrom();
    void theTailOfAPastRangeBeginsNow();
    void theVolumeCanBeAskedAlone();
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
    FakeLoki server;
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
    FakeLoki server;
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
    auto server = std::make_unique<FakeLoki>();
    const quint16 port = server->listener.serverPort();
    Fixture fixture(server->url());
    fixture.logs.startTail(logql);
    QVERIFY(fixture.reaches(LogService::TailState::Live));
    server->say(41, QStringLiteral("last seen"));
    QVERIFY(QTest::qWaitFor([&] { return fixture.tailed.size() == 1; }, 5000));
    server.reset();
    QVERIFY(fixture.reaches(LogService::TailState::Lost));
    QVERIFY(fixture.logs.error());
    server = std::make_unique<FakeLoki>(port);
    QVERIFY(server->listener.isListening());
    QVERIFY(fixture.reaches(LogService::TailState::Live));
    QVERIFY(!fixture.logs.error());
    QCOMPARE(server->asked.front().queryItemValue(QStringLiteral("start")), QStringLiteral("42"));
}

void TestLogService::aTailLostBeforeItsFirstLineGoesOnFromItsStart()
{
    auto server = std::make_unique<FakeLoki>();
    const quint16 port = server->listener.serverPort();
    Fixture fixture(server->url());
    const QString start = QString::number(fixture.clock.nowMs() * 1'000'000);
    fixture.logs.startTail(logql);
    QVERIFY(fixture.reaches(LogService::TailState::Live));
    QCOMPARE(server->asked.front().queryItemValue(QStringLiteral("start")), start);
    server.reset();
    QVERIFY(fixture.reaches(LogService::TailState::Lost));
    fixture.clock.advance(40s); // what is logged meanwhile has to be asked for
    server = std::make_unique<FakeLoki>(port);
    QVERIFY(fixture.reaches(LogService::TailState::Live));
    QCOMPARE(server->asked.front().queryItemValue(QStringLiteral("start")), start);
}

void TestLogService::theTailGoesOnFromTheNewestLineShown()
{
    FakeLoki server;
    Fixture fixture(server.url());
    const qint64 newest = fixture.clock.nowMs() * 1'000'000 - 5'000'000'007;
    server.stored = {{newest, QStringLiteral("b")}, {newest - 1, QStringLiteral("a")}};
    fixture.logs.query(logql, fixture.lastHour(), 10, 800);
    QVERIFY(fixture.settle());
    fixture.clock.advance(20s);
    fixture.logs.startTail(logql);
    QVERIFY(fixture.reaches(LogService::TailState::Live));
    QCOMPARE(server.asked.back().queryItemValue(QStringLiteral("start")), QString::number(newest + 1));

    fixture.logs.startTail(QStringLiteral("{app=\"other\"}")); // of that one nothing is shown
    QVERIFY(QTest::qWaitFor([&] { return server.asked.size() == 2; }, 5000));
    QCOMPARE(server.asked.back().queryItemValue(QStringLiteral("start")),
             QString::number(fixture.clock.nowMs() * 1'000'000));
}

void TestLogService::theTailWaitsForTheAnswerItGoesOnFrom()
{
    FakeLoki server;
    Fixture fixture(server.url());
    const qint64 newest = fixture.clock.nowMs() * 1'000'000 - 1;
    server.stored = {{newest, QStringLiteral("a")}};
    server.isHolding = true;
    fixture.logs.query(logql, fixture.lastHour(), 10, 800);
    fixture.logs.startTail(logql);
    QCOMPARE(fixture.logs.tailState(), LogService::TailState::Connecting);
    QVERIFY(QTest::qWaitFor([&] { return server.queries.size() == 1; }, 5000));
    QVERIFY(server.asked.empty());
    fixture.clock.advance(3s);
    server.release();
    QVERIFY(fixture.reaches(LogService::TailState::Live));
    QCOMPARE(server.asked.front().queryItemValue(QStringLiteral("start")), QString::number(newest + 1));
    QCOMPARE(fixture.shown, QStringList{QStringLiteral("a")});

    // Without any line: from the moment of asking.
    fixture.logs.stopTail();
    server.stored.clear();
    const qint64 askedNs = fixture.clock.nowMs() * 1'000'000;
    fixture.logs.query(logql, fixture.lastHour(), 10, 800);
    fixture.logs.startTail(logql);
    fixture.clock.advance(3s);
    QVERIFY(fixture.reaches(LogService::TailState::Live));
    QCOMPARE(server.asked.back().queryItemValue(QStringLiteral("start")), QString::number(askedNs));
}

void TestLogService::theTailOfAPastRangeBeginsNow()
{
    FakeLoki server;
    Fixture fixture(server.url());
    const qint64 now = fixture.clock.nowMs();
    server.stored = {{(now - 7'200'000) * 1'000'000, QStringLiteral("long ago")}};
    fixture.logs.query(logql, {now - 8'000'000, now - 7'000'000}, 10, 800);
    fixture.logs.startTail(logql);
    QVERIFY(fixture.reaches(LogService::TailState::Live));
    QCOMPARE(server.asked.front().queryItemValue(QStringLiteral("start")), QString::number(now * 1'000'000));
}

void TestLogService::theVolumeCanBeAskedAlone()
{
    FakeLoki server;
    Fixture fixture(server.url());
    fixture.logs.refreshVolume(fixture.lastHour(), 800); // of no query yet
    fixture.logs.query(logql, fixture.lastHour(), 10, 800);
    QVERIFY(fixture.settle());
    QVERIFY(QTest::qWaitFor([&] { return fixture.logs.volume() != nullptr; }, 5000));
    QCOMPARE(server.volumes.size(), std::size_t(1));
    QCOMPARE(fixture.logs.volumeSpan(), fixture.lastHour());
    fixture.clock.advance(60s);
    QSignalSpy changed(&fixture.logs, &LogService::volumeChanged);
    fixture.logs.refreshVolume(fixture.lastHour(), 800);
    fixture.logs.refreshVolume(fixture.lastHour(), 800); // one at a time
    QVERIFY(QTest::qWaitFor([&] { return !changed.isEmpty(); }, 5000));
    QCOMPARE(server.volumes.size(), std::size_t(2));
    QCOMPARE(server.queries.size(), std::size_t(1));
    QCOMPARE(fixture.logs.volumeSpan(), fixture.lastHour());
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
