// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "labels.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace toban::sandbox {

/// Appends the text as a JSON string. Bytes that are no UTF-8 become U+FFFD, so that the document is always valid.
void appendJson(std::string &out, std::string_view text);
/// Appends {"name":"value",…}
void appendJson(std::string &out, const Labels &labels);

/// Appends a code point (at most 0x1fffff) as UTF-8.
void appendUtf8(std::string &out, std::uint32_t code);

} // namespace toban::sandbox
