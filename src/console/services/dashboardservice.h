// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "figure.h"
#include "metriccatalogue.h"
#include "timerange.h"

#include <QObject>
#include <QTimeZone>

#include <memory>
#include <optional>

namespace toban {

class Backends;
class Clock;

/// One query of a panel, answered.
struct PanelSeries
{
    QString query; ///< PromQL as sent
    QString legend; ///< template of the spec
    FramePtr frame;
};

/// What a panel shows. `frames` keeps the last good answer when `error` is set, with its age.
struct PanelData
{
    QString panelId;
    bool loading = true;
    TimeRange::Span span;
    qint64 stepMs = 0;
    std::vector<PanelSeries> series;
    std::optional<qint64> newestSampleMs;
    qint64 answeredMs = 0;
    std::optional<Error> error; ///< of the last refresh
};

/// Runs a dashboard's queries: detects the metric families (once per context, again after an hour or when a measure is missing), sends the
/// tiles' and panels' queries concurrently, drops late answers by generation, evaluates states. GUI thread; decoding is not.
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
    /// Newest evaluation of budget (manager) and the scrape interval found; what tiles call stale is older than two of these.
    std::chrono::milliseconds scrapeInterval() const;

    /// Asks for everything. `pixels` is the width of a chart in device pixels. A refresh while one runs replaces it when the span or
    /// the pixels differ, else is ignored.
    void refresh(TimeRange::Span span, int pixels, const QTimeZone &zone);

Q_SIGNALS:
    void figureChanged(const QString &id);
    void panelChanged(const QString &id);
    void refreshFinished(); ///< every answer of the newest refresh is in

private:
    struct Private;
    std::unique_ptr<Private> d;
};

} // namespace toban
