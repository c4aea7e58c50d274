// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "logs/logexport.h"

#include <QDateTime>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTimeZone>

namespace toban {

QString rfc3339(qint64 timeNs)
{
    const QDateTime seconds = QDateTime::fromSecsSinceEpoch(timeNs / 1'000'000'000, QTimeZone::utc());
    return seconds.toString(QStringLiteral("yyyy-MM-ddTHH:mm:ss"))
        + QStringLiteral(".%1Z").arg(timeNs % 1'000'000'000, 9, 10, QLatin1Char('0'));
}

QByteArray toJsonLines(const LogModel &model)
{
    QByteArray out;
    for (int row = 0; row < model.rowCount(); ++row) {
        const LogLine &line = model.line(row);
        QJsonObject labels;
        for (const auto &[name, value] : line.labels.pairs())
            labels.insert(name, value);
        const QJsonObject object{{QStringLiteral("time"), rfc3339(line.timeNs)},
                                 {QStringLiteral("labels"), labels},
                                 {QStringLiteral("line"), line.text}};
        out += QJsonDocument(object).toJson(QJsonDocument::Compact) + '\n';
    }
    return out;
}

namespace {

QByteArray csvCell(const QString &text)
{
    QString cell = text;
    if (!cell.isEmpty() && QStringLiteral("=+-@\t\r").contains(cell[0]))
        cell.prepend(QLatin1Char('\''));
    if (cell.contains(QLatin1Char('"')) || cell.contains(QLatin1Char(',')) || cell.contains(QLatin1Char('\n'))
        || cell.contains(QLatin1Char('\r')))
        cell = QLatin1Char('"') + cell.replace(QLatin1Char('"'), QLatin1String("\"\"")) + QLatin1Char('"');
    return cell.toUtf8();
}

QByteArray levelWord(LogLevel level)
{
    switch (level) {
    case LogLevel::Debug:
        return "debug";
    case LogLevel::Info:
        return "info";
    case LogLevel::Warn:
        return "warn";
    case LogLevel::Error:
        return "error";
    case LogLevel::Critical:
        return "critical";
    case LogLevel::Unknown:
        break;
    }
    return {};
}

} // namespace

QByteArray toCsv(const LogModel &model)
{
    QByteArray out = "time,level,agent,message";
    for (const QString &name : model.fieldColumns())
        out += ',' + csvCell(name);
    out += ",line\r\n";
    for (int row = 0; row < model.rowCount(); ++row) {
        const LogLine &line = model.line(row);
        out += csvCell(rfc3339(line.timeNs)) + ',' + levelWord(line.level) + ',' + csvCell(line.agent) + ','
            + csvCell(line.message);
        for (const QString &name : model.fieldColumns())
            out += ',' + csvCell(line.field(name));
        out += ',' + csvCell(line.text) + "\r\n";
    }
    return out;
}

} // namespace toban
