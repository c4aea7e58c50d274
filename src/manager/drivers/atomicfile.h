// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

namespace toban::manager {

/// Replaces a file as a whole: readers see the old text or the new one. Returns an empty text, or what failed.
std::string writeFileAtomically(const std::filesystem::path &file, std::string_view text);

} // namespace toban::manager
