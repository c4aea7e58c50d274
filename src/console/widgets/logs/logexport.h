// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "logmodel.h"

#include <QByteArray>

namespace toban {

/// What is shown, for a file: secrets are taken out as in the view, times are RFC 3339 with nanoseconds in UTC.

/// A JSON object a line: time, labels, line.
QByteArray toJsonLines(const LogModel &model);
/// RFC 4180: time, level, agent, message, the chosen field columns, line. A cell that a spreadsheet would take for a
/// formula gets an apostrophe before it.
QByteArray toCsv(const LogModel &model);
QString rfc3339(qint64 timeNs); ///< "2026-11-21T00:00:00.123456789Z"

} // namespace toban
