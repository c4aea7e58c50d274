// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "frame.h"
#include "timerange.h"

#include <QCoro/QCoroTask>

namespace toban {

class PrometheusClient;

/// How far apart the samples of a span lie. Old data is often coarser than new (down-sampled, imported), and a rate
/// over a window that holds fewer than two samples is a gap: windows have to follow the coarser part.
///
/// `counts` holds, on a coarse grid, how many samples the busiest series has in the window before each point. The
/// answer is the spacing of the sparsest points, rounded up to a human step; the sparsest one of six or more is taken
/// for an outage and left out, as is the first point after a gap, whose window is filled in part only. Nothing when
/// there are no samples.
std::optional<qint64> estimateSpacingMs(const Frame &counts, qint64 windowMs);

/// Window for rate() and increase() over samples this far apart, drawn at this step: max(4 samples, step).
qint64 rateWindowMs(qint64 spacingMs, qint64 stepMs);

/// Asks for those counts of a metric over the span (one request, 13 points at most) and estimates.
QCoro::Task<std::optional<qint64>> probeSpacing(PrometheusClient *client, QString metric, TimeRange::Span span);

/// An interval as measured, put on the next larger of the usual ones (1, 2, 5, 10, 15, 20, 30 s, 1, 2, 5, 10, 15, 30
/// min, 1 h).
qint64 roundUpToUsualMs(double intervalMs);

} // namespace toban
