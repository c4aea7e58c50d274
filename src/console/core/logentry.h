// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "labels.h"

#include <QString>

#include <vector>

namespace toban {

/// One log line with its stream's labels. The line is as the server gave it; redaction happens where it is shown, copied or exported.
struct LogEntry
{
    qint64 timeNs = 0;
    Labels labels;
    QString line;
};

enum class LogDirection { Backward, Forward };

/// A frame of a live tail.
struct TailFrame
{
    std::vector<LogEntry> entries;
    int dropped = 0; ///< lines that the server says it left out
};

/// Fields of a JSON or logfmt line, nested objects joined by "_" as Loki does, values of sensitive keys redacted.
/// Empty for a line of neither form.
std::vector<std::pair<QString, QString>> parseFields(const QString &line);

} // namespace toban
