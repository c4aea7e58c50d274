// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "fleethistory.h"
#include "prometheusserver.h"
#include "testpaths.h"

#include <QDateTime>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTemporaryDir>
#include <QTest>

using namespace toban;

/// The real program without a window, in a home of its own.
class TestHeadless : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void contextsAreKept();
    void statusEqualsPromtool();
    void statusInWords();
    void picturesOfNoContextEnd();
    void whatCannotBeTriedSaysWhy();

private:
    struct Ended
    {
        int code = -1;
        QByteArray out;
        QByteArray error;
    };
    Ended toban(const QStringList &arguments) const
    {
        QProcess process;
        auto environment = QProcessEnvironment::systemEnvironment();
        for (const char *name : {"XDG_CONFIG_HOME", "XDG_STATE_HOME"})
            environment.insert(QLatin1String(name), m_home.filePath(QLatin1String(name)));
        // Nobody may need a window system, or a session bus.
        for (const char *name : {"DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM", "DBUS_SESSION_BUS_ADDRESS"})
            environment.remove(QLatin1String(name));
        process.setProcessEnvironment(environment);
        process.start(QString::fromStdString(programPath("toban")), arguments);
        if (!process.waitForFinished(60'000)) {
            process.kill();
            process.waitForFinished();
            return {-1, process.readAllStandardOutput(), "it did not end"};
        }
        return {process.exitCode(), process.readAllStandardOutput(), process.readAllStandardError()};
    }

    QTemporaryDir m_home;
    PrometheusServer m_prometheus;
};

void TestHeadless::initTestCase()
{
    const QString problem = m_prometheus.start(fleetHistory(QDateTime::currentMSecsSinceEpoch()));
    QVERIFY2(problem.isEmpty(), qPrintable(problem));
}

void TestHeadless::contextsAreKept()
{
    const QString url = m_prometheus.url();
    QCOMPARE(toban({"contexts", "add", "dev", "--prometheus", url}).code, 0);
    QCOMPARE(toban({"contexts", "add", "prod", "--prometheus", "http://127.0.0.1:1", "--kind", "production"}).code, 0);
    QCOMPARE(toban({"contexts", "list"}).out, QByteArray("* dev\n  prod\n"));
    QCOMPARE(toban({"contexts", "use", "prod"}).code, 0);
    QCOMPARE(toban({"contexts", "list"}).out, QByteArray("  dev\n* prod\n"));
    QCOMPARE(toban({"contexts", "use", "nix"}).code, 1);
    const auto shown = QJsonDocument::fromJson(toban({"contexts", "show", "prod", "--format", "json"}).out).object();
    QCOMPARE(shown.value(u"kind").toString(), QStringLiteral("production"));
    QCOMPARE(toban({"contexts", "test", "dev"}).code, 0);
    const Ended failing = toban({"contexts", "test", "prod"});
    QCOMPARE(failing.code, 3);
    QVERIFY2(failing.out.contains("Connection refused"), failing.out.constData());
    QCOMPARE(toban({"contexts", "test", "--context", "dev"}).code, 0); // and not the one to start with
    // What is not named stays.
    QFile file(m_home.filePath(QStringLiteral("XDG_CONFIG_HOME/toban/contexts.yaml")));
    QVERIFY(file.open(QIODevice::ReadWrite));
    QByteArray yaml = file.readAll();
    yaml.replace("url: http://127.0.0.1:1\n",
                 "url: http://127.0.0.1:1\n        authorization: {credentials_secret: prod/token}\n");
    file.seek(0);
    file.write(yaml);
    file.close();
    QCOMPARE(toban({"contexts", "add", "prod", "--prometheus", "http://127.0.0.1:2", "--currency", "JPY"}).code, 0);
    const auto kept = QJsonDocument::fromJson(toban({"contexts", "show", "prod", "--format", "json"}).out).object();
    QCOMPARE(kept.value(u"kind").toString(), QStringLiteral("production"));
    QCOMPARE(kept.value(u"currency").toString(), QStringLiteral("JPY"));
    QCOMPARE(kept[u"endpoints"][u"prometheus"].toString(), QStringLiteral("http://127.0.0.1:2"));
    QCOMPARE(kept.value(u"secrets").toArray(), QJsonArray{QStringLiteral("prod/token")});
    const auto readOnlyAfter = [this](const char *flag) {
        toban({"contexts", "add", "prod", flag});
        return QJsonDocument::fromJson(toban({"contexts", "show", "prod", "--format", "json"}).out)[u"read_only"]
            .toBool();
    };
    QVERIFY(readOnlyAfter("--read-only"));
    QVERIFY(!readOnlyAfter("--no-read-only"));
    // Without a keyring the request is not sent, and its endpoint has not answered.
    const Ended unasked = toban({"status", "--context", "prod", "--format", "json"});
    QCOMPARE(unasked.code, 3);
    const auto status = QJsonDocument::fromJson(unasked.out).object();
    QCOMPARE(status.value(u"complete").toBool(true), false);
    QCOMPARE(status[u"endpoints"][0][u"state"].toString(), QStringLiteral("unknown"));
    QCOMPARE(status[u"endpoints"][0][u"error"][u"kind"].toString(), QStringLiteral("keychain"));
    const Ended removed = toban({"contexts", "remove", "prod"});
    QCOMPARE(removed.code, 0);
    QVERIFY2(removed.error.contains("prod/token"), removed.error.constData()); // it may lie in a keyring still
    QCOMPARE(toban({"contexts", "list"}).out, QByteArray("* dev\n"));
}

void TestHeadless::statusEqualsPromtool()
{
    const Ended ended = toban({"status", "--context", "dev", "--format", "json"});
    QCOMPARE(ended.code, 3); // there is no manager, and so no budget
    const auto status = QJsonDocument::fromJson(ended.out).object();
    const auto figures = status.value(u"figures").toArray();
    QCOMPARE(figures.size(), 12);
    for (const auto &value : figures) {
        const auto figure = value.toObject();
        const QString name = figure.value(u"name").toString();
        if (name == u"budget_used") {
            QCOMPARE(figure[u"error"][u"code"].toString(), QStringLiteral("not_configured"));
            continue;
        }
        const qint64 at
            = QDateTime::fromString(figure.value(u"evaluated_at").toString(), Qt::ISODateWithMs).toMSecsSinceEpoch();
        const auto expected = m_prometheus.promtool(figure.value(u"query").toString(), at);
        QVERIFY2(expected && figure.value(u"value").isDouble(), qPrintable(name));
        QCOMPARE(figure.value(u"value").toDouble(), *expected);
        QVERIFY2(figure.value(u"newest_sample_age_seconds").isDouble(), qPrintable(name));
        QVERIFY(figure.value(u"error").isNull());
    }
    QCOMPARE(status.value(u"endpoints").toArray().size(), 4);
    QCOMPARE(status[u"endpoints"][0][u"state"].toString(), QStringLiteral("ok"));
    QCOMPARE(status.value(u"deployments_error")[u"code"].toString(), QStringLiteral("not_configured"));
}

void TestHeadless::statusInWords()
{
    const Ended ended = toban({"status"});
    QCOMPARE(ended.code, 3);
    QVERIFY2(ended.out.contains("P95 latency") && ended.out.contains("Prometheus"), ended.out.constData());
    QCOMPARE(ended.error, QByteArray());
    const QString japanese = QString::fromUtf8(toban({"status", "--lang", "ja"}).out);
    QVERIFY2(japanese.contains(QStringLiteral("エンドポイント")), qPrintable(japanese));
}

void TestHeadless::whatCannotBeTriedSaysWhy()
{
    const Ended unknown = toban({"status", "--context", "nix"});
    QCOMPARE(unknown.code, 1);
    QVERIFY2(unknown.error.contains("nix"), unknown.error.constData());
    QCOMPARE(unknown.out, QByteArray());
    QFile file(m_home.filePath(QStringLiteral("XDG_CONFIG_HOME/toban/contexts.yaml")));
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write("contexts:\n- name: a\n  password: x\n");
    file.close();
    const Ended malformed = toban({"contexts", "list"});
    QCOMPARE(malformed.code, 1);
    QVERIFY2(malformed.error.contains("3:3") && malformed.error.contains("contexts[0].password"),
             malformed.error.constData());
    QCOMPARE(toban({"nonsense"}).code, 2);
}

void TestHeadless::picturesOfNoContextEnd()
{
    const QString folder = m_home.filePath(QStringLiteral("pictures"));
    const Ended ended = toban({"--context", "typo", "--screenshot", folder});
    QVERIFY2(ended.code == 1 && ended.error.contains("typo"), ended.error.constData());
    QVERIFY(!QFile::exists(folder));
}

QTEST_GUILESS_MAIN(TestHeadless)
#include "tst_headless.moc"
