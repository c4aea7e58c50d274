// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "logql.h"
#include "logstore.h"

#include <chrono>

namespace toban::sandbox {

/// What a query looked at, for the answer's stats.
struct QueryStats
{
    std::size_t streams = 0; ///< that the selector matched and that have lines in the time asked for
    std::size_t lines = 0; ///< run through the pipeline
    std::size_t bytes = 0;
    std::size_t sent = 0; ///< lines that came out of it
    std::size_t returned = 0; ///< entries or series in the answer
    std::chrono::nanoseconds took{};
};

struct LogResult
{
    struct Stream
    {
        Labels labels;
        std::string key;
        std::vector<std::pair<std::int64_t, std::string>> values; ///< in the direction asked for
    };
    std::vector<Stream> streams; ///< by key, ascending
    QueryStats stats;
};

/// Lines of [start, end), at most `limit`, the newest first unless `forward`. The store's mutex is held shared.
LogResult evaluateLogs(const LogStore &store, const LogQuery &query, std::int64_t start, std::int64_t end,
                       std::size_t limit, bool forward);

/// The instants a metric query is evaluated at, in nanoseconds: start, start + step, … up to end.
struct Instants
{
    std::int64_t start = 0;
    std::int64_t end = 0;
    std::int64_t step = 1;

    std::size_t count() const { return static_cast<std::size_t>((end - start) / step) + 1; }
    std::int64_t at(std::size_t i) const { return start + static_cast<std::int64_t>(i) * step; }
};

struct Series
{
    Labels labels;
    std::vector<double> values; ///< one per instant
    std::vector<char> present; ///< whether there is one
};

struct MetricResult
{
    bool isScalar = false;
    std::vector<Series> series; ///< by labels, ascending; a scalar is one without labels
    QueryStats stats;
};

/// Throws LogqlError for what shows only now: a pipeline error, too many series, no pairing of two vectors.
MetricResult evaluateMetric(const LogStore &store, const MetricPtr &query, const Instants &instants);

} // namespace toban::sandbox
