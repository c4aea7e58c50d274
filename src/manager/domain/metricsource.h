// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "types.h"

#include <functional>

namespace toban::manager {

/// What one revision of a deployment did within a window; nothing: no sample.
struct RevisionFigures
{
    std::optional<double> requestsPerSecond; ///< finished ones, failed ones included
    std::optional<double> errorsPerSecond;
    std::optional<double> meanSeconds; ///< of a request
};

struct RolloutFigures
{
    RevisionFigures blue, green;
    std::string trouble; ///< why there are none; empty: the source has answered
};

struct RolloutMeasurement
{
    std::string deployment;
    int blue = 0, green = 0; ///< revisions
    std::chrono::milliseconds window{0}; ///< up to now
};

/// Where the figures of both sides of a rollout come from.
class MetricSource
{
public:
    virtual ~MetricSource() = default;
    /// Never blocks; calls back once, from any thread, within a bounded time.
    virtual void measure(const RolloutMeasurement &what, std::function<void(RolloutFigures)> callback) = 0;
};

} // namespace toban::manager
