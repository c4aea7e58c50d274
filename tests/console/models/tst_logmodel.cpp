// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "logmodel.h"

#include <QAbstractItemModelTester>
#include <QElapsedTimer>
#include <QRandomGenerator>
#include <QTest>

using namespace toban;

namespace {

LogEntry entryOf(qint64 time)
{
    LogEntry entry;
    entry.timeNs = time;
    entry.labels = Labels({{QStringLiteral("pod"), QStringLiteral("claude-agent-code-generator-1")}});
    entry.line = QStringLiteral("{\"event\":\"llm_call\",\"level\":\"info\",\"step\":%1,\"model\":\"m\"}").arg(time);
    return entry;
}

/// Newest first: times from + count - 1 … from.
std::vector<LogEntry> entriesOf(qint64 from, int count)
{
    std::vector<LogEntry> entries;
    for (int i = count - 1; i >= 0; --i)
        entries.push_back(entryOf(from + i));
    return entries;
}

std::vector<qint64> times(const LogModel &model)
{
    std::vector<qint64> all;
    for (int row = 0; row < model.rowCount(); ++row)
        all.push_back(model.index(row, LogModel::TimeColumn).data(LogModel::RawRole).toLongLong());
    return all;
}

} // namespace

class TestLogModel : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void isARingAsASimpleListWouldBe();
    void mergesTheSameQueryAskedAgain();
    void readsStructuredLines();
    void takesSecretsOutOfEverything();
    void fieldColumnsComeAndGo();
    void holdsFiftyThousandLines();
};

void TestLogModel::isARingAsASimpleListWouldBe()
{
    LogModel model(40);
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    QRandomGenerator random(5);
    std::vector<qint64> list;
    qint64 newest = 100'000;
    qint64 oldest = 100'000;
    for (int round = 0; round < 500; ++round) {
        const int count = random.bounded(0, 55);
        if (round % 60 == 0) {
            const auto entries = entriesOf(100'000, std::min(count, 40));
            model.setEntries(entries);
            list.clear();
            for (const LogEntry &entry : entries)
                list.push_back(entry.timeNs);
            newest = 100'000 + int(entries.size());
            oldest = 100'000;
        } else if (random.bounded(2) == 0) {
            const auto entries = entriesOf(newest, count);
            newest += count;
            std::vector<qint64> fresh;
            for (const LogEntry &entry : entries)
                fresh.push_back(entry.timeNs);
            list.insert(list.begin(), fresh.begin(), fresh.end());
            const int tooMany = std::max(0, int(list.size()) - 40);
            list.resize(list.size() - size_t(tooMany));
            QCOMPARE(model.prepend(entries), tooMany);
        } else {
            oldest -= count;
            const auto entries = entriesOf(oldest, count);
            const int room = std::min(count, 40 - int(list.size()));
            for (int i = 0; i < room; ++i)
                list.push_back(entries[size_t(i)].timeNs);
            QCOMPARE(model.append(entries), room);
        }
        QCOMPARE(times(model), list);
        QCOMPARE(model.isFull(), list.size() == 40);
    }
}

void TestLogModel::mergesTheSameQueryAskedAgain()
{
    LogModel model(100);
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    model.setEntries(entriesOf(10, 5)); // 14 … 10
    model.append(entriesOf(5, 5)); // paged: 9 … 5
    const QPersistentModelIndex chosen(model.index(0, 0));

    model.setNewest(entriesOf(12, 5)); // 16 … 12
    QCOMPARE(times(model), (std::vector<qint64>{16, 15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5}));
    QVERIFY2(chosen.isValid() && chosen.row() == 2, "a line that is held stays chosen");

    model.setNewest(entriesOf(12, 5));
    QCOMPARE(model.rowCount(), 12);

    model.setNewest(entriesOf(50, 3)); // too much has come in between: nothing fits together
    QCOMPARE(times(model), (std::vector<qint64>{52, 51, 50}));
    model.setNewest(entriesOf(48, 5));
    QCOMPARE(times(model), (std::vector<qint64>{52, 51, 50, 49, 48}));
    model.setNewest({});
    QCOMPARE(model.rowCount(), 0);
}

void TestLogModel::readsStructuredLines()
{
    LogEntry plain;
    plain.line = QStringLiteral("starting up");
    LogEntry logfmt;
    logfmt.line = QStringLiteral("level=warn msg=\"slow answer\" agent_id=x-1");
    LogModel model;
    model.setEntries({entryOf(9), plain, logfmt});
    QCOMPARE(model.line(0).message, QStringLiteral("llm_call"));
    QCOMPARE(model.line(0).level, LogLevel::Info);
    QCOMPARE(model.line(0).agent, QStringLiteral("code-generator-1"));
    QCOMPARE(model.line(0).field(u"step"), QStringLiteral("9"));
    QCOMPARE(model.line(1).message, QStringLiteral("starting up"));
    QCOMPARE(model.line(1).level, LogLevel::Unknown);
    QCOMPARE(model.line(2).message, QStringLiteral("slow answer"));
    QCOMPARE(model.line(2).level, LogLevel::Warn);
    QCOMPARE(model.line(2).agent, QStringLiteral("x-1"));
}

void TestLogModel::takesSecretsOutOfEverything()
{
    LogEntry entry;
    // What is called a count of tokens and is none is a secret too.
    entry.labels = Labels({{QStringLiteral("api_key"), QStringLiteral("hunter2")},
                           {QStringLiteral("bot_tokens"), QStringLiteral("hunter2")}});
    entry.line = QStringLiteral(
        "{\"message\":\"Authorization: Bearer hunter2\",\"password\":\"hunter2\",\"preview\":\"token=hunter2 next\"}");
    LogModel model;
    model.setFieldColumns({QStringLiteral("preview"), QStringLiteral("password"), QStringLiteral("api_key")});
    model.setEntries({entry});
    const LogLine &line = model.line(0);
    QString all = line.message + line.text + line.labels.toString();
    for (const auto &[name, value] : line.fields)
        all += value;
    for (int column = 0; column < model.columnCount(); ++column)
        all += model.index(0, column).data(LogModel::RawRole).toString();
    QVERIFY2(!all.contains(QLatin1String("hunter2")), qPrintable(all));
    QVERIFY(all.contains(QLatin1String("[redacted]")));
}

void TestLogModel::fieldColumnsComeAndGo()
{
    LogModel model;
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    model.setEntries(entriesOf(1, 3));
    QVERIFY(model.fieldNames().contains(QStringLiteral("model")));
    model.setFieldColumns({QStringLiteral("model"), QStringLiteral("step")});
    QCOMPARE(model.columnCount(), int(LogModel::FirstFieldColumn) + 2);
    QCOMPARE(model.index(0, LogModel::FirstFieldColumn + 1).data(LogModel::RawRole).toString(), QStringLiteral("3"));
    model.setFieldColumns({});
    QCOMPARE(model.columnCount(), int(LogModel::FirstFieldColumn));
}

void TestLogModel::holdsFiftyThousandLines()
{
    LogModel model;
    QElapsedTimer timer;
    const auto entries = entriesOf(0, LogModel::defaultCapacity);
    timer.start();
    model.setEntries(entries);
    qInfo("50 000 lines set: %.1f ms", double(timer.nsecsElapsed()) / 1e6);
    const auto more = entriesOf(LogModel::defaultCapacity, 500);
    timer.start();
    QCOMPARE(model.prepend(more), 500);
    qInfo("500 lines prepended to a full ring: %.1f ms", double(timer.nsecsElapsed()) / 1e6);
    QCOMPARE(model.rowCount(), LogModel::defaultCapacity);
    QCOMPARE(model.index(0, 0).data(LogModel::RawRole).toLongLong(), LogModel::defaultCapacity + 499);
    QCOMPARE(model.index(model.rowCount() - 1, 0).data(LogModel::RawRole).toLongLong(), 500);
}

QTEST_GUILESS_MAIN(TestLogModel)
#include "tst_logmodel.moc"
