// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QHash>
#include <QString>
#include <QStringList>

namespace toban {

/// Which colour a series' name has: the same in every chart that shares this object and after every refresh. New names
/// of a chart get, in their order, the least used colours that the chart does not show yet, in Okabe and Ito's order.
/// GUI thread.
class SeriesColours
{
public:
    /// Style number per name: colour = number % 8, dash = number / 8 % 3.
    QList<int> styles(const QStringList &names);

private:
    QHash<QString, int> m_styles;
    QList<int> m_uses; ///< names per style number
};

} // namespace toban
