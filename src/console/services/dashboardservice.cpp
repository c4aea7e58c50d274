// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "dashboardservice.h"

#include "backends.h"
#include "clock.h"
#include "dashboardplan.h"
#include "manager/managerclient.h"
#include "metricdetection.h"
#include "prometheus/prometheusclient.h"
#include "promqlbatch.h"
#include "samplespacing.h"

#include <QDateTime>
#include <QLocale>
#include <QPointer>

#include <algorithm>
#include <cmath>

namespace toban {

namespace {

constexpr qint64 weekMs = 7 * 86'400'000LL;
constexpr qint64 lastWeekValidMs = 60'000;
constexpr qint64 budgetValidMs = 60'000;
constexpr qint64 barsValidMs = 300'000;
constexpr qint64 intervalWindowMs = 120'000;
constexpr qint64 usualScrapeMs = 15'000;

const QString intervalKey = QStringLiteral("#interval");

QString ageKey(const QString &metric)
{
    return u'@' + metric;
}

/// The single number of an answer; nothing for no element and for "not a number" (a ratio of nothing).
std::optional<double> numberOf(const InstantAnswers &answers, const QString &key)
{
    const auto it = answers.find(key);
    if (it == answers.end() || !it->second || it->second->empty() || std::isnan(it->second->front().value))
        return std::nullopt;
    return it->second->front().value;
}

std::optional<Error> errorOf(const InstantAnswers &answers, const QString &key)
{
    const auto it = answers.find(key);
    return it == answers.end() || it->second ? std::nullopt : std::optional(it->second.error());
}

/// What a refresh is for. It slides with the clock, so "the same view" is a question of distance.
struct View
{
    TimeRange::Span span;
    int pixels = 0;
    QTimeZone zone;

    bool isLike(const View &other) const
    {
        constexpr qint64 slide = 120'000;
        return pixels == other.pixels && zone == other.zone && std::abs(span.lengthMs() - other.span.lengthMs()) < 1000
            && std::abs(span.endMs - other.span.endMs) < slide;
    }
};

struct PanelState
{
    PanelData data;
    QString signature; ///< of the last good answer
    qint64 askedMs = 0;
};

} // namespace

struct DashboardService::Private
{
    Backends &backends;
    const Clock &clock;
    Dashboard dashboard;
    MetricCatalogue catalogue;
    MetricDetection detection;

    std::map<QString, Figure> figures;
    std::map<QString, PanelState> panels;
    std::map<QString, double> lastWeek;
    qint64 lastWeekAskedMs = 0;
    QString sparklineSignature;
    std::optional<qint64> spacingMs;
    QString spacingSignature;
    std::optional<double> dailyBudget;
    std::optional<Error> budgetError;
    qint64 budgetAskedMs = 0;
    std::optional<qint64> scrapeMs;

    int generation = 0;
    bool running = false;
    View view;

    void reset()
    {
        ++generation;
        running = false;
        figures.clear();
        panels.clear();
        lastWeek.clear();
        lastWeekAskedMs = budgetAskedMs = 0;
        sparklineSignature.clear();
        spacingSignature.clear();
        spacingMs.reset();
        dailyBudget.reset();
        budgetError.reset();
        scrapeMs.reset();
        detection.forget();
        for (const TileSpec &tile : dashboard.tiles) {
            Figure &figure = figures[tile.id];
            figure.id = tile.id;
            figure.unit = tile.unit;
        }
        for (const PanelSpec &panel : dashboard.panels)
            panels[panel.id].data.panelId = panel.id;
    }
    DashboardInput input(const QSet<QString> &present) const { return {dashboard, catalogue, present, view.zone}; }
    bool wantsBudget() const
    {
        return std::any_of(dashboard.tiles.begin(), dashboard.tiles.end(),
                           [](const TileSpec &tile) { return tile.measure == u"budget_used"; });
    }
    qint64 scrapeIntervalMs() const { return scrapeMs.value_or(usualScrapeMs); }
};

DashboardService::DashboardService(Backends &backends, Dashboard dashboard, MetricCatalogue catalogue,
                                   const Clock &clock, QObject *parent)
    : QObject(parent)
{
    const QStringList candidates = catalogue.metricNames();
    d.reset(new Private{backends,
                        clock,
                        std::move(dashboard),
                        std::move(catalogue),
                        MetricDetection(backends, clock, candidates),
                        {},
                        {},
                        {},
                        0,
                        {},
                        {},
                        {},
                        {},
                        {},
                        0,
                        {},
                        0,
                        false,
                        {}});
    d->reset();
    connect(&backends, &Backends::contextChanged, this, [this] {
        d->reset();
        emitAll();
    });
}

DashboardService::~DashboardService() = default;

const Dashboard &DashboardService::dashboard() const
{
    return d->dashboard;
}

Figure DashboardService::figure(const QString &id) const
{
    const auto it = d->figures.find(id);
    return it == d->figures.end() ? Figure{} : it->second;
}

PanelData DashboardService::panel(const QString &id) const
{
    const auto it = d->panels.find(id);
    return it == d->panels.end() ? PanelData{} : it->second.data;
}

std::chrono::milliseconds DashboardService::scrapeInterval() const
{
    return std::chrono::milliseconds(d->scrapeIntervalMs());
}

void DashboardService::setCatalogue(MetricCatalogue catalogue)
{
    d->detection = MetricDetection(d->backends, d->clock, catalogue.metricNames());
    d->catalogue = std::move(catalogue);
    d->reset();
}

void DashboardService::refresh(TimeRange::Span span, int pixels, const QTimeZone &zone)
{
    const View view{span, std::max(pixels, 0), zone};
    if (d->running && view.isLike(d->view))
        return;
    d->view = view;
    d->running = true;
    run(++d->generation);
}

QCoro::Task<> DashboardService::run(int generation)
{
    const QPointer<DashboardService> guard(this);
    const auto present = co_await d->detection.present();
    if (!guard || generation != d->generation)
        co_return;
    if (!present) {
        failAll(present.error());
    } else {
        auto tiles = refreshTiles(generation, *present);
        auto panels = refreshPanels(generation, *present);
        co_await tiles;
        co_await panels;
        if (!guard || generation != d->generation)
            co_return;
    }
    d->running = false;
    Q_EMIT refreshFinished();
}

QCoro::Task<> DashboardService::refreshTiles(int generation, QSet<QString> present)
{
    const QPointer<DashboardService> guard(this);
    const qint64 evaluatedMs = std::min(d->view.span.endMs, d->clock.nowMs()) / 1000 * 1000;
    const auto tiles = planTiles(d->input(present), evaluatedMs);

    std::vector<PromqlPart> parts;
    std::vector<PromqlPart> weekAgo;
    QSet<QString> asked;
    const auto askOnce = [&asked](std::vector<PromqlPart> &list, const QString &key, const QString &expression) {
        if (!asked.contains(key))
            list.push_back({key, expression});
        asked.insert(key);
    };
    for (const PlannedTile &tile : tiles) {
        if (tile.error) {
            d->detection.noteMissing();
            continue;
        }
        parts.push_back({tile.id, tile.expression});
        if (tile.compareLastWeek)
            weekAgo.push_back({tile.id, tile.expression});
        askOnce(parts, ageKey(tile.metric), QStringLiteral("max(timestamp(%1))").arg(tile.metric));
        askOnce(parts, intervalKey, QStringLiteral("max(count_over_time(%1[2m]))").arg(tile.metric));
    }
    for (const QString &metric : panelMetrics(present))
        askOnce(parts, ageKey(metric), QStringLiteral("max(timestamp(%1))").arg(metric));

    PrometheusClient *client = d->backends.prometheus();
    auto valuesTask = queryTogether(client, std::move(parts), evaluatedMs);
    const bool lastWeekDue = d->clock.monotonicMs() - d->lastWeekAskedMs >= lastWeekValidMs || d->lastWeekAskedMs == 0;
    std::optional<QCoro::Task<InstantAnswers>> lastWeekTask;
    if (lastWeekDue) {
        d->lastWeekAskedMs = d->clock.monotonicMs();
        lastWeekTask.emplace(queryTogether(client, weekAgo, evaluatedMs - weekMs));
    }
    auto budgetTask = refreshBudget(generation);

    const InstantAnswers values = co_await valuesTask;
    if (!guard || generation != d->generation)
        co_return;
    if (lastWeekTask) {
        const InstantAnswers answers = co_await *lastWeekTask;
        if (!guard || generation != d->generation)
            co_return;
        for (const PromqlPart &part : weekAgo) {
            if (const auto value = numberOf(answers, part.key))
                d->lastWeek[part.key] = *value;
            else if (!errorOf(answers, part.key))
                d->lastWeek.erase(part.key);
            else
                d->lastWeekAskedMs = 0; // again at the next refresh
        }
    }
    co_await budgetTask;
    if (!guard || generation != d->generation)
        co_return;

    measureInterval(values, tiles, evaluatedMs);
    for (const PlannedTile &tile : tiles)
        takeFigure(tile, values, evaluatedMs);
    takeAges(values);
    for (const PlannedTile &tile : tiles)
        Q_EMIT figureChanged(tile.id);
}

void DashboardService::measureInterval(const InstantAnswers &values, const std::vector<PlannedTile> &tiles,
                                       qint64 evaluatedMs)
{
    const auto count = numberOf(values, intervalKey);
    const auto first = std::find_if(tiles.begin(), tiles.end(), [](const PlannedTile &tile) { return !tile.error; });
    if (!count || *count < 3 || first == tiles.end())
        return;
    const double ageMs = double(evaluatedMs) - numberOf(values, ageKey(first->metric)).value_or(0) * 1000;
    const double coveredMs = double(intervalWindowMs) - std::max(ageMs, 0.0);
    if (coveredMs <= 0)
        return;
    // A series that has only begun makes the window look sparse: the shortest that was ever seen is the interval.
    const qint64 measured = roundUpToUsualMs(coveredMs / *count);
    d->scrapeMs = std::min(d->scrapeMs.value_or(measured), measured);
}

void DashboardService::takeFigure(const PlannedTile &tile, const InstantAnswers &values, qint64 evaluatedMs)
{
    Figure &figure = d->figures[tile.id];
    std::optional<Error> error = tile.error ? tile.error : errorOf(values, tile.id);
    if (!error && tile.ofBudget && !d->dailyBudget)
        error = d->budgetError;
    if (error) {
        // The last good value stays, with the time it is of; its state does not.
        figure.error = error;
        figure.state = State::Unknown;
        if (tile.error) {
            figure.value.reset();
            figure.query.clear();
        }
        return;
    }
    figure.error.reset();
    figure.evaluatedMs = evaluatedMs;
    figure.query = tile.expression;
    figure.value = numberOf(values, tile.id);
    if (tile.ofBudget) {
        // As promtool would: the same division of the same doubles.
        const QLocale plain = QLocale::c();
        figure.query += QStringLiteral(" / ")
            + plain.toString(*d->dailyBudget, 'g', QLocale::FloatingPointShortest).remove(plain.groupSeparator());
        if (figure.value)
            figure.value = *figure.value / *d->dailyBudget;
    }
    const auto lastWeek = d->lastWeek.find(tile.id);
    figure.lastWeek = lastWeek == d->lastWeek.end() ? std::nullopt : std::optional(lastWeek->second);

    const auto spec = std::find_if(d->dashboard.tiles.begin(), d->dashboard.tiles.end(),
                                   [&tile](const TileSpec &item) { return item.id == tile.id; });
    const auto newest = numberOf(values, ageKey(tile.metric));
    if (newest)
        figure.newestSampleMs = qint64(std::llround(*newest * 1000));
    const bool fresh = newest && evaluatedMs - *figure.newestSampleMs <= 2 * d->scrapeIntervalMs();
    figure.state = fresh ? evaluate(spec->thresholds, figure.value) : State::Unknown;
}

void DashboardService::takeAges(const InstantAnswers &values)
{
    for (auto &[id, panel] : d->panels) {
        for (const QString &metric : std::as_const(panel.data.metrics)) {
            if (const auto newest = numberOf(values, ageKey(metric)))
                panel.data.newestSampleMs
                    = std::max(panel.data.newestSampleMs.value_or(0), qint64(std::llround(*newest * 1000)));
        }
    }
}

/// The metrics that the panels' queries read, whatever their windows.
QStringList DashboardService::panelMetrics(const QSet<QString> &present)
{
    const qint64 now = d->clock.nowMs();
    QStringList metrics;
    for (const PlannedPanel &panel :
         planPanels(d->input(present), d->view.span, now, d->view.pixels, usualScrapeMs, usualScrapeMs)) {
        QStringList own;
        for (const PlannedQuery &query : panel.queries)
            own += query.metric;
        d->panels[panel.id].data.metrics = own;
        metrics += own;
    }
    return metrics;
}

QCoro::Task<> DashboardService::refreshBudget(int generation)
{
    const qint64 now = d->clock.monotonicMs();
    if (!d->wantsBudget() || (d->dailyBudget && now - d->budgetAskedMs < budgetValidMs))
        co_return;
    const QPointer<DashboardService> guard(this);
    Result<Budget> budget = Failure(notConfigured(EndpointKind::Manager));
    if (ManagerClient *manager = d->backends.manager())
        budget = co_await manager->budget();
    if (!guard || generation != d->generation)
        co_return;
    d->budgetAskedMs = now;
    if (!budget) {
        if (!d->dailyBudget)
            d->budgetError = budget.error();
        co_return;
    }
    d->budgetError.reset();
    d->dailyBudget = budget->daily;
    if (!d->dailyBudget || *d->dailyBudget <= 0) {
        d->dailyBudget.reset();
        d->budgetError = Error(ErrorKind::Precondition, QStringLiteral("the manager has no daily budget"))
                             .withCode(QStringLiteral("no_budget"));
    }
}

QCoro::Task<> DashboardService::refreshPanels(int generation, QSet<QString> present)
{
    const QPointer<DashboardService> guard(this);
    const View view = d->view;
    if (view.pixels == 0)
        co_return;
    PrometheusClient *client = d->backends.prometheus();
    if (const QString metric = spacingMetric(present); !metric.isEmpty()) {
        // The grid of the question, not the sliding span: asked again only when an eighth of the span has passed.
        const qint64 slot = std::max<qint64>(view.span.lengthMs() / 8, 60'000);
        const QString signature
            = QStringLiteral("%1 %2 %3").arg(metric).arg(view.span.startMs / slot).arg(view.span.lengthMs() / 1000);
        if (signature != d->spacingSignature) {
            const auto spacing = co_await probeSpacing(client, metric, view.span);
            if (!guard || generation != d->generation)
                co_return;
            d->spacingMs = spacing;
            if (spacing)
                d->spacingSignature = signature;
        }
    }
    client = d->backends.prometheus();
    const qint64 now = d->clock.nowMs();
    const qint64 spacing = std::max(d->spacingMs.value_or(0), d->scrapeIntervalMs());
    const auto panels = planPanels(d->input(present), view.span, now, view.pixels, spacing,
                                   std::max(usualScrapeMs, d->scrapeIntervalMs()));
    std::vector<QCoro::Task<>> tasks;
    for (const PlannedPanel &panel : panels)
        tasks.push_back(refreshPanel(generation, panel));
    tasks.push_back(refreshSparklines(generation, planSparklines(d->input(present), view.span, now, spacing)));
    for (auto &task : tasks)
        co_await task;
}

QString DashboardService::spacingMetric(const QSet<QString> &present) const
{
    for (const PlannedTile &tile : planTiles(d->input(present), d->clock.nowMs())) {
        if (!tile.error)
            return tile.metric;
    }
    return {};
}

QCoro::Task<> DashboardService::refreshPanel(int generation, PlannedPanel plan)
{
    const QPointer<DashboardService> guard(this);
    {
        PanelState &state = d->panels[plan.id];
        if (plan.error) {
            d->detection.noteMissing();
            state.data.loading = false;
            state.data.series.clear();
            state.data.error = plan.error;
            Q_EMIT panelChanged(plan.id);
            co_return;
        }
        const qint64 validMs = plan.kind == PanelKind::Bars ? barsValidMs : 3'600'000;
        const bool same = state.signature == plan.signature() && !state.data.error
            && d->clock.monotonicMs() - state.askedMs < validMs;
        if (same)
            co_return; // no step has passed: the answer would be the same
        state.askedMs = d->clock.monotonicMs();
    }
    std::vector<PromqlPart> parts;
    for (const PlannedQuery &query : plan.queries)
        parts.push_back({query.key, query.expression});
    PrometheusClient *client = d->backends.prometheus();

    std::map<QString, Result<FramePtr>> frames;
    if (plan.instant) {
        auto answers = co_await queryTogether(client, std::move(parts), plan.endMs);
        for (auto &[key, answer] : answers)
            frames.emplace(key, answer.map([&plan](const std::vector<Sample> &samples) {
                return frameOfInstant(samples, plan.kind, plan.endMs);
            }));
    } else {
        frames = co_await queryRangeTogether(client, std::move(parts), plan.startMs, plan.endMs, plan.stepMs);
    }
    if (!guard || generation != d->generation)
        co_return;
    takePanel(plan, frames);
    Q_EMIT panelChanged(plan.id);
}

void DashboardService::takePanel(const PlannedPanel &plan, const std::map<QString, Result<FramePtr>> &frames)
{
    PanelState &state = d->panels[plan.id];
    PanelData &data = state.data;
    data.loading = false;
    data.error.reset();
    std::vector<PanelSeries> series;
    for (const PlannedQuery &query : plan.queries) {
        const auto &answer = frames.at(query.key);
        if (!answer) {
            data.error = answer.error();
            return; // the last good answer stays
        }
        auto frame = std::make_shared<Frame>(**answer);
        frame->startMs += plan.shiftMs;
        for (Series &line : frame->series)
            line.labels = renamed(line.labels, query.labelNames);
        series.push_back({query.expression, query.legend, std::move(frame)});
    }
    data.series = std::move(series);
    data.span = {plan.startMs + plan.shiftMs, plan.endMs};
    data.stepMs = plan.stepMs;
    data.answeredMs = d->clock.nowMs();
    state.signature = plan.signature();
}

QCoro::Task<> DashboardService::refreshSparklines(int generation, PlannedPanel plan)
{
    const QString signature = plan.signature();
    if (signature == d->sparklineSignature)
        co_return;
    const QPointer<DashboardService> guard(this);
    std::vector<PromqlPart> parts;
    for (const PlannedQuery &query : plan.queries)
        parts.push_back({query.key, query.expression});
    const auto frames = co_await queryRangeTogether(d->backends.prometheus(), std::move(parts), plan.startMs,
                                                    plan.endMs, plan.stepMs);
    if (!guard || generation != d->generation)
        co_return;
    bool complete = true;
    for (const auto &[id, frame] : frames) {
        if (frame)
            d->figures[id].sparkline = *frame;
        else
            complete = false;
    }
    d->sparklineSignature = complete ? signature : QString();
    for (const auto &[id, frame] : frames)
        Q_EMIT figureChanged(id);
}

void DashboardService::failAll(const Error &error)
{
    for (auto &[id, figure] : d->figures) {
        figure.error = error;
        figure.state = State::Unknown;
    }
    for (auto &[id, panel] : d->panels) {
        panel.data.loading = false;
        panel.data.error = error;
    }
    emitAll();
}

void DashboardService::emitAll()
{
    for (const TileSpec &tile : d->dashboard.tiles)
        Q_EMIT figureChanged(tile.id);
    for (const PanelSpec &panel : d->dashboard.panels)
        Q_EMIT panelChanged(panel.id);
}

} // namespace toban
