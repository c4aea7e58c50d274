// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "commandline.h"
#include "headless.h"
#include "logsetup.h"
#include "memorysetup.h"
#include "starttrace.h"
#include "windowapp.h"

#include <QApplication>

#include <cstdio>

using namespace toban;

int main(int argc, char *argv[])
{
    setUpMemory();
    QStringList arguments;
    for (int i = 0; i < argc; ++i)
        arguments.append(QString::fromLocal8Bit(argv[i]));
    const std::variant<Options, ParsedExit> parsed = parseCommandLine(arguments);
    if (const auto *exit = std::get_if<ParsedExit>(&parsed)) {
        std::fputs(qPrintable(exit->text), exit->code == exitcode::ok ? stdout : stderr);
        return exit->code;
    }
    const auto &options = std::get<Options>(parsed);
    StartTrace trace(options.traceStart || qEnvironmentVariableIsSet("TOBAN_TRACE_START"));
    trace.mark("main");

    QCoreApplication::setApplicationName(QStringLiteral("toban"));
    QCoreApplication::setApplicationVersion(QStringLiteral(TOBAN_VERSION));
    setUpLogging();
    if (options.isHeadless()) {
        QCoreApplication application(argc, argv);
        return runHeadless(application, options);
    }
    if (options.command == Options::Command::Screenshot && !qEnvironmentVariableIsSet("QT_QPA_PLATFORM"))
        qputenv("QT_QPA_PLATFORM", "offscreen");
    QGuiApplication::setDesktopFileName(QStringLiteral("toban"));
    QApplication application(argc, argv);
    trace.mark("application");
    return runWindow(application, options, trace);
}
