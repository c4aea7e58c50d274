// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "fakeclock.h"
#include "http/circuitbreaker.h"
#include "http/inflater.h"
#include "http/ratelimiter.h"
#include "http/redirect.h"
#include "http/retryafter.h"
#include "http/retrypolicy.h"
#include "http/urls.h"
#include "scriptedserver.h"

#include <QDateTime>
#include <QRandomGenerator>
#include <QTest>

#include <ctime>
#include <random>

using namespace toban;
using namespace std::chrono_literals;

class TestHttpPolicies : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void retryWaits_data();
    void retryWaits();
    void retryAfterForms_data();
    void retryAfterForms();
    void retryAfterInAnHourThatTheLocalClocksSkip();
    void breakerFollowsItsModel();
    void breakerHearsNothingOfBeforeItOpened();
    void rateLimiterLetsThroughWhatGoesInAnyCase();
    void rateLimiterNeverExceedsTheWindow();
    void inflaterGivesBackWhatWasPacked();
    void inflaterStopsAtItsLimit();
    void inflaterRefusesRubbish();
    void redirects_data();
    void redirects();
    void queryValuesArriveUnchanged();
    void endpointUrls_data();
    void endpointUrls();
};

void TestHttpPolicies::retryWaits_data()
{
    QTest::addColumn<int>("retry");
    QTest::addColumn<double>("random");
    QTest::addColumn<int>("status"); // 0: a network failure
    QTest::addColumn<qint64>("retryAfterMs"); // -1: none
    QTest::addColumn<qint64>("expected"); // -1: no retry
    QTest::newRow("first, least jitter") << 0 << 0.0 << 0 << -1LL << 500LL;
    QTest::newRow("first, most jitter") << 0 << 1.0 << 0 << -1LL << 1500LL;
    QTest::newRow("doubles") << 1 << 0.5 << 503 << -1LL << 2000LL;
    QTest::newRow("doubles again") << 2 << 0.5 << 500 << -1LL << 4000LL;
    QTest::newRow("capped at a minute") << 9 << 0.5 << 0 << -1LL << 60'000LL;
    QTest::newRow("retries used up") << 10 << 0.5 << 0 << -1LL << -1LL;
    QTest::newRow("the server asks for more") << 0 << 0.5 << 429 << 20'000LL << 20'000LL;
    QTest::newRow("the server asks for less") << 0 << 0.5 << 429 << 1LL << 1000LL;
    QTest::newRow("too long to wait for") << 0 << 0.5 << 503 << 60'001LL << -1LL;
    QTest::newRow("request time-out") << 0 << 0.5 << 408 << -1LL << 1000LL;
    QTest::newRow("permanent") << 0 << 0.5 << 404 << -1LL << -1LL;
    QTest::newRow("credentials") << 0 << 0.5 << 401 << -1LL << -1LL;
}

void TestHttpPolicies::retryWaits()
{
    QFETCH(int, retry);
    QFETCH(double, random);
    QFETCH(int, status);
    QFETCH(qint64, retryAfterMs);
    QFETCH(qint64, expected);
    Error error(status == 0 ? ErrorKind::Network : ErrorKind::Http, QString());
    error.withStatus(status);
    if (retryAfterMs >= 0)
        error.withRetryAfter(std::chrono::milliseconds(retryAfterMs));
    const RetryPolicy policy(10, 1s, [random] { return random; });
    const auto wait = policy.delay(error, retry);
    QCOMPARE(wait ? wait->count() : -1, expected);
}

void TestHttpPolicies::retryAfterForms_data()
{
    QTest::addColumn<QByteArray>("field");
    QTest::addColumn<qint64>("expectedMs");
    QTest::newRow("seconds") << QByteArray("120") << 120'000LL;
    QTest::newRow("zero") << QByteArray(" 0 ") << 0LL;
    QTest::newRow("date") << QByteArray("Sun, 06 Nov 1994 08:49:37 GMT") << 37'000LL;
    QTest::newRow("obsolete date") << QByteArray("Sunday, 06-Nov-94 08:49:37 GMT") << 37'000LL;
    QTest::newRow("asctime") << QByteArray("Sun Nov  6 08:49:37 1994") << 37'000LL;
    QTest::newRow("date gone by") << QByteArray("Sun, 06 Nov 1994 08:48:00 GMT") << 0LL;
    QTest::newRow("nothing") << QByteArray() << -1LL;
    QTest::newRow("negative") << QByteArray("-5") << -1LL;
    QTest::newRow("words") << QByteArray("soon") << -1LL;
}

void TestHttpPolicies::retryAfterForms()
{
    QFETCH(QByteArray, field);
    QFETCH(qint64, expectedMs);
    const qint64 now = QDateTime(QDate(1994, 11, 6), QTime(8, 49, 0), Qt::UTC).toMSecsSinceEpoch();
    const auto wait = parseRetryAfter(field, now);
    QCOMPARE(wait ? wait->count() : -1, expectedMs);
    const auto huge = parseRetryAfter("99999999999999999999", now);
    QVERIFY(huge && *huge > 24h);
}

void TestHttpPolicies::retryAfterInAnHourThatTheLocalClocksSkip()
{
    const QByteArray before = qgetenv("TZ");
    qputenv("TZ", "Europe/Berlin"); // 02:00 to 03:00 does not exist there on that day
    tzset();
    const qint64 now = QDateTime(QDate(2026, 3, 29), QTime(2, 29, 0), Qt::UTC).toMSecsSinceEpoch();
    const auto wait = parseRetryAfter("Sun, 29 Mar 2026 02:30:00 GMT", now);
    before.isNull() ? qunsetenv("TZ") : qputenv("TZ", before);
    tzset();
    QVERIFY(wait);
    QCOMPARE(wait->count(), 60'000);
}

void TestHttpPolicies::breakerHearsNothingOfBeforeItOpened()
{
    FakeClock clock;
    CircuitBreaker breaker(1, 30s, 1, clock);
    QVERIFY(!breaker.admit());
    const auto slow = breaker.ticket();
    QVERIFY(!breaker.admit());
    breaker.failed(breaker.ticket());
    QCOMPARE(breaker.state(), CircuitBreaker::State::Open);
    clock.advance(31s);
    QVERIFY(!breaker.admit()); // the trial
    const auto trial = breaker.ticket();
    breaker.succeeded(slow); // does not close it
    QCOMPARE(breaker.state(), CircuitBreaker::State::HalfOpen);
    breaker.failed(slow); // does not open it again
    QCOMPARE(breaker.state(), CircuitBreaker::State::HalfOpen);
    breaker.abandoned(slow); // lets no second trial in
    QVERIFY(breaker.admit());
    breaker.succeeded(trial);
    QCOMPARE(breaker.state(), CircuitBreaker::State::Closed);
}

void TestHttpPolicies::rateLimiterLetsThroughWhatGoesInAnyCase()
{
    FakeClock clock;
    RateLimiter limiter(2, 10s, clock);
    limiter.count();
    clock.advance(1s);
    limiter.count();
    clock.advance(1s);
    limiter.count();
    QCOMPARE(limiter.admit(), std::optional(9'000ms)); // two of three have to leave
    clock.advance(9s);
    QVERIFY(!limiter.admit());
    QVERIFY(limiter.admit());
}

/// Random successes, failures and waits against the sentence in facts §6.
void TestHttpPolicies::breakerFollowsItsModel()
{
    std::mt19937 random(7);
    FakeClock clock;
    CircuitBreaker breaker(5, 30s, 2, clock);
    enum { Closed, Open, HalfOpen } state = Closed;
    int failures = 0;
    int successes = 0;
    qint64 openedMs = 0;
    int opened = 0;
    for (int i = 0; i < 20'000; ++i) {
        clock.advance(std::chrono::milliseconds(random() % 4'000));
        if (state == Open && clock.monotonicMs() >= openedMs + 30'000) {
            state = HalfOpen;
            successes = 0;
        }
        const auto refused = breaker.admit();
        QCOMPARE(refused.has_value(), state == Open);
        if (refused) {
            QCOMPARE(clock.monotonicMs() + refused->count(), openedMs + 30'000);
            continue;
        }
        if (state == HalfOpen)
            QVERIFY(breaker.admit().has_value()); // one at a time
        if (random() % 10 < 4) {
            breaker.succeeded(breaker.ticket());
            failures = 0;
            if (state == HalfOpen && ++successes == 2)
                state = Closed;
        } else if (random() % 10 == 0) {
            breaker.abandoned(breaker.ticket());
        } else {
            breaker.failed(breaker.ticket());
            if (state == HalfOpen || ++failures == 5) {
                state = Open;
                openedMs = clock.monotonicMs();
                failures = 0;
                ++opened;
            }
        }
    }
    QVERIFY(opened > 100);
}

void TestHttpPolicies::rateLimiterNeverExceedsTheWindow()
{
    std::mt19937 random(11);
    FakeClock clock;
    RateLimiter limiter(10, 1s, clock);
    std::vector<qint64> sent;
    int refusals = 0;
    for (int i = 0; i < 20'000; ++i) {
        clock.advance(std::chrono::milliseconds(random() % 150));
        const qint64 now = clock.monotonicMs();
        const auto within = std::count_if(sent.begin(), sent.end(), [now](qint64 at) { return at > now - 1000; });
        const auto wait = limiter.admit();
        QCOMPARE(wait.has_value(), within >= 10);
        if (!wait) {
            sent.push_back(now);
        } else {
            ++refusals;
            QVERIFY(wait->count() > 0);
            if (random() % 8 == 0) { // after exactly that wait the next one goes through, a millisecond earlier not
                clock.advance(*wait - 1ms);
                QVERIFY(limiter.admit().has_value());
                clock.advance(1ms);
                QVERIFY(!limiter.admit());
                sent.push_back(clock.monotonicMs());
            }
        }
        if (sent.size() > 100)
            sent.erase(sent.begin(), sent.end() - 50);
    }
    QVERIFY(refusals > 1000);
}

void TestHttpPolicies::inflaterGivesBackWhatWasPacked()
{
    std::mt19937 random(3);
    for (int round = 0; round < 60; ++round) {
        QByteArray plain;
        const int size = int(random() % 300'000);
        while (plain.size() < size)
            plain += QByteArray::number(qulonglong(random() % 1000)) + (random() % 3 ? "," : "0000000000000000");
        QByteArray packed = gzipped(plain);
        QByteArray expected = plain;
        if (round % 5 == 0) { // two members in one body
            packed += gzipped("tail");
            expected += "tail";
        }
        Inflater inflater(expected.size());
        QByteArray out;
        for (qsizetype at = 0; at < packed.size();) {
            const qsizetype step = 1 + qsizetype(random() % 5'000);
            QCOMPARE(inflater.feed(packed.mid(at, step), out), Inflater::Status::Ok);
            at += step;
            if (at < packed.size() && round % 5 != 0)
                QVERIFY(!inflater.isFinished());
        }
        QVERIFY(inflater.isFinished());
        QCOMPARE(out, expected);
    }
}

void TestHttpPolicies::inflaterStopsAtItsLimit()
{
    const QByteArray bomb = gzipped(QByteArray(50'000'000, '0'));
    QVERIFY(bomb.size() < 60'000);
    Inflater inflater(1'000'000);
    QByteArray out;
    QCOMPARE(inflater.feed(bomb, out), Inflater::Status::TooLong);
    QVERIFY(out.size() <= 1'000'001);
}

void TestHttpPolicies::inflaterRefusesRubbish()
{
    QByteArray out;
    Inflater rubbish(1000);
    QCOMPARE(rubbish.feed("not a compressed body", out), Inflater::Status::Broken);
    QByteArray flipped = gzipped(QByteArray(5000, 'x') + "end");
    flipped[flipped.size() - 6] = char(flipped[flipped.size() - 6] ^ 0x55); // the checksum
    Inflater checked(100'000);
    QCOMPARE(checked.feed(flipped, out), Inflater::Status::Broken);
}

void TestHttpPolicies::redirects_data()
{
    QTest::addColumn<QString>("from");
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("location");
    QTest::addColumn<QByteArray>("method");
    QTest::addColumn<QString>("target"); // empty: refused
    QTest::addColumn<bool>("credentials");
    const QString here = QStringLiteral("https://prom.example/a/query?x=1");
    const QByteArray get("GET");
    const QByteArray post("POST");
    QTest::newRow("relative") << here << 302 << QByteArray("/b?y=2") << get << "https://prom.example/b?y=2" << true;
    QTest::newRow("default port spelled out")
        << here << 301 << QByteArray("https://prom.example:443/b") << get << "https://prom.example:443/b" << true;
    QTest::newRow("another host") << here << 302 << QByteArray("https://evil.example/") << get
                                  << "https://evil.example/" << false;
    QTest::newRow("sub-domain") << here << 302 << QByteArray("https://x.prom.example/") << get
                                << "https://x.prom.example/" << false;
    QTest::newRow("another port") << here << 302 << QByteArray("//prom.example:8443/") << get
                                  << "https://prom.example:8443/" << false;
    QTest::newRow("upgrade") << "http://prom.example/" << 308 << QByteArray("https://prom.example/") << get
                             << "https://prom.example/" << false;
    QTest::newRow("downgrade") << here << 302 << QByteArray("http://prom.example/b") << get << QString() << false;
    QTest::newRow("file") << here << 302 << QByteArray("file:///etc/passwd") << get << QString() << false;
    QTest::newRow("user info") << here << 302 << QByteArray("https://a:b@prom.example/") << get << QString() << false;
    QTest::newRow("no location") << here << 302 << QByteArray() << get << QString() << false;
    QTest::newRow("POST that stays a POST")
        << here << 307 << QByteArray("/b") << post << "https://prom.example/b" << true;
    QTest::newRow("POST that would become a GET") << here << 302 << QByteArray("/b") << post << QString() << false;
    QTest::newRow("POST elsewhere") << here << 308 << QByteArray("https://evil.example/") << post << QString() << false;
}

void TestHttpPolicies::redirects()
{
    QFETCH(QString, from);
    QFETCH(int, status);
    QFETCH(QByteArray, location);
    QFETCH(QByteArray, method);
    QFETCH(QString, target);
    QFETCH(bool, credentials);
    const auto redirect = followRedirect(QUrl(from), status, location, method, true);
    QCOMPARE(redirect.has_value(), !target.isEmpty());
    if (!redirect) {
        QCOMPARE(redirect.error().code(), QStringLiteral("redirect_refused"));
        QVERIFY(!redirect.error().detail().contains(u"x=1"));
        return;
    }
    QCOMPARE(redirect->url.toString(), target);
    QCOMPARE(redirect->method, method);
    QCOMPARE(redirect->withCredentials, credentials);
    // Once away from the endpoint they do not come back.
    const auto back = followRedirect(redirect->url, 302, QUrl(from).toEncoded(), "GET", redirect->withCredentials);
    QVERIFY(!back || back->withCredentials == credentials);
}

void TestHttpPolicies::queryValuesArriveUnchanged()
{
    std::mt19937 random(5);
    const QString alphabet = QStringLiteral("abz09 +%&=#?;/{}[]()\"'\\~!<>|,.:@$^*-_\n日é");
    for (int round = 0; round < 500; ++round) {
        QString value;
        for (unsigned i = random() % 40; i > 0; --i)
            value += alphabet[int(random() % unsigned(alphabet.size()))];
        if (round % 3 == 0)
            value += QStringLiteral("%41%2B");
        QUrlQuery query;
        addItem(query, QStringLiteral("query"), value);
        addItem(query, QStringLiteral("match[]"), QStringLiteral("x"));
        const auto url = requestUrl(QStringLiteral("http://h/prefix/"), QStringLiteral("/api"), query);
        QVERIFY(url);
        // As a server takes a form apart: by bytes, '+' is a space.
        const QList<QByteArray> items = url->toEncoded().split('?').value(1).split('&');
        QCOMPARE(items.size(), 2);
        QByteArray raw = items[0].mid(6);
        QVERIFY(!raw.contains('#'));
        raw.replace('+', ' ');
        QCOMPARE(QString::fromUtf8(QByteArray::fromPercentEncoding(raw)), value);
        QCOMPARE(url->path(), QStringLiteral("/prefix/api"));
    }
}

void TestHttpPolicies::endpointUrls_data()
{
    QTest::addColumn<QString>("endpoint");
    QTest::addColumn<bool>("good");
    QTest::newRow("plain") << "http://localhost:9090" << true;
    QTest::newRow("IPv6") << "https://[::1]:9090/x/" << true;
    QTest::newRow("empty") << "" << false;
    QTest::newRow("no scheme") << "localhost:9090" << false;
    QTest::newRow("no host") << "http:///x" << false;
    QTest::newRow("other scheme") << "ftp://host/" << false;
    QTest::newRow("credentials") << "https://user:hunter2@host/" << false;
}

void TestHttpPolicies::endpointUrls()
{
    QFETCH(QString, endpoint);
    QFETCH(bool, good);
    const auto url = requestUrl(endpoint, QStringLiteral("/x"), {});
    QCOMPARE(url.has_value(), good);
    if (!good) {
        QCOMPARE(url.error().kind(), ErrorKind::Precondition);
        QVERIFY(!url.error().origin().contains(u"hunter2"));
        QVERIFY(!url.error().detail().contains(u"hunter2"));
    }
}

QTEST_GUILESS_MAIN(TestHttpPolicies)
#include "tst_httppolicies.moc"
