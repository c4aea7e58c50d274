// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstddef>
#include <string>
#include <string_view>

namespace toban::manager {

using Digest = std::array<unsigned char, 32>;

/// SHA-256. Throws std::runtime_error only if the library fails.
Digest sha256(std::string_view text);
std::string hex(const Digest &digest);
std::string sha256Hex(std::string_view text);
/// Takes the same time wherever the two differ.
bool equalInConstantTime(const Digest &a, const Digest &b);
/// `bytes` of the system's secure random source as lower-case hexadecimal digits.
std::string randomHex(std::size_t bytes);
/// A random UUID (version 4).
std::string randomUuid();

} // namespace toban::manager
