// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "settings.h"

namespace toban::manager {

/// Runs the manager until SIGTERM or SIGINT, then drains and stops within 10 s. Call on the main thread before any
/// other thread exists. Returns the exit status; what went wrong is on standard error and in the log.
int serve(const Settings &settings);

} // namespace toban::manager
