// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "simulator.h"

#include <cstdint>
#include <string>
#include <vector>

namespace toban::sandbox {

/// Where a history lies in time, and what makes it the one it is. Times are seconds since the epoch.
struct StoryOptions
{
    std::uint64_t seed = 1;
    int days = 62; ///< length of the told time, 1 or more
    std::int64_t end = 0; ///< where it ends; what comes after it is calm
    int utcOffset = 0; ///< of the operators' clock, seconds
    double load = 1; ///< multiplies all requests

    bool operator==(const StoryOptions &) const = default;
};

/// A stretch of time, [begin, end).
struct Window
{
    std::int64_t begin = 0;
    std::int64_t end = 0;
    bool contains(std::int64_t t) const { return t >= begin && t < end; }
};

/// What a deployment was made of at some time.
struct PastRelease
{
    std::int64_t at;
    std::string image;
    std::string model;
    std::string promptHash;
    std::string by;
    std::string reason;
};

/// What happened to the fleet: it grew slowly over the weeks, with the rhythm of weekdays; a release of the code
/// generator went wrong and was rolled back; for a day one model was called far too often; the network was away for
/// twelve minutes. A pure function of its options; any thread.
class Story
{
public:
    explicit Story(StoryOptions options);

    const StoryOptions &options() const { return m_options; }
    std::int64_t begin() const { return m_begin; }
    const Window &badRelease() const { return m_badRelease; } ///< of code-generator, from roll-out to roll-back
    const Window &costSpike() const { return m_costSpike; } ///< of claude-opus-4.1
    const Window &outage() const { return m_outage; } ///< nothing could be reached

    /// Requests per minute of a type at a time.
    double requestsPerMinute(const AgentProfile &profile, std::int64_t t) const;
    int replicas(const AgentProfile &profile, std::int64_t t) const;
    Conditions conditions(const AgentProfile &profile, std::int64_t t) const;
    /// When the agents of a deployment were restarted, so that their counters began again. Rising.
    std::vector<std::int64_t> restarts(const AgentProfile &profile) const;
    /// Revisions of a deployment before the current one, oldest first, the one rolled back included.
    std::vector<PastRelease> pastReleases(const AgentProfile &profile) const;
    /// The current one.
    PastRelease currentRelease(const AgentProfile &profile) const;

private:
    double progress(std::int64_t t) const; // 0 at the beginning … 1 at the end and after
    std::int64_t at(double daysBeforeEnd, int hour, int minute) const;

    StoryOptions m_options;
    std::int64_t m_begin;
    Window m_badRelease;
    Window m_costSpike;
    Window m_outage;
};

} // namespace toban::sandbox
