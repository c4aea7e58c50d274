// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "rng.h"

#include <chrono>
#include <cstdint>
#include <functional>

namespace toban::sandbox {

/// Moments at random, at a rate that changes with time: a Poisson process. Knows no clock: it is told the time.
class Arrivals
{
public:
    using Rate = std::function<double(std::int64_t unixSeconds)>; ///< arrivals per second

    explicit Arrivals(Rate rate);

    struct Wait
    {
        std::chrono::nanoseconds time{};
        bool arrives = false; ///< at its end; otherwise the next wait follows at the rate of then
    };
    Wait next(Rng &rng, std::int64_t unixSeconds) const;

private:
    Rate m_rate;
};

} // namespace toban::sandbox
