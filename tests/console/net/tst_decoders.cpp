// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "alertmanager/alertmanagerdecoders.h"
#include "http/httpclient.h"
#include "loki/lokidecoders.h"
#include "manager/managerdecoders.h"
#include "prometheus/prometheusdecoders.h"
#include "testdata.h"
#include "json/jsoncursor.h"
#include "json/rfc3339.h"

#include <QDateTime>
#include <QTest>

#include <cmath>
#include <random>

using namespace toban;

class TestDecoders : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void times_data();
    void times();
    void timesOfAllZones();
    void sampleValues_data();
    void sampleValues();
    void problemsNameTheMember_data();
    void problemsNameTheMember();
    void oddBytesInLogLines();
    void instantVectors();
    void rules();
    void alerts();
    void targets();
    void namesAndMetadata();
    void alertmanagerAlerts();
    void alertmanagerErrors();
    void mutatedAnswersNeverCrash_data();
    void mutatedAnswersNeverCrash();
};

void TestDecoders::times_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<qint64>("expected"); // -1: refused
    QTest::newRow("seconds") << QByteArray("2026-11-21T01:18:42Z") << 1795223922000LL;
    QTest::newRow("nanoseconds") << QByteArray("2026-11-21T01:18:42.27268446Z") << 1795223922272LL;
    QTest::newRow("one decimal") << QByteArray("2026-11-21T01:18:42.2Z") << 1795223922200LL;
    QTest::newRow("offset") << QByteArray("2026-11-21T10:18:42+09:00") << 1795223922000LL;
    QTest::newRow("negative offset") << QByteArray("2026-11-20T20:48:42-04:30") << 1795223922000LL;
    QTest::newRow("leap day") << QByteArray("2024-02-29T00:00:00Z") << 1709164800000LL;
    QTest::newRow("never") << QByteArray("0001-01-01T00:00:00Z") << 0LL;
    QTest::newRow("no such day") << QByteArray("2023-02-29T00:00:00Z") << -1LL;
    QTest::newRow("no zone") << QByteArray("2026-11-21T01:18:42") << -1LL;
    QTest::newRow("no decimals") << QByteArray("2026-11-21T01:18:42.Z") << -1LL;
    QTest::newRow("trailing") << QByteArray("2026-11-21T01:18:42Zx") << -1LL;
    QTest::newRow("hour 25") << QByteArray("2026-11-21T25:18:42Z") << -1LL;
    QTest::newRow("words") << QByteArray("yesterday") << -1LL;
    QTest::newRow("nothing") << QByteArray() << -1LL;
}

void TestDecoders::times()
{
    QFETCH(QByteArray, text);
    QFETCH(qint64, expected);
    QCOMPARE(parseRfc3339Ms(text.toStdString()).value_or(-1), expected);
}

void TestDecoders::timesOfAllZones()
{
    std::mt19937 random(9);
    for (int i = 0; i < 2000; ++i) {
        const qint64 ms = qint64(random()) * 1000 + random() % 1000;
        const QDateTime time = QDateTime::fromMSecsSinceEpoch(ms, Qt::OffsetFromUTC, (int(random() % 112) - 56) * 900);
        QCOMPARE(parseRfc3339Ms(time.toString(Qt::ISODateWithMs).toStdString()).value_or(-1), ms);
    }
}

void TestDecoders::sampleValues_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<double>("expected");
    QTest::addColumn<bool>("good");
    QTest::newRow("integer") << QByteArray("12") << 12.0 << true;
    QTest::newRow("negative") << QByteArray("-0.25") << -0.25 << true;
    QTest::newRow("all digits") << QByteArray("0.30000000000000004") << 0.30000000000000004 << true;
    QTest::newRow("exponent") << QByteArray("1e-07") << 1e-07 << true;
    QTest::newRow("+Inf") << QByteArray("+Inf") << HUGE_VAL << true;
    QTest::newRow("-Inf") << QByteArray("-Inf") << -HUGE_VAL << true;
    for (const char *bad : {"", "-", "inf", "nan", "Infinity", "+1", "1.5x", " 1", "0x1", "1e999", ".5", "--1"})
        QTest::newRow(qPrintable(QStringLiteral("\"%1\"").arg(bad))) << QByteArray(bad) << 0.0 << false;
}

void TestDecoders::sampleValues()
{
    QFETCH(QByteArray, text);
    QFETCH(double, expected);
    QFETCH(bool, good);
    const auto value = parseSampleValue(text.toStdString());
    QCOMPARE(value.has_value(), good);
    if (good)
        QCOMPARE(*value, expected);
    QVERIFY(std::isnan(*parseSampleValue("NaN")));
}

void TestDecoders::problemsNameTheMember_data()
{
    QTest::addColumn<QByteArray>("json");
    QTest::addColumn<QString>("detail");
    QTest::newRow("missing") << QByteArray(
        R"({"groups":[{"name":"a","file":"f","interval":1,"rules":[{"type":"alerting"}]}]})")
                             << "data.groups[0].rules[0].name: missing";
    QTest::newRow("type") << QByteArray(R"({"groups":[{"name":7,"file":"f","interval":1,"rules":[]}]})")
                          << "data.groups[0].name: a text was expected";
    QTest::newRow("list") << QByteArray(R"({"groups":{}})") << "data.groups: a list was expected";
    QTest::newRow("object") << QByteArray("[]") << "data: an object was expected";
    QTest::newRow("null") << QByteArray("null") << "data: missing";
}

void TestDecoders::problemsNameTheMember()
{
    QFETCH(QByteArray, json);
    QFETCH(QString, detail);
    const auto rules = decodeRules("{\"status\":\"success\",\"data\":" + json + "}");
    QVERIFY(!rules);
    QCOMPARE(rules.error().kind(), ErrorKind::Decode);
    QCOMPARE(rules.error().detail(), detail);
}

void TestDecoders::oddBytesInLogLines()
{
    const auto entries
        = decodeStreams("{\"status\":\"success\",\"data\":{\"resultType\":\"streams\",\"result\":[{\"stream\":{},"
                        "\"values\":[[\"1795218408193049920\",\"caf\xe9 \\u65e5\"]]}]}}",
                        LogDirection::Forward);
    QVERIFY(entries);
    QCOMPARE(entries->front().line, QStringLiteral("caf\ufffd 日"));
    QCOMPARE(decodeTailFrame("{\"hello\":1}").error().kind(), ErrorKind::Decode);
    QCOMPARE(decodeTailFrame("{\"streams\":null,\"dropped_entries\":[{},{}]}")->dropped, 2);
}

void TestDecoders::instantVectors()
{
    const auto up = decodeInstant(testData("prometheus/instant-vector.json"));
    QVERIFY(up);
    QCOMPARE(up->size(), 2U);
    QCOMPARE(up->at(1).labels.value(u"job"), QStringLiteral("prometheus"));
    QCOMPARE(up->at(1).value, 1.0);
    QCOMPARE(up->at(1).timeMs, 1795223922000);

    const auto scalar = decodeInstant(testData("prometheus/instant-scalar.json"));
    QVERIFY(scalar);
    QCOMPARE(scalar->at(0).value, 2.0);
    QCOMPARE(scalar->at(0).timeMs, 1795223922250);
    QVERIFY(scalar->at(0).labels.isEmpty());

    QCOMPARE(decodeInstant(testData("prometheus/instant-empty.json"))->size(), 0U);
    QCOMPARE(decodeInstant(testData("prometheus/instant-matrix.json")).error().kind(), ErrorKind::Decode);
    const auto refused = decodeInstant(testData("prometheus/error-parse.json"));
    QCOMPARE(refused.error().kind(), ErrorKind::Server);
    QVERIFY(refused.error().detail().contains(u"unexpected end of input"));
}

void TestDecoders::rules()
{
    const auto groups = decodeRules(testData("prometheus/rules.json"));
    QVERIFY2(groups, groups ? "" : qPrintable(groups.error().detail()));
    QCOMPARE(groups->size(), 1U); // the group of recording rules is left out
    const AlertRuleGroup &group = groups->front();
    QCOMPARE(group.name, QStringLiteral("fleet"));
    QCOMPARE(group.intervalMs, 500);
    QCOMPARE(group.rules.size(), 3U);
    const AlertRule &gone = group.rules[0];
    QCOMPARE(gone.name, QStringLiteral("TargetGone"));
    QCOMPARE(gone.group, QStringLiteral("fleet"));
    QCOMPARE(gone.query, QStringLiteral("up == 0"));
    QCOMPARE(gone.state, RuleState::Firing);
    QCOMPARE(gone.health, RuleHealth::Ok);
    QCOMPARE(gone.labels.value(u"severity"), QStringLiteral("critical"));
    QCOMPARE(gone.annotations.value(u"runbook_url"), QStringLiteral("https://example.com/runbooks/gone"));
    QCOMPARE(gone.lastEvaluationMs, 1795223922274);
    QCOMPARE(gone.alerts.size(), 1U);
    QCOMPARE(gone.alerts[0].value, std::optional(0.0));
    QCOMPARE(gone.alerts[0].activeSinceMs, 1795223922272);
    QCOMPARE(group.rules[1].state, RuleState::Pending);
    QCOMPARE(group.rules[1].forMs, 3'600'000);
    QCOMPARE(group.rules[2].state, RuleState::Inactive);
}

void TestDecoders::alerts()
{
    const auto alerts = decodePrometheusAlerts(testData("prometheus/alerts.json"));
    QVERIFY(alerts);
    QCOMPARE(alerts->size(), 2U);
    QCOMPARE(alerts->at(0).name(), QStringLiteral("TargetGone"));
    QCOMPARE(alerts->at(0).severity(), QStringLiteral("critical"));
    QCOMPARE(alerts->at(1).state, RuleState::Pending);
}

void TestDecoders::targets()
{
    const auto targets = decodeTargets(testData("prometheus/targets.json"));
    QVERIFY(targets);
    QCOMPARE(targets->size(), 2U);
    QCOMPARE(targets->at(0).health, QStringLiteral("down"));
    QVERIFY(targets->at(0).lastError.contains(u"connection refused"));
    QCOMPARE(targets->at(1).pool, QStringLiteral("prometheus"));
    QCOMPARE(targets->at(1).url, QStringLiteral("http://127.0.0.1:29090/metrics"));
    QCOMPARE(targets->at(1).intervalSeconds, 0.5);
    QCOMPARE(targets->at(1).lastScrapeMs, 1795223922343);
    QCOMPARE(targets->at(1).scrapeSeconds, 0.002559804);
}

void TestDecoders::namesAndMetadata()
{
    QCOMPARE(*decodeTexts(testData("prometheus/label-values.json")), QStringList({"gone", "prometheus"}));
    QVERIFY(decodeTexts(testData("prometheus/labels.json"))->contains(QStringLiteral("job")));
    const auto metadata = decodeMetadata(testData("prometheus/metadata.json"));
    QVERIFY(metadata);
    QCOMPARE(metadata->size(), 5U);
    QCOMPARE(metadata->front().metric, QStringLiteral("go_memstats_mcache_sys_bytes"));
    QCOMPARE(metadata->front().type, QStringLiteral("gauge"));
    QCOMPARE(*decodeBuildVersion(testData("prometheus/buildinfo.json")), QStringLiteral("2.42.0+ds"));
}

void TestDecoders::alertmanagerAlerts()
{
    const auto alerts = decodeAlertmanagerAlerts(testData("alertmanager/alerts.json"));
    QVERIFY2(alerts, alerts ? "" : qPrintable(alerts.error().detail()));
    QCOMPARE(alerts->size(), 1U);
    const Alert &alert = alerts->front();
    QCOMPARE(alert.fingerprint, QStringLiteral("0128669e217d06cb"));
    QCOMPARE(alert.name(), QStringLiteral("TargetGone"));
    QCOMPARE(alert.state, RuleState::Firing);
    QCOMPARE(alert.silencedBy, QStringList{"fa0be136-c9b1-48dc-a57b-79a9e02d8528"});
    QCOMPARE(alert.receivers, QStringList{"nobody"});
    QCOMPARE(alert.activeSinceMs, 1795223922272);
    QVERIFY(!alert.value);

    const auto status = decodeAlertmanagerStatus(testData("alertmanager/status.json"));
    QVERIFY(status);
    QCOMPARE(status->version, QStringLiteral("0.25.0"));
    QCOMPARE(status->clusterStatus, QStringLiteral("disabled"));
    QCOMPARE(status->startedMs, 1795223916395);
}

void TestDecoders::alertmanagerErrors()
{
    HttpAnswer answer;
    answer.status = 400;
    answer.contentType = "application/json";
    answer.body = testData("alertmanager/error-filter.json");
    Error error = alertmanagerError(answer);
    QCOMPARE(error.kind(), ErrorKind::Server);
    QCOMPARE(error.status(), 400);
    QCOMPARE(error.detail(), QStringLiteral("bad matcher format: {"));

    answer.status = 422;
    answer.body = R"({"code":612,"message":"active in query must be of type boolean"})";
    error = alertmanagerError(answer);
    QCOMPARE(error.code(), QStringLiteral("612"));
    QVERIFY(error.detail().contains(u"boolean"));

    answer.body = "{broken";
    QCOMPARE(alertmanagerError(answer).kind(), ErrorKind::Http);
}

namespace {

/// A decoder that only says whether it accepted.
using AnyDecoder = bool (*)(const QByteArray &);

const std::map<QString, AnyDecoder> &decoders()
{
    static const std::map<QString, AnyDecoder> all{
        {"prometheus/rules.json", [](const QByteArray &json) { return decodeRules(json).has_value(); }},
        {"prometheus/alerts.json", [](const QByteArray &json) { return decodePrometheusAlerts(json).has_value(); }},
        {"prometheus/targets.json", [](const QByteArray &json) { return decodeTargets(json).has_value(); }},
        {"prometheus/metadata.json", [](const QByteArray &json) { return decodeMetadata(json).has_value(); }},
        {"prometheus/instant-vector.json", [](const QByteArray &json) { return decodeInstant(json).has_value(); }},
        {"prometheus/labels.json", [](const QByteArray &json) { return decodeTexts(json).has_value(); }},
        {"prometheus/buildinfo.json", [](const QByteArray &json) { return decodeBuildVersion(json).has_value(); }},
        {"alertmanager/alerts.json", [](const QByteArray &json) { return decodeAlertmanagerAlerts(json).has_value(); }},
        {"alertmanager/status.json", [](const QByteArray &json) { return decodeAlertmanagerStatus(json).has_value(); }},
    };
    return all;
}

} // namespace

void TestDecoders::mutatedAnswersNeverCrash_data()
{
    QTest::addColumn<QString>("file");
    for (const auto &[file, decoder] : decoders())
        QTest::newRow(qPrintable(file)) << file;
}

void TestDecoders::mutatedAnswersNeverCrash()
{
    QFETCH(QString, file);
    const AnyDecoder decoder = decoders().at(file);
    const QByteArray whole = testData(file).trimmed();
    QVERIFY(decoder(whole));
    for (qsizetype size = 0; size < whole.size(); size += 1 + size / 100)
        QVERIFY(!decoder(QByteArray(whole.constData(), size)));
    std::mt19937 random(1);
    int refused = 0;
    for (int round = 0; round < 1500; ++round) {
        QByteArray json = whole;
        for (unsigned n = 1 + random() % 3; n > 0; --n) {
            const auto at = qsizetype(random() % unsigned(json.size()));
            const auto length = qsizetype(1 + random() % 20);
            switch (random() % 4) {
            case 0:
                json.remove(at, length);
                break;
            case 1:
                json.insert(at, json.mid(qsizetype(random() % unsigned(json.size())), length));
                break;
            case 2:
                json.replace(at, length, random() % 2 ? "null" : "[{}]");
                break;
            default:
                json[at] = char(random());
            }
            if (json.isEmpty())
                json = "1";
        }
        refused += decoder(json) ? 0 : 1;
    }
    QVERIFY(refused > 300);
}

QTEST_GUILESS_MAIN(TestDecoders)
#include "tst_decoders.moc"
