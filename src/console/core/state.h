// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace toban {

/// How a thing is. Unknown is never shown as Ok. Order is severity for "worst of".
enum class State {
    Ok,
    Busy, ///< working, changing
    Paused,
    Unknown, ///< no data, stale, not reachable
    Warn,
    Critical,
};

constexpr State worst(State a, State b)
{
    return a < b ? b : a;
}

} // namespace toban
