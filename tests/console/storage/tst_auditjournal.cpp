// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "auditjournal.h"
#include "fakeclock.h"

#include <QFile>
#include <QSqlDatabase>
#include <QSqlError>
#include <QSqlQuery>
#include <QTemporaryDir>
#include <QTest>

using namespace toban;

namespace {

AuditEntry entry(const QString &phase)
{
    AuditEntry made;
    made.context = QStringLiteral("sandbox");
    made.action = QStringLiteral("scale");
    made.target = QStringLiteral("code-generator");
    made.phase = phase;
    made.reason = QStringLiteral("more load");
    return made;
}

} // namespace

class TestAuditJournal : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init() { m_directory = std::make_unique<QTemporaryDir>(); }
    void entriesAreChainedAndKept();
    void twoConsolesShareOneChain();
    void itCannotBeChangedInPlace();
    void anAlteredEntryIsFound_data();
    void anAlteredEntryIsFound();
    void aDamagedFileIsAnError();
    void aNewerSchemaIsLeftAlone();
    void anUnreachableFolderIsAnError();
    void aLockedFileDoesNotHoldUpTheCaller();
    void whatWasAskedIsDoneInOrderAndBeforeTheEnd();

private:
    QString path() const { return m_directory->filePath(QStringLiteral("state/audit.sqlite")); }
    /// Runs SQL on the file with everything the journal protects itself with taken away.
    void tamper(const QStringList &statements)
    {
        {
            auto database = QSqlDatabase::addDatabase(QStringLiteral("QSQLITE"), QStringLiteral("tamper"));
            database.setDatabaseName(path());
            QVERIFY(database.open());
            QSqlQuery query(database);
            for (const QString &sql : statements)
                QVERIFY2(query.exec(sql), qPrintable(query.lastError().text()));
        }
        QSqlDatabase::removeDatabase(QStringLiteral("tamper"));
    }

    std::unique_ptr<QTemporaryDir> m_directory;
    FakeClock m_clock;
};

void TestAuditJournal::entriesAreChainedAndKept()
{
    QString lastHash;
    {
        AuditJournal journal(path(), m_clock);
        for (int i = 1; i <= 3; ++i) {
            m_clock.advance(std::chrono::seconds(1));
            const auto written = journal.append(entry(QStringLiteral("sent"))).result();
            QVERIFY2(written.has_value(), written ? "" : qPrintable(written.error().detail()));
            QCOMPARE(written->sequence, i);
            QCOMPARE(written->timeMs, m_clock.nowMs());
            QCOMPARE(written->hash.size(), 64);
            QVERIFY(written->hash != lastHash);
            lastHash = written->hash;
        }
    }
    AuditJournal journal(path(), m_clock);
    QVERIFY(journal.verify().result().has_value());
    const auto newest = journal.newest(2).result();
    QCOMPARE(newest->size(), 2U);
    QCOMPARE(newest->front().sequence, 3);
    QCOMPARE(newest->front().hash, lastHash);
    QCOMPARE(newest->front().reason, QStringLiteral("more load"));
    QCOMPARE(newest->front().ticket, QString());
    QVERIFY(!(QFile::permissions(path()) & (QFile::ReadGroup | QFile::ReadOther)));
}

void TestAuditJournal::twoConsolesShareOneChain()
{
    AuditJournal one(path(), m_clock);
    AuditJournal two(path(), m_clock);
    for (int i = 0; i < 10; ++i) {
        AuditJournal &journal = i % 2 ? one : two;
        const auto written = journal.append(entry(QStringLiteral("sent"))).result();
        QVERIFY2(written.has_value(), written ? "" : qPrintable(written.error().detail()));
        QCOMPARE(written->sequence, i + 1);
    }
    QVERIFY(one.verify().result().has_value());
}

void TestAuditJournal::itCannotBeChangedInPlace()
{
    AuditJournal journal(path(), m_clock);
    QVERIFY(journal.append(entry(QStringLiteral("sent"))).result().has_value());
    auto database = QSqlDatabase::addDatabase(QStringLiteral("QSQLITE"), QStringLiteral("other"));
    database.setDatabaseName(path());
    QVERIFY(database.open());
    {
        QSqlQuery query(database);
        QVERIFY(!query.exec(QStringLiteral("UPDATE audit SET reason = 'x'")));
        QVERIFY(!query.exec(QStringLiteral("DELETE FROM audit")));
    }
    database = {};
    QSqlDatabase::removeDatabase(QStringLiteral("other"));
}

void TestAuditJournal::anAlteredEntryIsFound_data()
{
    QTest::addColumn<QString>("sql");
    QTest::addColumn<QString>("says");
    QTest::newRow("changed") << "UPDATE audit SET reason = 'other' WHERE sequence = 2"
                             << "entry 2";
    QTest::newRow("moved between fields")
        << "UPDATE audit SET action = 'scalecode', target = '-generator' WHERE sequence = 2"
        << "entry 2";
    QTest::newRow("removed") << "DELETE FROM audit WHERE sequence = 2"
                             << "entry 3";
    QTest::newRow("swapped hash")
        << "UPDATE audit SET hash = (SELECT hash FROM audit WHERE sequence = 1) WHERE sequence = 3"
        << "entry 3";
}

void TestAuditJournal::anAlteredEntryIsFound()
{
    QFETCH(QString, sql);
    QFETCH(QString, says);
    {
        AuditJournal journal(path(), m_clock);
        for (int i = 0; i < 4; ++i)
            QVERIFY(journal.append(entry(QStringLiteral("sent"))).result().has_value());
    }
    tamper({QStringLiteral("DROP TRIGGER audit_no_update"), QStringLiteral("DROP TRIGGER audit_no_delete"), sql});
    AuditJournal journal(path(), m_clock);
    const auto opened = journal.open().result();
    QVERIFY(!opened.has_value());
    QCOMPARE(opened.error().code(), QStringLiteral("altered"));
    QVERIFY2(opened.error().detail().contains(says), qPrintable(opened.error().detail()));
    // Nothing is appended to a journal that was altered: an action that needs it is not sent.
    QVERIFY(!journal.append(entry(QStringLiteral("sent"))).result().has_value());
}

void TestAuditJournal::aDamagedFileIsAnError()
{
    {
        AuditJournal journal(path(), m_clock);
        QVERIFY(journal.append(entry(QStringLiteral("sent"))).result().has_value());
    }
    QFile file(path());
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(QByteArray(8192, 'x'));
    file.close();
    AuditJournal journal(path(), m_clock);
    const auto opened = journal.open().result();
    QVERIFY(!opened.has_value());
    QCOMPARE(opened.error().kind(), ErrorKind::Storage);
    QCOMPARE(opened.error().origin(), path());
}

void TestAuditJournal::aNewerSchemaIsLeftAlone()
{
    {
        AuditJournal journal(path(), m_clock);
        QVERIFY(journal.open().result().has_value());
    }
    tamper({QStringLiteral("PRAGMA user_version = 99")});
    AuditJournal journal(path(), m_clock);
    QCOMPARE(journal.open().result().error().code(), QStringLiteral("newer_schema"));
}

void TestAuditJournal::anUnreachableFolderIsAnError()
{
    QFile file(m_directory->filePath(QStringLiteral("state")));
    QVERIFY(file.open(QIODevice::WriteOnly));
    AuditJournal journal(path(), m_clock);
    QCOMPARE(journal.append(entry(QStringLiteral("sent"))).result().error().kind(), ErrorKind::Storage);
}

void TestAuditJournal::aLockedFileDoesNotHoldUpTheCaller()
{
    AuditJournal journal(path(), m_clock);
    QVERIFY(journal.open().result().has_value());
    auto database = QSqlDatabase::addDatabase(QStringLiteral("QSQLITE"), QStringLiteral("other console"));
    database.setDatabaseName(path());
    QVERIFY(database.open());
    {
        QSqlQuery query(database);
        QVERIFY(query.exec(QStringLiteral("BEGIN IMMEDIATE")));
        const auto written = journal.append(entry(QStringLiteral("sent")));
        const auto read = journal.newest(1);
        QVERIFY(!written.isFinished()); // and we are here all the same
        QVERIFY(query.exec(QStringLiteral("COMMIT")));
        QVERIFY(written.result().has_value());
        QCOMPARE(read.result()->size(), 1U); // asked later, done later
    }
    database = {};
    QSqlDatabase::removeDatabase(QStringLiteral("other console"));
}

void TestAuditJournal::whatWasAskedIsDoneInOrderAndBeforeTheEnd()
{
    std::vector<QFuture<Result<AuditEntry>>> futures;
    {
        AuditJournal journal(path(), m_clock);
        for (int i = 0; i < 20; ++i)
            futures.push_back(journal.append(entry(QString::number(i))));
    }
    for (int i = 0; i < 20; ++i) {
        QVERIFY(futures[std::size_t(i)].isFinished());
        QCOMPARE(futures[std::size_t(i)].result()->sequence, i + 1);
        QCOMPARE(futures[std::size_t(i)].result()->phase, QString::number(i));
    }
}

QTEST_GUILESS_MAIN(TestAuditJournal)
#include "tst_auditjournal.moc"
