// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "figure.h"
#include "metriccatalogue.h"
#include "timerange.h"

#include <QCoro/QCoroTask>

#include <QObject>

#include <memory>
#include <optional>

namespace toban {

class Backends;
class Clock;
struct PlannedPanel;
struct PlannedTile;

/// One query of a panel, answered.
struct PanelSeries
{
    QString query; ///< PromQL as sent
    QString legend; ///< template of the spec
    FramePtr frame;
};

/// What a panel shows. Series carry the catalogue's logical label names ("tool", "model"), whatever the family calls
/// them. Line and area panels: values on the grid. Bars: the value at timeAt(i) covers the step that begins there.
/// Histogram: one point, a series per bucket with its upper bound in label "le", ascending, counts per bucket (the
/// query's are cumulative). Shares: one point, largest first. `series` keeps the last good answer when `error` is set,
/// with its age.
struct PanelData
{
    QString panelId;
    bool loading = true;
    TimeRange::Span span;
    qint64 stepMs = 0;
    std::vector<PanelSeries> series;
    QStringList metrics; ///< what the queries read
    std::optional<double> dailyBudget; ///< of a panel that is bounded by it, when the manager has said it
    std::optional<qint64> newestSampleMs;
    qint64 answeredMs = 0;
    std::optional<Error> error; ///< of the last refresh
};

/// Runs a dashboard's queries: detects the metric families (once per context, again after an hour or when a measure is
/// missing), sends the tiles' and panels' queries concurrently, drops late answers by generation, evaluates states. GUI
/// thread; decoding is not.
class DashboardService : public QObject
{
    Q_OBJECT
public:
    DashboardService(Backends &backends, Dashboard dashboard, MetricCatalogue catalogue, const Clock &clock,
                     QObject *parent = nullptr);
    ~DashboardService() override;

    const Dashboard &dashboard() const;
    Figure figure(const QString &id) const;
    PanelData panel(const QString &id) const;
    /// How far apart samples lie where the figures are evaluated, as measured there (15 s until then): the scrape
    /// interval, or a coarser history's. A figure whose newest sample is older than two of these is Unknown.
    std::chrono::milliseconds sampleInterval() const;

    bool isAskingBudget() const; ///< budgetAnswered() will come

    /// Another catalogue from the next refresh on (a context with a profile of its own).
    void setCatalogue(MetricCatalogue catalogue);

    /// Asks for everything. `pixels` is the width of a chart in device pixels; 0: the figures only. A refresh while one
    /// runs replaces it when the span or the pixels differ, else is ignored. Days are those of the context's zone,
    /// whatever zone times are shown in: what a day has cost must not depend on how it is looked at.
    void refresh(TimeRange::Span span, int pixels);

Q_SIGNALS:
    void figureChanged(const QString &id);
    void panelChanged(const QString &id);
    void refreshFinished(); ///< every answer of Prometheus to the newest refresh is in
    /// The manager has answered, or not, what its budget is, whenever that is: nothing else waits for it. Only when
    /// isAskingBudget() was true.
    void budgetAnswered();

private:
    QCoro::Task<> run(int generation);
    QCoro::Task<> refreshTiles(int generation, QSet<QString> present);
    QCoro::Task<> refreshLastWeek(std::vector<PlannedTile> tiles, qint64 timeMs);
    QCoro::Task<> refreshBudget(int contextGeneration);
    QCoro::Task<> refreshPanels(int generation, QSet<QString> present);
    QCoro::Task<> refreshPanel(int generation, PlannedPanel plan);
    QCoro::Task<> refreshSparklines(int generation, PlannedPanel plan);
    QString spacingMetric(const QSet<QString> &present) const;
    void emitAll();

    struct Private;
    std::unique_ptr<Private> d;
};

} // namespace toban
