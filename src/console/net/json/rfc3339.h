// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtGlobal>

#include <optional>
#include <string_view>

namespace toban {

/// "2026-11-21T08:05:03.123456789+09:00" → ms since the epoch, rounded down; any number of decimals, "Z" or an offset.
/// Go's zero time ("0001-01-01T00:00:00Z", never) is 0. Nothing for any other text. Pure.
std::optional<qint64> parseRfc3339Ms(std::string_view text);

} // namespace toban
