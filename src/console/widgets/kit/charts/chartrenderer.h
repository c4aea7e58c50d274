// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "kit/charts/chartdata.h"
#include "kit/theme.h"

#include <QFont>
#include <QImage>
#include <QLocale>
#include <QRectF>
#include <QSet>

#include <vector>

namespace toban {

/// Everything beside the data that a picture depends on.
struct ChartStyle
{
    QSize size; ///< device-independent pixels
    qreal devicePixelRatio = 1;
    const Tokens *tokens = nullptr; ///< one of the constant tables
    QFont font; ///< 11 px captions
    QList<int> styles; ///< per series, from SeriesColours
    QSet<QString> hidden; ///< names of series switched off
    bool transparent = true; ///< false: on surface1, for exports
    QLocale locale; ///< for digits and dates: the thread that renders must not ask for the default one
};

/// What can be read at one place of a chart without time axis: a bucket, a share.
struct ChartBar
{
    QRectF area; ///< device-independent; a pointer in it means this bar
    QString name; ///< "0.1 – 0.5 s"
    QString value; ///< exact
    QString share; ///< of all, or empty
};

/// A finished picture and what is needed to read it: where the plot is and how values and times map onto it.
struct ChartPicture
{
    QImage image;
    QRectF plot; ///< device-independent
    TimeRange::Span span;
    double low = 0;
    double high = 1;
    bool hasTimeAxis = true; ///< not for Shares and a Histogram of one moment
    bool hasData = false; ///< at least one sample in the span
    std::vector<ChartBar> bars; ///< without time axis: in reading order

    double xOf(qint64 timeMs) const;
    qint64 timeAt(double x) const;
    double yOf(double value) const;
};

/// Paints a chart into an image. Pure; any thread; about 20 ms for 50 series of 11 000 points.
ChartPicture renderChart(const ChartData &data, const ChartStyle &style);

/// Colour and dash of a style number.
QColor seriesColour(const Tokens &tokens, int style);

} // namespace toban
