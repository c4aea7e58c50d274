// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "sessionstore.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace toban;

class TestSessionStore : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void comesBack();
    void nonsenseReadsAsDefault();
    void changesReachTheDiskWhileItRuns();

private:
    QTemporaryDir m_directory;
};

void TestSessionStore::comesBack()
{
    const QString path = m_directory.filePath(QStringLiteral("state/session.ini"));
    const auto range = TimeRange::parse(QStringLiteral("now-1M/M"), QStringLiteral("now/d"));
    {
        SessionStore store(path);
        QCOMPARE(store.refreshInterval().count(), 15'000);
        QCOMPARE(store.theme(), SessionStore::Theme::System);
        QCOMPARE(store.range(), TimeRange());
        store.setWindowGeometry(QByteArray("\x00\x01\xff", 3));
        store.setLayout(QStringLiteral("fleet.table"), QByteArray("columns"));
        store.setContext(QStringLiteral("本番"));
        store.setPage(QStringLiteral("fleet"));
        store.setRange(*range);
        store.setRefreshInterval(std::chrono::milliseconds(0));
        store.setShowsUtc(true);
        store.setTheme(SessionStore::Theme::Dark);
        store.setLanguage(QStringLiteral("ja"));
        store.setRailCollapsed(true);
    }
    SessionStore store(path);
    QCOMPARE(store.windowGeometry(), QByteArray("\x00\x01\xff", 3));
    QCOMPARE(store.layout(QStringLiteral("fleet.table")), QByteArray("columns"));
    QCOMPARE(store.layout(QStringLiteral("other")), QByteArray());
    QCOMPARE(store.context(), QStringLiteral("本番"));
    QCOMPARE(store.page(), QStringLiteral("fleet"));
    QCOMPARE(store.range(), *range);
    QCOMPARE(store.refreshInterval().count(), 0);
    QVERIFY(store.showsUtc());
    QCOMPARE(store.theme(), SessionStore::Theme::Dark);
    QCOMPARE(store.language(), QStringLiteral("ja"));
    QVERIFY(store.railCollapsed());
    QVERIFY(!(QFile::permissions(path) & (QFile::ReadGroup | QFile::ReadOther)));
}

void TestSessionStore::nonsenseReadsAsDefault()
{
    const QString path = m_directory.filePath(QStringLiteral("broken.ini"));
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write("[view]\nfrom=yesterday\nto=now\ninterval_ms=7\n[look]\ntheme=pink\n");
    file.close();
    const SessionStore store(path);
    QCOMPARE(store.range(), TimeRange());
    QCOMPARE(store.refreshInterval().count(), 15'000);
    QCOMPARE(store.theme(), SessionStore::Theme::System);
}

void TestSessionStore::changesReachTheDiskWhileItRuns()
{
    const QString path = m_directory.filePath(QStringLiteral("state/running.ini"));
    const auto onDisk = [&path](const char *text) {
        QFile file(path);
        return file.open(QIODevice::ReadOnly) && file.readAll().contains(text);
    };
    SessionStore store(path);
    store.setPage(QStringLiteral("fleet"));
    QTRY_VERIFY(onDisk("page=fleet"));
    store.setPage(QStringLiteral("alerts")); // not only the first one
    QTRY_VERIFY(onDisk("page=alerts"));
}

QTEST_GUILESS_MAIN(TestSessionStore)
#include "tst_sessionstore.moc"
