// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "unit.h"

#include <array>
#include <utility>

namespace toban {

namespace {

constexpr std::array<std::pair<Unit, QStringView>, 11> names{{
    {Unit::None, u"none"},
    {Unit::Ratio, u"ratio"},
    {Unit::Seconds, u"seconds"},
    {Unit::Bytes, u"bytes"},
    {Unit::PerSecond, u"per_second"},
    {Unit::Count, u"count"},
    {Unit::Tokens, u"tokens"},
    {Unit::TokensPerSecond, u"tokens_per_second"},
    {Unit::Money, u"money"},
    {Unit::MoneyPerHour, u"money_per_hour"},
    {Unit::Cores, u"cores"},
}};

} // namespace

std::optional<Unit> unitFromString(const QString &name)
{
    for (const auto &[unit, text] : names) {
        if (name == text)
            return unit;
    }
    return std::nullopt;
}

QString toString(Unit unit)
{
    for (const auto &[candidate, text] : names) {
        if (candidate == unit)
            return text.toString();
    }
    return {};
}

} // namespace toban
