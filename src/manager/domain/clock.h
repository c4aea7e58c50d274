// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>

namespace toban::manager {

/// Wall-clock time, UTC, in milliseconds: what is stored and shown.
using TimePoint = std::chrono::sys_time<std::chrono::milliseconds>;
/// Monotonic time: what ages, back-offs and time-outs are reckoned with.
using SteadyPoint = std::chrono::steady_clock::time_point;

/// The only source of time. Thread-safe.
class Clock
{
public:
    virtual ~Clock() = default;
    virtual TimePoint now() const = 0;
    virtual SteadyPoint steady() const = 0;
};

class SystemClock final : public Clock
{
public:
    TimePoint now() const override
    {
        return std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now());
    }
    SteadyPoint steady() const override { return std::chrono::steady_clock::now(); }
};

} // namespace toban::manager
