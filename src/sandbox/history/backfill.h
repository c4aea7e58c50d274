// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "pricetable.h"
#include "story.h"

#include <atomic>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace toban::sandbox {

/// What was written by a back-fill.
struct BackfillFigures
{
    std::uint64_t samples = 0;
    std::uint64_t requests = 0;
    std::size_t blocks = 0;
    double seconds = 0;
};

/// Where and with what a back-fill works.
struct BackfillPlaces
{
    std::filesystem::path promtool; ///< the program
    std::filesystem::path data; ///< of Prometheus, which must not be running
    std::filesystem::path scratch; ///< for files in between, on the same file system; made and removed
    int workers = 2; ///< promtool processes at once
};

/// The length of the blocks made, and the longest that Prometheus should make of them.
inline constexpr std::int64_t blockSeconds = 54 * 3600;

/// Makes blocks of the story's samples in (from, to] and moves them into Prometheus' data, all or none.
/// With `besideLive` Prometheus keeps what its write-ahead log holds from before `to` (it would drop that otherwise,
/// as already in blocks). Blocks the calling thread. Throws std::runtime_error; a set `cancelled` ends it that way.
BackfillFigures backfill(const Story &story, const PriceTable &prices, std::int64_t from, std::int64_t to,
                         const BackfillPlaces &places, bool besideLive, const std::atomic<bool> &cancelled);

/// Hands the story's log lines in (from, to] to `push` as bodies of Loki's push API. Returns the number of lines.
/// `push` returns an error text to end it: std::runtime_error then.
std::uint64_t backfillLogs(const Story &story, const PriceTable &prices, std::int64_t from, std::int64_t to,
                           const std::function<std::string(std::string body)> &push,
                           const std::atomic<bool> &cancelled);

} // namespace toban::sandbox
