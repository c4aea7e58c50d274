// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "dashboardplan.h"

#include "duration.h"
#include "samplespacing.h"

#include <QDateTime>

#include <algorithm>
#include <cmath>

namespace toban {

namespace {

constexpr qint64 dayMs = 86'400'000;
constexpr int sparklinePoints = 60;
constexpr int barCount = 60;

qint64 midnightBefore(qint64 ms, const QTimeZone &zone)
{
    return QDateTime::fromMSecsSinceEpoch(ms, zone).date().startOfDay(zone).toMSecsSinceEpoch();
}

QString windowText(const TileSpec &tile, qint64 evaluatedMs, const QTimeZone &zone)
{
    if (tile.window != u"$today")
        return tile.window;
    const qint64 seconds = (evaluatedMs - midnightBefore(evaluatedMs, zone)) / 1000;
    return QString::number(std::max<qint64>(seconds, 1)) + u's';
}

QString costMeasure(const TileSpec &tile)
{
    return tile.measure == budgetMeasure ? QStringLiteral("cost_total") : tile.measure;
}

/// A metric that is there once per series, not once per bucket, and so is cheaper to date.
QString datingMetric(const MetricCatalogue::Query &query, const QSet<QString> &present)
{
    const QString metric = query.metrics.value(0);
    if (metric.endsWith(u"_bucket")) {
        const QString count = metric.chopped(7) + QStringLiteral("_count");
        if (present.contains(count))
            return count;
    }
    return metric;
}

TimeRange::Span gridOf(TimeRange::Span span, qint64 stepMs, qint64 nowMs)
{
    auto grid = alignToStep(span, stepMs);
    const qint64 lastWhole = nowMs - nowMs % stepMs;
    grid.endMs = std::max(grid.startMs, std::min(grid.endMs, lastWhole));
    return grid;
}

/// Calendar days of the zone, newest last and still running. Where clocks are changed a day has 23 or 25 hours: its
/// window is that long, and what is evaluated before it stands an hour beside the panel's even grid.
void placeDayBars(PlannedPanel &panel, TimeRange::Span span, qint64 nowMs, const QTimeZone &zone)
{
    const QDate last = QDateTime::fromMSecsSinceEpoch(std::min(nowMs, span.endMs - 1), zone).date();
    const qint64 bars = std::max<qint64>(1, (span.lengthMs() + panel.stepMs - 1) / panel.stepMs);
    const qint64 daysEach = panel.stepMs / dayMs;
    const auto endOf = [&](qint64 bar) { // bar -1: where the first one begins
        return last.addDays(1 - (bars - 1 - bar) * daysEach).startOfDay(zone).toMSecsSinceEpoch();
    };
    panel.endMs = endOf(bars - 1);
    panel.startMs = panel.endMs - (bars - 1) * panel.stepMs;
    std::vector<GridRun> runs;
    for (qint64 bar = 0; bar < bars; ++bar) {
        const qint64 end = endOf(bar);
        const qint64 window = end - endOf(bar - 1);
        if (!runs.empty() && runs.back().windowMs == window && end - runs.back().endMs == panel.stepMs)
            runs.back().endMs = end;
        else
            runs.push_back({end, end, window});
    }
    if (runs.size() > 1 || runs.front().windowMs != panel.stepMs)
        panel.runs = std::move(runs);
}

/// Days as the zone has them; other bars on the step's grid.
void placeBars(PlannedPanel &panel, TimeRange::Span span, qint64 nowMs, const QTimeZone &zone)
{
    if (panel.stepMs % dayMs == 0) {
        placeDayBars(panel, span, nowMs, zone);
    } else {
        const auto grid = alignToStep(span, panel.stepMs);
        panel.startMs = grid.startMs + panel.stepMs;
        panel.endMs = std::max(grid.endMs, panel.startMs);
    }
    panel.shiftMs = -panel.stepMs;
}

} // namespace

QString PlannedPanel::signature() const
{
    QStringList parts{QString::number(startMs), QString::number(endMs), QString::number(stepMs)};
    for (const GridRun &run : runs)
        parts += QString::number(run.endMs);
    for (const PlannedQuery &query : queries) {
        parts += query.expression;
        parts += query.runExpressions;
    }
    return parts.join(u'\n');
}

std::vector<PlannedTile> planTiles(const DashboardInput &input, qint64 evaluatedMs)
{
    std::vector<PlannedTile> tiles;
    for (const TileSpec &spec : input.dashboard.tiles) {
        PlannedTile tile;
        tile.id = spec.id;
        tile.ofBudget = spec.measure == budgetMeasure;
        tile.compareLastWeek = spec.compareLastWeek && !tile.ofBudget;
        const auto query = input.catalogue.query({costMeasure(spec), {}, windowText(spec, evaluatedMs, input.zone), {}},
                                                 input.present);
        if (query) {
            tile.expression = query->expression;
            tile.metric = datingMetric(*query, input.present);
        } else {
            tile.error = query.error();
        }
        tiles.push_back(std::move(tile));
    }
    return tiles;
}

namespace {

/// The tile whose course this query of a panel is, or null.
const TileSpec *tileOf(const Dashboard &dashboard, const PanelSpec &panel, const PanelQuery &query)
{
    if (panel.kind != PanelKind::Line || panel.fixedSpanMs || !query.by.isEmpty())
        return nullptr;
    for (const TileSpec &tile : dashboard.tiles) {
        if (tile.measure == query.measure && parseDurationMs(tile.window))
            return &tile;
    }
    return nullptr;
}

bool isDrawnByPanel(const Dashboard &dashboard, const TileSpec &tile)
{
    for (const PanelSpec &panel : dashboard.panels) {
        for (const PanelQuery &query : panel.queries) {
            if (tileOf(dashboard, panel, query) == &tile)
                return true;
        }
    }
    return false;
}

} // namespace

PlannedPanel planSparklines(const DashboardInput &input, TimeRange::Span span, qint64 nowMs, qint64 spacingMs)
{
    PlannedPanel plan;
    plan.id = QStringLiteral("sparklines");
    plan.stepMs = queryStepMs(span, sparklinePoints, 15'000);
    const auto grid = gridOf(span, plan.stepMs, nowMs);
    plan.startMs = grid.startMs;
    plan.endMs = grid.endMs;
    for (const TileSpec &spec : input.dashboard.tiles) {
        if (isDrawnByPanel(input.dashboard, spec))
            continue;
        const qint64 own = parseDurationMs(spec.window).value_or(plan.stepMs);
        const qint64 window = std::max(own, 4 * spacingMs);
        const auto query = input.catalogue.query({costMeasure(spec), {}, durationText(window), {}}, input.present);
        if (query)
            plan.queries.push_back({spec.id, query->expression, {}, {}, {}, {}, {}});
    }
    return plan;
}

std::vector<PlannedPanel> planPanels(const DashboardInput &input, TimeRange::Span span, qint64 nowMs, int pixels,
                                     qint64 spacingMs, qint64 minStepMs)
{
    std::vector<PlannedPanel> panels;
    for (const PanelSpec &spec : input.dashboard.panels) {
        PlannedPanel panel;
        panel.id = spec.id;
        panel.kind = spec.kind;
        panel.instant = spec.kind == PanelKind::Histogram || spec.kind == PanelKind::Shares;
        const TimeRange::Span shown
            = spec.fixedSpanMs ? TimeRange::Span{span.endMs - *spec.fixedSpanMs, span.endMs} : span;
        const auto fixedWindow = parseDurationMs(spec.queries.front().window);
        if (spec.kind == PanelKind::Bars) {
            panel.stepMs = fixedWindow.value_or(queryStepMs(shown, barCount, minStepMs));
            placeBars(panel, shown, nowMs, input.zone);
        } else {
            panel.stepMs = queryStepMs(shown, pixels, minStepMs);
            const auto grid = gridOf(shown, panel.stepMs, nowMs);
            panel.startMs = grid.startMs;
            panel.endMs = grid.endMs;
        }
        std::optional<Error> missing;
        for (std::size_t i = 0; i < spec.queries.size(); ++i) {
            const PanelQuery &wanted = spec.queries[i];
            const qint64 whole = std::max<qint64>((panel.endMs - panel.startMs) / 1000 * 1000, panel.stepMs);
            const qint64 window = panel.instant ? whole
                : spec.kind == PanelKind::Bars
                ? panel.stepMs
                : parseDurationMs(wanted.window).value_or(rateWindowMs(spacingMs, panel.stepMs));
            const auto query
                = input.catalogue.query({wanted.measure, wanted.by, durationText(window), {}}, input.present);
            if (!query) {
                missing = query.error();
                continue;
            }
            const TileSpec *tile = tileOf(input.dashboard, spec, wanted);
            QStringList ofRuns;
            for (const GridRun &run : panel.runs) {
                const auto own
                    = input.catalogue.query({wanted.measure, wanted.by, durationText(run.windowMs), {}}, input.present);
                ofRuns += own ? own->expression : query->expression;
            }
            panel.queries.push_back({QStringLiteral("%1/%2").arg(spec.id).arg(i), query->expression, wanted.legend,
                                     datingMetric(*query, input.present), query->labelNames,
                                     tile ? tile->id : QString(), ofRuns});
        }
        if (panel.queries.empty())
            panel.error = missing;
        panels.push_back(std::move(panel));
    }
    return panels;
}

Labels renamed(const Labels &labels, const QHash<QString, QString> &logicalToReal)
{
    auto pairs = labels.pairs();
    for (auto &[name, value] : pairs) {
        for (auto it = logicalToReal.begin(); it != logicalToReal.end(); ++it) {
            if (it.value() == name) {
                name = it.key();
                break;
            }
        }
    }
    return Labels(std::move(pairs));
}

FramePtr joinRuns(const PlannedPanel &plan, const std::vector<FramePtr> &answers)
{
    const int points = int((plan.endMs - plan.startMs) / plan.stepMs) + 1;
    auto joined = std::make_shared<Frame>(Frame{plan.startMs, plan.stepMs, points, {}});
    int first = 0;
    for (std::size_t i = 0; i < answers.size(); ++i) {
        for (const Series &part : answers[i]->series) {
            auto whole = std::find_if(joined->series.begin(), joined->series.end(),
                                      [&part](const Series &known) { return known.labels == part.labels; });
            if (whole == joined->series.end()) {
                const double gap = std::numeric_limits<double>::quiet_NaN();
                whole = joined->series.insert(joined->series.end(),
                                              {part.labels, std::vector<double>(std::size_t(points), gap)});
            }
            const std::size_t room = std::size_t(points - first);
            std::copy_n(part.values.begin(), std::min(part.values.size(), room), whole->values.begin() + first);
        }
        first += int((plan.runs[i].endMs - plan.runs[i].startMs) / plan.stepMs) + 1;
    }
    return joined;
}

FramePtr frameOfInstant(const std::vector<Sample> &samples, PanelKind kind, qint64 timeMs)
{
    auto frame = std::make_shared<Frame>(Frame{timeMs, 1, 1, {}});
    if (kind != PanelKind::Histogram) {
        for (const Sample &sample : samples)
            frame->series.push_back({sample.labels, {sample.value}});
        std::stable_sort(frame->series.begin(), frame->series.end(),
                         [](const Series &a, const Series &b) { return a.values[0] > b.values[0]; });
        return frame;
    }
    const auto bound = [](const Sample &sample) { return bucketBound(sample.labels); };
    std::vector<Sample> sorted = samples;
    std::stable_sort(sorted.begin(), sorted.end(),
                     [&bound](const Sample &a, const Sample &b) { return bound(a) < bound(b); });
    double below = 0;
    for (const Sample &sample : sorted) {
        frame->series.push_back({sample.labels, {std::max(0.0, sample.value - below)}});
        below = std::max(below, sample.value);
    }
    return frame;
}

} // namespace toban
