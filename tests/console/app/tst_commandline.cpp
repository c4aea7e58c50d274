// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "commandline.h"

#include <QTest>

using namespace toban;

namespace {

std::variant<Options, ParsedExit> parse(const QString &line)
{
    return parseCommandLine(QStringList{QStringLiteral("toban")} + line.split(u' ', Qt::SkipEmptyParts));
}

Options options(const QString &line)
{
    const auto parsed = parse(line);
    if (const auto *exit = std::get_if<ParsedExit>(&parsed))
        qFatal("%s: %s", qPrintable(line), qPrintable(exit->text));
    return std::get<Options>(parsed);
}

} // namespace

class TestCommandLine : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void commands_data();
    void commands();
    void sandboxTakesADirectoryOrNone_data();
    void sandboxTakesADirectoryOrNone();
    void optionsStandBeforeOrAfterTheCommand();
    void aNewContext();
    void readOnlyIsSetUnsetOrLeft();
    void mistakes_data();
    void mistakes();
    void helpAndVersionEndWell();
};

void TestCommandLine::commands_data()
{
    QTest::addColumn<QString>("line");
    QTest::addColumn<int>("command");
    QTest::addColumn<bool>("headless");
    const auto row = [](const char *line, Options::Command command, bool headless) {
        QTest::newRow(line) << QString::fromLatin1(line) << int(command) << headless;
    };
    row("", Options::Command::Window, false);
    row("--page fleet --lang ja --theme dark", Options::Command::Window, false);
    row("--screenshot out --size 1440x900", Options::Command::Screenshot, false);
    row("status", Options::Command::Status, true);
    row("contexts list", Options::Command::ContextsList, true);
    row("contexts show a", Options::Command::ContextsShow, true);
    row("contexts add a --loki http://l", Options::Command::ContextsAdd, true);
    row("contexts remove a", Options::Command::ContextsRemove, true);
    row("contexts use a", Options::Command::ContextsUse, true);
    row("contexts test", Options::Command::ContextsTest, true);
}

void TestCommandLine::commands()
{
    QFETCH(QString, line);
    QFETCH(int, command);
    QFETCH(bool, headless);
    const Options parsed = options(line);
    QCOMPARE(int(parsed.command), command);
    QCOMPARE(parsed.isHeadless(), headless);
}

void TestCommandLine::sandboxTakesADirectoryOrNone_data()
{
    QTest::addColumn<QString>("line");
    QTest::addColumn<QString>("dir");
    QTest::addColumn<int>("command");
    QTest::newRow("bare") << "--sandbox"
                          << "" << int(Options::Command::Window);
    QTest::newRow("with a directory") << "--sandbox /tmp/s"
                                      << "/tmp/s" << int(Options::Command::Window);
    QTest::newRow("before a command") << "--sandbox status"
                                      << "" << int(Options::Command::Status);
    QTest::newRow("directory, command") << "--sandbox /tmp/s status"
                                        << "/tmp/s" << int(Options::Command::Status);
    QTest::newRow("after a command") << "status --sandbox /tmp/s"
                                     << "/tmp/s" << int(Options::Command::Status);
    QTest::newRow("before an option") << "status --sandbox --format json"
                                      << "" << int(Options::Command::Status);
    QTest::newRow("in depth") << "contexts test --sandbox /tmp/s"
                              << "/tmp/s" << int(Options::Command::ContextsTest);
}

void TestCommandLine::sandboxTakesADirectoryOrNone()
{
    QFETCH(QString, line);
    QFETCH(QString, dir);
    QFETCH(int, command);
    const Options parsed = options(line);
    QVERIFY(parsed.sandbox);
    QCOMPARE(parsed.sandboxDir, dir);
    QCOMPARE(int(parsed.command), command);
    QVERIFY(!options(QStringLiteral("status")).sandbox);
}

void TestCommandLine::optionsStandBeforeOrAfterTheCommand()
{
    for (const char *line : {"--context prod --format json status", "status --context prod --format json"}) {
        const Options parsed = options(QLatin1String(line));
        QCOMPARE(parsed.contextName, QStringLiteral("prod"));
        QCOMPARE(parsed.format, OutputFormat::Json);
    }
    QCOMPARE(options(QStringLiteral("--size 1280x720")).size, std::optional(QSize(1280, 720)));
}

void TestCommandLine::aNewContext()
{
    const Context context
        = options(QStringLiteral("contexts add prod --prometheus https://p --manager https://m --kind "
                                 "production --read-only --colour #aa0000 --time-zone Asia/Tokyo "
                                 "--currency JPY"))
              .newContext;
    QCOMPARE(context.name, QStringLiteral("prod"));
    QCOMPARE(context.kind, EnvironmentKind::Production);
    QVERIFY(context.readOnly);
    QCOMPARE(context.colour, QStringLiteral("#aa0000"));
    QCOMPARE(context.timeZone, QStringLiteral("Asia/Tokyo"));
    QCOMPARE(context.currency, QStringLiteral("JPY"));
    QCOMPARE(context.endpoint(EndpointKind::Prometheus).url, QStringLiteral("https://p"));
    QCOMPARE(context.endpoints.size(), 2U);
}

void TestCommandLine::readOnlyIsSetUnsetOrLeft()
{
    const auto parsed
        = [](const char *flag) { return options(QStringLiteral("contexts add a ") + QLatin1String(flag)); };
    QVERIFY(parsed("--read-only").named.readOnly && parsed("--read-only").newContext.readOnly);
    QVERIFY(parsed("--no-read-only").named.readOnly && !parsed("--no-read-only").newContext.readOnly);
    QVERIFY(!parsed("").named.readOnly);
}

void TestCommandLine::mistakes_data()
{
    QTest::addColumn<QString>("line");
    QTest::addColumn<QString>("says");
    const auto row = [](const char *line, const char *says) {
        QTest::newRow(line) << QString::fromLatin1(line) << QString::fromLatin1(says);
    };
    row("sttus", "sttus");
    row("--colour red", "--colour");
    row("--sandbox --context a", "--context");
    row("contexts", "subcommand");
    row("contexts show", "NAME");
    row("status --format yaml", "yaml");
    row("--theme pink", "pink");
    row("--size big", "1440x900");
    row("status --screenshot out", "--screenshot");
    row("status --page fleet", "--page");
    row("status contexts list", "not expected");
    row("contexts add a --kind prod", "prod");
}

void TestCommandLine::mistakes()
{
    QFETCH(QString, line);
    QFETCH(QString, says);
    const auto parsed = parse(line);
    const auto *exit = std::get_if<ParsedExit>(&parsed);
    QVERIFY(exit);
    QCOMPARE(exit->code, exitcode::usage);
    QVERIFY2(exit->text.contains(says), qPrintable(exit->text));
}

void TestCommandLine::helpAndVersionEndWell()
{
    for (const char *line : {"--help", "--version", "status --help", "contexts add --help"}) {
        const auto parsed = parse(QLatin1String(line));
        const auto *exit = std::get_if<ParsedExit>(&parsed);
        QVERIFY(exit);
        QCOMPARE(exit->code, exitcode::ok);
        QVERIFY(!exit->text.isEmpty());
    }
}

QTEST_APPLESS_MAIN(TestCommandLine)
#include "tst_commandline.moc"
