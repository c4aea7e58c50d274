// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "duration.h"

#include <array>
#include <utility>

namespace toban {

namespace {

constexpr std::array<std::pair<QStringView, qint64>, 7> units{{
    {u"y", 31'536'000'000},
    {u"w", 604'800'000},
    {u"d", 86'400'000},
    {u"h", 3'600'000},
    {u"m", 60'000},
    {u"s", 1000},
    {u"ms", 1},
}};

} // namespace

std::optional<qint64> parseDurationMs(QStringView text)
{
    qint64 total = 0;
    std::size_t nextUnit = 0;
    while (!text.isEmpty()) {
        qsizetype digits = 0;
        while (digits < text.size() && text[digits] >= u'0' && text[digits] <= u'9')
            ++digits;
        qsizetype letters = digits;
        while (letters < text.size() && !(text[letters] >= u'0' && text[letters] <= u'9'))
            ++letters;
        if (digits == 0 || digits > 15)
            return std::nullopt;
        const auto name = text.sliced(digits, letters - digits);
        while (nextUnit < units.size() && units[nextUnit].first != name)
            ++nextUnit;
        if (nextUnit == units.size())
            return std::nullopt;
        const qint64 amount = text.first(digits).toLongLong();
        const qint64 length = units[nextUnit++].second;
        constexpr qint64 longest = 1'000'000'000'000'000; // some 30 000 years
        if (amount > longest / length)
            return std::nullopt;
        total += amount * length;
        text = text.sliced(letters);
    }
    return total > 0 ? std::optional(total) : std::nullopt;
}

QString durationText(qint64 ms)
{
    // Days and weeks only when it is exactly one or more days: "36h" reads better than parts.
    for (const auto &[name, length] : units) {
        if (length <= 86'400'000 && ms >= length && ms % length == 0)
            return QString::number(ms / length) + name;
    }
    return QString::number(ms) + QStringLiteral("ms");
}

} // namespace toban
