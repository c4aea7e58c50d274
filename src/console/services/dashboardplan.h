// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "dashboard.h"
#include "frame.h"
#include "metriccatalogue.h"
#include "timerange.h"

#include <QSet>
#include <QTimeZone>

namespace toban {

/// What is to be asked for one dashboard at one moment: expressions and grids, from the dashboard's data, the catalogue
/// and the metrics that exist. All of this file is pure; any thread.
struct DashboardInput
{
    const Dashboard &dashboard;
    const MetricCatalogue &catalogue;
    const QSet<QString> &present;
    QTimeZone zone; ///< whose days are counted: the context's
};

/// A tile's measure that is no metric's: cost over the manager's daily budget.
inline constexpr QStringView budgetMeasure = u"budget_used";

/// One tile's query. The measure "budget_used" is the cost measure over the manager's daily budget: its expression is
/// the cost's, and the division follows when the budget is known.
struct PlannedTile
{
    QString id;
    QString expression; ///< empty when `error` is set
    QString metric; ///< whose newest sample dates the figure
    bool ofBudget = false;
    bool compareLastWeek = false;
    std::optional<Error> error;
};

struct PlannedQuery
{
    QString key; ///< unique in the dashboard: "requests/0"
    QString expression;
    QString legend;
    QString metric;
    QHash<QString, QString> labelNames; ///< logical → the family's
    QString tile; ///< the tile whose course this is, or empty
    QStringList runExpressions{}; ///< one for each of the panel's runs
};

/// A stretch of a panel's grid with a window of its own: a day of 23 or 25 hours, and the days before and after it.
/// First and last evaluation; a panel's step lies between two.
struct GridRun
{
    qint64 startMs = 0;
    qint64 endMs = 0;
    qint64 windowMs = 0;
    friend bool operator==(const GridRun &, const GridRun &) = default;
};

struct PlannedPanel
{
    QString id;
    PanelKind kind = PanelKind::Line;
    bool instant = false; ///< one evaluation at `endMs` over the whole span, no grid
    qint64 startMs = 0;
    qint64 endMs = 0;
    qint64 stepMs = 1;
    qint64 shiftMs = 0; ///< added to the answer's times: a bar stands at the beginning of what it counts
    std::vector<GridRun> runs{}; ///< empty: one grid from start to end; else in their order, without a gap
    std::vector<PlannedQuery> queries;
    std::optional<Error> error; ///< no query of the panel can be asked

    /// What makes two answers the same: nothing is asked again while this and the answer are fresh.
    QString signature() const;
};

/// Tiles are evaluated at `evaluatedMs` (whole seconds). "$today" is the time since midnight in the zone.
std::vector<PlannedTile> planTiles(const DashboardInput &input, qint64 evaluatedMs);

/// The tiles' course over the span, on about 60 points; the window is the tile's own, a point's step for "$today", and
/// never less than what the samples' spacing asks for. Grid as for panels; key of each query is the tile's id. A tile
/// whose course a panel draws over the same span is left out: its quantiles are the dearest queries there are.
PlannedPanel planSparklines(const DashboardInput &input, TimeRange::Span span, qint64 nowMs, qint64 spacingMs);

/// The panels' queries. Grids end at the last whole step before `nowMs`: a rate at a time to come would show a dip that
/// is none.
std::vector<PlannedPanel> planPanels(const DashboardInput &input, TimeRange::Span span, qint64 nowMs, int pixels,
                                     qint64 spacingMs, qint64 minStepMs);

/// Series of an answer under their logical label names.
Labels renamed(const Labels &labels, const QHash<QString, QString> &logicalToReal);

/// The answers to a panel's runs (same order) as one frame on the panel's grid; a series that a run lacks has a gap there.
FramePtr joinRuns(const PlannedPanel &plan, const std::vector<FramePtr> &answers);

/// An instant answer as a frame of one point. Cumulative histogram buckets (label "le") become counts per bucket in
/// ascending order, a rounding error below zero becomes zero; other elements stand largest first.
FramePtr frameOfInstant(const std::vector<Sample> &samples, PanelKind kind, qint64 timeMs);

} // namespace toban
