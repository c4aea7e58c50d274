// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace toban::sandbox {

/// toban-sandbox: parses the command line, does it, returns the exit status: 0 done, 1 failed, 2 wrong usage,
/// 3 no sandbox is running there.
int runCli(int argc, char **argv);

} // namespace toban::sandbox
