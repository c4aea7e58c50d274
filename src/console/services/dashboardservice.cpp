// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "dashboardservice.h"

#include "backends.h"
#include "clock.h"
#include "dashboardstate.h"
#include "manager/managerclient.h"
#include "metricdetection.h"
#include "prometheus/prometheusclient.h"
#include "samplespacing.h"

#include <QPointer>

#include <algorithm>
#include <cmath>
#include <utility>

namespace toban {

namespace {

constexpr qint64 budgetValidMs = 60'000;
constexpr qint64 barsValidMs = 300'000;
constexpr qint64 gridValidMs = 3'600'000;

/// What a refresh is for. It slides with the clock, so "the same view" is a question of distance.
struct View
{
    TimeRange::Span span;
    int pixels = 0;
    qint64 askedMs = 0;

    bool isLike(const View &other) const
    {
        constexpr qint64 slide = 120'000;
        return pixels == other.pixels && std::abs(span.lengthMs() - other.span.lengthMs()) < 1000
            && std::abs(span.endMs - other.span.endMs) < slide;
    }
};

/// A question that is asked again after a while only.
struct AskedAt
{
    std::optional<qint64> atMs; ///< monotonic

    bool isDue(qint64 nowMs, qint64 validMs) const { return !atMs || nowMs - *atMs >= validMs; }
};

/// A panel whose grid is not even: a request for each of its runs, at once.
QCoro::Task<RangeAnswers> queryRuns(PrometheusClient *client, PlannedPanel plan)
{
    std::vector<QCoro::Task<RangeAnswers>> tasks;
    for (std::size_t i = 0; i < plan.runs.size(); ++i) {
        std::vector<PromqlPart> parts;
        parts.reserve(plan.queries.size());
        for (const PlannedQuery &query : plan.queries)
            parts.push_back({query.key, query.runExpressions[qsizetype(i)]});
        tasks.push_back(
            queryRangeTogether(client, std::move(parts), plan.runs[i].startMs, plan.runs[i].endMs, plan.stepMs));
    }
    std::vector<RangeAnswers> answers;
    answers.reserve(tasks.size());
    for (auto &task : tasks)
        answers.push_back(co_await task);
    RangeAnswers joined;
    for (const PlannedQuery &query : plan.queries) {
        std::vector<FramePtr> frames;
        std::optional<Error> error;
        for (const RangeAnswers &answer : answers) {
            if (const auto &frame = answer.at(query.key))
                frames.push_back(*frame);
            else
                error = frame.error();
        }
        joined.emplace(query.key, error ? Result<FramePtr>(Failure(*error)) : joinRuns(plan, frames));
    }
    co_return joined;
}

} // namespace

struct DashboardService::Private
{
    Private(Backends &clients, Dashboard dashboard, MetricCatalogue measures, const Clock &time)
        : backends(clients), clock(time), catalogue(std::move(measures)),
          detection(clients, time, catalogue.metricNames()), state(std::move(dashboard))
    { }

    Backends &backends;
    const Clock &clock;
    MetricCatalogue catalogue;
    MetricDetection detection;
    DashboardState state;

    View view;
    int generation = 0; ///< of refreshes
    int contextGeneration = 0;
    bool running = false; ///< Prometheus has not answered everything yet
    bool askingBudget = false;
    AskedAt lastWeek;
    qint64 lastWeekOfMs = 0; ///< the instant that was asked for
    AskedAt budget;
    QString sparklineSignature;
    std::optional<qint64> spacingMs;
    QString spacingSignature;

    void reset()
    {
        ++generation;
        ++contextGeneration;
        running = askingBudget = false;
        lastWeek = budget = {};
        sparklineSignature.clear();
        spacingSignature.clear();
        spacingMs.reset();
        detection.forget();
        state.reset();
    }
    DashboardInput input(const QSet<QString> &present) const
    {
        return {state.dashboard(), catalogue, present, backends.context().zone()};
    }
    std::vector<PlannedPanel> plannedPanels(const QSet<QString> &present) const
    {
        const qint64 spacing = std::max(spacingMs.value_or(0), state.scrapeIntervalMs());
        return planPanels(input(present), view.span, clock.nowMs(), view.pixels, spacing,
                          std::max(usualScrapeMs, state.scrapeIntervalMs()));
    }
};

DashboardService::DashboardService(Backends &backends, Dashboard dashboard, MetricCatalogue catalogue,
                                   const Clock &clock, QObject *parent)
    : QObject(parent), d(new Private(backends, std::move(dashboard), std::move(catalogue), clock))
{
    connect(&backends, &Backends::contextChanged, this, [this] {
        d->reset();
        emitAll();
    });
}

DashboardService::~DashboardService() = default;

const Dashboard &DashboardService::dashboard() const
{
    return d->state.dashboard();
}

Figure DashboardService::figure(const QString &id) const
{
    return d->state.figure(id);
}

PanelData DashboardService::panel(const QString &id) const
{
    return d->state.panel(id);
}

std::chrono::milliseconds DashboardService::sampleInterval() const
{
    return std::chrono::milliseconds(d->state.sampleIntervalMs());
}

bool DashboardService::isAskingBudget() const
{
    return d->askingBudget;
}

void DashboardService::setCatalogue(MetricCatalogue catalogue)
{
    d->detection = MetricDetection(d->backends, d->clock, catalogue.metricNames());
    d->catalogue = std::move(catalogue);
    d->reset();
}

void DashboardService::refresh(TimeRange::Span span, int pixels)
{
    const View view{span, std::max(pixels, 0), d->clock.nowMs()};
    if (d->running && view.isLike(d->view))
        return;
    d->view = view;
    d->running = true;
    d->state.beginRefresh();
    // The manager may hang: nothing of Prometheus waits for it.
    refreshBudget(d->contextGeneration);
    run(++d->generation);
}

QCoro::Task<> DashboardService::run(int generation)
{
    const QPointer<DashboardService> guard(this);
    const auto present = co_await d->detection.present();
    if (!guard || generation != d->generation)
        co_return;
    if (!present) {
        d->state.failAll(present.error());
        emitAll();
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
    const qint64 askedMs = d->view.askedMs;
    const auto tiles = planTiles(d->input(present), evaluatedMs);
    if (d->view.pixels > 0)
        d->state.setMetrics(d->plannedPanels(present));

    std::vector<PromqlPart> parts;
    QStringList metrics = d->state.metrics();
    for (const PlannedTile &tile : tiles) {
        if (tile.error) {
            d->detection.noteMissing();
            continue;
        }
        if (parts.empty())
            parts = intervalParts(tile.metric);
        parts.push_back({tile.id, tile.expression});
        metrics += tile.metric;
    }
    metrics.removeDuplicates();
    for (const QString &metric : std::as_const(metrics))
        parts.push_back({ageKey(metric), QStringLiteral("max(timestamp(%1))").arg(metric)});

    auto lastWeek = refreshLastWeek(tiles, evaluatedMs - weekMs);
    const InstantAnswers values = co_await queryTogether(d->backends.prometheus(), std::move(parts), evaluatedMs);
    if (!guard || generation != d->generation)
        co_return;
    d->state.takeFigures(tiles, values, evaluatedMs, askedMs);
    for (const PlannedTile &tile : tiles)
        Q_EMIT figureChanged(tile.id);
    // A chart whose step has not passed is not asked for, and would not know for minutes that nobody answers any more.
    if (const auto error = silence(values); error && d->view.pixels > 0) {
        d->state.silencePanels(*error);
        for (const PanelSpec &panel : dashboard().panels)
            Q_EMIT panelChanged(panel.id);
    }
    co_await lastWeek;
}

QCoro::Task<> DashboardService::refreshLastWeek(std::vector<PlannedTile> tiles, qint64 timeMs)
{
    const qint64 now = d->clock.monotonicMs();
    if (!d->lastWeek.isDue(now, lastWeekValidMs) && std::abs(timeMs - d->lastWeekOfMs) <= lastWeekValidMs)
        co_return;
    d->lastWeek.atMs = now;
    d->lastWeekOfMs = timeMs;
    const int contextGeneration = d->contextGeneration;
    const QPointer<DashboardService> guard(this);
    std::vector<PromqlPart> parts;
    for (const PlannedTile &tile : tiles) {
        if (!tile.error && tile.compareLastWeek)
            parts.push_back({tile.id, tile.expression});
    }
    const InstantAnswers answers = co_await queryTogether(d->backends.prometheus(), parts, timeMs);
    // The answer is to its instant, whichever refresh asked: a newer one of the same instant did not ask again.
    if (!guard || contextGeneration != d->contextGeneration || timeMs != d->lastWeekOfMs)
        co_return;
    if (!d->state.takeLastWeek(parts, answers, timeMs))
        d->lastWeek = {};
    for (const PromqlPart &part : parts)
        Q_EMIT figureChanged(part.key);
}

QCoro::Task<> DashboardService::refreshBudget(int contextGeneration)
{
    const qint64 now = d->clock.monotonicMs();
    const bool due = !d->state.dailyBudget() || d->budget.isDue(now, budgetValidMs);
    if (!d->state.wantsBudget() || d->askingBudget || !due)
        co_return;
    const QPointer<DashboardService> guard(this);
    Result<Budget> budget = Failure(notConfigured(EndpointKind::Manager));
    if (ManagerClient *manager = d->backends.manager()) {
        d->askingBudget = true;
        budget = co_await manager->budget();
    }
    if (!guard || contextGeneration != d->contextGeneration)
        co_return;
    const bool wasAsked = std::exchange(d->askingBudget, false);
    d->budget.atMs = now;
    const auto before = d->state.dailyBudget();
    d->state.takeBudget(budget);
    for (const QString &id : d->state.budgetFigures())
        Q_EMIT figureChanged(id);
    for (const PanelSpec &panel : dashboard().panels) {
        if (panel.dailyBudget && d->state.dailyBudget() != before)
            Q_EMIT panelChanged(panel.id);
    }
    if (wasAsked)
        Q_EMIT budgetAnswered();
}

QCoro::Task<> DashboardService::refreshPanels(int generation, QSet<QString> present)
{
    const QPointer<DashboardService> guard(this);
    const View view = d->view;
    if (view.pixels == 0)
        co_return;
    if (const QString metric = spacingMetric(present); !metric.isEmpty()) {
        // Asked again only when an eighth of the span has passed, not for every slide of it.
        const qint64 slot = std::max<qint64>(view.span.lengthMs() / 8, 60'000);
        const QString signature
            = QStringLiteral("%1 %2 %3").arg(metric).arg(view.span.startMs / slot).arg(view.span.lengthMs() / 1000);
        if (signature != d->spacingSignature) {
            const auto spacing = co_await probeSpacing(d->backends.prometheus(), metric, view.span);
            if (!guard || generation != d->generation)
                co_return;
            d->spacingMs = spacing;
            if (spacing)
                d->spacingSignature = signature;
        }
    }
    // The dearest first: only so many requests to one host go out at a time.
    std::vector<QCoro::Task<>> tasks;
    const qint64 spacing = std::max(d->spacingMs.value_or(0), d->state.scrapeIntervalMs());
    tasks.push_back(
        refreshSparklines(generation, planSparklines(d->input(present), view.span, d->clock.nowMs(), spacing)));
    for (const PlannedPanel &panel : d->plannedPanels(present))
        tasks.push_back(refreshPanel(generation, panel));
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
    if (plan.error) {
        d->detection.noteMissing();
        d->state.failPanel(plan.id, *plan.error);
        Q_EMIT panelChanged(plan.id);
        co_return;
    }
    const qint64 now = d->clock.monotonicMs();
    if (d->state.isAnswered(plan, now, plan.kind == PanelKind::Bars ? barsValidMs : gridValidMs))
        co_return; // no step has passed: the answer would be the same
    d->state.setAsked(plan.id, now);

    PrometheusClient *client = d->backends.prometheus();
    RangeAnswers frames;
    std::vector<PromqlPart> parts;
    parts.reserve(plan.queries.size());
    for (const PlannedQuery &query : plan.queries)
        parts.push_back({query.key, query.expression});
    if (!plan.runs.empty()) {
        frames = co_await queryRuns(client, plan);
    } else if (plan.instant) {
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
    d->state.takePanel(plan, frames, d->clock.nowMs());
    Q_EMIT panelChanged(plan.id);
    for (const PlannedQuery &query : plan.queries) {
        if (!query.tile.isEmpty())
            Q_EMIT figureChanged(query.tile);
    }
}

QCoro::Task<> DashboardService::refreshSparklines(int generation, PlannedPanel plan)
{
    const QString signature = plan.signature();
    if (signature == d->sparklineSignature)
        co_return;
    const QPointer<DashboardService> guard(this);
    // The server works through one expression from left to right: two requests use two of its cores.
    std::vector<PromqlPart> shares[2];
    for (std::size_t i = 0; i < plan.queries.size(); ++i)
        shares[i % 2].push_back({plan.queries[i].key, plan.queries[i].expression});
    PrometheusClient *client = d->backends.prometheus();
    auto other = queryRangeTogether(client, std::move(shares[1]), plan.startMs, plan.endMs, plan.stepMs);
    auto frames = co_await queryRangeTogether(client, std::move(shares[0]), plan.startMs, plan.endMs, plan.stepMs);
    frames.merge(co_await other);
    if (!guard || generation != d->generation)
        co_return;
    d->sparklineSignature = d->state.takeSparklines(frames) ? signature : QString();
    for (const auto &[id, frame] : frames)
        Q_EMIT figureChanged(id);
}

void DashboardService::emitAll()
{
    for (const TileSpec &tile : dashboard().tiles)
        Q_EMIT figureChanged(tile.id);
    for (const PanelSpec &panel : dashboard().panels)
        Q_EMIT panelChanged(panel.id);
}

} // namespace toban
