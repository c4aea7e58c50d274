// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "headless.h"

#include "composition.h"
#include "contextscommand.h"
#include "kit/describe.h"
#include "sessionstore.h"
#include "shell/translations.h"
#include "statuscommand.h"

#include <QCoreApplication>
#include <QTextStream>
#include <QTimer>

#include <cstdio>

namespace toban {

namespace {

QCoro::Task<CommandResult> run(Composition &composition)
{
    if (composition.options().command == Options::Command::Status)
        return runStatus(composition);
    return runContexts(composition);
}

QCoro::Task<> runAndQuit(Composition &composition, CommandResult &result)
{
    result = co_await run(composition);
    QCoreApplication::quit();
}

} // namespace

CommandResult failedCommand(const Error &error)
{
    return {exitcode::failed, {}, describe(error).text() + u'\n'};
}

int runHeadless(QCoreApplication &application, const Options &options)
{
    CommandResult result{exitcode::failed, {}, {}};
    {
        Composition composition(options, KeychainStore::Prompt::Never);
        Translations translations;
        translations.setLanguage(options.language.isEmpty() ? composition.session().language() : options.language);
        QTimer::singleShot(0, &composition, [&] { runAndQuit(composition, result); });
        application.exec();
    }
    QTextStream(stdout) << result.out;
    QTextStream(stderr) << result.error;
    return result.code;
}

} // namespace toban
