// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "fleet.h"
#include "frame.h"
#include "logentry.h"
#include "result.h"
#include "timerange.h"

#include <QCoro/QCoroTask>

#include <QObject>

#include <memory>
#include <optional>

namespace toban {

class Backends;
class Clock;
class MetricCatalogue;

/// An agent's or deployment's own metrics for the details pane.
struct AgentMetrics
{
    // A measure that the fleet's metric family does not have is null; one without samples is an empty frame.
    FramePtr requests; ///< per second
    FramePtr errors; ///< ratio
    FramePtr latency; ///< P95, seconds
    FramePtr cpu; ///< cores
    FramePtr memory; ///< bytes
};

/// The manager's fleet, refreshed on demand.
class FleetService : public QObject
{
    Q_OBJECT
public:
    FleetService(Backends &backends, const MetricCatalogue &catalogue, const Clock &clock, QObject *parent = nullptr);
    ~FleetService() override;

    void refresh();
    bool isLoading() const;
    const std::optional<FleetSnapshot> &snapshot() const; ///< last good one
    std::optional<Error> error() const; ///< of the last refresh
    QCoro::Task<Result<std::vector<Revision>>> revisions(QString deployment);
    QCoro::Task<Result<AgentMetrics>> agentMetrics(QString agentId, TimeRange::Span span, int pixels);
    /// Of the last 24 hours, newest first, from streams whose label "pod" ends with the agent's id.
    QCoro::Task<Result<std::vector<LogEntry>>> lastLines(QString agentId, int limit);

Q_SIGNALS:
    void changed();

private:
    QCoro::Task<> load();

    struct Private;
    std::unique_ptr<Private> d;
};

} // namespace toban
