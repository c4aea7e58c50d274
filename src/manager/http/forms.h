// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "clock.h"

#include <optional>
#include <string>
#include <string_view>

namespace toban::manager {

/// The kinds of text that the contract knows, by the names of its schemas.
enum class Form {
    Name,
    Identifier,
    AgentId,
    TaskId,
    ShortText,
    Reason,
    Ticket,
    PlanHash,
    Currency,
    TokenName,
    Endpoint,
    Amount,
    IdempotencyKey,
    Subject, ///< what an execution touched: 1 to 1024 characters
    Filter, ///< 1 to 128 characters
};

/// Tasks that one agent may work on at once, at most.
constexpr int capacityLimit = 1000;

/// Empty when `text` is of the form, else what it must be.
std::string_view formFault(Form form, std::string_view text);
bool isToolName(std::string_view text);
/// Whether it is UTF-8 without surrogates, overlong forms and what lies beyond U+10FFFF.
bool isUtf8(std::string_view text);
/// Code points of valid UTF-8.
std::size_t codePoints(std::string_view text);

/// Where something stands in a list in order of time and id, as text, so that it is a cursor too.
std::string placeByTime(TimePoint at, const std::string &id);
/// Opaque cursors: the text in base64url.
std::string encodeCursor(std::string_view text);
std::optional<std::string> decodeCursor(std::string_view cursor);

} // namespace toban::manager
