// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "frame.h"

#include <vector>

namespace toban {

/// The lowest and highest value that a line reaches within one column; empty (low > high) where it has a gap.
struct Extent
{
    double low = 1;
    double high = -1;
    bool isEmpty() const { return low > high; }
    void add(double value)
    {
        if (isEmpty())
            low = high = value;
        else if (value < low)
            low = value;
        else if (value > high)
            high = value;
    }
};

/// A grid of columns over time: column c covers startMs + [c, c + 1) · (lengthMs / count).
struct ColumnGrid
{
    qint64 startMs = 0;
    qint64 lengthMs = 1;
    int count = 0;

    double columnAt(double timeMs) const { return (timeMs - double(startMs)) * count / double(lengthMs); }
};

/// Reduces a line to what can be seen: for each column the extent of the polyline through the samples, borders
/// interpolated. No sample is ever lost: the highest of all extents is the highest sample in the span. NaN breaks the
/// line; a sample alone between two gaps is kept as a point. `extents` is resized to grid.count. O(samples + columns);
/// any thread.
void decimate(const std::vector<double> &values, const Frame &frame, const ColumnGrid &grid,
              std::vector<Extent> &extents);

/// Samples of the frame that lie in the grid's span plus one on either side: [first, last).
struct IndexRange
{
    int first = 0;
    int last = 0;
};
IndexRange visibleRange(const Frame &frame, qint64 startMs, qint64 endMs);

} // namespace toban
