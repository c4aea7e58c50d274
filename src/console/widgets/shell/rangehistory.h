// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "timerange.h"

#include <QObject>

#include <vector>

namespace toban {

class RefreshService;

/// Remembers what a zoom left, so that Esc returns there. Only the way into an absolute range is remembered: a sliding
/// range that was chosen is where one wants to be.
class RangeHistory : public QObject
{
    Q_OBJECT
public:
    explicit RangeHistory(RefreshService &refresh, QObject *parent = nullptr);

    bool goBack(); ///< false: there is nothing to return to

private:
    void onRangeChanged();

    RefreshService &m_refresh;
    TimeRange m_current;
    std::vector<TimeRange> m_left;
    bool m_returning = false;
};

} // namespace toban
