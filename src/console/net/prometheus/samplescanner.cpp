// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "prometheus/samplescanner.h"

#include <QtEndian>

#include <charconv>
#include <cmath>
#include <cstring>
#include <optional>

namespace toban {

namespace {

constexpr bool isDigit(char c)
{
    return c >= '0' && c <= '9';
}

/// The number in eight digits at once, each byte a lane of the word; nothing when one of them is no digit.
std::optional<quint64> eightDigits(const char *p)
{
    const auto word = qFromLittleEndian<quint64>(p);
    constexpr quint64 highBits = 0x8080808080808080;
    const quint64 lanes = word - 0x3030303030303030;
    if (((word + 0x4646464646464646) | lanes) & highBits)
        return std::nullopt;
    const quint64 pairs = (lanes * 10 + (lanes >> 8)) & 0x00FF00FF00FF00FF;
    const quint64 fours = (pairs * 100 + (pairs >> 16)) & 0x0000FFFF0000FFFF;
    return (fours * 10'000 + (fours >> 32)) & 0xFFFFFFFF;
}

/// Seconds with up to three decimals, as ms. Null when it is something else.
const char *scanTimeMs(const char *p, const char *end, qint64 &ms)
{
    const char *const begin = p;
    qint64 seconds = 0;
    if (end - p >= 8) {
        if (const auto digits = eightDigits(p)) {
            seconds = qint64(*digits);
            p += 8;
        }
    }
    // At most 11 digits (the year 5138): cannot overflow.
    while (p != end && isDigit(*p) && p - begin < 11)
        seconds = seconds * 10 + (*p++ - '0');
    // No leading zero: that would not be JSON.
    if (p == begin || (*begin == '0' && p - begin > 1))
        return nullptr;
    ms = seconds * 1000;
    if (p != end && *p == '.') {
        const char *const decimals = ++p;
        qint64 place = 100;
        for (; p != end && isDigit(*p) && place > 0; place /= 10)
            ms += (*p++ - '0') * place;
        if (p == decimals)
            return nullptr;
    }
    return p;
}

/// The number in quotes; p is behind the opening one, the answer behind the closing one.
const char *scanValue(const char *p, const char *end, double &value)
{
    const bool number = p != end && (isDigit(*p) || (*p == '-' && end - p > 1 && isDigit(p[1])));
    if (number) {
        const auto [behind, error] = std::from_chars(p, end, value);
        if (error != std::errc())
            return nullptr;
        p = behind;
    } else if (end - p > 4 && std::memcmp(p, "NaN", 3) == 0) {
        value = std::nan("");
        p += 3;
    } else if (end - p > 4 && (*p == '+' || *p == '-') && std::memcmp(p + 1, "Inf", 3) == 0) {
        value = *p == '+' ? HUGE_VAL : -HUGE_VAL;
        p += 4;
    } else {
        return nullptr;
    }
    return p != end && *p == '"' ? p + 1 : nullptr;
}

} // namespace

bool SampleScanner::scan(std::string_view text, size_t &at, GridColumn &column)
{
    const char *p = text.data() + at;
    const char *const end = text.data() + text.size();
    const auto take = [&p, end](char c) { return p != end && *p == c ? (++p, true) : false; };

    if (!take(']')) {
        do {
            qint64 timeMs = 0;
            double value = 0;
            if (!take('['))
                return false;
            p = scanTimeMs(p, end, timeMs);
            if (!p || !take(',') || !take('"'))
                return false;
            p = scanValue(p, end, value);
            if (!p || !take(']'))
                return false;
            if (!column.add(timeMs, value))
                return false;
        } while (take(','));
        if (!take(']'))
            return false;
    }
    at = size_t(p - text.data());
    return true;
}

} // namespace toban
