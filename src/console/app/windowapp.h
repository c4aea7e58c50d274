// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "commandline.h"

class QApplication;

namespace toban {

class StartTrace;

/// Opens the window, or renders its pages into pictures, and runs until it ends. Returns the exit code.
int runWindow(QApplication &application, const Options &options, StartTrace &trace);

} // namespace toban
