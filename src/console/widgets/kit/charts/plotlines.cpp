// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kit/charts/decimate.h"
#include "kit/charts/lineraster.h"
#include "kit/charts/plot.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace toban {

namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

/// The plot and half a line's width more: a line along the top or at zero is as thick as others.
QRect strokeArea(const Plot &plot)
{
    const int more = int(std::ceil(plot.style.devicePixelRatio));
    return plot.devicePlot().adjusted(0, -more, 0, more);
}

/// Value on the line between samples; NaN in a gap.
double interpolate(const ChartSeries &series, double timeMs)
{
    const double x = (timeMs - double(series.frame->startMs)) / double(series.frame->stepMs);
    const double before = std::floor(x);
    if (before < 0 || before >= double(series.values->size()))
        return nan;
    const double from = (*series.values)[size_t(before)];
    if (x == before || before + 1 >= double(series.values->size()))
        return x - before < 0.5 ? from : nan;
    const double to = (*series.values)[size_t(before) + 1];
    return from + (to - from) * (x - before);
}

/// The moment that stands for each sub-column: that of the highest total in it, so that a peak of the stack is never
/// lost, or its middle where no sample falls into it.
std::vector<double> stackTimes(const Plot &plot, int columns)
{
    const TimeRange::Span span = plot.data.span;
    const double width = double(span.lengthMs()) / columns;
    std::vector<double> times(static_cast<size_t>(columns));
    std::vector<double> highest(times.size(), -std::numeric_limits<double>::infinity());
    for (size_t c = 0; c < times.size(); ++c)
        times[c] = double(span.startMs) + (double(c) + 0.5) * width;
    if (plot.series.empty())
        return times;
    const Frame &grid = *plot.series.front().frame;
    if (double(grid.stepMs) >= width)
        return times;
    const IndexRange range = visibleRange(grid, span.startMs, span.endMs);
    for (int i = range.first; i < range.last; ++i) {
        const qint64 time = grid.timeAt(i);
        const double column = std::floor(double(time - span.startMs) / width);
        if (column < 0 || column >= columns)
            continue;
        double total = 0;
        for (const ChartSeries &series : plot.series) {
            const double value = series.at(time);
            total += std::isfinite(value) ? value : 0;
        }
        if (total > highest[size_t(column)]) {
            highest[size_t(column)] = total;
            times[size_t(column)] = double(time);
        }
    }
    return times;
}

} // namespace

void plotLines(Plot &plot)
{
    const QRect clip = strokeArea(plot);
    const qreal ratio = plot.style.devicePixelRatio;
    LineRaster raster(plot.picture.image, clip);
    const ColumnGrid grid{plot.data.span.startMs, plot.data.span.lengthMs(), clip.width() * LineRaster::sub};
    const double radius = (plot.series.size() > 60 ? 0.5 : 0.75) * ratio;
    const double base = plot.deviceY(std::clamp(0.0, plot.picture.low, plot.picture.high));
    std::vector<Extent> extents;
    for (size_t i = 0; i < plot.series.size(); ++i) {
        decimate(*plot.series[i].values, *plot.series[i].frame, grid, extents);
        for (Extent &extent : extents) {
            if (!extent.isEmpty())
                extent = {plot.deviceY(extent.high), plot.deviceY(extent.low)};
        }
        QColor colour = seriesColour(*plot.style.tokens, plot.styles[i]);
        if (plot.series.size() == 1) {
            colour.setAlphaF(0.12f);
            raster.fill(extents, base, colour);
            colour.setAlphaF(1);
        }
        const int dash = plot.styles[i] / 8 % 3;
        const int on = dash == 1 ? 6 : dash == 2 ? 2 : 0;
        const int off = dash == 1 ? 3 : dash == 2 ? 2 : 0;
        raster.stroke(extents, radius, colour, int(on * ratio), int(off * ratio));
    }
}

void plotStack(Plot &plot)
{
    const QRect clip = strokeArea(plot);
    LineRaster raster(plot.picture.image, clip);
    const int columns = clip.width() * LineRaster::sub;
    const std::vector<double> times = stackTimes(plot, columns);
    std::vector<double> sums(times.size(), 0);
    std::vector<double> lower(times.size(), plot.deviceY(0));
    std::vector<double> upper(times.size());
    std::vector<Extent> edge(times.size());
    for (size_t i = 0; i < plot.series.size(); ++i) {
        for (size_t c = 0; c < times.size(); ++c) {
            const double value = interpolate(plot.series[i], times[c]);
            if (!std::isfinite(value)) {
                upper[c] = nan;
                edge[c] = {};
                continue;
            }
            sums[c] += value;
            upper[c] = plot.deviceY(sums[c]);
            edge[c] = {upper[c], upper[c]};
            // Steep steps are drawn through, as a line would.
            if (c > 0 && !edge[c - 1].isEmpty()) {
                edge[c].add((upper[c] + upper[c - 1]) / 2);
                edge[c - 1].add((upper[c] + upper[c - 1]) / 2);
            }
        }
        QColor colour = seriesColour(*plot.style.tokens, plot.styles[i]);
        QColor area = colour;
        area.setAlphaF(0.42f);
        raster.band(upper, lower, area);
        raster.stroke(edge, 0.6 * plot.style.devicePixelRatio, colour);
        for (size_t c = 0; c < times.size(); ++c) {
            if (std::isfinite(upper[c]))
                lower[c] = upper[c];
        }
    }
}

} // namespace toban
