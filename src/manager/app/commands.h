// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace toban::manager {

/// The command line of toban-manager. Returns the exit status: 0 done, 1 failed, 2 wrong usage.
int runCommandLine(int argc, char **argv);

} // namespace toban::manager
