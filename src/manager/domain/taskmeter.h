// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "clock.h"

#include <array>
#include <cstdint>
#include <optional>

namespace toban::manager {

/// How long tasks took and how many failed over the last 5 minutes (the window of the alert rules, facts §3). Constant
/// memory. Not thread-safe.
class TaskMeter
{
public:
    struct Figures
    {
        std::int64_t tasks = 0;
        double p95Seconds = 0; ///< interpolated between the bounds of its bucket
        double errorRate = 0; ///< 0…1
    };

    /// A task that ended: `took` from being handed to its agent to its end.
    void add(TimePoint at, std::chrono::milliseconds took, bool failed);
    /// Nothing when no task ended within the window.
    std::optional<Figures> figures(TimePoint now) const;

private:
    // Upper bounds in seconds; the thresholds of the scaling policies and alert rules (10, 30) are among them.
    static constexpr std::array<double, 24> bounds{0.05, 0.1, 0.2, 0.5, 1,  2,  3,  4,   5,   6,   8,   10,
                                                   12,   15,  20,  30,  45, 60, 90, 120, 180, 300, 600, 3600};
    struct Slot
    {
        std::int64_t number = -1;
        std::int64_t tasks = 0;
        std::int64_t failed = 0;
        std::array<std::uint32_t, bounds.size() + 1> counts{};
    };
    std::array<Slot, 31> m_slots; ///< of 10 s
};

} // namespace toban::manager
