// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <spdlog/spdlog.h>

#include <filesystem>
#include <memory>
#include <string>

namespace toban {

/// How a program writes its log.
struct LogOptions
{
    std::string program; ///< name of the log file, without suffix
    std::filesystem::path directory; ///< empty: no file, standard error only
    spdlog::level::level_enum level = spdlog::level::info;
    bool standardError = true;
    std::size_t maxFileBytes = 5 * 1024 * 1024;
    std::size_t maxFiles = 3;
};

/// Sets up the sinks of this process: standard error and a rotating file (mode 0600). Every line passes through
/// `redact` before any sink sees it. Returns an empty string, or why the file could not be opened; logging to
/// standard error works in that case all the same. Call once, in main(), before threads start.
std::string initLogging(const LogOptions &options);

/// The named logger ("net", "sandbox", …), made at first use with the process's sinks. Any thread.
std::shared_ptr<spdlog::logger> logger(const std::string &name);

} // namespace toban
