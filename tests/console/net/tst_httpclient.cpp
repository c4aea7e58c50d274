// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "async/completion.h"
#include "clientfixture.h"
#include "fakeclock.h"

#include <QPointer>
#include <QSignalSpy>
#include <QTest>

using namespace toban;
using namespace std::chrono_literals;

class TestHttpClient : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void answersWithBodyAndTypeAndLatency();
    void credentialsAndHeadersAreSent();
    void secretsAreReadForEveryTry();
    void keychainErrorsPassThroughAndNothingIsSent();
    void headerValuesCannotSmuggleFields();
    void redirectElsewhereCarriesNoCredentials_data();
    void redirectElsewhereCarriesNoCredentials();
    void redirectWithinTheEndpoint();
    void idempotentRequestsAreRetried();
    void changesAreSentOnce_data();
    void changesAreSentOnce();
    void acceptedErrorsKeepTheirBody();
    void acceptedErrorsAreStillRetried();
    void breakerProtectsTheEndpoint();
    void rateLimitIsKept();
    void compressedAnswers();
    void sixAtATimeTheOthersInOrder();
    void waitingForATurnIsNotCountedAsTimeOut();
    void connectionsAreReused();
    void proxyIsUsed();
    void proxyUrlIsChecked();
    void destructionCancels_data();
    void destructionCancels();
    void destructionWithinTheAnswer();
    void originHasNoSecrets();
};

void TestHttpClient::answersWithBodyAndTypeAndLatency()
{
    ScriptedServer server(Step::answer(200, "Application/JSON; charset=utf-8", "{\"a\":1}", {"ETag: \"v1\""}));
    SystemClock clock;
    HttpClient client(endpointAt(server.url() + "/prefix/"), {}, clock, quickLimits());
    QSignalSpy exchanges(&client, &HttpClient::exchangeFinished);
    const auto answer = await(client.send(get("/api/v1/x")));
    QVERIFY(answer);
    QCOMPARE(answer->status, 200);
    QCOMPARE(answer->body, QByteArray("{\"a\":1}"));
    QCOMPARE(answer->contentType, QByteArray("application/json"));
    QCOMPARE(answer->etag, QByteArray("\"v1\""));
    QVERIFY(answer->latency >= 0ms && answer->latency < 10s);
    QCOMPARE(server.requests().back().target, QByteArray("/prefix/api/v1/x"));
    QCOMPARE(server.requests().back().field("Accept"), QByteArray("application/json"));
    QCOMPARE(exchanges.size(), 1);
    QVERIFY(!exchanges[0][1].value<std::optional<Error>>());
}

void TestHttpClient::credentialsAndHeadersAreSent()
{
    ScriptedServer server(Step::json("{}"));
    SystemClock clock;
    EndpointConfig basic = endpointAt(server.url());
    basic.http.basicAuth = HttpOptions::BasicAuth{"ops", "name"};
    basic.http.headers = {{"X-Scope-OrgID", "fleet", {}}, {"X-Key", {}, "other"}};
    HttpClient client(basic, secretIs("pass:wörd"), clock, quickLimits());
    QVERIFY(await(client.send(get())));
    const SeenRequest &seen = server.requests().back();
    QCOMPARE(seen.field("Authorization"), "Basic " + QByteArray("ops:pass:wörd").toBase64());
    QCOMPARE(seen.field("X-Scope-OrgID"), QByteArray("fleet"));
    QCOMPARE(seen.field("X-Key"), QByteArray("pass:wörd"));

    EndpointConfig bearer = endpointAt(server.url());
    bearer.http.authorization = HttpOptions::Authorization{"Bearer", "name"};
    HttpClient other(bearer, secretIs("tok"), clock, quickLimits());
    QVERIFY(await(other.send(get())));
    QCOMPARE(server.requests().back().field("Authorization"), QByteArray("Bearer tok"));
    const auto headers = await(other.authorizationHeaders());
    QVERIFY(headers);
    QCOMPARE(headers->size(), 1U);
    QCOMPARE(headers->front().second, QByteArray("Bearer tok"));
}

void TestHttpClient::secretsAreReadForEveryTry()
{
    int asked = 0;
    ScriptedServer server([](const SeenRequest &request) {
        return request.field("Authorization") == "Bearer t3" ? Step::json("{}") : Step::answer(503, "text/plain", "x");
    });
    EndpointConfig config = endpointAt(server.url());
    config.http.authorization = HttpOptions::Authorization{"Bearer", "staging/token"};
    const SecretLookup lookup = [&asked](SecretName name) -> QCoro::Task<Result<QString>> {
        const QString value = name == u"staging/token" ? QStringLiteral("t%1").arg(++asked) : QString();
        co_return Result<QString>(value);
    };
    SystemClock clock;
    HttpClient client(config, lookup, clock, quickLimits());
    QVERIFY(await(client.send(get())));
    QCOMPARE(asked, 3);
}

void TestHttpClient::keychainErrorsPassThroughAndNothingIsSent()
{
    ScriptedServer server(Step::json("{}"));
    EndpointConfig config = endpointAt(server.url());
    config.http.authorization = HttpOptions::Authorization{"Bearer", "name"};
    const SecretLookup locked = [](SecretName name) -> QCoro::Task<Result<QString>> {
        Error error(ErrorKind::Keychain, QStringLiteral("locked"), name);
        error.withCode(QStringLiteral("locked"));
        co_return Result<QString>(Failure(error));
    };
    SystemClock clock;
    HttpClient client(config, locked, clock, quickLimits());
    QSignalSpy exchanges(&client, &HttpClient::exchangeFinished);
    std::vector<Error> notSent;
    connect(&client, &HttpClient::notSent, this, [&notSent](const Error &error) { notSent.push_back(error); });
    auto answer = await(client.send(get()));
    QCOMPARE(answer.error().kind(), ErrorKind::Keychain);
    QCOMPARE(answer.error().code(), QStringLiteral("locked"));
    QVERIFY(answer.error().isAuthentication());
    QVERIFY(server.requests().empty());
    QCOMPARE(exchanges.size(), 0);
    QCOMPARE(notSent.size(), 1U);
    QCOMPARE(notSent[0].code(), QStringLiteral("locked"));

    HttpClient none(config, {}, clock, quickLimits());
    answer = await(none.send(get()));
    QCOMPARE(answer.error().code(), QStringLiteral("missing"));
}

void TestHttpClient::headerValuesCannotSmuggleFields()
{
    ScriptedServer server(Step::json("{}"));
    EndpointConfig config = endpointAt(server.url());
    config.http.authorization = HttpOptions::Authorization{"Bearer", "name"};
    SystemClock clock;
    HttpClient client(config, secretIs("tok\r\nX-Evil: 1"), clock, quickLimits());
    const auto answer = await(client.send(get()));
    QCOMPARE(answer.error().kind(), ErrorKind::Precondition);
    QVERIFY(!answer.error().detail().contains(u"tok"));
    QVERIFY(server.requests().empty());
}

void TestHttpClient::redirectElsewhereCarriesNoCredentials_data()
{
    QTest::addColumn<int>("status");
    for (const int status : {301, 302, 303, 307, 308})
        QTest::addRow("%d", status) << status;
}

void TestHttpClient::redirectElsewhereCarriesNoCredentials()
{
    QFETCH(int, status);
    ScriptedServer other([](const SeenRequest &request) {
        return request.target.startsWith("/back") ? Step::redirect(302, "/end") : Step::json("{\"from\":\"other\"}");
    });
    ScriptedServer server(Step::redirect(status, other.url().toUtf8() + "/back?q=1"));
    EndpointConfig config = endpointAt(server.url());
    config.http.authorization = HttpOptions::Authorization{"Bearer", "name"};
    config.http.headers = {{"X-Scope-OrgID", "fleet", {}}, {"X-Key", {}, "other"}};
    SystemClock clock;
    HttpClient client(config, secretIs("s3cr3t"), clock, quickLimits());
    HttpRequest request = get();
    request.headers = {{"X-Request", "mine"}};
    const auto answer = await(client.send(request));
    QVERIFY(answer);
    QCOMPARE(answer->body, QByteArray("{\"from\":\"other\"}"));
    QCOMPARE(server.requests().back().field("Authorization"), QByteArray("Bearer s3cr3t"));
    QCOMPARE(other.requests().size(), 2U);
    for (const SeenRequest &seen : other.requests()) {
        QVERIFY(!seen.fields.contains("authorization"));
        QVERIFY(!seen.fields.contains("x-scope-orgid"));
        QVERIFY(!seen.fields.contains("x-key"));
        QVERIFY(!seen.fields.contains("x-request"));
        QVERIFY(!seen.fields.contains("cookie"));
    }
}

void TestHttpClient::redirectWithinTheEndpoint()
{
    ScriptedServer server([](const SeenRequest &request) {
        return request.target == "/moved" ? Step::json("{}") : Step::redirect(307, "/moved");
    });
    EndpointConfig config = endpointAt(server.url());
    config.http.authorization = HttpOptions::Authorization{"Bearer", "name"};
    SystemClock clock;
    HttpClient client(config, secretIs("tok"), clock, quickLimits());
    HttpRequest query = post("{\"replicas\":5}");
    query.idempotent = true;
    QVERIFY(await(client.send(query)));
    QCOMPARE(server.requests().size(), 2U);
    const SeenRequest seen = server.requests().back();
    QCOMPARE(seen.method, QByteArray("POST"));
    QCOMPARE(seen.body, QByteArray("{\"replicas\":5}"));
    QCOMPARE(seen.field("Content-Type"), QByteArray("application/json"));
    QCOMPARE(seen.field("Authorization"), QByteArray("Bearer tok"));

    // A change is not sent a second time, wherever to.
    const auto refused = await(client.send(post("{}")));
    QVERIFY(!refused && refused.error().detail().contains(u"redirected"));
    QCOMPARE(server.requests().size(), 3U);
}

void TestHttpClient::idempotentRequestsAreRetried()
{
    int left = 3;
    ScriptedServer server([&left](const SeenRequest &) {
        return left-- > 0 ? Step::answer(503, "text/plain", "later") : Step::json("{}");
    });
    SystemClock clock;
    HttpClient client(endpointAt(server.url()), {}, clock, quickLimits());
    QSignalSpy exchanges(&client, &HttpClient::exchangeFinished);
    QVERIFY(await(client.send(get())));
    QCOMPARE(server.requests().size(), 4U);
    QCOMPARE(exchanges.size(), 4);

    left = 100;
    HttpRequest once = get();
    once.retry = false;
    QVERIFY(!await(client.send(once)));
    QCOMPARE(server.requests().size(), 5U);
}

void TestHttpClient::changesAreSentOnce_data()
{
    QTest::addColumn<int>("what");
    QTest::newRow("503") << 0;
    QTest::newRow("closed without an answer") << 1;
    QTest::newRow("reset") << 2;
    QTest::newRow("cut in the head") << 3;
}

/// Also not by the access manager, which by itself sends again when a kept-alive connection is lost.
void TestHttpClient::changesAreSentOnce()
{
    QFETCH(int, what);
    ScriptedServer server([what](const SeenRequest &request) {
        if (request.method == "GET")
            return Step::json("{}");
        switch (what) {
        case 0:
            return Step::answer(503, "text/plain", "later");
        case 1:
            return Step::close();
        case 2:
            return Step::abort();
        default:
            return Step::json("{}").cutAfter(12);
        }
    });
    SystemClock clock;
    HttpClient client(endpointAt(server.url()), {}, clock, quickLimits());
    QVERIFY(await(client.send(get()))); // there is a kept-alive connection now
    QVERIFY(!await(client.send(post("{\"replicas\":5}"))));
    QCOMPARE(std::count_if(server.requests().begin(), server.requests().end(),
                           [](const SeenRequest &seen) { return seen.method == "POST"; }),
             1);
    QCOMPARE(server.requests().back().body, QByteArray("{\"replicas\":5}"));
}

void TestHttpClient::acceptedErrorsKeepTheirBody()
{
    Step step = Step::json("{\"status\":\"error\",\"error\":\"parse error near tok-1\"}", 400);
    ScriptedServer server([&step](const SeenRequest &) { return step; });
    EndpointConfig config = endpointAt(server.url());
    config.http.authorization = HttpOptions::Authorization{"Bearer", "name"};
    SystemClock clock;
    HttpClient client(config, secretIs("tok-1"), clock, quickLimits());
    QSignalSpy exchanges(&client, &HttpClient::exchangeFinished);
    auto answer = await(client.sendAcceptingErrors(get()));
    QVERIFY(answer);
    QCOMPARE(answer->status, 400);
    QCOMPARE(answer->body, QByteArray("{\"status\":\"error\",\"error\":\"parse error near [redacted]\"}"));
    QVERIFY(exchanges.empty()); // what it is only its reader knows
    client.answerRead(*answer, std::nullopt);
    QVERIFY(!exchanges.takeLast()[1].value<std::optional<Error>>()); // the endpoint is well, the query was not

    step = Step::json("", 400);
    answer = await(client.sendAcceptingErrors(get()));
    QVERIFY(!answer);
    QCOMPARE(answer.error().status(), 400);

    step = Step::json("{}", 401);
    answer = await(client.sendAcceptingErrors(get()));
    QVERIFY(answer);
    client.answerRead(*answer, std::nullopt); // it is known already
    QVERIFY(exchanges.takeLast()[1].value<std::optional<Error>>().has_value());
}

void TestHttpClient::acceptedErrorsAreStillRetried()
{
    ScriptedServer server(Step::json("{\"status\":\"error\"}", 503));
    SystemClock clock;
    HttpClient client(endpointAt(server.url()), {}, clock, quickLimits());
    const auto answer = await(client.sendAcceptingErrors(get()));
    QVERIFY(answer);
    QCOMPARE(answer->status, 503);
    QCOMPARE(server.requests().size(), 4U);
}

void TestHttpClient::breakerProtectsTheEndpoint()
{
    bool well = false;
    ScriptedServer server(
        [&well](const SeenRequest &) { return well ? Step::json("{}") : Step::answer(500, "text/plain", "x"); });
    FakeClock clock;
    HttpClient client(endpointAt(server.url()), {}, clock, quickLimits());
    HttpRequest once = get();
    once.retry = false;
    for (int i = 0; i < 5; ++i)
        QCOMPARE(await(client.send(once)).error().status(), 500);
    const auto refused = await(client.send(get()));
    QCOMPARE(refused.error().kind(), ErrorKind::CircuitOpen);
    QCOMPARE(refused.error().retryAfter(), std::optional(30'000ms));
    QCOMPARE(server.requests().size(), 5U);

    clock.advance(30s);
    QCOMPARE(await(client.send(once)).error().status(), 500);
    QCOMPARE(await(client.send(once)).error().kind(), ErrorKind::CircuitOpen);
    well = true;
    clock.advance(30s);
    QVERIFY(await(client.send(once)));
    QVERIFY(await(client.send(once)));
    QCOMPARE(server.requests().size(), 8U);
    // Closed again: several at once go through.
    const Watched<Result<HttpAnswer>> first(client.send(once));
    const Watched<Result<HttpAnswer>> second(client.send(once));
    QVERIFY(first.wait() && second.wait());
}

void TestHttpClient::rateLimitIsKept()
{
    ScriptedServer server(Step::json("{}"));
    FakeClock clock;
    HttpLimits limits = quickLimits();
    limits.rateCalls = 3;
    HttpClient client(endpointAt(server.url()), {}, clock, limits);
    for (int i = 0; i < 3; ++i)
        QVERIFY(await(client.send(get())));
    clock.advance(20s);
    const auto refused = await(client.send(get()));
    QCOMPARE(refused.error().kind(), ErrorKind::RateLimited);
    QCOMPARE(refused.error().status(), 0);
    QCOMPARE(refused.error().retryAfter(), std::optional(40'000ms));
    QCOMPARE(server.requests().size(), 3U);
    HttpRequest page = get();
    page.rate = HttpRequest::Rate::Continued;
    QVERIFY(await(client.send(page)));
    HttpRequest change = get();
    change.rate = HttpRequest::Rate::Always;
    QVERIFY(await(client.send(change)));
    QCOMPARE(server.requests().size(), 5U);
    clock.advance(40s);
    QVERIFY(await(client.send(get())));
}

void TestHttpClient::compressedAnswers()
{
    const QByteArray body = "{\"x\":\"" + QByteArray(100'000, 'y') + "\"}";
    ScriptedServer server(Step::gzip(body));
    SystemClock clock;
    HttpClient client(endpointAt(server.url()), {}, clock, quickLimits());
    const auto answer = await(client.send(get()));
    QVERIFY(answer);
    QCOMPARE(answer->body, body);
    QCOMPARE(server.requests().back().field("Accept-Encoding"), QByteArray("identity")); // this machine
}

void TestHttpClient::sixAtATimeTheOthersInOrder()
{
    std::vector<QByteArray> order;
    ScriptedServer server([&order](const SeenRequest &request) {
        order.push_back(request.target);
        return Step::json("{}");
    });
    SystemClock clock;
    HttpClient client(endpointAt(server.url()), {}, clock, quickLimits());
    std::vector<Watched<Result<HttpAnswer>>> tasks;
    for (int i = 0; i < 20; ++i)
        tasks.emplace_back(client.send(get(QStringLiteral("/%1").arg(i))));
    for (const auto &task : tasks)
        QVERIFY(task.wait());
    QVERIFY2(server.connections() > 1 && server.connections() <= 6, qPrintable(QString::number(server.connections())));
    QCOMPARE(order.size(), 20U);
    // Those that waited went out in the order they came, give or take what is under way at the same time.
    for (size_t i = 0; i < order.size(); ++i)
        QVERIFY(std::abs(int(i) - order[i].mid(1).toInt()) < 6);
}

void TestHttpClient::waitingForATurnIsNotCountedAsTimeOut()
{
    ScriptedServer server(
        [](const SeenRequest &request) { return request.target == "/hang" ? Step::hang() : Step::json("{}"); });
    SystemClock clock;
    HttpLimits limits = quickLimits();
    limits.maxParallel = 1;
    HttpClient client(endpointAt(server.url(), 300ms), {}, clock, limits);
    HttpRequest hang = get("/hang");
    hang.retry = false;
    const Watched<Result<HttpAnswer>> first(client.send(hang));
    const Watched<Result<HttpAnswer>> second(client.send(get("/good")));
    QVERIFY(second.wait());
    QVERIFY(first.isDone() && !first.value());
}

void TestHttpClient::connectionsAreReused()
{
    ScriptedServer server(Step::json("{}"));
    SystemClock clock;
    HttpClient client(endpointAt(server.url()), {}, clock, quickLimits());
    for (int i = 0; i < 5; ++i)
        QVERIFY(await(client.send(get())));
    QCOMPARE(server.connections(), 1);
}

void TestHttpClient::proxyIsUsed()
{
    ScriptedServer proxy(Step::json("{\"by\":\"proxy\"}"));
    EndpointConfig config = endpointAt(QStringLiteral("http://prometheus.invalid:9090"));
    config.http.proxyUrl = proxy.url();
    SystemClock clock;
    HttpClient client(config, {}, clock, quickLimits());
    const auto answer = await(client.send(get()));
    QVERIFY2(answer, answer ? "" : qPrintable(answer.error().detail()));
    QCOMPARE(proxy.requests().back().target, QByteArray("http://prometheus.invalid:9090/api"));
    QCOMPARE(proxy.requests().back().field("Accept-Encoding"), QByteArray("gzip"));
}

void TestHttpClient::proxyUrlIsChecked()
{
    SystemClock clock;
    for (const char *bad : {"proxy:3128", "ftp://proxy", "http://user:hunter2@proxy:3128"}) {
        EndpointConfig config = endpointAt(QStringLiteral("http://127.0.0.1:9"));
        config.http.proxyUrl = QString::fromLatin1(bad);
        HttpClient client(config, {}, clock, quickLimits());
        const auto answer = await(client.send(get()));
        QCOMPARE(answer.error().kind(), ErrorKind::Precondition);
        QVERIFY(!answer.error().origin().contains(u"hunter2"));
    }
}

void TestHttpClient::destructionCancels_data()
{
    QTest::addColumn<QString>("stage");
    for (const char *stage : {"keychain", "turn", "exchange", "redirected", "retry pause"})
        QTest::newRow(stage) << QString::fromLatin1(stage);
}

void TestHttpClient::destructionCancels()
{
    QFETCH(QString, stage);
    ScriptedServer server([stage](const SeenRequest &request) {
        if (stage == u"retry pause")
            return Step::answer(503, "text/plain", "x");
        if (stage == u"redirected" && request.target == "/api")
            return Step::redirect(302, "/slow");
        return Step::hang();
    });
    EndpointConfig config = endpointAt(server.url());
    config.http.authorization = HttpOptions::Authorization{"Bearer", "name"};
    std::vector<Completion<Result<QString>>> secrets; // one for each lookup
    const bool slowKeychain = stage == u"keychain";
    const SecretLookup lookup = [&secrets, slowKeychain](SecretName) -> QCoro::Task<Result<QString>> {
        if (!slowKeychain)
            co_return Result<QString>(QStringLiteral("tok"));
        const Completion<Result<QString>> own;
        secrets.push_back(own);
        Result<QString> value = co_await own;
        co_return value;
    };
    HttpLimits limits = quickLimits();
    limits.maxParallel = 1;
    limits.retryBase = 30s;
    SystemClock clock;
    auto client = std::make_unique<HttpClient>(config, lookup, clock, limits);
    QSignalSpy exchanges(client.get(), &HttpClient::exchangeFinished);
    const Watched<Result<HttpAnswer>> first(client->send(get()));
    const Watched<Result<HttpAnswer>> second(client->send(get()));
    const size_t expected = slowKeychain ? 0 : stage == u"redirected" ? 2 : stage == u"retry pause" ? 2 : 1;
    QVERIFY(QTest::qWaitFor([&] { return server.requests().size() == expected; }));
    if (stage == u"retry pause")
        QVERIFY(QTest::qWaitFor([&] { return exchanges.size() == 2; }));
    QVERIFY(!first.isDone() && !second.isDone());
    client.reset();
    for (const auto *task : {&first, &second}) {
        QVERIFY(task->isDone());
        QCOMPARE(task->value().error().kind(), ErrorKind::Cancelled);
    }
    QCOMPARE(secrets.size(), slowKeychain ? 2U : 0U);
    for (const auto &secret : secrets)
        secret.complete(QStringLiteral("late"));
    QCoreApplication::processEvents();
    QCOMPARE(first.times(), 1);
    QCOMPARE(second.times(), 1);
}

void TestHttpClient::destructionWithinTheAnswer()
{
    ScriptedServer server(Step::json("{}"));
    SystemClock clock;
    auto client = std::make_unique<HttpClient>(endpointAt(server.url()), SecretLookup(), clock, quickLimits());
    connect(client.get(), &HttpClient::exchangeFinished, this, [&client] { client.reset(); });
    const Watched<Result<HttpAnswer>> task(client->send(get()));
    QCOMPARE(task.wait().error().kind(), ErrorKind::Cancelled);
    QVERIFY(!client);
    QCOMPARE(task.times(), 1);
}

void TestHttpClient::originHasNoSecrets()
{
    SystemClock clock;
    HttpClient client(endpointAt(QStringLiteral("https://user:pw@host:9090/x?token=1")), {}, clock, quickLimits());
    QCOMPARE(client.origin(), QStringLiteral("https://host:9090/x"));
}

QTEST_GUILESS_MAIN(TestHttpClient)
#include "tst_httpclient.moc"
