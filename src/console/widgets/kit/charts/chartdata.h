// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "dashboard.h"
#include "frame.h"
#include "state.h"
#include "timerange.h"

#include <QStringList>
#include <QTimeZone>

#include <vector>

namespace toban {

/// What a chart shows; a value, cheap to copy (frames are shared), given to the render thread whole.
struct ChartData
{
    /// An answer and how its series are called: text with {{label}} in it, or plain text for one series. Empty: the
    /// labels.
    struct Layer
    {
        FramePtr frame;
        QString legend;
    };
    /// Something an operator did, or that happened, at a time: a thin vertical mark with a flag.
    struct Annotation
    {
        qint64 timeMs = 0;
        QString text;
        State state = State::Busy;
    };

    PanelKind kind = PanelKind::Line;
    QString title; ///< translated; for exports and the accessible name
    Unit unit = Unit::None;
    Unit bucketUnit = Unit::Seconds; ///< of a Histogram's bounds
    QString currency;
    std::vector<Layer> layers;
    Thresholds thresholds;
    QString thresholdsName; ///< translated; stands before their values where the chart shows more than what they are of
    std::vector<Annotation> annotations;
    TimeRange::Span span; ///< of the x axis, whatever the frames cover
    QTimeZone zone = QTimeZone::utc();
    bool zeroBased = true;
};

/// One series of the chart with its name. Points into the frame that the ChartData holds.
struct ChartSeries
{
    QString name;
    const Frame *frame = nullptr;
    const std::vector<double> *values = nullptr;

    double
    at(qint64 timeMs) const; ///< value of the sample nearest to the time (within half a step), NaN where there is none
};

/// All series in the order of the layers, names expanded; equal names get " (2)", " (3)". A Histogram's are sorted by
/// upper bound
/// ("le"), cumulative counts as they are in the frame.
std::vector<ChartSeries> chartSeries(const ChartData &data);

/// Text for a series: "{{agent_type}}" replaced by labels; an empty template gives the labels joined by " · ".
QString legendText(const QString &legend, const Labels &labels);

/// True for bars of whole days: a moment of theirs is told by its date.
bool countsDays(const ChartData &data);
/// The moment that a sample tells of: itself; a bar's, which counts the step before its time, begins a step earlier. For
/// bars of days it is a moment within the (first) day, wherever clocks have been changed.
qint64 sampleBegin(const ChartData &data, qint64 sampleMs);

/// The chart in words: title, span, the last value of each series (at most ten), the marks. What a screen reader says.
QString summary(const ChartData &data);

} // namespace toban
