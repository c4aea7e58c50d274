// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "alertmanager/alertmanagerclient.h"
#include "clientfixture.h"
#include "loki/lokiclient.h"
#include "manager/managerclient.h"
#include "prometheus/prometheusclient.h"

#include <QSignalSpy>
#include <QTest>

using namespace toban;
using namespace std::chrono_literals;

Q_DECLARE_METATYPE(toban::Step)

namespace {

/// What a client's call comes to: nothing when it worked.
using Outcome = std::optional<Error>;

template <typename T>
QCoro::Task<Outcome> outcomeOf(QCoro::Task<Result<T>> task)
{
    Result<T> result = co_await task;
    if (result)
        co_return Outcome();
    co_return Outcome(result.error());
}

struct Call
{
    QByteArray good; ///< an answer that the call accepts
    QByteArray otherShape; ///< correct JSON of another form
    QByteArray notFound; ///< the server's own 404
    std::function<QCoro::Task<Outcome>(HttpClient &)> send;
};

/// The client lives as long as its call.
template <typename Client, typename Method>
std::function<QCoro::Task<Outcome>(HttpClient &)> calling(Method method)
{
    return [method](HttpClient &http) -> QCoro::Task<Outcome> {
        Client client(http);
        Outcome outcome = co_await outcomeOf(method(client));
        co_return outcome;
    };
}

const std::map<QString, Call> &calls()
{
    static const std::map<QString, Call> all{
        {"prometheus query",
         {R"({"status":"success","data":{"resultType":"vector","result":[{"metric":{"a":"b"},"value":[1795211400.5,"1.5"]}]}})",
          R"({"status":"success","data":{"resultType":"vector","result":[{"metric":{"a":"b"},"value":"1.5"}]}})",
          "404 page not found\n", calling<PrometheusClient>([](auto &client) { return client.query("up", 0); })}},
        {"prometheus range",
         {R"({"status":"success","data":{"resultType":"matrix","result":[{"metric":{"a":"b"},"values":[[15,"1.5"],[30,"NaN"]]}]}})",
          R"({"status":"success","data":{"resultType":"matrix","result":{"metric":{}}}})", "404 page not found\n",
          calling<PrometheusClient>([](auto &client) { return client.queryRange("up", 0, 60'000, 15'000); })}},
        {"prometheus rules",
         {R"({"status":"success","data":{"groups":[]}})", R"({"status":"success","data":[]})", "404 page not found\n",
          calling<PrometheusClient>([](auto &client) { return client.rules(); })}},
        {"loki streams",
         {R"({"status":"success","data":{"resultType":"streams","result":[{"stream":{"a":"b"},"values":[["1795218408193049920","x"]]}]}})",
          R"({"status":"success","data":{"resultType":"streams","result":[{"stream":{"a":"b"},"values":[[1795218408193049920,"x"]]}]}})",
          "404 page not found\n", calling<LokiClient>([](auto &client) {
              return client.queryRange("{a=\"b\"}", 0, 1, 10, LogDirection::Backward);
          })}},
        {"alertmanager alerts",
         {"[]", R"([{"fingerprint":1}])", "404 page not found\n",
          calling<AlertmanagerClient>([](auto &client) { return client.alerts(); })}},
        {"manager agents",
         {R"({"items":[],"next_cursor":null})", R"({"items":{}})",
          R"({"type":"about:blank","title":"Not Found","status":404,"code":"not_found","detail":"There is no such path."})",
          calling<ManagerClient>([](auto &client) { return client.agents(); })}},
    };
    return all;
}

struct Failing
{
    Step step;
    ErrorKind kind;
    int status = 0;
};

/// Every failure there is a server for, in the words of one client.
std::vector<std::pair<QByteArray, Failing>> failuresOf(const Call &call)
{
    const QByteArray type = call.notFound.startsWith('{') ? "application/problem+json" : "text/plain";
    const ErrorKind own = call.notFound.startsWith('{') ? ErrorKind::Server : ErrorKind::Http;
    const Step good = Step::json(call.good);
    return {
        {"hangs", {Step::hang(), ErrorKind::Timeout}},
        {"closes", {Step::close(), ErrorKind::Network}},
        {"half-closed", {good.cutAfter(good.bytes.size() - 2), ErrorKind::Network}},
        {"slow drip", {Step::json(call.good + QByteArray(2000, ' ')).dripping(20ms), ErrorKind::Timeout}},
        {"401", {Step::answer(401, "text/plain", "who?"), ErrorKind::Http, 401}},
        {"403", {Step::answer(403, "text/html", "<html>no</html>"), ErrorKind::Http, 403}},
        {"404", {Step::answer(404, type, call.notFound), own, 404}},
        {"429", {Step::answer(429, "text/plain", "slow down", {"Retry-After: 120"}), ErrorKind::RateLimited, 429}},
        {"500", {Step::answer(500, "text/plain", "boom"), ErrorKind::Http, 500}},
        {"empty 500", {Step::answer(500, "text/plain", ""), ErrorKind::Http, 500}},
        {"a page instead", {Step::answer(200, "text/html", "<html>log in</html>"), ErrorKind::Decode, 200}},
        {"right text, wrong type", {Step::answer(200, "text/plain", call.good), ErrorKind::Decode, 200}},
        {"no body", {Step::json(""), ErrorKind::Decode}},
        {"truncated JSON", {Step::json(call.good.chopped(1)), ErrorKind::Decode}},
        {"cut between chunks", {Step::chunked(call.good.chopped(1)), ErrorKind::Decode}},
        {"other JSON", {Step::json("{\"hello\":\"world\"}"), ErrorKind::Decode}},
        {"other shape", {Step::json(call.otherShape), ErrorKind::Decode}},
        {"over-long", {Step::json(call.good + QByteArray(300'000, ' ')), ErrorKind::Decode}},
        {"zip bomb", {Step::gzip(call.good + QByteArray(3'000'000, ' ')), ErrorKind::Decode}},
    };
}

} // namespace

class TestClientFailures : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void failures_data();
    void failures();
    void nonsenseIsTheEndpointsFailure_data();
    void nonsenseIsTheEndpointsFailure();
    void refused_data() { eachCall(); }
    void refused();
    void badCertificate_data() { eachCall(); }
    void badCertificate();
    void redirectToAnotherHost_data() { eachCall(); }
    void redirectToAnotherHost();
    void compressed_data() { eachCall(); }
    void compressed();
    void cancelled_data() { eachCall(); }
    void cancelled();

private:
    void eachCall();
    SystemClock m_clock;
};

void TestClientFailures::eachCall()
{
    QTest::addColumn<QString>("call");
    for (const auto &[name, call] : calls())
        QTest::newRow(qPrintable(name)) << name;
}

void TestClientFailures::failures_data()
{
    QTest::addColumn<QString>("call");
    QTest::addColumn<size_t>("failure");
    for (const auto &[name, call] : calls()) {
        const auto failures = failuresOf(call);
        for (size_t i = 0; i < failures.size(); ++i)
            QTest::addRow("%s: %s", qPrintable(name), failures[i].first.constData()) << name << i;
    }
}

void TestClientFailures::failures()
{
    QFETCH(QString, call);
    QFETCH(size_t, failure);
    const Failing failing = failuresOf(calls().at(call))[failure].second;
    ScriptedServer server(failing.step);
    HttpLimits limits = quickLimits();
    limits.maxRetries = 1;
    // Short only where the time-out is what is tested: a busy machine must not turn another failure into one.
    const std::chrono::milliseconds timeout = failing.kind == ErrorKind::Timeout ? 150ms : 10s;
    HttpClient http(endpointAt(server.url(), timeout), {}, m_clock, limits);
    const Watched<Outcome> task(calls().at(call).send(http));
    const Outcome &error = task.wait();
    QVERIFY(error);
    QVERIFY2(error->kind() == failing.kind,
             qPrintable(QStringLiteral("kind %1: %2").arg(int(error->kind())).arg(error->detail())));
    QCOMPARE(error->status(), failing.status);
    QVERIFY2(error->origin().startsWith(server.url() + "/"), qPrintable(error->origin()));
    QVERIFY(!error->origin().contains(u'?'));
    QCOMPARE(error->isAuthentication(), failing.status == 401 || failing.status == 403);
    if (failing.status == 429)
        QCOMPARE(error->retryAfter(), std::optional<std::chrono::milliseconds>(120s));
    // One retry. A GET whose connection is lost the access manager sends once more by itself.
    const size_t expected = error->isRetryable() && failing.status != 429 ? 2 : 1;
    QVERIFY(server.requests().size() == expected
            || (failing.kind == ErrorKind::Network && server.requests().size() > expected
                && server.requests().size() <= 2 * expected));
    QCOMPARE(task.times(), 1);
}

void TestClientFailures::nonsenseIsTheEndpointsFailure_data()
{
    QTest::addColumn<QString>("call");
    QTest::addColumn<Step>("step");
    QTest::addColumn<int>("kind"); // -1: the endpoint is well
    const QByteArray page = "<html>" + QByteArray(64'000, ' ') + "</html>";
    for (const auto &[name, call] : calls()) {
        const auto row = [&, n = name](const char *what, const Step &step, int kind) {
            QTest::addRow("%s: %s", qPrintable(n), what) << n << step << kind;
        };
        row("good", Step::json(call.good), -1);
        row("a page", Step::answer(200, "text/html", "<html>log in</html>"), int(ErrorKind::Decode));
        row("a long page", Step::answer(200, "text/html", page), int(ErrorKind::Decode));
        row("other JSON", Step::json("{\"hello\":\"world\"}"), int(ErrorKind::Decode));
        row("no such path", Step::answer(404, "text/html", "<html>nothing here</html>"), int(ErrorKind::Decode));
    }
    QTest::newRow("prometheus query: bad query")
        << QStringLiteral("prometheus query")
        << Step::json(R"({"status":"error","errorType":"bad_data","error":"parse error"})", 400) << -1;
    QTest::newRow("manager agents: own 404")
        << QStringLiteral("manager agents")
        << Step::answer(404, "application/problem+json", calls().at(QStringLiteral("manager agents")).notFound) << -1;
}

/// What the health strip hears: one word for each exchange, and only after the answer was read.
void TestClientFailures::nonsenseIsTheEndpointsFailure()
{
    QFETCH(QString, call);
    QFETCH(Step, step);
    QFETCH(int, kind);
    ScriptedServer server(step);
    HttpClient http(endpointAt(server.url()), {}, m_clock, quickLimits());
    QSignalSpy exchanges(&http, &HttpClient::exchangeFinished);
    await(calls().at(call).send(http));
    QCOMPARE(exchanges.size(), 1);
    const auto error = exchanges[0][1].value<std::optional<Error>>();
    QCOMPARE(error ? int(error->kind()) : -1, kind);
}

void TestClientFailures::refused()
{
    QFETCH(QString, call);
    QString url;
    {
        ScriptedServer server(Step::hang());
        url = server.url();
    }
    HttpClient http(endpointAt(url), {}, m_clock, quickLimits());
    const Outcome error = await(calls().at(call).send(http));
    QVERIFY(error);
    QCOMPARE(error->kind(), ErrorKind::Network);
    QCOMPARE(error->code(), QStringLiteral("refused"));
}

void TestClientFailures::badCertificate()
{
    QFETCH(QString, call);
    static const Certificates certificates;
    ScriptedServer server(Step::json(calls().at(call).good));
    server.useTls(certificates.expired());
    EndpointConfig config = endpointAt(server.url());
    config.http.tls.caFile = certificates.authority();
    HttpClient http(config, {}, m_clock, quickLimits());
    const Outcome error = await(calls().at(call).send(http));
    QVERIFY(error);
    QCOMPARE(error->kind(), ErrorKind::Tls);
    QCOMPARE(error->code(), QStringLiteral("certificate_expired"));
    QVERIFY(server.requests().empty());
}

void TestClientFailures::redirectToAnotherHost()
{
    QFETCH(QString, call);
    ScriptedServer other(Step::json(calls().at(call).good));
    ScriptedServer server(
        [&other](const SeenRequest &request) { return Step::redirect(307, other.url().toUtf8() + request.target); });
    EndpointConfig config = endpointAt(server.url());
    config.http.basicAuth = HttpOptions::BasicAuth{"ops", "name"};
    HttpClient http(config, secretIs("s3cr3t"), m_clock, quickLimits());
    QVERIFY(!await(calls().at(call).send(http)));
    QVERIFY(server.requests().back().fields.contains("authorization"));
    QVERIFY(!other.requests().back().fields.contains("authorization"));
}

void TestClientFailures::compressed()
{
    QFETCH(QString, call);
    ScriptedServer server(Step::gzip(calls().at(call).good));
    HttpClient http(endpointAt(server.url()), {}, m_clock, quickLimits());
    QVERIFY(!await(calls().at(call).send(http)));
}

void TestClientFailures::cancelled()
{
    QFETCH(QString, call);
    ScriptedServer server(Step::hang());
    auto http = std::make_unique<HttpClient>(endpointAt(server.url()), SecretLookup(), m_clock, quickLimits());
    const Watched<Outcome> task(calls().at(call).send(*http));
    QVERIFY(QTest::qWaitFor([&] { return server.requests().size() == 1; }));
    http.reset();
    QVERIFY(task.isDone());
    QCOMPARE(task.value()->kind(), ErrorKind::Cancelled);
}

QTEST_GUILESS_MAIN(TestClientFailures)
#include "tst_clientfailures.moc"
