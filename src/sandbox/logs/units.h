// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace toban::sandbox {

/// Spans in nanoseconds.
constexpr std::int64_t oneSecond = 1'000'000'000;
constexpr std::int64_t oneHour = 3600 * oneSecond;

/// A duration such as "1h30m", "1.5s", "300ms", "2d", "1w", in nanoseconds; nothing for other text. A bare "0" is one.
std::optional<double> parseDuration(std::string_view text);
/// A size such as "20MB", "1.5KiB", "12 kb" or a bare number, in bytes.
std::optional<double> parseBytes(std::string_view text);
/// A whole text that is a number, as Go's strconv.ParseFloat takes it.
std::optional<double> parseNumber(std::string_view text);
/// Shortest decimal form without exponent, as Prometheus and Loki write sample values ("+Inf", "NaN").
std::string formatNumber(double value);
/// RFC 3339 in UTC with seconds: "2026-11-21T01:47:44Z".
std::string formatTime(long long nanoseconds);
/// RFC 3339 with optional fraction and zone; nanoseconds since 1970.
std::optional<long long> parseTime(std::string_view text);

} // namespace toban::sandbox
