// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "spendmeter.h"

#include <algorithm>

namespace toban::manager {

using namespace std::chrono;

namespace {
constexpr seconds minimumWindow{15};
} // namespace

void SpendMeter::add(TimePoint at, Money cost, int tasks, std::int64_t unpricedTokens)
{
    const auto count = [=](Bucket &bucket, std::int64_t slot) {
        if (bucket.slot > slot) {
            return; // older than what the ring still holds
        }
        if (bucket.slot != slot) {
            bucket = {slot, {}, 0, 0};
        }
        bucket.cost = bucket.cost + cost;
        bucket.tasks += tasks;
        bucket.unpricedTokens += unpricedTokens;
    };
    const auto minute = floor<minutes>(at).time_since_epoch().count();
    const auto second = floor<seconds>(at).time_since_epoch().count();
    count(m_minutes[std::size_t(minute % 61)], minute);
    count(m_seconds[std::size_t(second % 61)], second);
    if (!m_first || at < *m_first) {
        m_first = at;
    }
}

std::optional<SpendMeter::Rate> SpendMeter::rate(TimePoint now) const
{
    if (!m_first || now - *m_first < minimumWindow) {
        return std::nullopt;
    }
    // Whole minutes enter, so the window begins with the oldest minute that is counted.
    const auto newest = floor<minutes>(now).time_since_epoch().count();
    const auto oldest = newest - 59;
    const TimePoint begin = std::max(*m_first, TimePoint{minutes{oldest}});
    Rate rate{{}, std::max(ceil<seconds>(now - begin), minimumWindow), 0, 0};
    for (const auto &bucket : m_minutes) {
        if (bucket.slot >= oldest && bucket.slot <= newest) {
            rate.perHour = rate.perHour + bucket.cost;
            rate.tasks += bucket.tasks;
            rate.unpricedTokens += bucket.unpricedTokens;
        }
    }
    rate.perHour = Money::fromDouble(double(rate.perHour.nano) / 1e9 * 3600.0 / double(rate.window.count())).rounded();
    return rate;
}

std::optional<SpendMeter::Rate> SpendMeter::rateOfLastMinute(TimePoint now) const
{
    if (!m_first || now - *m_first < minimumWindow) {
        return std::nullopt;
    }
    const auto newest = floor<seconds>(now).time_since_epoch().count();
    Rate rate{{}, std::min(ceil<seconds>(now - *m_first), minuteWindow), 0, 0};
    for (const auto &bucket : m_seconds) {
        if (bucket.slot > newest - minuteWindow.count() && bucket.slot <= newest) {
            rate.perHour = rate.perHour + bucket.cost;
            rate.tasks += bucket.tasks;
            rate.unpricedTokens += bucket.unpricedTokens;
        }
    }
    rate.perHour = Money::fromDouble(double(rate.perHour.nano) / 1e9 * 3600.0 / double(rate.window.count())).rounded();
    return rate;
}

double SpendMeter::tasksPerSecond(TimePoint now) const
{
    const auto newest = floor<seconds>(now).time_since_epoch().count();
    std::int64_t tasks = 0;
    for (const auto &bucket : m_seconds) {
        if (bucket.slot > newest - 60 && bucket.slot <= newest) {
            tasks += bucket.tasks;
        }
    }
    return double(tasks) / 60.0;
}

} // namespace toban::manager
