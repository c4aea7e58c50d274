// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "clock.h"
#include "money.h"

#include <array>
#include <cstdint>
#include <optional>

namespace toban::manager {

/// What finished tasks cost over the last hour (by minute) and how many finished over the last minute (by second).
/// Constant memory. Not thread-safe.
class SpendMeter
{
public:
    struct Rate
    {
        Money perHour;
        std::chrono::seconds window; ///< how long was measured, at most an hour
        std::int64_t tasks = 0; ///< finished within the window
        std::int64_t unpricedTokens = 0; ///< used within the window, without a price and so not in the rate

        /// False when all that was used has no price: then 0 per hour is no answer.
        bool isKnown() const { return perHour.nano != 0 || unpricedTokens == 0; }
    };

    /// Money that was spent by `tasks` tasks that finished with it: none for answers that did not end their task.
    void add(TimePoint at, Money cost, int tasks = 1, std::int64_t unpricedTokens = 0);
    /// Nothing until something was measured for 15 s; a shorter history than an hour is extended to one.
    std::optional<Rate> rate(TimePoint now) const;
    static constexpr std::chrono::seconds minuteWindow{60};
    /// The rate of the last 60 s alone: for watching it fall. Nothing until something was measured for 15 s, and then 0
    /// only when nothing was spent.
    std::optional<Rate> rateOfLastMinute(TimePoint now) const;
    /// Tasks finished per second over the last 60 s.
    double tasksPerSecond(TimePoint now) const;

private:
    struct Bucket
    {
        std::int64_t slot = -1;
        Money cost;
        std::int64_t tasks = 0;
        std::int64_t unpricedTokens = 0;
    };
    std::array<Bucket, 61> m_minutes;
    std::array<Bucket, 61> m_seconds;
    std::optional<TimePoint> m_first;
};

} // namespace toban::manager
