// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "labels.h"

#include <limits>
#include <memory>
#include <vector>

namespace toban {

/// One line of a range answer: values on the frame's grid, NaN where there is no sample (a gap stays a gap).
struct Series
{
    Labels labels;
    std::vector<double> values;
};

/// A range answer as columns: sample i of every series is at startMs + i·stepMs.
struct Frame
{
    qint64 startMs = 0;
    qint64 stepMs = 1;
    int points = 0;
    std::vector<Series> series;

    qint64 timeAt(int index) const { return startMs + index * stepMs; }
    qint64 endMs() const { return points > 0 ? timeAt(points - 1) : startMs; }
    bool isEmpty() const { return series.empty(); }
};

/// The upper bound of a histogram's bucket, from its label `le`; infinite for "+Inf".
double bucketBound(const Labels &labels);

/// Frames are shared between threads and models, never changed once made.
using FramePtr = std::shared_ptr<const Frame>;

/// The same with each sample at the end of its step: a bar is stamped with the beginning, and drawn up to the end.
FramePtr atStepEnds(const Frame &frame);

/// One element of an instant answer.
struct Sample
{
    Labels labels;
    double value = std::numeric_limits<double>::quiet_NaN();
    qint64 timeMs = 0;
};

} // namespace toban
