// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "logs/logexport.h"

#include <QDateTime>
#include <QJsonDocument>
#include <QJsonObject>
#include <QPromise>
#include <QSaveFile>
#include <QThreadPool>
#include <QTimeZone>

#include <memory>

namespace toban {

QString rfc3339(qint64 timeNs)
{
    const QDateTime seconds = QDateTime::fromSecsSinceEpoch(timeNs / 1'000'000'000, QTimeZone::utc());
    return seconds.toString(QStringLiteral("yyyy-MM-ddTHH:mm:ss"))
        + QStringLiteral(".%1Z").arg(timeNs % 1'000'000'000, 9, 10, QLatin1Char('0'));
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

QByteArray jsonLine(const LogLine &line)
{
    QJsonObject labels;
    for (const auto &[name, value] : line.labels.pairs())
        labels.insert(name, value);
    const QJsonObject object{{QStringLiteral("time"), rfc3339(line.timeNs)},
                             {QStringLiteral("labels"), labels},
                             {QStringLiteral("line"), line.text}};
    return QJsonDocument(object).toJson(QJsonDocument::Compact) + '\n';
}

QByteArray csvLine(const LogLine &line, const QStringList &fields)
{
    QByteArray out = csvCell(rfc3339(line.timeNs)) + ',' + levelWord(line.level) + ',' + csvCell(line.agent) + ','
        + csvCell(line.message);
    for (const QString &name : fields)
        out += ',' + csvCell(line.field(name));
    return out + ',' + csvCell(line.text) + "\r\n";
}

QByteArray headLine(LogFormat format, const QStringList &fields)
{
    if (format == LogFormat::JsonLines)
        return {};
    QByteArray out = "time,level,agent,message";
    for (const QString &name : fields)
        out += ',' + csvCell(name);
    return out + ",line\r\n";
}

QByteArray oneLine(const LogEntry &entry, LogFormat format, const QStringList &fields)
{
    const LogLine line = logLine(entry);
    return format == LogFormat::Csv ? csvLine(line, fields) : jsonLine(line);
}

Result<int> writeLogs(const LogEntries &entries, LogFormat format, const QStringList &fields, const QString &path)
{
    QSaveFile file(path);
    const auto put = [&file](const QByteArray &bytes) { return file.write(bytes) == bytes.size(); };
    bool isWritten = file.open(QIODevice::WriteOnly) && put(headLine(format, fields));
    for (size_t i = 0; isWritten && i < entries.size(); ++i)
        isWritten = put(oneLine(*entries[i], format, fields));
    if (!isWritten || !file.commit())
        return Failure(Error(ErrorKind::Storage, file.errorString(), path));
    return int(entries.size());
}

} // namespace

QByteArray logText(const LogEntries &entries, LogFormat format, const QStringList &fields)
{
    QByteArray out = headLine(format, fields);
    for (const auto &entry : entries)
        out += oneLine(*entry, format, fields);
    return out;
}

QFuture<Result<int>> exportLogs(LogEntries entries, LogFormat format, QStringList fields, QString path)
{
    auto promise = std::make_shared<QPromise<Result<int>>>();
    QFuture<Result<int>> future = promise->future();
    promise->start();
    QThreadPool::globalInstance()->start(
        [promise, entries = std::move(entries), format, fields = std::move(fields), path = std::move(path)] {
            promise->addResult(writeLogs(entries, format, fields, path));
            promise->finish();
        });
    return future;
}

} // namespace toban
