// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace toban {

/// How many columns of a terminal the text takes: characters of East Asian scripts take two. Pure, any thread.
qsizetype columnsOf(const QString &text);

/// The text with blanks behind it up to so many columns; a longer one as it is.
QString paddedTo(const QString &text, qsizetype columns);

} // namespace toban
