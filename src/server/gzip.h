// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace toban::http {

/// The text as a gzip member (RFC 1952), compressed for speed. Empty when zlib fails. Pure, any thread.
std::string gzipCompress(std::string_view text);

/// The content of one or more gzip members; nothing when the data is malformed, cut off or unpacks to more than
/// `maxBytes`. Pure, any thread.
std::optional<std::string> gzipDecompress(std::string_view data, std::size_t maxBytes);

} // namespace toban::http
