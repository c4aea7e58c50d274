// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kit/charts/seriescolours.h"

#include <algorithm>

namespace toban {

namespace {
constexpr int colours = 8;
constexpr int styleCount = colours * 3;
} // namespace

QList<int> SeriesColours::styles(const QStringList &names)
{
    if (m_uses.isEmpty())
        m_uses.resize(styleCount);
    QList<int> shown(styleCount, 0);
    for (const QString &name : names) {
        if (const auto known = m_styles.constFind(name); known != m_styles.constEnd())
            ++shown[*known];
    }
    QList<int> result;
    result.reserve(names.size());
    for (const QString &name : names) {
        auto it = m_styles.find(name);
        if (it == m_styles.end()) {
            // A dash is the second choice: a colour that the chart lacks comes before one that nobody uses.
            int best = 0;
            const auto cost = [&](int style) {
                int sameColour = 0;
                for (int other = style % colours; other < styleCount; other += colours)
                    sameColour += shown[other];
                return std::tuple(shown[style], sameColour, m_uses[style], style);
            };
            for (int style = 1; style < styleCount; ++style) {
                if (cost(style) < cost(best))
                    best = style;
            }
            it = m_styles.insert(name, best);
            ++m_uses[best];
            ++shown[best];
        }
        result.append(*it);
    }
    return result;
}

} // namespace toban
