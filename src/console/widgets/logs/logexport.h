// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "logmodel.h"
#include "result.h"

#include <QByteArray>
#include <QFuture>

namespace toban {

/// What is shown, for a file: secrets are taken out as in the view, times are RFC 3339 with nanoseconds in UTC.
/// Any thread.
enum class LogFormat {
    JsonLines, ///< a JSON object a line: time, labels, line
    Csv ///< RFC 4180: time, level, agent, message, the fields named, line. A cell that a spreadsheet would take for a
    ///< formula gets an apostrophe before it.
};

QByteArray logText(const LogEntries &entries, LogFormat format, const QStringList &fields = {});
/// Makes the file on the thread pool, whole or not at all. The result is the number of lines.
QFuture<Result<int>> exportLogs(LogEntries entries, LogFormat format, QStringList fields, QString path);
QString rfc3339(qint64 timeNs); ///< "2026-11-21T00:00:00.123456789Z"

} // namespace toban
