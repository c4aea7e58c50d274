// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "daycurve.h"
#include "story.h"

#include <gtest/gtest.h>

#include <algorithm>

using namespace toban::sandbox;

namespace {

constexpr std::int64_t end = 1'795'219'200; // Saturday 2026-11-21 00:00 UTC
constexpr std::int64_t day = 86'400;
constexpr int tokyo = 9 * 3600;

StoryOptions options(int days = 62)
{
    return {.seed = 1, .days = days, .end = end, .utcOffset = tokyo, .load = 1};
}

const AgentProfile &codeGenerator()
{
    return fleetProfiles().front();
}

bool isWorkingHour(std::int64_t t)
{
    const int weekDay = weekday(t, tokyo);
    const auto hour = (t + tokyo) % day / 3600;
    return weekDay >= 1 && weekDay <= 5 && hour >= 9 && hour < 19;
}

} // namespace

TEST(DayCurve, hasTheRhythmOfAWeek)
{
    EXPECT_EQ(weekday(end, 0), 6);
    EXPECT_EQ(weekday(end + 23 * 3600, tokyo), 0);
    EXPECT_EQ(weekday(-1, 0), 3); // 1969-12-31
    double before = dayCurve(end - 8 * day, tokyo);
    double working = 0;
    double weekend = 0;
    for (std::int64_t t = end - 8 * day; t < end; t += 60) {
        const double value = dayCurve(t, tokyo);
        EXPECT_GE(value, 0.3);
        EXPECT_LE(value, 1.0);
        EXPECT_NEAR(value, before, 0.01) << "a jump at " << t;
        before = value;
        const int weekDay = weekday(t, tokyo);
        (weekDay == 0 || weekDay == 6 ? weekend : working) += value;
    }
    EXPECT_LT(weekend / 2, 0.8 * working / 5);
}

TEST(Story, hasItsEventsInWorkingHoursAndInOrder)
{
    for (int shift = 0; shift < 7; ++shift) {
        StoryOptions shifted = options();
        shifted.end += shift * day;
        const Story story(shifted);
        EXPECT_TRUE(isWorkingHour(story.badRelease().begin));
        EXPECT_TRUE(isWorkingHour(story.costSpike().begin));
        EXPECT_TRUE(isWorkingHour(story.outage().begin));
        EXPECT_EQ(story.outage().end - story.outage().begin, 12 * 60);
        EXPECT_LT(story.badRelease().end, story.costSpike().begin);
        EXPECT_LT(story.costSpike().end, story.outage().begin);
        EXPECT_LT(story.outage().end, shifted.end);
    }
}

TEST(Story, isToldInFullHoweverShort)
{
    for (const int days : {1, 2, 7, 13, 14, 30, 62, 80}) {
        const Story story(options(days));
        EXPECT_GT(story.badRelease().begin, story.begin()) << days;
        EXPECT_LT(story.badRelease().end, story.costSpike().begin) << days;
        EXPECT_LT(story.costSpike().end, story.outage().begin) << days;
        EXPECT_LT(story.outage().end, end) << days;
        EXPECT_EQ(story.outage().end - story.outage().begin, 12 * 60) << days;
    }
}

TEST(Story, growsSlowlyToTheFleetOfToday)
{
    const Story story(options());
    for (const AgentProfile &profile : fleetProfiles()) {
        int before = 0;
        for (std::int64_t t = story.begin(); t <= end; t += 3600) {
            EXPECT_GE(story.replicas(profile, t), before);
            before = story.replicas(profile, t);
        }
        EXPECT_LT(story.replicas(profile, story.begin()), profile.replicas);
        EXPECT_EQ(before, profile.replicas);
        // Eight weeks apart, the same time of the week.
        EXPECT_GT(story.requestsPerMinute(profile, end - 3 * day),
                  1.25 * story.requestsPerMinute(profile, end - 59 * day));
        EXPECT_LE(story.requestsPerMinute(profile, end), profile.requestsPerMinute);
    }
}

TEST(Story, breaksOnlyWhatItTells)
{
    const Story story(options());
    const std::int64_t wrong = story.badRelease().begin + 60;
    EXPECT_GT(story.conditions(codeGenerator(), wrong).errorProbability, 0.1);
    EXPECT_EQ(story.conditions(fleetProfiles()[1], wrong).errorProbability, normalErrorProbability);
    EXPECT_EQ(story.conditions(codeGenerator(), story.badRelease().end).errorProbability, normalErrorProbability);
    EXPECT_EQ(story.conditions(codeGenerator(), story.costSpike().begin).shiftedModel, "claude-opus-4.1");
    EXPECT_EQ(story.conditions(codeGenerator(), end + day).errorProbability, normalErrorProbability);
}

TEST(Story, remembersTheReleases)
{
    const Story story(options());
    const auto releases = story.pastReleases(codeGenerator());
    EXPECT_TRUE(std::is_sorted(releases.begin(), releases.end(),
                               [](const PastRelease &a, const PastRelease &b) { return a.at < b.at; }));
    EXPECT_LT(releases.back().at, story.currentRelease(codeGenerator()).at);
    // Rolled back: the last past one is what was there before the bad one.
    ASSERT_GE(releases.size(), 3u);
    EXPECT_EQ(releases.back().at, story.badRelease().end);
    EXPECT_EQ(releases.back().image, releases[releases.size() - 3].image);
    EXPECT_EQ(releases.back().promptHash, releases[releases.size() - 3].promptHash);
    EXPECT_EQ(releases.back().promptHash.size(), std::string("sha256:").size() + 64);
}
