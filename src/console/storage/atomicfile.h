// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "result.h"

#include <QByteArray>

namespace toban {

/// Writes a file whole or not at all (temporary file, fsync, rename), readable by its owner only; makes its folder
/// (0700).
Result<void> writeAtomically(const QString &path, const QByteArray &content);

} // namespace toban
