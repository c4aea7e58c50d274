// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kit/charts/decimate.h"

#include <algorithm>
#include <cmath>

namespace toban {

IndexRange visibleRange(const Frame &frame, qint64 startMs, qint64 endMs)
{
    if (frame.points <= 0 || frame.stepMs <= 0)
        return {};
    const double step = double(frame.stepMs);
    const double before = std::floor(double(startMs - frame.startMs) / step);
    const double after = std::ceil(double(endMs - frame.startMs) / step) + 1;
    const int first = int(std::clamp(before, 0.0, double(frame.points)));
    const int last = int(std::clamp(after, 0.0, double(frame.points)));
    return {first, std::max(first, last)};
}

void decimate(const std::vector<double> &values, const Frame &frame, const ColumnGrid &grid,
              std::vector<Extent> &extents)
{
    extents.assign(size_t(std::max(0, grid.count)), Extent{});
    if (grid.count <= 0 || grid.lengthMs <= 0)
        return;
    const IndexRange range = visibleRange(frame, grid.startMs, grid.startMs + grid.lengthMs);
    const int last = std::min(range.last, int(values.size()));
    const auto add = [&](int column, double value) {
        if (column >= 0 && column < grid.count)
            extents[size_t(column)].add(value);
    };

    double previousX = 0;
    double previous = std::nan("");
    int previousColumn = 0;
    for (int i = range.first; i < last; ++i) {
        const double value = values[size_t(i)];
        const double x = grid.columnAt(double(frame.timeAt(i)));
        // The very end of the span belongs to the last column.
        const int column = x == grid.count ? grid.count - 1 : int(std::floor(x));
        if (std::isfinite(value)) {
            if (std::isfinite(previous) && column != previousColumn) {
                // The line crosses borders between columns: both neighbours reach the value there.
                const double slope = (value - previous) / (x - previousX);
                const int from = std::max(previousColumn + 1, 0);
                const int to = std::min(column, grid.count);
                for (int border = from; border <= to; ++border) {
                    const double there = previous + slope * (border - previousX);
                    add(border - 1, there);
                    add(border, there);
                }
            }
            add(column, value);
        }
        previous = value;
        previousX = x;
        previousColumn = column;
    }
}

} // namespace toban
