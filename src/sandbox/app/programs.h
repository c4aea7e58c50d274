// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <optional>
#include <string>

namespace toban::sandbox {

/// The programs that a sandbox is made of.
struct Programs
{
    std::filesystem::path prometheus;
    std::filesystem::path promtool;
    std::filesystem::path alertmanager;
    std::filesystem::path manager;
    std::filesystem::path agent;
    std::filesystem::path logs;
    std::optional<std::filesystem::path> loki; ///< instead of `logs` where there is a real one

    /// Finds them: Debian's in PATH, ours in `binDir`. Throws std::runtime_error that names what is missing and the
    /// command that installs it.
    static Programs find(const std::filesystem::path &binDir);
};

/// The folder of the running executable.
std::filesystem::path ownBinDir();

/// True if the program's --version says that it is Grafana's Loki; Debian has another program of that name.
bool isLoki(const std::filesystem::path &program);

} // namespace toban::sandbox
