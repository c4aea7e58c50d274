// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kit/fuzzy.h"

#include <algorithm>
#include <limits>
#include <vector>

namespace toban {

namespace {

/// Letters without case and accents, one per character of the text, so that positions stay.
QString folded(const QString &text)
{
    QString result = text;
    for (QChar &c : result) {
        if (c.decompositionTag() == QChar::Canonical && !c.decomposition().isEmpty())
            c = c.decomposition().front();
        c = c.toCaseFolded();
    }
    return result;
}

bool beginsWord(const QString &text, qsizetype index)
{
    if (index == 0)
        return true;
    const QChar before = text[index - 1];
    return !before.isLetterOrNumber() || (before.isLower() && text[index].isUpper());
}

} // namespace

std::optional<FuzzyMatch> fuzzyMatch(const QString &query, const QString &text)
{
    QString wanted = folded(query);
    wanted.removeIf([](QChar c) { return c.isSpace(); });
    if (wanted.isEmpty())
        return FuzzyMatch{};
    const QString searched = folded(text);
    const auto rows = size_t(wanted.size());
    const auto columns = size_t(searched.size());
    if (rows > columns)
        return {};

    // best[i][j]: best score with character i of the query at position j of the text.
    constexpr int none = std::numeric_limits<int>::min() / 2;
    std::vector<std::vector<int>> best(rows, std::vector<int>(columns, none));
    std::vector<std::vector<int>> from(rows, std::vector<int>(columns, -1));
    for (size_t i = 0; i < rows; ++i) {
        int reach = none; // best of the row before, left of j − 1, less one per character skipped
        int reachAt = -1;
        for (size_t j = 0; j < columns; ++j) {
            if (i > 0 && j >= 2) {
                reach -= 1;
                if (best[i - 1][j - 2] - 2 > reach) {
                    reach = best[i - 1][j - 2] - 2;
                    reachAt = int(j) - 2;
                }
            }
            if (searched[qsizetype(j)] != wanted[qsizetype(i)])
                continue;
            const int own = 4 + (beginsWord(text, qsizetype(j)) ? 10 : 0);
            if (i == 0) {
                best[i][j] = own - std::min(int(j), 12) / 3;
                continue;
            }
            const int run = j >= 1 && best[i - 1][j - 1] > none / 2 ? best[i - 1][j - 1] + 8 : none;
            if (run < none / 2 && reach < none / 2)
                continue;
            best[i][j] = own + std::max(run, reach);
            from[i][j] = run >= reach ? int(j) - 1 : reachAt;
        }
    }
    const auto end = std::max_element(best.back().begin(), best.back().end());
    if (*end < none / 2)
        return {};
    FuzzyMatch match{*end, {}};
    int column = int(end - best.back().begin());
    for (int i = int(rows) - 1; i >= 0; --i) {
        match.positions.prepend(column);
        column = from[size_t(i)][size_t(column)];
    }
    return match;
}

} // namespace toban
