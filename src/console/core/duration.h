// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

#include <optional>

namespace toban {

/// Prometheus' durations: "90s", "1h30m", "1d", "500ms"; units y w d h m s ms, each at most once, large to small.
/// Nothing for any other text and for zero.
std::optional<qint64> parseDurationMs(QStringView text);

/// The same length in Prometheus' form with as few parts as possible: 5'400'000 → "90m", 86'400'000 → "1d".
QString durationText(qint64 ms);

} // namespace toban
