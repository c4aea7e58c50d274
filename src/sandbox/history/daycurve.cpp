// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "daycurve.h"

#include <array>

namespace toban::sandbox {

namespace {

constexpr std::int64_t daySeconds = 86'400;

std::int64_t floorDiv(std::int64_t a, std::int64_t b)
{
    return a / b - (a % b < 0 ? 1 : 0);
}

bool isWeekend(int day)
{
    return day == 0 || day == 6;
}

} // namespace

int weekday(std::int64_t unixSeconds, int utcOffset)
{
    // 1970-01-01 was a Thursday.
    const std::int64_t day = floorDiv(unixSeconds + utcOffset, daySeconds) + 4;
    return static_cast<int>(day - 7 * floorDiv(day, 7));
}

double dayCurve(std::int64_t unixSeconds, int utcOffset)
{
    static constexpr std::array<double, 25> hours{0.57, 0.56, 0.55, 0.55, 0.56, 0.57, 0.61, 0.67, 0.79,
                                                  0.91, 0.98, 0.96, 0.86, 0.92, 0.98, 1.00, 0.98, 0.92,
                                                  0.84, 0.76, 0.71, 0.66, 0.62, 0.60, 0.57};
    const std::int64_t local = unixSeconds + utcOffset;
    const double hour = static_cast<double>(local - daySeconds * floorDiv(local, daySeconds)) / 3600.0;
    const auto index = static_cast<std::size_t>(hour);
    const double within = hour - static_cast<double>(index);
    const double curve = hours[index] + (hours[index + 1] - hours[index]) * within;

    // Weekends come and go over the four hours around midnight.
    const auto weight = [utcOffset](std::int64_t at) { return isWeekend(weekday(at, utcOffset)) ? 0.68 : 1.0; };
    const double before = weight(unixSeconds - 2 * 3600);
    const double after = weight(unixSeconds + 2 * 3600);
    double share = 0.5;
    if (before != after) {
        const double sinceMidnight = hour > 12 ? hour - 24 : hour;
        share = (sinceMidnight + 2) / 4;
    }
    return curve * (before + (after - before) * share);
}

} // namespace toban::sandbox
