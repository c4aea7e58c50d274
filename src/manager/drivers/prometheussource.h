// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "metricsource.h"

#include <memory>

namespace toban::manager {

/// Reads from Prometheus what workers export (the family `claude_agent_*`, facts §1), told apart by the target labels
/// `deployment` and `revision` that LocalDriver writes. One instant query for each measurement, with a time-out.
class PrometheusSource final : public MetricSource
{
public:
    /// `tokenFile`: bearer token, read for each query so that it may be rotated; empty: none.
    explicit PrometheusSource(std::string url, std::string tokenFile = {});
    ~PrometheusSource() override; ///< what is under way is answered with trouble
    void measure(const RolloutMeasurement &what, std::function<void(RolloutFigures)> callback) override;

private:
    struct Impl;
    std::unique_ptr<Impl> d;
};

/// The query of a measurement. Its answer has the labels `figure` (requests, errors, seconds, count; each per second)
/// and `revision`.
std::string rolloutQuery(const RolloutMeasurement &what);
/// Figures from the body of an answer with this status.
RolloutFigures rolloutFigures(const RolloutMeasurement &what, int status, const std::string &body);

} // namespace toban::manager
