// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace toban::manager {

/// What agents report their spending in, and so what budgets must be in.
inline constexpr const char *spendCurrency = "USD";

/// An amount of money in billionths of the currency's unit: exact sums of token prices.
struct Money
{
    std::int64_t nano = 0;

    /// Rounds to the nearest billionth; what is not finite or beyond nine digits becomes the nearest bound.
    static Money fromDouble(double amount);
    /// Reads "12", "12.5", "-0.000001" with up to nine digits on either side; nothing for anything else.
    static std::optional<Money> parse(std::string_view text);
    /// At least two decimals, no needless zeros after them: "3.36", "0.0015".
    std::string text() const;
    /// Rounded to four decimals, for rates that were measured and are no exacter than that.
    Money rounded() const;

    Money operator+(Money other) const { return {nano + other.nano}; }
    Money operator-(Money other) const { return {nano - other.nano}; }
    auto operator<=>(const Money &) const = default;
};

} // namespace toban::manager
