// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "kit/charts/chartrenderer.h"

#include <vector>

class QPainter;

namespace toban {

/// What the parts of the renderer share while one picture is made.
struct Plot
{
    const ChartData &data;
    const ChartStyle &style;
    std::vector<ChartSeries> series; ///< visible ones only
    std::vector<int> styles; ///< of those
    ChartPicture &picture;

    QRect devicePlot() const; ///< the plot in device pixels
    double deviceY(double value) const;
};

/// Lowest and highest value that the kind will draw (stacks summed); false when there is no sample in the span.
bool valueRange(const Plot &plot, double &low, double &high);

void plotLines(Plot &plot);
void plotStack(Plot &plot);
void plotBars(Plot &plot, QPainter &painter);
void plotHeatmap(Plot &plot, QPainter &painter);
void plotShares(Plot &plot, QPainter &painter);
/// A sum over the span in all its digits: a count is extrapolated, so a large one has no decimals to tell of.
QString exactCount(double value, const ChartData &data);
/// One bar per bucket, with its share of all: a histogram that is one moment's answer (counts per bucket, not
/// cumulative) has no time axis.
bool isDistribution(const ChartData &data);
void plotDistribution(Plot &plot, QPainter &painter);

/// Counts per bucket at a time, from cumulative series sorted by upper bound: value i is what lies between bounds i − 1
/// and i.
std::vector<double> bucketCounts(const std::vector<ChartSeries> &cumulative, qint64 timeMs);
/// "0.1 – 0.5 s", "> 60 s" for bucket i.
QString bucketText(const std::vector<ChartSeries> &cumulative, size_t index, Unit unit, const QString &currency);
/// Labels of the heat map's y axis: upper bounds.
double bucketBound(const ChartSeries &series);

} // namespace toban
