// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "testpaths.h"

#include <QDir>
#include <QFile>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

#include <csignal>
#include <sys/prctl.h>

/// The keychain store against a real gnome-keyring on a session bus of its own.
class TestKeychainStore : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init();
    void anOpenKeyringKeepsSecrets();
    void aLockedKeyringSaysSoAtOnce();
    void aDialogThatUnlocksNothingIsARefusal();
    void aMissingServiceSaysSoAtOnce();
    void withoutASessionBusItIsMissing();
    void aServiceThatHangsIsFailed();

private:
    struct Line
    {
        QString outcome;
        int ms = 0;
    };
    /// Runs a shell script on a new session bus; "$PROBE" is the probe. What the probe printed.
    QList<Line> run(const QString &script, const QString &busConfiguration = {});
    QString unlock(const QString &password) const
    {
        return QStringLiteral("printf %s %1 | gnome-keyring-daemon --unlock --components=secrets >/dev/null; ")
            .arg(password);
    }
    /// A bus on which no service can be started.
    QString bareBus() const;

    std::unique_ptr<QTemporaryDir> m_home;
};

void TestKeychainStore::init()
{
    m_home = std::make_unique<QTemporaryDir>();
    QDir(m_home->path()).mkpath(QStringLiteral("run"));
    QFile::setPermissions(m_home->filePath(QStringLiteral("run")),
                          QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
}

QList<TestKeychainStore::Line> TestKeychainStore::run(const QString &script, const QString &busConfiguration)
{
    QProcess process;
    auto environment = QProcessEnvironment::systemEnvironment();
    environment.insert(QStringLiteral("HOME"), m_home->path());
    environment.insert(QStringLiteral("XDG_DATA_HOME"), m_home->filePath(QStringLiteral("data")));
    environment.insert(QStringLiteral("XDG_RUNTIME_DIR"), m_home->filePath(QStringLiteral("run")));
    environment.insert(QStringLiteral("PROBE"), QString::fromStdString(toban::programPath("keychainprobe")));
    for (const char *name :
         {"DISPLAY", "WAYLAND_DISPLAY", "DBUS_SESSION_BUS_ADDRESS", "GNOME_KEYRING_CONTROL", "XDG_CURRENT_DESKTOP"})
        environment.remove(QLatin1String(name));
    process.setProcessEnvironment(environment);
    process.setProcessChannelMode(QProcess::ForwardedErrorChannel);
    process.setChildProcessModifier([] { prctl(PR_SET_PDEATHSIG, SIGTERM); });
    QStringList arguments;
    if (!busConfiguration.isEmpty())
        arguments += QStringLiteral("--config-file=") + busConfiguration;
    arguments += {QStringLiteral("--"), QStringLiteral("sh"), QStringLiteral("-c"), script};
    process.start(QStringLiteral("dbus-run-session"), arguments);
    if (!process.waitForFinished(60'000))
        process.kill();
    QList<Line> lines;
    for (const QByteArray &line : process.readAllStandardOutput().trimmed().split('\n')) {
        const auto parts = QString::fromUtf8(line).split(u'\t');
        lines.append({parts.value(0), parts.value(1).toInt()});
    }
    return lines;
}

QString TestKeychainStore::bareBus() const
{
    const QString path = m_home->filePath(QStringLiteral("bus.conf"));
    QFile file(path);
    if (file.open(QIODevice::WriteOnly)) {
        file.write("<busconfig><type>session</type><listen>unix:dir=" + m_home->path().toUtf8()
                   + "</listen><auth>EXTERNAL</auth><policy context=\"default\"><allow send_destination=\"*\" "
                     "eavesdrop=\"true\"/>"
                     "<allow eavesdrop=\"true\"/><allow own=\"*\"/></policy></busconfig>");
    }
    return path;
}

void TestKeychainStore::anOpenKeyringKeepsSecrets()
{
    const auto lines = run(unlock(QStringLiteral("test"))
                           + QStringLiteral("$PROBE read a/b write a/b 'sécret 秘密' read a/b write a/b two; "
                                            "$PROBE read a/b remove a/b read a/b"));
    QStringList outcomes;
    for (const auto &line : lines)
        outcomes += line.outcome;
    QCOMPARE(outcomes.join(u'|'),
             QStringLiteral("error not_found|done|value sécret 秘密|done|value two|done|error not_found"));
    // Nothing of it lies in a file in clear.
    QProcess grep;
    grep.start(QStringLiteral("grep"), {QStringLiteral("-r"), QStringLiteral("秘密"), m_home->path()});
    QVERIFY(grep.waitForFinished());
    QCOMPARE(grep.exitCode(), 1);
}

void TestKeychainStore::aLockedKeyringSaysSoAtOnce()
{
    QCOMPARE(run(unlock(QStringLiteral("test")) + QStringLiteral("$PROBE write a b")).value(0).outcome,
             QStringLiteral("done"));
    // A new session: the keyring's file is there, nobody has unlocked it.
    for (const Line &line : run(QStringLiteral("$PROBE read a write a c"))) {
        QCOMPARE(line.outcome, QStringLiteral("error locked"));
        QVERIFY2(line.ms < 5'000, qPrintable(QString::number(line.ms)));
    }
}

void TestKeychainStore::aDialogThatUnlocksNothingIsARefusal()
{
    QCOMPARE(run(unlock(QStringLiteral("test")) + QStringLiteral("$PROBE write a b")).value(0).outcome,
             QStringLiteral("done"));
    // There is nobody on this bus who could show the dialog, so that it is dismissed at once.
    const auto lines = run(QStringLiteral("$PROBE --prompt read a"));
    QCOMPARE(lines.size(), 1);
    QCOMPARE(lines[0].outcome, QStringLiteral("error refused"));
}

void TestKeychainStore::aMissingServiceSaysSoAtOnce()
{
    const auto lines = run(QStringLiteral("$PROBE read a write a b remove a"), bareBus());
    QCOMPARE(lines.size(), 3);
    for (const Line &line : lines) {
        QCOMPARE(line.outcome, QStringLiteral("error missing"));
        QVERIFY2(line.ms < 1'000, qPrintable(QString::number(line.ms)));
    }
}

void TestKeychainStore::withoutASessionBusItIsMissing()
{
    const auto lines = run(QStringLiteral("DBUS_SESSION_BUS_ADDRESS=unix:path=/nonexistent $PROBE read a"));
    QCOMPARE(lines.value(0).outcome, QStringLiteral("error missing"));
    QVERIFY2(lines.value(0).ms < 1'000, qPrintable(QString::number(lines.value(0).ms)));
}

void TestKeychainStore::aServiceThatHangsIsFailed()
{
    // A running keyring that is stopped: it owns its name and answers nobody.
    const auto lines
        = run(unlock(QStringLiteral("test"))
              + QStringLiteral("$PROBE read a; PID=$(dbus-send --print-reply=literal --dest=org.freedesktop.DBus "
                               "/org/freedesktop/DBus org.freedesktop.DBus.GetConnectionUnixProcessID "
                               "string:org.freedesktop.secrets | tr -dc '0-9 ' | awk '{print $NF}'); "
                               "kill -STOP $PID; $PROBE read a; kill -KILL $PID"));
    QCOMPARE(lines.value(1).outcome, QStringLiteral("error failed"));
    QVERIFY2(lines.value(1).ms < 6'000, qPrintable(QString::number(lines.value(1).ms)));
}

QTEST_GUILESS_MAIN(TestKeychainStore)
#include "tst_keychainstore.moc"
