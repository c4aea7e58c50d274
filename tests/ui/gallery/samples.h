// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "kit/charts/chartdata.h"

#include "endpointhealth.h"
#include "figure.h"

#include <random>

namespace toban::samples {

inline constexpr qint64 nowMs = 1'795'190'400'000; // 2026-11-20 12:00 UTC

/// A day's curve with noise: `level` on average, values every `stepMs` up to nowMs. A gap of an hour when `gap`.
FramePtr day(const QStringList &names, const QString &label, double level, qint64 spanMs, qint64 stepMs, unsigned seed,
             bool gap = false);
/// Cumulative request rates per latency bucket.
FramePtr latencyBuckets(qint64 spanMs, qint64 stepMs);
ChartData chart(PanelKind kind, const QString &title, Unit unit, FramePtr frame, const QString &legend, qint64 spanMs);
Figure figure(double value, Unit unit, State state, double lastWeek, unsigned seed);
std::vector<EndpointHealth> health();

} // namespace toban::samples
