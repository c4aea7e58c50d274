// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

namespace toban::sandbox {

/// Writes a file so that a reader sees the old text or the new, never a part: a temporary file in the same folder is
/// renamed over it. Returns an empty string, or what failed.
std::string writeFileAtomically(const std::filesystem::path &path, std::string_view text, int mode = 0644);

/// Tells whoever started a program which port it serves: "PORT\n". Returns an empty string, or what failed.
std::string writePortFile(const std::filesystem::path &path, std::uint16_t port);
/// The port of such a file; nothing while there is none.
std::optional<std::uint16_t> readPortFile(const std::filesystem::path &path);

} // namespace toban::sandbox
