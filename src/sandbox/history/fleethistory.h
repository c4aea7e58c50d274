// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "eventlog.h"
#include "simulator.h"
#include "story.h"

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace toban::sandbox {

/// One series over the times of its chunk. A value that is not a number means: no sample.
struct Column
{
    std::string series; ///< name and labels as in the exposition format
    std::vector<double> values; ///< one for each of the chunk's times
};

struct Chunk
{
    std::vector<std::int64_t> times; ///< seconds, rising
    std::vector<Column> columns;
};

/// Plays a story and tells what Prometheus would have stored: the same names and labels as the live fleet exports and
/// the sandbox's scrape configuration adds. What happens in a step depends on the story's options and the step alone,
/// so any stretch can be told by itself; only counters start at 0 where it begins. One thread.
class FleetHistory
{
public:
    /// Tells what happened from `begin` on.
    FleetHistory(const Story &story, const PriceTable &prices, std::int64_t begin);
    ~FleetHistory();

    /// The times of the samples in (from, to]: every 5 minutes; every minute around the outage; from `fineFrom` on every
    /// two minutes and the last minute.
    /// Judgements of quality, which change slowly, have samples every 5 minutes throughout.
    std::vector<std::int64_t> times(std::int64_t from, std::int64_t to, std::int64_t fineFrom) const;
    /// Simulates up to each of the times, which are not empty and follow those of the call before.
    Chunk advance(std::vector<std::int64_t> times);
    /// Requests simulated so far.
    std::uint64_t requests() const;

    /// The log lines of what happens in the steps that end at the times: the same requests as in advance(), with
    /// the gateway's refusals beside them, by time within each step. The first step begins at `from`, which must be
    /// one of the times of advance() or its beginning. Does not change this object.
    void logs(std::int64_t from, const std::vector<std::int64_t> &times,
              const std::function<void(const StreamLabels &, const LogLine &)> &sink) const;

private:
    struct Agent;
    struct Impl;
    std::unique_ptr<Impl> d;
};

/// Appends a chunk as OpenMetrics text, without the end marker; returns the number of samples.
std::uint64_t appendOpenMetrics(const Chunk &chunk, const std::function<void(std::string_view)> &write);

} // namespace toban::sandbox
