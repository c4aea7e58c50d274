// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QList>
#include <QString>

#include <optional>

namespace toban {

/// How well a query's characters, in order, are found in the text: higher is better; nothing when one is missing. Word
/// beginnings and runs count more; case and accents do not matter. `positions` are indexes into `text` for
/// highlighting.
struct FuzzyMatch
{
    int score = 0;
    QList<int> positions;
};
std::optional<FuzzyMatch> fuzzyMatch(const QString &query, const QString &text);

} // namespace toban
