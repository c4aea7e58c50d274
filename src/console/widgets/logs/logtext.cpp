// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "logs/logtext.h"

#include <QCoreApplication>
#include <QDateTime>

namespace toban {

QString levelText(LogLevel level)
{
    switch (level) {
    case LogLevel::Debug:
        return QCoreApplication::translate("toban::LogText", "Debug");
    case LogLevel::Info:
        return QCoreApplication::translate("toban::LogText", "Info");
    case LogLevel::Warn:
        return QCoreApplication::translate("toban::LogText", "Warning");
    case LogLevel::Error:
        return QCoreApplication::translate("toban::LogText", "Error");
    case LogLevel::Critical:
        return QCoreApplication::translate("toban::LogText", "Critical");
    case LogLevel::Unknown:
        break;
    }
    return QCoreApplication::translate("toban::LogText", "No level");
}

std::optional<State> levelState(LogLevel level)
{
    switch (level) {
    case LogLevel::Warn:
        return State::Warn;
    case LogLevel::Error:
    case LogLevel::Critical:
        return State::Critical;
    default:
        return std::nullopt;
    }
}

QString logTime(qint64 timeNs, const QTimeZone &zone)
{
    return QDateTime::fromMSecsSinceEpoch(timeNs / 1'000'000, zone).toString(QStringLiteral("HH:mm:ss.zzz"));
}

QString restOfLine(const LogLine &line)
{
    if (line.message == line.text)
        return {};
    QString rest;
    for (const auto &[name, value] : line.fields) {
        if (value == line.message || value.isEmpty() || name == QLatin1String("level") || name == QLatin1String("time")
            || name == QLatin1String("ts") || name == QLatin1String("timestamp") || name == QLatin1String("agent_id"))
            continue;
        if (!rest.isEmpty())
            rest += QLatin1String("  ");
        rest += name + QLatin1Char('=') + value;
    }
    return rest;
}

} // namespace toban
