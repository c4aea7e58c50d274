// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "logs/logexport.h"
#include "samples.h"

#include <QDir>
#include <QFile>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTemporaryDir>
#include <QTest>

using namespace toban;

class TestLogExport : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void everyJsonLineIsAnObject();
    void noSecretLeaves();
    void csvQuotesAndDisarms();
    void aFileIsWrittenWholeOrNotAtAll();
    void linesThatComeMeanwhileChangeNothing();
};

void TestLogExport::everyJsonLineIsAnObject()
{
    LogModel model;
    model.setEntries(samples::logs(50));
    const QList<QByteArray> lines = logText(model.entries(), LogFormat::JsonLines).split('\n');
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
    const QByteArray both = logText(model.entries(), LogFormat::JsonLines)
        + logText(model.entries(), LogFormat::Csv, model.fieldColumns());
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
    const QByteArray csv = logText(model.entries(), LogFormat::Csv, model.fieldColumns());
    QVERIFY(csv.startsWith("time,level,agent,message,note,line\r\n"));
    QVERIFY2(csv.contains(",'=cmd"), csv.constData());
    QVERIFY2(csv.contains("\"a \"\"quoted\"\", cell\""), csv.constData());
}

void TestLogExport::aFileIsWrittenWholeOrNotAtAll()
{
    QTemporaryDir folder;
    LogModel model;
    model.setEntries(samples::logs(120));
    const QString path = folder.filePath(QStringLiteral("lines.jsonl"));
    const Result<int> written = exportLogs(model.entries(), LogFormat::JsonLines, {}, path).result();
    QVERIFY(written);
    QCOMPARE(*written, 120);
    QFile file(path);
    QVERIFY(file.open(QIODevice::ReadOnly));
    QCOMPARE(file.readAll(), logText(model.entries(), LogFormat::JsonLines));

    const QString nowhere = folder.filePath(QStringLiteral("no such folder/lines.csv"));
    const Result<int> failed = exportLogs(model.entries(), LogFormat::Csv, {}, nowhere).result();
    QVERIFY(!failed);
    QCOMPARE(failed.error().kind(), ErrorKind::Storage);
    QVERIFY(!failed.error().detail().isEmpty());
    QCOMPARE(QDir(folder.path()).entryList(QDir::Files), QStringList{QStringLiteral("lines.jsonl")});
}

void TestLogExport::linesThatComeMeanwhileChangeNothing()
{
    LogModel model(200);
    model.setEntries(samples::logs(200));
    const LogEntries taken = model.entries();
    const QByteArray before = logText(taken, LogFormat::Csv);
    model.prepend(samples::logs(150, samples::now + 60'000)); // the older fall out of the model
    model.setEntries({});
    QCOMPARE(logText(taken, LogFormat::Csv), before);
}

QTEST_GUILESS_MAIN(TestLogExport)
#include "tst_logexport.moc"
