// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "clock.h"

#include <optional>
#include <string>
#include <string_view>

namespace toban::manager {

/// RFC 3339 in UTC with milliseconds: "2026-03-02T09:14:03.120Z".
std::string timeText(TimePoint time);
/// Reads "YYYY-MM-DDTHH:MM:SS[.fraction]Z"; nothing for anything else, impossible dates included.
std::optional<TimePoint> parseTime(std::string_view text);

} // namespace toban::manager
