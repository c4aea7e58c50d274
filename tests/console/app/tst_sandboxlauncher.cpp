// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "await.h"
#include "sandboxlauncher.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace toban;

namespace {

// Not in a macro: moc does not know raw texts there.
const QString ready
    = QString::fromLatin1(R"(echo '{"state":"ready","dir":"/d","prometheus_url":"http://p","loki_url":"http://l",)"
                          R"("alertmanager_url":"http://a","manager_url":"http://m"}')");

} // namespace

/// The launcher against scripts that stand for toban-sandbox.
class TestSandboxLauncher : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init() { m_directory = std::make_unique<QTemporaryDir>(); }
    void aRunningSandboxIsUsed();
    void anAbsentOneIsStarted();
    void oneThatIsStartingIsWaitedFor();
    void failures_data();
    void failures();
    void noProgram();

private:
    /// A program whose `case "$1"` has these branches; every call is noted in the file "calls".
    Result<SandboxAccess> access(const QString &branches, const QString &dir = QStringLiteral("/d"))
    {
        const QString program = m_directory->filePath(QStringLiteral("toban-sandbox"));
        QFile file(program);
        if (!file.open(QIODevice::WriteOnly))
            qFatal("the script could not be written");
        file.write(QStringLiteral("#!/bin/sh\ncd '%1'\necho \"$@\" >> calls\ncase \"$1\" in\n%2\nesac\n")
                       .arg(m_directory->path(), branches)
                       .toUtf8());
        file.close();
        file.setPermissions(QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
        return await(SandboxLauncher(program).access(dir));
    }
    QStringList calls() const
    {
        QFile file(m_directory->filePath(QStringLiteral("calls")));
        return file.open(QIODevice::ReadOnly) ? QString::fromUtf8(file.readAll()).trimmed().split(u'\n')
                                              : QStringList();
    }

    std::unique_ptr<QTemporaryDir> m_directory;
};

void TestSandboxLauncher::aRunningSandboxIsUsed()
{
    const auto found = access(QStringLiteral("status) %1 ;;\ntoken) echo tbn_abc ;;").arg(ready));
    QVERIFY2(found.has_value(), found ? "" : qPrintable(found.error().detail()));
    QCOMPARE(found->token, QStringLiteral("tbn_abc"));
    QCOMPARE(found->context.name, QStringLiteral("sandbox"));
    QCOMPARE(found->context.kind, EnvironmentKind::Sandbox);
    QCOMPARE(found->context.endpoint(EndpointKind::Loki).url, QStringLiteral("http://l"));
    const auto manager = found->context.endpoint(EndpointKind::Manager);
    QCOMPARE(manager.url, QStringLiteral("http://m"));
    // The context names the token and does not hold it.
    QCOMPARE(manager.http.authorization->credentialsSecret, found->tokenName);
    QVERIFY(found->tokenName != found->token);
    QStringList called = calls(); // the two run at the same time
    called.sort();
    QCOMPARE(called,
             (QStringList{QStringLiteral("status --dir /d --format json"),
                          QStringLiteral("token --dir /d --role operator")}));
}

void TestSandboxLauncher::anAbsentOneIsStarted()
{
    const auto found
        = access(QStringLiteral("status) if [ -e up ]; then %1; else echo '{\"state\":\"stopped\"}'; exit 3; fi ;;\n"
                                "up) touch up ;;\ntoken) echo t ;;")
                     .arg(ready),
                 {});
    QVERIFY2(found.has_value(), found ? "" : qPrintable(found.error().detail()));
    QCOMPARE(calls().filter(QStringLiteral("up ")), QStringList{QStringLiteral("up --detach --format json")});
    QCOMPARE(calls().filter(QStringLiteral("status")).size(), 2);
    QCOMPARE(calls().last(), QStringLiteral("token --role operator")); // one that was given before is worth nothing
}

void TestSandboxLauncher::oneThatIsStartingIsWaitedFor()
{
    const auto found
        = access(QStringLiteral("status) if [ -e once ]; then %1; else touch once; echo '{\"state\":\"starting\"}'; "
                                "fi ;;\ntoken) echo t ;;")
                     .arg(ready));
    QVERIFY(found.has_value());
    QVERIFY(calls().filter(QStringLiteral("up ")).isEmpty());
}

void TestSandboxLauncher::failures_data()
{
    QTest::addColumn<QString>("branches");
    QTest::addColumn<QString>("says");
    QTest::newRow("does not start")
        << "status) exit 3 ;;\nup) echo starting; echo 'port taken, token=abc' >&2; exit 1 ;;"
        << "it did not start: port taken, token=[redacted]";
    QTest::newRow("starts and is not there") << "status) exit 3 ;;\nup) ;;"
                                             << "is not ready";
    QTest::newRow("no token") << QStringLiteral("status) %1 ;;\ntoken) echo 'no such role' >&2; exit 1 ;;").arg(ready)
                              << "it gave no token: no such role";
    QTest::newRow("crash") << "status) kill -SEGV $$ ;;"
                           << "\"status\" crashed";
}

void TestSandboxLauncher::failures()
{
    QFETCH(QString, branches);
    QFETCH(QString, says);
    const auto found = access(branches);
    QVERIFY(!found.has_value());
    QCOMPARE(found.error().code(), QStringLiteral("sandbox_failed"));
    QVERIFY2(found.error().detail().contains(says), qPrintable(found.error().detail()));
}

void TestSandboxLauncher::noProgram()
{
    QCOMPARE(await(SandboxLauncher(QString()).access({})).error().code(), QStringLiteral("sandbox_missing"));
    QCOMPARE(await(SandboxLauncher(QStringLiteral("/nonexistent")).access({})).error().code(),
             QStringLiteral("sandbox_missing"));
}

QTEST_GUILESS_MAIN(TestSandboxLauncher)
#include "tst_sandboxlauncher.moc"
