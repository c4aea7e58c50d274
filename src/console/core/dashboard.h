// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "result.h"
#include "unit.h"

#include <QByteArray>
#include <QStringList>

#include <optional>
#include <vector>

namespace toban {

/// Bounds of a figure. With lowerIsWorse, crossing below is bad (success rate); otherwise crossing above.
struct Thresholds
{
    std::optional<double> warn;
    std::optional<double> critical;
    bool lowerIsWorse = false;
};

/// A tile of a dashboard: one figure from one measure.
struct TileSpec
{
    QString id; ///< also the figure's name in `toban status`
    QString title; ///< English source text, translated in context "dashboard", as the other texts are
    QString pastTitle; ///< for "$today" on another day; "{{day}}" is that day. Empty: as title
    QString description; ///< what the figure means
    QString formula; ///< how it is made, in words
    QString measure;
    QString window = QStringLiteral("5m"); ///< "$today" = since midnight in the context's zone
    Unit unit = Unit::None;
    Thresholds thresholds;
    bool compareLastWeek = true;
    QString chart; ///< id of the panel that a click opens
    std::optional<bool> higherIsBetter; ///< colours the comparison; nothing: neutral
};

enum class PanelKind { Line, StackedArea, Bars, Histogram, Shares };

struct PanelQuery
{
    QString measure;
    QStringList by;
    QString window; ///< empty: max(4 scrapes, step)
    QString legend; ///< "{{agent_type}}" or English text
};

struct PanelSpec
{
    QString id;
    QString title;
    QString description; ///< English; the "what is this" of the context menu
    PanelKind kind = PanelKind::Line;
    Unit unit = Unit::None;
    std::vector<PanelQuery> queries;
    Thresholds thresholds;
    QString thresholdsOf; ///< English: what the bounds are of, where the panel shows more than that
    bool dailyBudget = false; ///< bars of days, of money: the manager's daily budget is their bound
    bool zeroBased = true;
    int columns = 1; ///< of 2
    std::optional<qint64> fixedSpanMs; ///< shows this long before the range's end whatever the range (cost trend: days)
};

/// A dashboard read from resources/dashboards/*.json: data, not code.
struct Dashboard
{
    QString id;
    QString title;
    std::vector<TileSpec> tiles;
    std::vector<PanelSpec> panels;

    /// The error names the member ("tiles[3].unit: unknown unit \"ms\"").
    static Result<Dashboard> fromJson(const QByteArray &json);
};

} // namespace toban
