// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "eventlog.h"

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>

namespace toban::sandbox {

/// Sends log lines to the log store in batches. While the store is away lines wait in memory up to a bound; beyond
/// it the oldest are dropped and counted, so a stopped store never grows the program. Thread-safe.
class LogShipper
{
public:
    struct Limits
    {
        std::size_t lines = 10'000; ///< that wait, at most
        std::size_t batch = 1'000; ///< per push
        std::chrono::milliseconds firstRetry{1'000}; ///< doubles with each failure …
        std::chrono::milliseconds lastRetry{15'000}; ///< … up to this
    };
    struct Figures
    {
        std::uint64_t sent = 0;
        std::uint64_t dropped = 0; ///< pushed out by newer ones, or refused by the store
        std::size_t waiting = 0;
        std::string lastError; ///< of the last push; empty after a success
    };

    /// `url`: base URL of the store ("http://127.0.0.1:3100").
    LogShipper(const std::string &url, Limits limits);
    ~LogShipper(); ///< what waits is lost

    void add(StreamLabels labels, std::int64_t nanoseconds, std::string text);
    /// Starts a push of what waits, unless one is under way or a retry is not due yet. Returns at once.
    void flush();
    /// Pushes until nothing waits, a push fails or the time is over. True if all has gone.
    bool drain(std::chrono::milliseconds limit);
    Figures figures() const;

private:
    struct Impl;
    std::unique_ptr<Impl> d;
};

} // namespace toban::sandbox
