// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "figure.h"

#include <cmath>

namespace toban {

State evaluate(const Thresholds &thresholds, std::optional<double> value)
{
    if (!value || std::isnan(*value))
        return State::Unknown;
    const auto crossed = [&thresholds, value](std::optional<double> bound) {
        return bound && (thresholds.lowerIsWorse ? *value < *bound : *value > *bound);
    };
    if (crossed(thresholds.critical))
        return State::Critical;
    return crossed(thresholds.warn) ? State::Warn : State::Ok;
}

} // namespace toban
