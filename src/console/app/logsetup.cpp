// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "logsetup.h"

#include "logging.h"
#include "xdgpaths.h"

#include <QString>

namespace toban {

namespace {

void toLog(QtMsgType type, const QMessageLogContext &context, const QString &message)
{
    const std::string text = message.toStdString();
    const std::string category = context.category ? context.category : "default";
    switch (type) {
    case QtDebugMsg:
        logger("qt")->debug("{}: {}", category, text);
        break;
    case QtInfoMsg:
        logger("qt")->info("{}: {}", category, text);
        break;
    case QtWarningMsg:
        logger("qt")->warn("{}: {}", category, text);
        break;
    case QtCriticalMsg:
        logger("qt")->error("{}: {}", category, text);
        break;
    case QtFatalMsg: // Qt ends the program after this
        logger("qt")->critical("{}: {}", category, text);
        logger("qt")->flush();
        break;
    }
}

} // namespace

void setUpLogging()
{
    LogOptions options;
    options.program = "toban";
    options.directory = xdgStateDir();
    const std::string problem = initLogging(options);
    if (!problem.empty())
        logger("app")->warn("there is no log file in this run: {}", problem);
    qInstallMessageHandler(toLog);
}

} // namespace toban
