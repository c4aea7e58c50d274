// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "daycurve.h"
#include "fleet.h"
#include "loadgenerator.h"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

using namespace toban::sandbox;

namespace {

constexpr std::int64_t monday = 1'795'392'000; // 2026-11-23 00:00 UTC
constexpr std::int64_t day = 86'400;
constexpr int hoursPerWeek = 7 * 24;

/// Arrivals per hour of the week from Monday on, over some weeks; the time is made, not waited for.
std::vector<double> play(const Arrivals &arrivals, int weeks)
{
    Rng rng(4);
    std::vector<double> perHour(hoursPerWeek, 0.0);
    const double end = static_cast<double>(weeks * 7 * day);
    for (double elapsed = 0;;) {
        const Arrivals::Wait wait = arrivals.next(rng, monday + static_cast<std::int64_t>(elapsed));
        EXPECT_GE(wait.time.count(), 0);
        elapsed += std::chrono::duration<double>(wait.time).count();
        if (elapsed >= end)
            return perHour;
        if (wait.arrives)
            perHour[static_cast<std::size_t>(elapsed / 3600) % hoursPerWeek] += 1;
    }
}

double sum(const std::vector<double> &values, int from, int to)
{
    double result = 0;
    for (int i = from; i < to; ++i)
        result += values[static_cast<std::size_t>(i)];
    return result;
}

} // namespace

TEST(LoadGenerator, followsTheCurveOfTheDayOnTheOperatorsClock)
{
    constexpr int weeks = 20;
    LoadOptions options;
    options.load = 0.5;
    options.utcOffset = 9 * 3600;
    const std::vector<double> perHour = play(taskArrivals(options), weeks);
    double busiest = 0; // tasks per second when the curve is at 1
    for (const AgentProfile &profile : fleetProfiles())
        busiest += profile.requestsPerMinute / 60 * options.load;
    for (int hour = 0; hour < hoursPerWeek; ++hour) {
        double expected = 0;
        for (int minute = 0; minute < 60; ++minute)
            expected += weeks * 60 * busiest * dayCurve(monday + hour * 3600 + minute * 60 + 30, options.utcOffset);
        // Counts scatter by their root. The curve is read once per wait, up to 20 s late.
        EXPECT_NEAR(perHour[static_cast<std::size_t>(hour)], expected, 4.5 * std::sqrt(expected)) << hour;
    }
    // In the operators' afternoon, 15 to 17 h, there is most; their small hours and weekends are quiet, not silent.
    const double afternoon = sum(perHour, 6, 8);
    const double night = sum(perHour, 17, 19);
    EXPECT_GT(afternoon, 1.6 * night);
    EXPECT_GT(night, 0.4 * afternoon);
    EXPECT_LT(sum(perHour, 5 * 24 + 6, 5 * 24 + 8), 0.75 * afternoon);
}

TEST(LoadGenerator, multipliesByTheLoad)
{
    LoadOptions options;
    const std::vector<double> once = play(taskArrivals(options), 1);
    options.load = 3;
    const std::vector<double> thrice = play(taskArrivals(options), 1);
    EXPECT_NEAR(sum(thrice, 0, hoursPerWeek) / sum(once, 0, hoursPerWeek), 3, 0.1);
    options.load = 0;
    EXPECT_EQ(sum(play(taskArrivals(options), 1), 0, hoursPerWeek), 0);
}
