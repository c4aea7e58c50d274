// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "layout.h"
#include "story.h"

#include <cstdint>
#include <optional>
#include <vector>

namespace toban::sandbox {

/// A stretch of time of which something is still to be written. To write a part of it again adds nothing, as long as
/// the stretch is the same.
struct HistoryStretch
{
    std::int64_t from = 0;
    std::int64_t to = 0;
    bool samples = true;
    bool logs = true;
    bool operator==(const HistoryStretch &) const = default;
};

/// What a sandbox's folder says of the history in it (history.json). What is to be written is noted before that begins,
/// so that a start which was cut off can be made good by the next.
struct HistoryManifest
{
    StoryOptions story;
    std::uint64_t samples = 0; ///< of the first fill; 0: it was not finished, and nothing in the folder is of use
    std::vector<HistoryStretch> missing;

    /// The manifest of a folder; nothing if there is none. Throws std::runtime_error if it cannot be read.
    static std::optional<HistoryManifest> load(const Layout &layout);
    void save(const Layout &layout) const; ///< throws std::runtime_error
};

/// A stretch of time without samples that is worth filling.
struct HistoryGap
{
    std::int64_t from = 0;
    std::int64_t to = 0;
};

/// Between the time at which the sandbox of this folder last ran and `now`, if that is more than ten minutes; at most
/// the last `days`.
std::optional<HistoryGap> historyGap(const Layout &layout, std::int64_t now, int days);

/// Sets the time at which the sandbox last ran to now.
void markAlive(const Layout &layout);

std::int64_t unixNow();
/// Seconds that the local clock is ahead of UTC at a time.
int localUtcOffset(std::int64_t unixSeconds);

} // namespace toban::sandbox
