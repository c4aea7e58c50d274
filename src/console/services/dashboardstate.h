// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "dashboardplan.h"
#include "dashboardservice.h"
#include "plan.h"
#include "promqlbatch.h"

namespace toban {

/// Keys of the questions that go along with the tiles' values.
QString ageKey(const QString &metric); ///< time of the metric's newest sample, in seconds
extern const QString intervalKey; ///< how many samples the busiest series had in the last two minutes …
extern const QString longIntervalKey; ///< … and in the last half hour
/// The questions of both keys.
std::vector<PromqlPart> intervalParts(const QString &metric);
inline constexpr qint64 usualScrapeMs = 15'000;
inline constexpr qint64 weekMs = 7 * 86'400'000LL;
/// So long an answer about last week stands for the moments beside it: it is not asked for at every beat.
inline constexpr qint64 lastWeekValidMs = 60'000;

/// What a dashboard knows: figures and panels as the last answers made them. No requests, no signals; one thread.
class DashboardState
{
public:
    explicit DashboardState(Dashboard dashboard);

    const Dashboard &dashboard() const { return m_dashboard; }
    Figure figure(const QString &id) const;
    PanelData panel(const QString &id) const;
    qint64 scrapeIntervalMs() const { return m_scrapeMs.value_or(usualScrapeMs); }
    /// How far apart the samples behind the figures lie, as seen where they are evaluated: a scrape where it is now, more
    /// in a history that is coarser. What freshness is measured with.
    qint64 sampleIntervalMs() const { return m_spacingMs.value_or(usualScrapeMs); }
    bool wantsBudget() const;
    std::optional<double> dailyBudget() const { return m_dailyBudget; }
    QStringList budgetFigures() const;

    void reset(); ///< another context: everything is loading
    void beginRefresh(); ///< the panels that answer from now on are those of a new refresh
    void failAll(const Error &error);
    /// The tiles' values with ages and interval. A failed tile keeps its last good value; its state is Unknown.
    /// `askedMs` is when they were asked for: well after `evaluatedMs` where a range of the past is looked at.
    void takeFigures(const std::vector<PlannedTile> &tiles, const InstantAnswers &values, qint64 evaluatedMs,
                     qint64 askedMs);
    /// What the figures were at `timeMs`, a week before the instant they are wanted for. A figure is compared with it
    /// only when it is of that instant itself. False: some of it failed and should be asked again.
    bool takeLastWeek(const std::vector<PromqlPart> &asked, const InstantAnswers &answers, qint64 timeMs);
    bool takeSparklines(const RangeAnswers &frames);
    /// A failure counts only while no budget is known.
    void takeBudget(const Result<Budget> &budget);

    /// Names the metrics that the panels read, so that their age is known.
    void setMetrics(const std::vector<PlannedPanel> &panels);
    QStringList metrics() const;
    /// Whether the panel's last good answer is to exactly this question, and younger than `validMs`.
    bool isAnswered(const PlannedPanel &plan, qint64 nowMonotonicMs, qint64 validMs) const;
    void setAsked(const QString &panelId, qint64 nowMonotonicMs);
    void failPanel(const QString &panelId, const Error &error); ///< cannot be asked at all: nothing is shown
    /// The server is silent: every panel that could be asked says so and keeps what it has, unless it has answered since
    /// beginRefresh().
    void silencePanels(const Error &error);
    void takePanel(const PlannedPanel &plan, const RangeAnswers &frames, qint64 nowMs);

private:
    struct PanelState
    {
        PanelData data;
        QString signature; ///< of the last good answer
        qint64 askedMs = 0;
        bool answered = false; ///< in this refresh
        bool unaskable = false; ///< failPanel()
    };
    /// What is divided by the budget.
    struct Cost
    {
        std::optional<double> value;
        QString query;
        std::optional<Error> error;
    };

    struct LastWeek
    {
        double value = 0;
        qint64 timeMs = 0;
    };

    void measureIntervals(const InstantAnswers &values, const std::vector<PlannedTile> &tiles, qint64 evaluatedMs);
    void takeFigure(const PlannedTile &tile, const InstantAnswers &values, qint64 evaluatedMs);
    void divide(Figure &figure); ///< cost by budget
    void judge(Figure &figure) const; ///< its state
    void compare(Figure &figure) const; ///< with last week

    Dashboard m_dashboard;
    std::map<QString, Figure> m_figures;
    std::map<QString, PanelState> m_panels;
    std::map<QString, LastWeek> m_lastWeek;
    std::map<QString, Cost> m_costs; ///< of the figures that wait for the budget
    std::optional<double> m_dailyBudget;
    std::optional<Error> m_budgetError;
    std::optional<qint64> m_scrapeMs;
    std::optional<qint64> m_spacingMs;
    qint64 m_spacingSeenMs = 0; ///< where m_spacingMs was measured last
};

} // namespace toban
