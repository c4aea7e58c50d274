// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>

namespace toban {

/// What stands in the place of a value that was taken out.
inline constexpr std::string_view redactedText = "[redacted]";

/// True for a key whose value must not be written, shown, copied or exported, whatever it is: one that contains
/// "password", "passwd", "api_key"/"apikey"/"api-key", "token", "secret" or "authorization", in any case. Not so a key
/// that by its name counts tokens ("total_tokens", "tokens", "input_tokens", "max_tokens", "tokens_used…"): of that one
/// it depends on the value, see isSensitive(). Source: facts §13. Pure, any thread.
bool isSensitiveKey(std::string_view key);

/// The same for a key and its value: a key that counts tokens is sensitive too unless the value is a number, for
/// "bot_tokens" may count tokens as well as hold some. Prefer this where the value is at hand. Pure, any thread.
bool isSensitive(std::string_view key, std::string_view value);

/// The text with the values of sensitive keys replaced by `redactedText`. Understands JSON members
/// ("api_key": "…"), logfmt and query pairs (token=…, password="…"), header lines (Authorization: Bearer …),
/// bearer and basic credentials anywhere, and user:password@ in URLs. Never throws; never lengthens a line
/// without bound; leaves text without such keys untouched, byte for byte. Pure, any thread.
/// This is the only redaction of the project: every log sink, export, copy and report passes through it.
std::string redact(std::string_view text);

} // namespace toban
