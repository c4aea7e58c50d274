// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>

namespace toban::sandbox {

/// How much work there is at a time, relative to the busiest hour of a weekday (1): quiet nights that never fall
/// silent, a rise in the morning, a dip at noon, a second peak in the afternoon; weekends at two thirds. Smooth.
/// `unixSeconds` in UTC, `utcOffset` in seconds: the operators' clock. Always within 0.3 … 1.
double dayCurve(std::int64_t unixSeconds, int utcOffset);

/// 0 Sunday … 6 Saturday, on the operators' clock.
int weekday(std::int64_t unixSeconds, int utcOffset);

} // namespace toban::sandbox
