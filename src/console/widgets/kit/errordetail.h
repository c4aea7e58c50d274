// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace toban {

/// The detail of an Error in the reader's language, when it is one of the console's own making. Details are untranslated
/// where they are made, below the views; what a server or a library said comes back as it is.
QString errorDetail(const QString &detail);

} // namespace toban
