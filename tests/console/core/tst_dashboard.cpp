// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "dashboard.h"
#include "duration.h"
#include "metriccatalogue.h"
#include "testpaths.h"

#include <QFile>
#include <QTest>

#include <random>

using namespace toban;

class TestDashboard : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void shippedOverview();
    void mistakesAreNamed_data();
    void mistakesAreNamed();
    void durations_data();
    void durations();
    void durationTextIsReadBack();
};

void TestDashboard::shippedOverview()
{
    QFile file(QString::fromStdString(sourcePath("resources/dashboards/overview.json")));
    QVERIFY(file.open(QIODevice::ReadOnly));
    const auto overview = Dashboard::fromJson(file.readAll());
    QVERIFY2(overview.has_value(), overview ? "" : qPrintable(overview.error().detail()));
    QStringList tiles;
    for (const auto &tile : overview->tiles)
        tiles += tile.id;
    QCOMPARE(tiles.join(u' '),
             QStringLiteral("success_rate error_rate latency_mean latency_p50 latency_p95 latency_p99 throughput "
                            "cost_per_request cost_today budget_used active_agents queue"));
    QCOMPARE(overview->tiles[0].thresholds.warn, std::optional(0.99));
    QVERIFY(overview->tiles[0].thresholds.lowerIsWorse);
    QCOMPARE(overview->tiles[8].window, QStringLiteral("$today"));

    QFile catalogueFile(QString::fromStdString(sourcePath("resources/catalogue/metrics.json")));
    QVERIFY(catalogueFile.open(QIODevice::ReadOnly));
    const auto catalogue = MetricCatalogue::fromJson(catalogueFile.readAll());
    QVERIFY(catalogue.has_value());
    QStringList measures = catalogue->measures();
    measures += QStringLiteral("budget_used"); // the service's own: cost over the manager's budget
    for (const auto &tile : overview->tiles)
        QVERIFY2(measures.contains(tile.measure), qPrintable(tile.measure));
    for (const auto &panel : overview->panels) {
        QVERIFY2(!panel.description.isEmpty(), qPrintable(panel.id));
        for (const auto &query : panel.queries)
            QVERIFY2(measures.contains(query.measure), qPrintable(query.measure));
    }
}

void TestDashboard::mistakesAreNamed_data()
{
    QTest::addColumn<QByteArray>("json");
    QTest::addColumn<QString>("says");
    const auto tile = [](const char *rest) -> QByteArray {
        return QByteArray(R"({"id":"d","title":"D","tiles":[{"id":"a","title":"A","measure":"m",)") + rest + "}]}";
    };
    QTest::newRow("budget of what are no days") << QByteArray(
        R"({"id":"d","title":"D","panels":[{"id":"a","title":"A","kind":"bars","unit":"money","daily_budget":true,)"
        R"("queries":[{"measure":"m","window":"1h"}]}]})")
                                                << "panels[0].daily_budget: ";
    QTest::newRow("not JSON") << QByteArray("{") << "1:";
    QTest::newRow("list") << QByteArray("[]") << "1:1: not a JSON object";
    QTest::newRow("unit") << tile(R"("unit":"ms")") << "tiles[0].unit: unknown unit \"ms\"";
    QTest::newRow("no unit") << tile(R"("window":"5m")") << "tiles[0].unit: is missing";
    QTest::newRow("window") << tile(R"("unit":"count","window":"5")") << "tiles[0].window: ";
    QTest::newRow("thresholds") << tile(R"("unit":"count","thresholds":{"warn":2,"critical":1})")
                                << "tiles[0].thresholds.critical: is not beyond warn";
    QTest::newRow("wrong type") << tile(R"("unit":"count","thresholds":{"warn":"2"})")
                                << "tiles[0].thresholds.warn: is not a number";
    QTest::newRow("misspelt") << tile(R"("unit":"count","treshold":1)") << "tiles[0].treshold: unknown member";
    QTest::newRow("chart") << tile(R"("unit":"count","chart":"x")") << "tiles[0].chart: no panel has the id \"x\"";
    QTest::newRow("kind") << QByteArray(
        R"({"id":"d","title":"D","panels":[{"id":"p","title":"P","kind":"pie","unit":"count","queries":[{"measure":"m"}]}]})")
                          << "panels[0].kind: unknown kind \"pie\"";
    QTest::newRow("no queries") << QByteArray(
        R"({"id":"d","title":"D","panels":[{"id":"p","title":"P","kind":"line","unit":"count","queries":[]}]})")
                                << "panels[0].queries: is missing or empty";
    QTest::newRow("query") << QByteArray(
        R"({"id":"d","title":"D","panels":[{"id":"p","title":"P","kind":"line","unit":"count","queries":[{}]}]})")
                           << "panels[0].queries[0].measure: is missing or empty";
    QTest::newRow("twice") << QByteArray(
        R"({"id":"d","title":"D","tiles":[{"id":"a","title":"A","measure":"m","unit":"count"},{"id":"a","title":"A","measure":"m","unit":"count"}]})")
                           << "tiles[1].id: is used twice";
}

void TestDashboard::mistakesAreNamed()
{
    QFETCH(QByteArray, json);
    QFETCH(QString, says);
    const auto dashboard = Dashboard::fromJson(json);
    QVERIFY(!dashboard.has_value());
    QCOMPARE(dashboard.error().kind(), ErrorKind::Decode);
    QVERIFY2(dashboard.error().detail().startsWith(says), qPrintable(dashboard.error().detail()));
}

void TestDashboard::durations_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<qint64>("ms"); // 0: refused
    QTest::newRow("5m") << "5m" << qint64(300'000);
    QTest::newRow("1h30m") << "1h30m" << qint64(5'400'000);
    QTest::newRow("500ms") << "500ms" << qint64(500);
    QTest::newRow("1d12h") << "1d12h" << qint64(129'600'000);
    for (const char *bad : {"", "5", "m", "0s", "5m1h", "1h1h", "1.5h", "-5m", "5 m", "5M"})
        QTest::newRow(bad) << QString::fromLatin1(bad) << qint64(0);
}

void TestDashboard::durations()
{
    QFETCH(QString, text);
    QFETCH(qint64, ms);
    QCOMPARE(parseDurationMs(text).value_or(0), ms);
}

void TestDashboard::durationTextIsReadBack()
{
    QCOMPARE(durationText(5'400'000), QStringLiteral("90m"));
    QCOMPARE(durationText(86'400'000), QStringLiteral("1d"));
    QCOMPARE(durationText(129'600'000), QStringLiteral("36h"));
    std::mt19937_64 random(3);
    for (int round = 0; round < 2000; ++round) {
        const qint64 ms = 1 + qint64(random() % 999'999'999) * (round % 2 ? 1 : 1000);
        QCOMPARE(parseDurationMs(durationText(ms)), std::optional(ms));
    }
}

QTEST_APPLESS_MAIN(TestDashboard)
#include "tst_dashboard.moc"
