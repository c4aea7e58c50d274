// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "alertmanager/alertmanagerclient.h"
#include "childprocess.h"
#include "clientfixture.h"
#include "loki/lokiclient.h"
#include "manager/managerclient.h"
#include "prometheus/prometheusclient.h"
#include "testpaths.h"

#include <QDateTime>
#include <QElapsedTimer>
#include <QFile>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include <cmath>

using namespace toban;
using namespace std::chrono_literals;

namespace {

void write(const QString &path, const QByteArray &text)
{
    QFile file(path);
    if (!file.open(QIODevice::WriteOnly) || file.write(text) != text.size())
        qFatal("cannot write %s", qPrintable(path));
}

HttpLimits manyCalls()
{
    HttpLimits limits;
    limits.rateCalls = 0;
    return limits;
}

/// Asks until the answer is as wanted; each question is a real request, so it is no busy loop.
template <typename Ask, typename Check>
bool eventually(Ask ask, Check check)
{
    QElapsedTimer timer;
    for (timer.start(); timer.elapsed() < 20'000;) {
        const auto result = await(ask());
        if (result && check(*result))
            return true;
    }
    return false;
}

} // namespace

/// The good paths, against the programs themselves.
class TestRealServers : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void prometheusQueries();
    void prometheusRefusesInItsWords();
    void prometheusOddExpressions();
    void prometheusRulesTargetsAndNames();
    void alertmanagerAlerts();
    void logStore();
    void manager();
    void cleanupTestCase();

private:
    QString server(const char *name);

    QTemporaryDir m_dir;
    SystemClock m_clock;
    std::unique_ptr<ChildProcess> m_prometheusProcess;
    std::unique_ptr<ChildProcess> m_alertmanagerProcess;
    std::unique_ptr<HttpClient> m_prometheusHttp;
    std::unique_ptr<PrometheusClient> m_prometheus;
    QString m_alertmanagerUrl;
};

void TestRealServers::initTestCase()
{
    const quint16 port = freePort();
    const quint16 alertPort = freePort();
    const QByteArray address = "127.0.0.1:" + QByteArray::number(port);
    const QByteArray alertAddress = "127.0.0.1:" + QByteArray::number(alertPort);
    write(m_dir.filePath("prometheus.yml"),
          "global: {scrape_interval: 200ms, evaluation_interval: 200ms}\nrule_files: [rules.yml]\n"
          "alerting: {alertmanagers: [{static_configs: [{targets: ['"
              + alertAddress
              + "']}]}]}\n"
                "scrape_configs: [{job_name: itself, static_configs: [{targets: ['"
              + address + "']}]}]\n");
    write(m_dir.filePath("rules.yml"),
          "groups:\n- name: fleet\n  rules:\n  - {alert: Always, expr: 'up{job=\"itself\"} == 1', labels: {severity: "
          "warning}, "
          "annotations: {summary: It is up}}\n  - {alert: Later, expr: up == 1, for: 1h}\n");
    write(m_dir.filePath("alertmanager.yml"),
          "route: {receiver: nobody, group_wait: 0s}\nreceivers: [{name: nobody}]\n");
    m_alertmanagerUrl = QStringLiteral("http://127.0.0.1:%1").arg(alertPort);
    m_alertmanagerProcess = std::make_unique<ChildProcess>(
        QStringLiteral("prometheus-alertmanager"),
        QStringList{"--config.file=" + m_dir.filePath("alertmanager.yml"), "--storage.path=" + m_dir.filePath("alerts"),
                    "--web.listen-address=" + QString::fromLatin1(alertAddress), "--cluster.listen-address="});
    m_prometheusProcess
        = std::make_unique<ChildProcess>(QStringLiteral("prometheus"),
                                         QStringList{"--config.file=" + m_dir.filePath("prometheus.yml"),
                                                     "--storage.tsdb.path=" + m_dir.filePath("data"),
                                                     "--web.listen-address=" + QString::fromLatin1(address)});
    const QString url = QStringLiteral("http://127.0.0.1:%1").arg(port);
    QVERIFY2(waitUntilReady(*m_prometheusProcess, url + "/-/ready"), m_prometheusProcess->output().constData());
    QVERIFY2(waitUntilReady(*m_alertmanagerProcess, m_alertmanagerUrl + "/-/ready"),
             m_alertmanagerProcess->output().constData());
    m_prometheusHttp = std::make_unique<HttpClient>(endpointAt(url), SecretLookup(), m_clock, manyCalls());
    m_prometheus = std::make_unique<PrometheusClient>(*m_prometheusHttp);
    QVERIFY(eventually([this] { return m_prometheus->query("up", m_clock.nowMs()); },
                       [](const auto &samples) { return !samples.empty() && samples[0].value == 1; }));
}

void TestRealServers::prometheusQueries()
{
    const qint64 nowMs = m_clock.nowMs();
    const auto scalar = await(m_prometheus->query("6 * 7", nowMs));
    QVERIFY(scalar);
    QCOMPARE(scalar->at(0).value, 42.0);
    QCOMPARE(scalar->at(0).timeMs, nowMs);

    const qint64 startMs = nowMs / 15'000 * 15'000 - 10'999 * 15'000LL;
    const auto frame = await(m_prometheus->queryRange("vector(time())", startMs, startMs + 10'999 * 15'000LL, 15'000));
    QVERIFY2(frame, frame ? "" : qPrintable(frame.error().detail()));
    QCOMPARE((*frame)->points, 11'000);
    QCOMPARE((*frame)->series.size(), 1U);
    for (int i = 0; i < 11'000; ++i)
        QCOMPARE((*frame)->series[0].values[size_t(i)], double((*frame)->timeAt(i)) / 1000);

    const auto special
        = await(m_prometheus->queryRange("label_replace(vector(0)/0,\"a\",\"q\\\"\\\\\\n日\",\"\",\"\") or vector(1)/0",
                                         startMs + 250, startMs + 1250, 250));
    QVERIFY2(special, special ? "" : qPrintable(special.error().detail()));
    QCOMPARE((*special)->points, 5);
    QCOMPARE((*special)->series.size(), 2U);
    for (const Series &series : (*special)->series) {
        const bool nan = series.labels.value(u"a") == QStringLiteral("q\"\\\n日");
        QCOMPARE(std::isnan(series.values[2]), nan);
        QCOMPARE(std::isinf(series.values[4]), !nan);
    }
}

void TestRealServers::prometheusRefusesInItsWords()
{
    auto refused = await(m_prometheus->query("up{", m_clock.nowMs())).error();
    QCOMPARE(refused.kind(), ErrorKind::Server);
    QCOMPARE(refused.status(), 400);
    QCOMPARE(refused.code(), QStringLiteral("bad_data"));
    QVERIFY(refused.detail().contains(u"unexpected end of input"));
    QVERIFY(refused.origin().endsWith(u"/api/v1/query"));

    refused = await(m_prometheus->queryRange("up", 0, 12'000'000, 1000)).error();
    QCOMPARE(refused.code(), QStringLiteral("bad_data"));
    QVERIFY(refused.detail().contains(u"11,000"));

    refused = await(m_prometheus->query("up + on() group_left() {__name__=~\".+\"}", m_clock.nowMs())).error();
    QCOMPARE(refused.status(), 422);
    QCOMPARE(refused.code(), QStringLiteral("execution"));
    QVERIFY(!refused.isRetryable());
}

void TestRealServers::prometheusOddExpressions()
{
    // Characters that a form encodes, and a query too long for a URL.
    const QString text = QStringLiteral("a+b%20c&d=e;f#g/?\\u65e5日");
    const auto labelled = await(m_prometheus->query(
        QStringLiteral("label_replace(vector(1), \"x\", \"%1\", \"\", \"\")").arg(text), m_clock.nowMs()));
    QVERIFY2(labelled, labelled ? "" : qPrintable(labelled.error().detail()));
    QCOMPARE(labelled->at(0).labels.value(u"x"), QStringLiteral("a+b%20c&d=e;f#g/?日日"));

    QString sum = QStringLiteral("1");
    for (int i = 0; i < 1000; ++i)
        sum += QStringLiteral(" + 1");
    const auto total = await(m_prometheus->query(sum, m_clock.nowMs()));
    QVERIFY2(total, total ? "" : qPrintable(total.error().detail()));
    QCOMPARE(total->at(0).value, 1001.0);
}

void TestRealServers::prometheusRulesTargetsAndNames()
{
    QVERIFY(eventually([this] { return m_prometheus->rules(); },
                       [](const auto &groups) {
                           return groups.size() == 1 && groups[0].rules.size() == 2
                               && groups[0].rules[0].state == RuleState::Firing
                               && groups[0].rules[1].state == RuleState::Pending
                               && groups[0].rules[1].forMs == 3'600'000 && groups[0].rules[0].alerts.at(0).value == 1.0
                               && groups[0].rules[0].lastEvaluationMs > 0;
                       }));
    const auto alerts = await(m_prometheus->alerts());
    QVERIFY(alerts && alerts->size() == 2);
    const auto targets = await(m_prometheus->targets());
    QVERIFY(targets);
    QCOMPARE(targets->at(0).health, QStringLiteral("up"));
    QCOMPARE(targets->at(0).intervalSeconds, 0.2);
    QVERIFY(await(m_prometheus->labelNames())->contains(QStringLiteral("job")));
    QCOMPARE(*await(m_prometheus->labelValues("job")), QStringList{"itself"});
    QVERIFY(await(m_prometheus->labelValues("job", "up{job=\"other\"}"))->isEmpty());
    QCOMPARE(*await(m_prometheus->presentMetrics({"up", "claude_agent_requests_total", "prometheus_build_info"})),
             QSet<QString>({"up", "prometheus_build_info"}));
    QVERIFY(await(m_prometheus->presentMetrics({}))->isEmpty());
    const auto metadata = await(m_prometheus->metadata());
    QVERIFY(metadata && std::any_of(metadata->begin(), metadata->end(), [](const MetricMetadata &entry) {
                return entry.metric == u"prometheus_build_info" && entry.type == u"gauge";
            }));
    QVERIFY(await(m_prometheus->version())->startsWith(u"2."));
}

void TestRealServers::alertmanagerAlerts()
{
    HttpClient http(endpointAt(m_alertmanagerUrl), {}, m_clock, manyCalls());
    AlertmanagerClient client(http);
    QVERIFY(eventually([&client] { return client.alerts(); },
                       [](const auto &alerts) {
                           return alerts.size() == 1 && alerts[0].name() == u"Always"
                               && alerts[0].state == RuleState::Firing
                               && alerts[0].annotations.value(u"summary") == u"It is up"
                               && alerts[0].receivers == QStringList{"nobody"};
                       }));
    const auto status = await(client.status());
    QVERIFY(status);
    QVERIFY(status->version.startsWith(u"0."));
    QVERIFY(status->startedMs > m_clock.nowMs() - 120'000);

    HttpRequest silence;
    silence.method = "POST";
    silence.path = QStringLiteral("/api/v2/silences");
    silence.contentType = "application/json";
    const QDateTime now = QDateTime::currentDateTimeUtc();
    silence.body
        = R"({"matchers":[{"name":"alertname","value":"Always","isRegex":false}],"createdBy":"test","comment":"known","startsAt":")"
        + now.toString(Qt::ISODate).toLatin1() + R"(","endsAt":")" + now.addSecs(3600).toString(Qt::ISODate).toLatin1()
        + "\"}";
    QVERIFY(await(http.send(silence)));
    QVERIFY(eventually([&client] { return client.alerts(); },
                       [](const auto &alerts) { return alerts.size() == 1 && alerts[0].silencedBy.size() == 1; }));
}

/// A program of this project's other half; skips the test when that half is not built.
QString TestRealServers::server(const char *name)
{
    const QString path = QString::fromStdString(programPath(name));
    return QFile::exists(path) ? path : QString();
}

#ifdef TOBAN_HAVE_SERVERS
#define REQUIRE_SERVER(path) QVERIFY(!(path).isEmpty())
#else
#define REQUIRE_SERVER(path)                                                                                           \
    if ((path).isEmpty())                                                                                              \
    QSKIP("configured without the servers")
#endif

void TestRealServers::logStore()
{
    const QString program = server("toban-logs");
    REQUIRE_SERVER(program);
    const quint16 port = freePort();
    const QString url = QStringLiteral("http://127.0.0.1:%1").arg(port);
    ChildProcess process(program,
                         {"--listen", QStringLiteral("127.0.0.1:%1").arg(port), "--dir", m_dir.filePath("logs")});
    QVERIFY2(waitUntilReady(process, url + "/ready"), process.output().constData());
    HttpClient http(endpointAt(url), {}, m_clock, manyCalls());
    LokiClient loki(http);
    QVERIFY(await(loki.version()));

    const qint64 nowNs = m_clock.nowMs() * 1'000'000;
    const auto push = [&http](qint64 timeNs, const QByteArray &line) {
        HttpRequest request;
        request.method = "POST";
        request.path = QStringLiteral("/loki/api/v1/push");
        request.contentType = "application/json";
        request.body = R"({"streams":[{"stream":{"app":"claude-agent","level":"info"},"values":[[")"
            + QByteArray::number(timeNs) + "\",\"" + line + "\"]]}]}";
        return await(http.send(request));
    };
    for (int i = 0; i < 5; ++i)
        QVERIFY(push(nowNs - 10'000'000'000 + i, "line " + QByteArray::number(i)));

    const auto entries
        = await(loki.queryRange("{app=\"claude-agent\"}", nowNs - 60'000'000'000, nowNs, 3, LogDirection::Backward));
    QVERIFY2(entries, entries ? "" : qPrintable(entries.error().detail()));
    QCOMPARE(entries->size(), 3U);
    QCOMPARE(entries->front().line, QStringLiteral("line 4"));
    QCOMPARE(entries->front().timeNs, nowNs - 10'000'000'000 + 4);
    QCOMPARE(entries->front().labels.value(u"level"), QStringLiteral("info"));

    const auto count = await(loki.queryInstant("sum(count_over_time({app=\"claude-agent\"}[1m]))", m_clock.nowMs()));
    QVERIFY(count && count->size() == 1);
    QCOMPARE(count->at(0).value, 5.0);
    const auto frame = await(loki.queryMetric("sum by (level) (count_over_time({app=\"claude-agent\"}[1m]))",
                                              m_clock.nowMs() - 300'000, m_clock.nowMs(), 60'000));
    QVERIFY2(frame, frame ? "" : qPrintable(frame.error().detail()));
    QCOMPARE((*frame)->series.size(), 1U);
    QCOMPARE((*frame)->series[0].labels.value(u"level"), QStringLiteral("info"));
    QVERIFY(await(loki.labelNames(nowNs - 60'000'000'000, nowNs))->contains(QStringLiteral("level")));
    QCOMPARE(*await(loki.labelValues("app", nowNs - 60'000'000'000, nowNs)), QStringList{"claude-agent"});
    QCOMPARE(await(loki.series("{app=\"claude-agent\"}", nowNs - 60'000'000'000, nowNs))->size(), 1U);
    const auto refused = await(loki.queryRange("{app=", 0, 1, 1, LogDirection::Backward)).error();
    QCOMPARE(refused.kind(), ErrorKind::Server);
    QVERIFY(refused.detail().contains(u"parse error"));

    std::unique_ptr<LokiTail> tail;
    const auto start = [](LokiClient &client, qint64 sinceNs, std::unique_ptr<LokiTail> &out) -> QCoro::Task<void> {
        Result<std::unique_ptr<LokiTail>> made = co_await client.tail("{app=\"claude-agent\"}", sinceNs, 100);
        if (made)
            out = std::move(*made);
    };
    start(loki, nowNs, tail);
    QVERIFY(QTest::qWaitFor([&tail] { return tail != nullptr; }));
    QSignalSpy opened(tail.get(), &LokiTail::opened);
    QSignalSpy frames(tail.get(), &LokiTail::frameReceived);
    QVERIFY(QTest::qWaitFor([&opened] { return opened.size() == 1; }));
    QVERIFY(push(m_clock.nowMs() * 1'000'000, "followed"));
    QVERIFY(QTest::qWaitFor([&frames] { return !frames.empty(); }, 10'000));
    QCOMPARE(frames[0][0].value<TailFrame>().entries.at(0).line, QStringLiteral("followed"));
}

void TestRealServers::manager()
{
    const QString program = server("toban-manager");
    REQUIRE_SERVER(program);
    const QString database = m_dir.filePath("manager.db");
    const auto token = [&](const QString &role) {
        QProcess process;
        process.start(program, {"token", "create", "--db", database, "--name", role, "--role", role});
        if (!process.waitForFinished(20'000))
            qFatal("no token");
        return QString::fromUtf8(process.readAllStandardOutput().trimmed());
    };
    const QString operatorToken = token("operator");
    const QString viewerToken = token("viewer");
    const quint16 port = freePort();
    const QString url = QStringLiteral("http://127.0.0.1:%1").arg(port);
    ChildProcess process(program,
                         {"serve", "--listen", QStringLiteral("127.0.0.1:%1").arg(port), "--db", database,
                          "--agent-binary", "/bin/true", "--target-file", m_dir.filePath("targets.json")});
    QVERIFY2(waitUntilReady(process, url + "/health"), process.output().constData());
    EndpointConfig config = endpointAt(url);
    config.http.authorization = HttpOptions::Authorization{"Bearer", "token"};

    HttpClient wrong(config, secretIs("nobody"), m_clock, manyCalls());
    ManagerClient stranger(wrong);
    QVERIFY(await(stranger.health()));
    const auto who = await(stranger.me()).error();
    QCOMPARE(who.status(), 401);
    QCOMPARE(who.kind(), ErrorKind::Http);
    QVERIFY(who.isAuthentication());
    QVERIFY(!who.detail().contains(u"nobody"));

    HttpClient http(config, secretIs(operatorToken), m_clock, manyCalls());
    ManagerClient client(http);
    const auto me = await(client.me());
    QVERIFY2(me, me ? "" : qPrintable(me.error().detail()));
    QCOMPARE(me->role, QStringLiteral("operator"));
    QVERIFY(await(client.agents())->empty());
    QVERIFY(await(client.deployments())->empty());
    QVERIFY(await(client.deployments())->empty()); // 304
    QVERIFY(await(client.budget()));
    const auto missing = await(client.planScale("nothing", 2, "Test of a plan")).error();
    QCOMPARE(missing.kind(), ErrorKind::Server);
    QCOMPARE(missing.code(), QStringLiteral("not_found"));

    HttpClient viewerHttp(config, secretIs(viewerToken), m_clock, manyCalls());
    ManagerClient viewer(viewerHttp);
    const auto refused
        = await(viewer.scale("nothing", 2,
                             {"Test of a refusal", {}, QString("sha256:" + QString(64, u'0')), "test-key-1"}))
              .error();
    QCOMPARE(refused.status(), 403);
    QCOMPARE(refused.requiredRole(), QStringLiteral("operator"));
}

void TestRealServers::cleanupTestCase()
{
    m_prometheus.reset();
    m_prometheusHttp.reset();
}

QTEST_GUILESS_MAIN(TestRealServers)
#include "tst_realservers.moc"
