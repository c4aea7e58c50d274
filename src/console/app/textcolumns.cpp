// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "textcolumns.h"

#include <QChar>

#include <algorithm>
#include <array>
#include <utility>

namespace toban {

namespace {

/// Wide and fullwidth by UAX #11, in the blocks that texts of people come from.
bool isWide(char32_t c)
{
    static constexpr std::array<std::pair<char32_t, char32_t>, 12> wide{{
        {0x1100, 0x115f}, // Hangul Jamo
        {0x2e80, 0x303e}, // radicals, punctuation
        {0x3041, 0x33ff}, // kana, signs
        {0x3400, 0x4dbf},
        {0x4e00, 0x9fff}, // CJK
        {0xa000, 0xa4cf},
        {0xac00, 0xd7a3}, // Hangul
        {0xf900, 0xfaff},
        {0xfe30, 0xfe6f},
        {0xff00, 0xff60}, // fullwidth forms
        {0xffe0, 0xffe6},
        {0x1f300, 0x3fffd}, // pictures, further CJK
    }};
    return std::any_of(wide.begin(), wide.end(),
                       [c](const auto &range) { return c >= range.first && c <= range.second; });
}

} // namespace

qsizetype columnsOf(const QString &text)
{
    qsizetype columns = 0;
    for (const uint c : text.toUcs4()) {
        const auto category = QChar::category(c);
        if (category != QChar::Mark_NonSpacing && category != QChar::Mark_Enclosing)
            columns += isWide(c) ? 2 : 1;
    }
    return columns;
}

QString paddedTo(const QString &text, qsizetype columns)
{
    return text + QString(std::max<qsizetype>(0, columns - columnsOf(text)), u' ');
}

} // namespace toban
