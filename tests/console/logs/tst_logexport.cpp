// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "logs/logexport.h"
#include "samples.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

using namespace toban;

class TestLogExport : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void everyJsonLineIsAnObject();
    void noSecretLeaves();
    void csvQuotesAndDisarms();
};

void TestLogExport::everyJsonLineIsAnObject()
{
    LogModel model;
    model.setEntries(samples::logs(50));
    const QList<QByteArray> lines = toJsonLines(model).split('\n');
    QCOMPARE(lines.size(), 51); // the last is empty
    for (int i = 0; i < 50; ++i) {
        const QJsonObject object = QJsonDocument::fromJson(lines[i]).object();
        QCOMPARE(object.value(QLatin1String("line")).toString(), model.line(i).text);
        QCOMPARE(object.value(QLatin1String("labels")).toObject().value(QLatin1String("app")).toString(),
                 QStringLiteral("claude-agent"));
    }
    QCOMPARE(rfc3339(1'795'183'325'000'000'007), QStringLiteral("2026-11-20T14:02:05.000000007Z"));
}

void TestLogExport::noSecretLeaves()
{
    LogModel model;
    model.setFieldColumns({QStringLiteral("api_key"), QStringLiteral("input_preview")});
    model.setEntries(samples::logs(300));
    const QByteArray both = toJsonLines(model) + toCsv(model);
    QVERIFY(!both.contains("hunter2"));
    QVERIFY(both.contains("[redacted]"));
}

void TestLogExport::csvQuotesAndDisarms()
{
    LogEntry entry;
    entry.line = QStringLiteral("{\"message\":\"=cmd|' /C calc'!A0\",\"note\":\"a \\\"quoted\\\", cell\"}");
    LogModel model;
    model.setFieldColumns({QStringLiteral("note")});
    model.setEntries({entry});
    const QByteArray csv = toCsv(model);
    QVERIFY(csv.startsWith("time,level,agent,message,note,line\r\n"));
    QVERIFY2(csv.contains(",'=cmd"), csv.constData());
    QVERIFY2(csv.contains("\"a \"\"quoted\"\", cell\""), csv.constData());
}

QTEST_GUILESS_MAIN(TestLogExport)
#include "tst_logexport.moc"
