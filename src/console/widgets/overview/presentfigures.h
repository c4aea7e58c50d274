// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "figure.h"
#include "shell/problem.h"

#include <QHash>

#include <vector>

namespace toban {

/// The newest figures of a dashboard that are of the present, whatever range is looked at: what its problems are made
/// of. A value; GUI thread.
class PresentFigures
{
public:
    void take(const Figure &figure); ///< one of the past changes nothing
    void setComplete(qint64 nowMs) { m_completeMs = nowMs; } ///< all of them are of this moment
    qint64 completeMs() const { return m_completeMs; } ///< 0: they have not been seen yet
    void clear();

    /// Those out of bounds, in the order of the dashboard's tiles; page and source are the caller's to set.
    std::vector<Problem> problems(const Dashboard &dashboard, const QString &currency) const;

private:
    QHash<QString, Figure> m_figures;
    qint64 m_completeMs = 0;
};

} // namespace toban
