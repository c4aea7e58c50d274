// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "commandline.h"

class QCoreApplication;

namespace toban {

/// Runs a headless command to its end: what it found goes to standard output, what went wrong to standard error.
/// Returns the exit code. Needs no window system.
int runHeadless(QCoreApplication &application, const Options &options);

} // namespace toban
