// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "kit/charts/chartdata.h"
#include "kit/charts/chartrenderer.h"

#include <QByteArray>
#include <QImage>

namespace toban {

/// UTF-8 CSV after RFC 4180: a column "time" (ISO 8601, UTC) and one per series; values as they came, not rounded; gaps
/// empty. Rows are the union of the frames' sample times; for bars the beginning of what they count, which is the date
/// alone (in the chart's zone) for bars of days. A name that a spreadsheet would take for a formula gets an apostrophe
/// before it.
QByteArray toCsv(const ChartData &data);

/// The chart with title, span and legend on an opaque ground, for a file or a report.
QImage toImage(const ChartData &data, const ChartStyle &style);

} // namespace toban
