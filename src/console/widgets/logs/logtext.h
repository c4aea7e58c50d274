// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "logmodel.h"
#include "state.h"

#include <QTimeZone>

namespace toban {

QString levelText(LogLevel level); ///< "Error", "Warning", …; Unknown is "No level"
/// The mark of a level. Info and below have none: a page full of marks shows nothing.
std::optional<State> levelState(LogLevel level);
QString logTime(qint64 timeNs, const QTimeZone &zone); ///< "14:02:05.123"
/// The fields beside the message as "step=1 model=m", for the rest of a line.
QString restOfLine(const LogLine &line);

} // namespace toban
