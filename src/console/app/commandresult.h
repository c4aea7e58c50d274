// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "error.h"

#include <QString>

namespace toban {

/// How a headless command ended.
struct CommandResult
{
    int code = 0;
    QString out; ///< for standard output
    QString error; ///< for standard error
};

/// It could not be tried; the error in words.
CommandResult failedCommand(const Error &error);

} // namespace toban
