// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "builtin.h"
#include "fleethistory.h"
#include "fleetservice.h"
#include "prometheusserver.h"
#include "scriptedserver.h"
#include "servicefixture.h"

#include <QTest>
#include <QUrlQuery>

#include <cmath>

using namespace toban;

/// The details pane's questions: one agent's metrics and its last log lines.
class TestFleetService : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void metricsAreTheAgentsOwn();
    void anUnknownAgentHasEmptyFrames();
    void aFamilyWithoutAgentsSaysSo();
    void lastLinesAreFoundByThePodsEnd();
};

void TestFleetService::metricsAreTheAgentsOwn()
{
    ServiceFixture fixture;
    PrometheusServer prometheus;
    const QString problem = prometheus.start(fleetHistory(fixture.clock.nowMs()));
    QVERIFY2(problem.isEmpty(), qPrintable(problem));
    const MetricCatalogue catalogue = builtinCatalogue().value();
    FleetService fleet(fixture.backends, catalogue, fixture.clock);
    fixture.backends.setContext(ServiceFixture::context({{EndpointKind::Prometheus, prometheus.url()}}));
    const qint64 now = fixture.clock.nowMs();
    const auto metrics = await(fleet.agentMetrics(QStringLiteral("agent-1"), {now - 3'600'000, now}, 800));
    QVERIFY2(metrics.has_value(), metrics ? "" : qPrintable(metrics.error().detail()));
    QVERIFY(!metrics->cpu && !metrics->memory); // no such metrics here: absent, not empty
    const std::pair<FramePtr, QString> expected[] = {
        {metrics->requests, QStringLiteral("sum(rate(claude_agent_requests_total{instance=\"agent-1\"}[1m]))")},
        {metrics->errors,
         QStringLiteral("sum(rate(claude_agent_requests_total{instance=\"agent-1\",status=\"error\"}[1m])) / "
                        "sum(rate(claude_agent_requests_total{instance=\"agent-1\"}[1m]))")},
        {metrics->latency,
         QStringLiteral("histogram_quantile(0.95, sum by (le) "
                        "(rate(claude_agent_request_duration_seconds_bucket{instance=\"agent-1\"}[1m])))")},
    };
    for (const auto &[frame, expression] : expected) {
        QVERIFY2(frame && frame->series.size() == 1, qPrintable(expression));
        const int last = frame->points - 1;
        QVERIFY(frame->timeAt(last) <= now);
        QCOMPARE(frame->series[0].values[std::size_t(last)],
                 prometheus.promtool(expression, frame->timeAt(last)).value_or(-1));
    }
}

void TestFleetService::anUnknownAgentHasEmptyFrames()
{
    ScriptedServer server([](const SeenRequest &request) {
        if (request.target.contains("/label/__name__/values"))
            return Step::json(R"({"status":"success","data":["claude_agent_requests_total"]})");
        return Step::json(R"({"status":"success","data":{"resultType":"matrix","result":[]}})");
    });
    ServiceFixture fixture;
    const MetricCatalogue catalogue = builtinCatalogue().value();
    FleetService fleet(fixture.backends, catalogue, fixture.clock);
    fixture.backends.setContext(ServiceFixture::context({{EndpointKind::Prometheus, server.url()}}));
    // A name that tries to leave its quotes stays in them.
    const auto metrics = await(fleet.agentMetrics(QStringLiteral("a\"} or up{x=\""), {0, 3'600'000}, 800));
    QVERIFY(metrics.has_value());
    QVERIFY(metrics->requests && metrics->requests->isEmpty());
    bool escaped = false;
    for (const SeenRequest &request : server.requests()) {
        const QByteArray text = QByteArray::fromPercentEncoding(request.target + request.body);
        escaped = escaped || text.contains("instance=\"a\\\"} or up{x=\\\"\"");
    }
    QVERIFY(escaped);
}

void TestFleetService::aFamilyWithoutAgentsSaysSo()
{
    ScriptedServer server(
        Step::json(R"({"status":"success","data":["gen_ai_client_operation_duration_seconds_count"]})"));
    ServiceFixture fixture;
    const MetricCatalogue catalogue = builtinCatalogue().value();
    FleetService fleet(fixture.backends, catalogue, fixture.clock);
    fixture.backends.setContext(ServiceFixture::context({{EndpointKind::Prometheus, server.url()}}));
    const auto metrics = await(fleet.agentMetrics(QStringLiteral("a"), {0, 3'600'000}, 800));
    QCOMPARE(metrics.error().code(), QStringLiteral("no_metric"));
    fixture.backends.setContext(ServiceFixture::context({}));
    QCOMPARE(await(fleet.agentMetrics(QStringLiteral("a"), {0, 3'600'000}, 800)).error().code(),
             QStringLiteral("not_configured"));
}

void TestFleetService::lastLinesAreFoundByThePodsEnd()
{
    ScriptedServer server(Step::json(R"({"status":"success","data":{"resultType":"streams","result":[]}})"));
    ServiceFixture fixture;
    const MetricCatalogue catalogue;
    FleetService fleet(fixture.backends, catalogue, fixture.clock);
    fixture.backends.setContext(ServiceFixture::context({{EndpointKind::Loki, server.url()}}));
    QVERIFY(await(fleet.lastLines(QStringLiteral("code-generator-1.b"), 20)).has_value());
    const QUrlQuery query(QUrl::fromEncoded(server.requests().at(0).target));
    QCOMPARE(query.queryItemValue(QStringLiteral("query"), QUrl::FullyDecoded),
             QStringLiteral("{pod=~\"(.+-)?code-generator-1\\\\.b\"}"));
    QCOMPARE(query.queryItemValue(QStringLiteral("limit")), QStringLiteral("20"));
}

QTEST_GUILESS_MAIN(TestFleetService)
#include "tst_fleetservice.moc"
