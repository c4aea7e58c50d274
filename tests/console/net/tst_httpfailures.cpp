// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "clientfixture.h"
#include "fakeclock.h"

#include <QSignalSpy>
#include <QTest>

using namespace toban;
using namespace std::chrono_literals;

Q_DECLARE_METATYPE(toban::Step)

/// Everything that can go wrong between a request and its answer, by one table.
class TestHttpFailures : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void failures_data();
    void failures();
    void refusedConnection();
    void tls_data();
    void tls();
    void clientCertificate();
    void clientCertificateStaysWithItsHost();
    void missingTlsFiles();

private:
    std::unique_ptr<Certificates> m_certificates;
};

void TestHttpFailures::initTestCase()
{
    m_certificates = std::make_unique<Certificates>();
}

void TestHttpFailures::failures_data()
{
    QTest::addColumn<Step>("step");
    QTest::addColumn<ErrorKind>("kind");
    QTest::addColumn<int>("status");
    QTest::addColumn<QString>("detail"); // contained in the error's
    QTest::addColumn<bool>("endpointFails"); // counted by the breaker
    const QByteArray big(300'000, 'x');
    const Step good = Step::json("{\"status\":\"success\"}");
    QTest::newRow("hangs") << Step::hang() << ErrorKind::Timeout << 0 << "within" << true;
    QTest::newRow("closes without a word") << Step::close() << ErrorKind::Network << 0 << "" << true;
    QTest::newRow("resets") << Step::abort() << ErrorKind::Network << 0 << "" << true;
    QTest::newRow("closes in the head") << good.cutAfter(20) << ErrorKind::Network << 0 << "" << true;
    QTest::newRow("closes in the body") << good.cutAfter(good.bytes.size() - 3) << ErrorKind::Network << 0 << ""
                                        << true;
    QTest::newRow("stops in the body") << Step{good.bytes.chopped(3), Step::Then::KeepOpen, {}} << ErrorKind::Timeout
                                       << 0 << "" << true;
    QTest::newRow("slow drip") << Step::json(QByteArray(5000, ' ')).dripping(20ms) << ErrorKind::Timeout << 0 << ""
                               << true;
    QTest::newRow("not HTTP") << Step{"SSH-2.0-OpenSSH_9.2\r\n", Step::Then::Close, {}} << ErrorKind::Network << 0 << ""
                              << true;
    QTest::newRow("401") << Step::answer(401, "text/plain", "no entry", {"WWW-Authenticate: Basic realm=\"x\""})
                         << ErrorKind::Http << 401 << "no entry" << false;
    QTest::newRow("403") << Step::answer(403, "application/json", "{\"message\":\"not you\"}") << ErrorKind::Http << 403
                         << "not you" << false;
    QTest::newRow("404") << Step::answer(404, "text/plain", "404 page not found\n") << ErrorKind::Http << 404
                         << "404 page not found" << false;
    QTest::newRow("400") << Step::answer(400, "text/plain", "bad") << ErrorKind::Http << 400 << "bad" << false;
    QTest::newRow("407 of no proxy of ours")
        << Step::answer(407, "text/plain", "") << ErrorKind::Network << 0 << "" << true;
    QTest::newRow("429") << Step::answer(429, "text/plain", "slow down", {"Retry-After: 7"}) << ErrorKind::RateLimited
                         << 429 << "slow down" << false;
    QTest::newRow("500") << Step::answer(500, "text/plain", "boom") << ErrorKind::Http << 500 << "boom" << true;
    QTest::newRow("503 as a page") << Step::answer(503, "text/html", "<html>sorry</html>") << ErrorKind::Http << 503
                                   << "" << true;
    QTest::newRow("secrets in the error")
        << Step::answer(500, "application/json", R"({"api_key":"sk-live-1","note":"Bearer s3cr3t-value was refused"})")
        << ErrorKind::Http << 500 << "[redacted]" << true;
    QTest::newRow("announced over-long") << Step::json(big) << ErrorKind::Decode << 0 << "limit" << false;
    QTest::newRow("over-long in chunks") << Step::chunked(big) << ErrorKind::Decode << 0 << "limit" << false;
    QTest::newRow("over-long error") << Step::answer(500, "text/plain", big) << ErrorKind::Decode << 0 << "limit"
                                     << false;
    QTest::newRow("zip bomb") << Step::gzip(QByteArray(30'000'000, '0')) << ErrorKind::Decode << 0 << "limit" << false;
    QTest::newRow("broken gzip") << Step::answer(200, "application/json", "certainly not", {"Content-Encoding: gzip"})
                                 << ErrorKind::Decode << 0 << "compressed" << false;
    QTest::newRow("truncated gzip") << Step::answer(200, "application/json", gzipped(QByteArray(1000, 'x')).chopped(12),
                                                    {"Content-Encoding: gzip"})
                                    << ErrorKind::Decode << 0 << "compressed" << false;
    QTest::newRow("unknown encoding") << Step::answer(200, "application/json", "x", {"Content-Encoding: br"})
                                      << ErrorKind::Decode << 0 << "encoding" << false;
    QTest::newRow("redirects for ever") << Step::redirect(302, "/again") << ErrorKind::Http << 302 << "more than 5"
                                        << false;
}

void TestHttpFailures::failures()
{
    QFETCH(Step, step);
    QFETCH(ErrorKind, kind);
    QFETCH(int, status);
    QFETCH(QString, detail);
    QFETCH(bool, endpointFails);
    ScriptedServer server(step);
    EndpointConfig config = endpointAt(server.url(), kind == ErrorKind::Timeout ? 250ms : 10s);
    config.http.authorization = HttpOptions::Authorization{"Bearer", "name"};
    HttpLimits limits = quickLimits();
    limits.breakerFailures = 1;
    SystemClock clock;
    HttpClient client(config, secretIs("s3cr3t-value"), clock, limits);
    QSignalSpy exchanges(&client, &HttpClient::exchangeFinished);
    HttpRequest request = get();
    request.retry = false;

    const Watched<Result<HttpAnswer>> task(client.send(request));
    const auto &answer = task.wait();
    QVERIFY(!answer);
    QCOMPARE(answer.error().kind(), kind);
    QCOMPARE(answer.error().status(), status);
    QVERIFY2(answer.error().detail().contains(detail), qPrintable(answer.error().detail()));
    QVERIFY(!answer.error().detail().contains(u"s3cr3t"));
    QVERIFY(!answer.error().detail().contains(u"sk-live"));
    QCOMPARE(answer.error().isAuthentication(), status == 401 || status == 403);
    if (status == 429)
        QCOMPARE(answer.error().retryAfter(), std::optional(7000ms));
    QCOMPARE(exchanges.size(), 1);
    QVERIFY(exchanges[0][1].value<std::optional<Error>>().has_value());

    const auto next = await(client.send(request));
    QCOMPARE(!next && next.error().kind() == ErrorKind::CircuitOpen, endpointFails);
    QCOMPARE(task.times(), 1);
}

void TestHttpFailures::refusedConnection()
{
    quint16 port = 0;
    {
        QTcpServer server;
        QVERIFY(server.listen(QHostAddress::LocalHost));
        port = server.serverPort();
    }
    SystemClock clock;
    HttpClient client(endpointAt(QStringLiteral("http://127.0.0.1:%1/prefix").arg(port)), {}, clock, quickLimits());
    QSignalSpy exchanges(&client, &HttpClient::exchangeFinished);
    const auto answer = await(client.send(get()));
    QVERIFY(!answer);
    QCOMPARE(answer.error().kind(), ErrorKind::Network);
    QCOMPARE(answer.error().code(), QStringLiteral("refused"));
    QCOMPARE(answer.error().origin(), QStringLiteral("http://127.0.0.1:%1/prefix/api").arg(port));
    QCOMPARE(exchanges.size(), 4); // once, and three retries
}

void TestHttpFailures::tls_data()
{
    QTest::addColumn<QString>("certificate");
    QTest::addColumn<bool>("knowsAuthority");
    QTest::addColumn<QString>("serverName");
    QTest::addColumn<bool>("skipVerify");
    QTest::addColumn<QString>("code"); // empty: it works
    QTest::addColumn<QString>("detail");
    QTest::newRow("good") << "good" << true << "" << false << ""
                          << "";
    QTest::newRow("expired") << "expired" << true << "" << false << "certificate_expired"
                             << "certificate expired";
    QTest::newRow("other host") << "other" << true << "" << false << "host_name_mismatch"
                                << "host name mismatch";
    QTest::newRow("other host by its name") << "other" << true << "other.example" << false << ""
                                            << "";
    QTest::newRow("self-signed") << "self" << true << "" << false << "self_signed"
                                 << "self-signed certificate";
    QTest::newRow("unknown authority") << "good" << false << "" << false << "unknown_authority"
                                       << "unknown authority";
    QTest::newRow("verification off") << "expired" << false << "" << true << ""
                                      << "";
}

void TestHttpFailures::tls()
{
    QFETCH(QString, certificate);
    QFETCH(bool, knowsAuthority);
    QFETCH(QString, serverName);
    QFETCH(bool, skipVerify);
    QFETCH(QString, code);
    QFETCH(QString, detail);
    ScriptedServer server(Step::json("{}"));
    server.useTls(certificate == u"good"          ? m_certificates->good()
                      : certificate == u"expired" ? m_certificates->expired()
                      : certificate == u"other"   ? m_certificates->otherHost()
                                                  : m_certificates->selfSigned());
    EndpointConfig config = endpointAt(server.url());
    config.http.tls.caFile = knowsAuthority ? m_certificates->authority() : QString();
    config.http.tls.serverName = serverName;
    config.http.tls.insecureSkipVerify = skipVerify;
    config.http.authorization = HttpOptions::Authorization{"Bearer", "name"};
    SystemClock clock;
    HttpClient client(config, secretIs("s3cr3t"), clock, quickLimits());
    QSignalSpy exchanges(&client, &HttpClient::exchangeFinished);
    const auto answer = await(client.send(get()));
    QCOMPARE(exchanges.size(), 1); // a bad certificate does not get better by asking again
    if (code.isEmpty()) {
        QVERIFY2(answer, answer ? "" : qPrintable(answer.error().detail()));
        return;
    }
    QVERIFY(!answer);
    QCOMPARE(answer.error().kind(), ErrorKind::Tls);
    QCOMPARE(answer.error().code(), code);
    QVERIFY2(answer.error().detail().contains(detail), qPrintable(answer.error().detail()));
    QVERIFY(server.requests().empty());
}

void TestHttpFailures::clientCertificate()
{
    ScriptedServer server(Step::json("{}"));
    server.useTls(m_certificates->good(), m_certificates->authority());
    EndpointConfig config = endpointAt(server.url());
    config.http.tls.caFile = m_certificates->authority();
    SystemClock clock;
    HttpRequest request = get();
    request.retry = false;
    {
        HttpClient client(config, {}, clock, quickLimits());
        const auto answer = await(client.send(request));
        QVERIFY(!answer);
        QVERIFY(answer.error().kind() == ErrorKind::Tls || answer.error().kind() == ErrorKind::Network);
        QVERIFY(server.requests().empty());
    }
    config.http.tls.certFile = m_certificates->client().certificate;
    config.http.tls.keyFile = m_certificates->client().key;
    HttpClient client(config, {}, clock, quickLimits());
    const auto answer = await(client.send(request));
    QVERIFY2(answer, answer ? "" : qPrintable(answer.error().detail()));
    QVERIFY(server.requests().back().withClientCertificate);
}

void TestHttpFailures::clientCertificateStaysWithItsHost()
{
    ScriptedServer other(Step::json("{}"));
    other.useTls(m_certificates->good());
    ScriptedServer server(Step::redirect(302, other.url().toUtf8() + "/there"));
    server.useTls(m_certificates->good(), m_certificates->authority());
    EndpointConfig config = endpointAt(server.url());
    config.http.tls.caFile = m_certificates->authority();
    config.http.tls.certFile = m_certificates->client().certificate;
    config.http.tls.keyFile = m_certificates->client().key;
    SystemClock clock;
    HttpClient client(config, {}, clock, quickLimits());
    const auto answer = await(client.send(get()));
    QVERIFY2(answer, answer ? "" : qPrintable(answer.error().detail()));
    QVERIFY(server.requests().back().withClientCertificate);
    QCOMPARE(other.requests().size(), 1U);
    QVERIFY(!other.requests().back().withClientCertificate);
}

void TestHttpFailures::missingTlsFiles()
{
    SystemClock clock;
    EndpointConfig config = endpointAt(QStringLiteral("https://127.0.0.1:9"));
    config.http.tls.caFile = QStringLiteral("/does/not/exist.pem");
    HttpClient noAuthority(config, {}, clock, quickLimits());
    auto answer = await(noAuthority.send(get()));
    QCOMPARE(answer.error().kind(), ErrorKind::Precondition);
    QCOMPARE(answer.error().origin(), QStringLiteral("/does/not/exist.pem"));

    config.http.tls = {};
    config.http.tls.certFile = m_certificates->client().certificate;
    HttpClient noKey(config, {}, clock, quickLimits());
    answer = await(noKey.send(get()));
    QCOMPARE(answer.error().kind(), ErrorKind::Precondition);

    config.http.tls.keyFile = m_certificates->authority();
    HttpClient notAKey(config, {}, clock, quickLimits());
    answer = await(notAKey.send(get()));
    QCOMPARE(answer.error().kind(), ErrorKind::Precondition);
}

QTEST_GUILESS_MAIN(TestHttpFailures)
#include "tst_httpfailures.moc"
