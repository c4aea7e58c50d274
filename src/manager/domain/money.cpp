// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "money.h"

#include <algorithm>
#include <cmath>

namespace toban::manager {

namespace {
constexpr std::int64_t unit = 1'000'000'000;
constexpr double bound = 999'999'999.0;
} // namespace

Money Money::fromDouble(double amount)
{
    if (std::isnan(amount)) {
        return {};
    }
    return {std::int64_t(std::llround(std::clamp(amount, -bound, bound) * double(unit)))};
}

std::optional<Money> Money::parse(std::string_view text)
{
    const bool negative = text.starts_with('-');
    if (negative) {
        text.remove_prefix(1);
    }
    const auto dot = text.find('.');
    const auto whole = text.substr(0, dot);
    const auto fraction = dot == std::string_view::npos ? std::string_view{} : text.substr(dot + 1);
    const auto isDigits = [](std::string_view part) {
        return std::all_of(part.begin(), part.end(), [](char c) { return c >= '0' && c <= '9'; });
    };
    if (whole.empty() || whole.size() > 9 || fraction.size() > 9 || !isDigits(whole) || !isDigits(fraction)
        || (dot != std::string_view::npos && fraction.empty())) {
        return std::nullopt;
    }
    std::int64_t value = 0;
    for (const char c : whole) {
        value = value * 10 + (c - '0');
    }
    for (std::size_t i = 0; i < 9; ++i) {
        value = value * 10 + (i < fraction.size() ? fraction[i] - '0' : 0);
    }
    return Money{negative ? -value : value};
}

std::string Money::text() const
{
    const auto magnitude = std::uint64_t(nano < 0 ? -nano : nano);
    std::string fraction = std::to_string(magnitude % unit);
    fraction.insert(0, 9 - fraction.size(), '0');
    while (fraction.size() > 2 && fraction.back() == '0') {
        fraction.pop_back();
    }
    return (nano < 0 ? "-" : "") + std::to_string(magnitude / unit) + '.' + fraction;
}

Money Money::rounded() const
{
    constexpr std::int64_t step = unit / 10'000;
    return {(nano + (nano < 0 ? -step / 2 : step / 2)) / step * step};
}

} // namespace toban::manager
