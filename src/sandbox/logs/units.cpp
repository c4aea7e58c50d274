// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "units.h"

#include <array>
#include <charconv>
#include <cmath>
#include <ctime>

namespace toban::sandbox {

namespace {

char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

/// Takes digits with an optional fraction off the front.
std::optional<double> takeDecimal(std::string_view &text)
{
    std::size_t length = 0;
    bool digit = false;
    bool point = false;
    while (length < text.size() && ((text[length] >= '0' && text[length] <= '9') || (text[length] == '.' && !point))) {
        digit = digit || text[length] != '.';
        point = point || text[length] == '.';
        ++length;
    }
    double value = 0;
    if (!digit)
        return std::nullopt;
    std::from_chars(text.data(), text.data() + length, value, std::chars_format::fixed);
    text.remove_prefix(length);
    return value;
}

struct Unit
{
    std::string_view name;
    double factor;
};

} // namespace

std::optional<double> parseDuration(std::string_view text)
{
    static constexpr std::array units{
        Unit{"ns", 1},   Unit{"us", 1e3},   Unit{"µs", 1e3},    Unit{"ms", 1e6},        Unit{"s", 1e9},
        Unit{"m", 60e9}, Unit{"h", 3600e9}, Unit{"d", 86400e9}, Unit{"w", 7 * 86400e9}, Unit{"y", 365 * 86400e9}};
    double sign = 1;
    if (!text.empty() && (text.front() == '-' || text.front() == '+')) {
        sign = text.front() == '-' ? -1 : 1;
        text.remove_prefix(1);
    }
    if (text == "0")
        return 0.0;
    if (text.empty())
        return std::nullopt;
    double sum = 0;
    while (!text.empty()) {
        const auto number = takeDecimal(text);
        if (!number)
            return std::nullopt;
        const Unit *found = nullptr;
        for (const Unit &unit : units) {
            if (text.starts_with(unit.name) && (!found || unit.name.size() > found->name.size()))
                found = &unit;
        }
        if (!found)
            return std::nullopt;
        text.remove_prefix(found->name.size());
        sum += *number * found->factor;
    }
    return sign * sum;
}

std::optional<double> parseBytes(std::string_view text)
{
    static constexpr std::array units{Unit{"", 1},
                                      Unit{"b", 1},
                                      Unit{"k", 1e3},
                                      Unit{"kb", 1e3},
                                      Unit{"ki", 1024.0},
                                      Unit{"kib", 1024.0},
                                      Unit{"m", 1e6},
                                      Unit{"mb", 1e6},
                                      Unit{"mi", 1048576.0},
                                      Unit{"mib", 1048576.0},
                                      Unit{"g", 1e9},
                                      Unit{"gb", 1e9},
                                      Unit{"gi", 1073741824.0},
                                      Unit{"gib", 1073741824.0},
                                      Unit{"t", 1e12},
                                      Unit{"tb", 1e12},
                                      Unit{"tib", 1099511627776.0}};
    const auto number = takeDecimal(text);
    if (!number)
        return std::nullopt;
    while (text.starts_with(' '))
        text.remove_prefix(1);
    std::string name;
    for (const char c : text)
        name += lower(c);
    for (const Unit &unit : units) {
        if (unit.name == name)
            return *number * unit.factor;
    }
    return std::nullopt;
}

std::optional<double> parseNumber(std::string_view text)
{
    if (text.starts_with('+'))
        text.remove_prefix(1);
    double value = 0;
    const auto result = std::from_chars(text.data(), text.data() + text.size(), value);
    if (text.empty() || result.ec != std::errc() || result.ptr != text.data() + text.size())
        return std::nullopt;
    return value;
}

std::string formatNumber(double value)
{
    if (std::isnan(value))
        return "NaN";
    if (std::isinf(value))
        return value > 0 ? "+Inf" : "-Inf";
    std::array<char, 400> text{}; // the longest double without exponent has 309 digits
    const auto result = std::to_chars(text.data(), text.data() + text.size(), value, std::chars_format::fixed);
    return {text.data(), result.ptr};
}

std::string formatTime(long long nanoseconds)
{
    const std::time_t seconds = nanoseconds / 1'000'000'000;
    std::tm parts{};
    gmtime_r(&seconds, &parts);
    std::array<char, 32> text{};
    const std::size_t length = std::strftime(text.data(), text.size(), "%Y-%m-%dT%H:%M:%SZ", &parts);
    return {text.data(), length};
}

std::optional<long long> parseTime(std::string_view text)
{
    const auto number = [&](std::size_t at, std::size_t digits) -> std::optional<int> {
        int value = 0;
        if (at + digits > text.size())
            return std::nullopt;
        const auto result = std::from_chars(text.data() + at, text.data() + at + digits, value);
        if (result.ec != std::errc() || result.ptr != text.data() + at + digits || value < 0)
            return std::nullopt;
        return value;
    };
    if (text.size() < 20 || text[4] != '-' || text[7] != '-' || (text[10] != 'T' && text[10] != 't') || text[13] != ':'
        || text[16] != ':')
        return std::nullopt;
    const auto year = number(0, 4), month = number(5, 2), day = number(8, 2), hour = number(11, 2),
               minute = number(14, 2), second = number(17, 2);
    if (!year || !month || !day || !hour || !minute || !second || *month < 1 || *month > 12 || *day < 1 || *day > 31
        || *hour > 23 || *minute > 59 || *second > 60)
        return std::nullopt;
    std::tm parts{};
    parts.tm_year = *year - 1900;
    parts.tm_mon = *month - 1;
    parts.tm_mday = *day;
    parts.tm_hour = *hour;
    parts.tm_min = *minute;
    parts.tm_sec = *second;
    long long result = static_cast<long long>(timegm(&parts)) * 1'000'000'000;
    std::size_t at = 19;
    if (text[at] == '.') {
        long long unit = 100'000'000;
        for (++at; at < text.size() && text[at] >= '0' && text[at] <= '9'; ++at) {
            result += (text[at] - '0') * unit;
            unit /= 10;
        }
    }
    const std::string_view zone = text.substr(at);
    if (zone == "Z" || zone == "z")
        return result;
    const auto zoneHour = number(at + 1, 2), zoneMinute = number(at + 4, 2);
    if (zone.size() != 6 || zone[3] != ':' || (zone[0] != '+' && zone[0] != '-') || !zoneHour || !zoneMinute)
        return std::nullopt;
    const long long offset = (*zoneHour * 60LL + *zoneMinute) * 60'000'000'000LL;
    return zone[0] == '+' ? result - offset : result + offset;
}

} // namespace toban::sandbox
