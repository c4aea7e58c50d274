// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "metriccatalogue.h"
#include "testpaths.h"

#include <QFile>
#include <QProcess>
#include <QRegularExpression>
#include <QTemporaryFile>
#include <QTest>

using namespace toban;

namespace {

const QSet<QString> claude{
    QStringLiteral("claude_agent_requests_total"),
    QStringLiteral("claude_agent_request_duration_seconds_bucket"),
    QStringLiteral("claude_agent_request_duration_seconds_sum"),
    QStringLiteral("claude_agent_request_duration_seconds_count"),
    QStringLiteral("claude_agent_active_count"),
    QStringLiteral("claude_agent_api_cost_total"),
    QStringLiteral("agent_tool_calls_total"),
};
const QSet<QString> openTelemetry{
    QStringLiteral("gen_ai_client_token_usage_sum"),
    QStringLiteral("gen_ai_client_operation_duration_seconds_count"),
    QStringLiteral("gen_ai_client_operation_duration_seconds_sum"),
    QStringLiteral("gen_ai_client_operation_duration_seconds_bucket"),
};

} // namespace

class TestMetricCatalogue : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void detectsFamilies();
    void offersEveryMeasureOfTheProduct();
    void fillsInTemplates_data();
    void fillsInTemplates();
    void labelNamesAreTheFamilys();
    void anAbsentMeasureIsAnErrorNotZero();
    void everyExpressionIsAcceptedByPrometheus();
    void aProfileReplacesAndAdds();
    void mistakesAreNamed_data();
    void mistakesAreNamed();

private:
    MetricCatalogue m_catalogue;
};

void TestMetricCatalogue::initTestCase()
{
    QFile file(QString::fromStdString(sourcePath("resources/catalogue/metrics.json")));
    QVERIFY(file.open(QIODevice::ReadOnly));
    const auto catalogue = MetricCatalogue::fromJson(file.readAll());
    QVERIFY2(catalogue.has_value(), catalogue ? "" : qPrintable(catalogue.error().detail()));
    m_catalogue = *catalogue;
}

void TestMetricCatalogue::detectsFamilies()
{
    // The tool counter that a claude_agent_* fleet exports too does not make it a fleet of the other family.
    QCOMPARE(m_catalogue.detectFamilies(claude), QStringList{QStringLiteral("claude_agent")});
    QCOMPARE(m_catalogue.detectFamilies(openTelemetry), QStringList{QStringLiteral("gen_ai")});
    QCOMPARE(m_catalogue.detectFamilies({}), QStringList());
    QCOMPARE(m_catalogue.detectFamilies({QStringLiteral("active_agents"), QStringLiteral("ai_agent_queue_length")}),
             (QStringList{QStringLiteral("ai_agent"), QStringLiteral("agent")}));
    for (const QString &name : claude)
        QVERIFY2(m_catalogue.metricNames().contains(name), qPrintable(name));
}

void TestMetricCatalogue::offersEveryMeasureOfTheProduct()
{
    for (const char *name :
         {"success_rate", "error_rate", "request_rate", "latency_mean", "latency_p50", "latency_p95", "latency_p99",
          "latency_histogram", "cost_total", "cost_rate", "tokens_rate", "active_agents", "queue_length",
          "tool_calls_rate", "errors_rate", "cpu", "memory", "memory_ratio"})
        QVERIFY2(m_catalogue.measures().contains(QLatin1String(name)), name);
}

void TestMetricCatalogue::fillsInTemplates_data()
{
    QTest::addColumn<QString>("measure");
    QTest::addColumn<QStringList>("by");
    QTest::addColumn<QString>("selector");
    QTest::addColumn<QString>("expected");
    QTest::newRow("plain") << "request_rate" << QStringList() << ""
                           << "sum(rate(claude_agent_requests_total[10m]))";
    QTest::newRow("by") << "request_rate" << QStringList{QStringLiteral("agent_type")} << ""
                        << "sum by (agent_type) (rate(claude_agent_requests_total[10m]))";
    QTest::newRow("selector") << "request_rate" << QStringList{} << "instance=\"a-0\""
                              << "sum(rate(claude_agent_requests_total{instance=\"a-0\"}[10m]))";
    QTest::newRow("selector's text is not filled in")
        << "request_rate" << QStringList{QStringLiteral("agent_type")} << "instance=\"$by $window\""
        << "sum by (agent_type) (rate(claude_agent_requests_total{instance=\"$by $window\"}[10m]))";
    QTest::newRow("error rate aggregates both sides")
        << "error_rate" << QStringList{QStringLiteral("agent_type")} << "instance=\"a-0\""
        << "(sum by (agent_type) (rate(claude_agent_requests_total{status=\"error\",instance=\"a-0\"}[10m])) or 0 * "
           "sum by (agent_type) (rate(claude_agent_requests_total{instance=\"a-0\"}[10m]))) / sum by (agent_type) "
           "(rate(claude_agent_requests_total{instance=\"a-0\"}[10m]))";
    QTest::newRow("quantile of summed buckets")
        << "latency_p95" << QStringList{} << ""
        << "histogram_quantile(0.95, sum by (le) (rate(claude_agent_request_duration_seconds_bucket[10m])))";
    QTest::newRow("unknown label left out") << "active_agents" << QStringList{QStringLiteral("model")} << ""
                                            << "sum(claude_agent_active_count)";
}

void TestMetricCatalogue::fillsInTemplates()
{
    QFETCH(QString, measure);
    QFETCH(QStringList, by);
    QFETCH(QString, selector);
    QFETCH(QString, expected);
    const auto query = m_catalogue.query({measure, by, QStringLiteral("10m"), selector}, claude);
    QVERIFY(query.has_value());
    QCOMPARE(query->expression, expected);
    QCOMPARE(query->family, QStringLiteral("claude_agent"));
}

void TestMetricCatalogue::labelNamesAreTheFamilys()
{
    const auto query = m_catalogue.query({QStringLiteral("tool_calls_total"),
                                          {QStringLiteral("tool"), QStringLiteral("colour")},
                                          QStringLiteral("1h"),
                                          {}},
                                         claude);
    QVERIFY(query.has_value());
    QVERIFY(query->expression.startsWith(u"sum by (tool_name) ("));
    QCOMPARE(query->labelNames, (QHash<QString, QString>{{QStringLiteral("tool"), QStringLiteral("tool_name")}}));
    const auto tokens = m_catalogue.query(
        {QStringLiteral("tokens_rate"), {QStringLiteral("model")}, QStringLiteral("5m"), {}}, openTelemetry);
    QVERIFY(tokens.has_value());
    QVERIFY(tokens->expression.contains(u"by (gen_ai_request_model)"));
}

void TestMetricCatalogue::anAbsentMeasureIsAnErrorNotZero()
{
    const auto cost = m_catalogue.query({QStringLiteral("cost_total"), {}, QStringLiteral("1d"), {}}, openTelemetry);
    QVERIFY(!cost.has_value());
    QCOMPARE(cost.error().kind(), ErrorKind::Precondition);
    QCOMPARE(cost.error().code(), QStringLiteral("no_metric"));
    QVERIFY(cost.error().detail().contains(u"claude_agent_api_cost_total"));
    const auto none = m_catalogue.query({QStringLiteral("weather"), {}, QStringLiteral("1d"), {}}, claude);
    QCOMPARE(none.error().code(), QStringLiteral("unknown_measure"));
    const auto window = m_catalogue.query({QStringLiteral("cost_total"), {}, QStringLiteral("soon"), {}}, claude);
    QCOMPARE(window.error().code(), QStringLiteral("invalid_window"));
}

void TestMetricCatalogue::everyExpressionIsAcceptedByPrometheus()
{
    // As recording rules of one file, so that promtool parses each once.
    QTemporaryFile rules;
    QVERIFY(rules.open());
    QByteArray text("groups:\n- name: all\n  rules:\n");
    int count = 0;
    const QStringList all = m_catalogue.metricNames();
    for (const QString &family : m_catalogue.families()) {
        for (const QString &measure : m_catalogue.measures()) {
            for (const QStringList &by : {QStringList(), QStringList{QStringLiteral("agent_type")}}) {
                for (const QString &selector : {QString(), QStringLiteral("job=\"x\"")}) {
                    QSet<QString> names;
                    for (const QString &name : all) {
                        // Only this family's own, so that it is the one that answers.
                        if ((family == u"claude_agent") == name.startsWith(u"claude_agent"))
                            names.insert(name);
                    }
                    const auto query = m_catalogue.query({measure, by, QStringLiteral("5m"), selector}, names);
                    if (!query)
                        continue;
                    QVERIFY2(!query->expression.contains(u'$'), qPrintable(query->expression));
                    text += "  - record: r" + QByteArray::number(++count) + "\n    expr: >-\n      "
                        + query->expression.toUtf8() + "\n";
                }
            }
        }
    }
    QVERIFY(count > 100);
    rules.write(text);
    rules.flush();
    QProcess promtool;
    promtool.start(QStringLiteral("promtool"), {QStringLiteral("check"), QStringLiteral("rules"), rules.fileName()});
    QVERIFY(promtool.waitForFinished());
    QVERIFY2(promtool.exitCode() == 0, promtool.readAllStandardError().constData());
}

void TestMetricCatalogue::aProfileReplacesAndAdds()
{
    MetricCatalogue catalogue = m_catalogue;
    const auto applied = catalogue.applyProfile(R"json({"families": [
        {"id": "claude_agent", "measures": {"queue_length":
            {"unit": "count", "metrics": ["our_queue"], "expression": "max(our_queue{$selector})"}}},
        {"id": "ours", "markers": ["our_fleet"], "labels": {"agent_type": "kind"}, "measures": {"active_agents":
            {"unit": "count", "metrics": ["our_fleet"], "by": ["agent_type"],
             "expression": "sum by ($by) (our_fleet{$selector})"}}}]})json");
    QVERIFY2(applied.has_value(), applied ? "" : qPrintable(applied.error().detail()));
    const QSet<QString> present{QStringLiteral("our_queue"), QStringLiteral("our_fleet")};
    QCOMPARE(catalogue.query({QStringLiteral("queue_length"), {}, QStringLiteral("5m"), {}}, present)->expression,
             QStringLiteral("max(our_queue)"));
    QCOMPARE(
        catalogue
            .query({QStringLiteral("active_agents"), {QStringLiteral("agent_type")}, QStringLiteral("5m"), {}}, present)
            ->expression,
        QStringLiteral("sum by (kind) (our_fleet)"));
    QCOMPARE(catalogue.detectFamilies(present), QStringList{QStringLiteral("ours")});
}

void TestMetricCatalogue::mistakesAreNamed_data()
{
    QTest::addColumn<QByteArray>("json");
    QTest::addColumn<QString>("says");
    QTest::newRow("syntax") << QByteArray("{\n  \"families\": [}") << "2:";
    QTest::newRow("empty") << QByteArray("{}") << "families: is missing or empty";
    QTest::newRow("unknown") << QByteArray(R"({"families":[{"id":"x","measurs":{}}]})")
                             << "families[0].measurs: unknown member";
    QTest::newRow("unit") << QByteArray(
        R"({"families":[{"id":"x","measures":{"m":{"unit":"ms","metrics":["a"],"expression":"a"}}}]})")
                          << "families[0].measures.m.unit: unknown unit \"ms\"";
    QTest::newRow("metrics") << QByteArray(
        R"({"families":[{"id":"x","measures":{"m":{"unit":"count","expression":"a"}}}]})")
                             << "families[0].measures.m.metrics: is missing or empty";
}

void TestMetricCatalogue::mistakesAreNamed()
{
    QFETCH(QByteArray, json);
    QFETCH(QString, says);
    MetricCatalogue catalogue = m_catalogue;
    const auto applied = catalogue.applyProfile(json);
    QVERIFY(!applied.has_value());
    QVERIFY2(applied.error().detail().startsWith(says), qPrintable(applied.error().detail()));
    QCOMPARE(catalogue.families(), m_catalogue.families()); // nothing half applied
}

QTEST_APPLESS_MAIN(TestMetricCatalogue)
#include "tst_metriccatalogue.moc"
