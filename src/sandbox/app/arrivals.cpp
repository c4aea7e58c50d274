// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "arrivals.h"

#include <cmath>

namespace toban::sandbox {

namespace {

constexpr std::chrono::seconds longestWait{20}; // so that the arrivals follow the rate

} // namespace

Arrivals::Arrivals(Rate rate) : m_rate(std::move(rate))
{ }

Arrivals::Wait Arrivals::next(Rng &rng, std::int64_t unixSeconds) const
{
    const double rate = m_rate(unixSeconds);
    const double wait = rate > 0 ? -std::log(1 - rng.uniform()) / rate : 1e9;
    // The process has no memory: a wait that is cut off here says nothing of the next one.
    if (wait > std::chrono::duration<double>(longestWait).count())
        return {longestWait, false};
    return {std::chrono::nanoseconds(static_cast<std::int64_t>(wait * 1e9)), true};
}

} // namespace toban::sandbox
