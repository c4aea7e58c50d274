// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "context.h"
#include "dashboard.h"
#include "frame.h"
#include "state.h"

#include <optional>

namespace toban {

/// A tile's figure as computed: raw value, where it came from and how much to trust it.
struct Figure
{
    QString id;
    std::optional<double>
        value; ///< nothing: no data; the last good one (of evaluatedMs) while `error` is set; never a guess
    Unit unit = Unit::None;
    QString query; ///< the PromQL that was sent; empty when the measure is not provided
    qint64 evaluatedMs = 0; ///< the evaluation time of `value`, 0: never
    bool isOfPast = false; ///< a range was asked for that ends in the past: this says nothing of how things are now
    std::optional<qint64> newestSampleMs; ///< newest raw sample behind the figure
    bool isFresh = false; ///< the newest sample is at most two sample intervals older than the evaluation
    State state = State::Unknown;
    std::optional<double> lastWeek; ///< same expression, 7 days earlier
    FramePtr sparkline; ///< one series
    bool isAwaited = false; ///< without a value because one who is asked as well has not answered yet
    std::optional<Error> error;
    EndpointKind errorSource = EndpointKind::Prometheus; ///< whose error that is
};

/// State of a value against thresholds: no value, or NaN, is Unknown; a value on a bound has not crossed it.
State evaluate(const Thresholds &thresholds, std::optional<double> value);

} // namespace toban
