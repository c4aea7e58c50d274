// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "dashboardstate.h"

#include "duration.h"
#include "samplespacing.h"

#include <QLocale>

#include <algorithm>
#include <cmath>

namespace toban {

namespace {

constexpr qint64 intervalWindowMs = 120'000;
constexpr qint64 longIntervalWindowMs = 1'800'000;

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

std::optional<qint64> newestMs(const InstantAnswers &answers, const QString &metric)
{
    const auto seconds = numberOf(answers, ageKey(metric));
    return seconds ? std::optional(qint64(std::llround(*seconds * 1000))) : std::nullopt;
}

/// As short as it can be written and still be the same double.
QString literal(double value)
{
    QLocale plain = QLocale::c();
    plain.setNumberOptions(QLocale::OmitGroupSeparator);
    return plain.toString(value, 'g', QLocale::FloatingPointShortest);
}

} // namespace

const QString intervalKey = QStringLiteral("#interval");
const QString longIntervalKey = QStringLiteral("#longInterval");

std::vector<PromqlPart> intervalParts(const QString &metric)
{
    const auto counts = [&metric](qint64 windowMs) {
        return QStringLiteral("max(count_over_time(%1[%2]))").arg(metric, durationText(windowMs));
    };
    return {{intervalKey, counts(intervalWindowMs)}, {longIntervalKey, counts(longIntervalWindowMs)}};
}

QString ageKey(const QString &metric)
{
    return u'@' + metric;
}

DashboardState::DashboardState(Dashboard dashboard) : m_dashboard(std::move(dashboard))
{
    reset();
}

Figure DashboardState::figure(const QString &id) const
{
    const auto it = m_figures.find(id);
    return it == m_figures.end() ? Figure{} : it->second;
}

PanelData DashboardState::panel(const QString &id) const
{
    const auto it = m_panels.find(id);
    if (it == m_panels.end())
        return {};
    PanelData data = it->second.data;
    const auto spec = std::find_if(m_dashboard.panels.begin(), m_dashboard.panels.end(),
                                   [&id](const PanelSpec &item) { return item.id == id; });
    if (spec->dailyBudget)
        data.dailyBudget = m_dailyBudget;
    return data;
}

bool DashboardState::wantsBudget() const
{
    return !budgetFigures().isEmpty();
}

QStringList DashboardState::budgetFigures() const
{
    QStringList ids;
    for (const TileSpec &tile : m_dashboard.tiles) {
        if (tile.measure == budgetMeasure)
            ids += tile.id;
    }
    return ids;
}

void DashboardState::reset()
{
    m_figures.clear();
    m_panels.clear();
    m_lastWeek.clear();
    m_costs.clear();
    m_dailyBudget.reset();
    m_budgetError.reset();
    m_scrapeMs.reset();
    m_spacingMs.reset();
    for (const TileSpec &tile : m_dashboard.tiles) {
        Figure &figure = m_figures[tile.id];
        figure.id = tile.id;
        figure.unit = tile.unit;
    }
    for (const PanelSpec &panel : m_dashboard.panels)
        m_panels[panel.id].data.panelId = panel.id;
}

void DashboardState::beginRefresh()
{
    for (auto &[id, panel] : m_panels)
        panel.answered = false;
}

void DashboardState::failAll(const Error &error)
{
    for (auto &[id, figure] : m_figures) {
        figure.error = error;
        figure.errorSource = EndpointKind::Prometheus;
        figure.isFresh = figure.isAwaited = false;
        figure.state = State::Unknown;
    }
    for (const QString &id : budgetFigures())
        m_costs[id].error = error;
    for (auto &[id, panel] : m_panels) {
        panel.data.loading = false;
        panel.data.error = error;
    }
}

void DashboardState::takeFigures(const std::vector<PlannedTile> &tiles, const InstantAnswers &values,
                                 qint64 evaluatedMs, qint64 askedMs)
{
    measureIntervals(values, tiles, evaluatedMs);
    const bool isOfPast = askedMs - evaluatedMs > 2 * sampleIntervalMs();
    for (const PlannedTile &tile : tiles) {
        takeFigure(tile, values, evaluatedMs);
        m_figures[tile.id].isOfPast = isOfPast;
    }
    for (auto &[id, panel] : m_panels) {
        for (const QString &metric : std::as_const(panel.data.metrics)) {
            if (const auto newest = newestMs(values, metric))
                panel.data.newestSampleMs = std::max(panel.data.newestSampleMs.value_or(0), *newest);
        }
    }
}

void DashboardState::measureIntervals(const InstantAnswers &values, const std::vector<PlannedTile> &tiles,
                                      qint64 evaluatedMs)
{
    const auto first = std::find_if(tiles.begin(), tiles.end(), [](const PlannedTile &tile) { return !tile.error; });
    if (first == tiles.end())
        return;
    const qint64 ageMs = std::max<qint64>(evaluatedMs - newestMs(values, first->metric).value_or(0), 0);
    const auto measure = [&](const QString &key, qint64 windowMs, double atLeast) -> std::optional<qint64> {
        const auto count = numberOf(values, key);
        if (!count || *count < atLeast || ageMs >= windowMs)
            return std::nullopt;
        return roundUpToUsualMs(double(windowMs - ageMs) / *count);
    };
    const auto scrape = measure(intervalKey, intervalWindowMs, 3);
    // A series that has only begun makes the window look sparse: the shortest that was ever seen is the interval.
    if (scrape)
        m_scrapeMs = std::min(m_scrapeMs.value_or(*scrape), *scrape);
    // Scrapes a minute apart, and a history of five minutes, show in the longer window only.
    const auto spacing = scrape ? scrape : measure(longIntervalKey, longIntervalWindowMs, 2);
    // Where scraping has stopped, or has begun a while ago, the window looks sparse as well: what was seen of the same
    // half hour holds on. Elsewhere samples may lie otherwise.
    if (!m_spacingMs || std::abs(evaluatedMs - m_spacingSeenMs) > longIntervalWindowMs
        || (spacing && *spacing <= *m_spacingMs)) {
        m_spacingMs = spacing;
        m_spacingSeenMs = evaluatedMs;
    }
}

void DashboardState::takeFigure(const PlannedTile &tile, const InstantAnswers &values, qint64 evaluatedMs)
{
    Figure &figure = m_figures[tile.id];
    if (const auto error = tile.error ? tile.error : errorOf(values, tile.id)) {
        // The last good value stays, with the time it is of; its state does not.
        figure.error = error;
        figure.errorSource = EndpointKind::Prometheus;
        figure.isFresh = figure.isAwaited = false;
        figure.state = State::Unknown;
        if (tile.error) {
            figure.value.reset();
            figure.query.clear();
            m_costs.erase(tile.id);
        }
        if (tile.ofBudget)
            m_costs[tile.id].error = error;
        return;
    }
    figure.error.reset();
    figure.evaluatedMs = evaluatedMs;
    figure.query = tile.expression;
    figure.value = numberOf(values, tile.id);
    // Gone is not old: a metric without a sample to date makes the figure one that cannot be trusted.
    const auto newest = newestMs(values, tile.metric);
    figure.isFresh = newest && evaluatedMs - *newest <= 2 * sampleIntervalMs();
    if (newest)
        figure.newestSampleMs = newest;
    compare(figure);
    if (tile.ofBudget) {
        m_costs[tile.id] = {figure.value, figure.query, {}};
        divide(figure);
    }
    judge(figure);
}

void DashboardState::divide(Figure &figure)
{
    const Cost &cost = m_costs[figure.id];
    figure.value.reset();
    // Without the cost there is nothing to divide, whatever the manager says.
    figure.error = cost.error ? cost.error : m_budgetError;
    figure.errorSource = cost.error ? EndpointKind::Prometheus : EndpointKind::Manager;
    figure.query = cost.query;
    figure.isAwaited = !figure.error && !m_dailyBudget;
    if (cost.query.isEmpty())
        return;
    if (!m_dailyBudget)
        return;
    // As promtool would: the same division of the same doubles.
    figure.query += QStringLiteral(" / ") + literal(*m_dailyBudget);
    if (cost.value)
        figure.value = *cost.value / *m_dailyBudget;
}

void DashboardState::judge(Figure &figure) const
{
    const auto spec = std::find_if(m_dashboard.tiles.begin(), m_dashboard.tiles.end(),
                                   [&figure](const TileSpec &item) { return item.id == figure.id; });
    figure.state = figure.isFresh && !figure.error ? evaluate(spec->thresholds, figure.value) : State::Unknown;
}

void DashboardState::compare(Figure &figure) const
{
    const auto known = m_lastWeek.find(figure.id);
    const bool isOfIt
        = known != m_lastWeek.end() && std::abs(figure.evaluatedMs - weekMs - known->second.timeMs) <= lastWeekValidMs;
    figure.lastWeek = isOfIt ? std::optional(known->second.value) : std::nullopt;
}

bool DashboardState::takeLastWeek(const std::vector<PromqlPart> &asked, const InstantAnswers &answers, qint64 timeMs)
{
    bool complete = true;
    for (const PromqlPart &part : asked) {
        const auto value = numberOf(answers, part.key);
        if (value)
            m_lastWeek[part.key] = {*value, timeMs};
        else if (errorOf(answers, part.key))
            complete = false;
        else
            m_lastWeek.erase(part.key);
        compare(m_figures[part.key]);
    }
    return complete;
}

bool DashboardState::takeSparklines(const RangeAnswers &frames)
{
    bool complete = true;
    for (const auto &[id, frame] : frames) {
        if (frame)
            m_figures[id].sparkline = *frame;
        else
            complete = false;
    }
    return complete;
}

void DashboardState::takeBudget(const Result<Budget> &budget)
{
    if (budget && budget->daily.value_or(0) > 0) {
        m_dailyBudget = budget->daily;
        m_budgetError.reset();
    } else if (budget) {
        m_dailyBudget.reset();
        m_budgetError = Error(ErrorKind::Precondition, QStringLiteral("the manager has no daily budget"))
                            .withCode(QStringLiteral("no_budget"));
    } else if (!m_dailyBudget) {
        m_budgetError = budget.error();
    }
    for (const auto &[id, cost] : m_costs) {
        Figure &figure = m_figures[id];
        divide(figure);
        judge(figure);
    }
}

void DashboardState::setMetrics(const std::vector<PlannedPanel> &panels)
{
    for (const PlannedPanel &panel : panels) {
        QStringList metrics;
        for (const PlannedQuery &query : panel.queries)
            metrics += query.metric;
        m_panels[panel.id].data.metrics = metrics;
    }
}

QStringList DashboardState::metrics() const
{
    QStringList all;
    for (const auto &[id, panel] : m_panels)
        all += panel.data.metrics;
    all.removeDuplicates();
    return all;
}

bool DashboardState::isAnswered(const PlannedPanel &plan, qint64 nowMonotonicMs, qint64 validMs) const
{
    const PanelState &state = m_panels.at(plan.id);
    return state.signature == plan.signature() && !state.data.error && nowMonotonicMs - state.askedMs < validMs;
}

void DashboardState::setAsked(const QString &panelId, qint64 nowMonotonicMs)
{
    m_panels[panelId].askedMs = nowMonotonicMs;
}

void DashboardState::failPanel(const QString &panelId, const Error &error)
{
    PanelState &state = m_panels[panelId];
    state.unaskable = true;
    state.data.loading = false;
    state.data.series.clear();
    state.data.error = error;
}

void DashboardState::silencePanels(const Error &error)
{
    for (auto &[id, panel] : m_panels) {
        if (panel.answered || panel.unaskable)
            continue;
        panel.data.loading = false;
        panel.data.error = error;
    }
}

void DashboardState::takePanel(const PlannedPanel &plan, const RangeAnswers &frames, qint64 nowMs)
{
    PanelState &state = m_panels[plan.id];
    PanelData &data = state.data;
    data.loading = false;
    data.error.reset();
    state.unaskable = false;
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
        if (!query.tile.isEmpty() && frame->series.size() == 1)
            m_figures[query.tile].sparkline = frame;
        series.push_back({query.expression, query.legend, std::move(frame)});
    }
    data.series = std::move(series);
    data.span = {plan.startMs + plan.shiftMs, plan.endMs};
    data.stepMs = plan.stepMs;
    data.answeredMs = nowMs;
    state.answered = true;
    state.signature = plan.signature();
}

} // namespace toban
