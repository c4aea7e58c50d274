// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <sys/types.h>
#include <vector>

namespace toban::manager {

struct ChildStart
{
    pid_t pid = -1; ///< below 0: not started
    std::string error;
};

/// Starts a program in a process group of its own with `input` as its whole standard input, no other descriptor than
/// the standard ones, and default signal handling. It is killed when the calling thread ends, so call from the main
/// thread. `arguments` does not include the program's name.
ChildStart startChild(const std::string &program, const std::vector<std::string> &arguments, const std::string &input);

} // namespace toban::manager
