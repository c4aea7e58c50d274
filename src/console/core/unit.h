// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

#include <optional>

namespace toban {

/// What a raw double means. Conversion to text is the presentation's (widgets/format.h); raw values stay in base units.
enum class Unit {
    None, ///< a plain number
    Ratio, ///< 0…1, shown as per cent
    Seconds,
    Bytes,
    PerSecond, ///< events per second
    Count,
    Tokens,
    TokensPerSecond,
    Money, ///< in the context's currency
    MoneyPerHour,
    Cores,
};

std::optional<Unit> unitFromString(const QString &name); ///< "ratio", "seconds", "per_second", "money_per_hour", …
QString toString(Unit unit);

} // namespace toban
