// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "fleetservice.h"

#include "backends.h"
#include "clock.h"
#include "duration.h"
#include "loki/lokiclient.h"
#include "manager/managerclient.h"
#include "metriccatalogue.h"
#include "metricdetection.h"
#include "prometheus/prometheusclient.h"
#include "promqlbatch.h"
#include "samplespacing.h"

#include <QPointer>
#include <QRegularExpression>

namespace toban {

namespace {

constexpr qint64 leastStepMs = 15'000;
constexpr qint64 logHoursNs = 24LL * 3'600'000'000'000;

/// What the details pane shows, and where each answer goes.
const std::pair<const char *, FramePtr AgentMetrics::*> agentMeasures[] = {
    {"request_rate", &AgentMetrics::requests}, {"error_rate", &AgentMetrics::errors},
    {"latency_p95", &AgentMetrics::latency},   {"cpu", &AgentMetrics::cpu},
    {"memory", &AgentMetrics::memory},
};

/// A text as the value of a matcher, PromQL and LogQL alike.
QString quoted(QString text)
{
    text.replace(u'\\', QStringLiteral("\\\\")).replace(u'"', QStringLiteral("\\\""));
    return u'"' + text + u'"';
}

} // namespace

struct FleetService::Private
{
    Backends &backends;
    const MetricCatalogue &catalogue;
    const Clock &clock;
    MetricDetection detection;
    std::optional<FleetSnapshot> snapshot;
    std::optional<Error> error;
    bool loading = false;
    int generation = 0;
};

FleetService::FleetService(Backends &backends, const MetricCatalogue &catalogue, const Clock &clock, QObject *parent)
    : QObject(parent),
      d(new Private{
          backends, catalogue, clock, MetricDetection(backends, clock, catalogue.metricNames()), {}, {}, false, 0})
{
    connect(&backends, &Backends::contextChanged, this, [this] {
        ++d->generation;
        d->loading = false;
        d->snapshot.reset();
        d->error.reset();
        // The context may have brought a profile with other metrics.
        d->detection = MetricDetection(d->backends, d->clock, d->catalogue.metricNames());
        Q_EMIT changed();
    });
}

FleetService::~FleetService() = default;

void FleetService::refresh()
{
    if (d->loading)
        return;
    if (!d->backends.manager()) {
        d->error = notConfigured(EndpointKind::Manager);
        Q_EMIT changed();
        return;
    }
    d->loading = true;
    load();
}

QCoro::Task<> FleetService::load()
{
    const QPointer<FleetService> guard(this);
    const int generation = d->generation;
    ManagerClient *manager = d->backends.manager();
    auto deploymentsTask = manager->deployments();
    auto agentsTask = manager->agents();
    auto deployments = co_await deploymentsTask;
    auto agents = co_await agentsTask;
    if (!guard || generation != d->generation)
        co_return;
    d->loading = false;
    if (deployments && agents) {
        d->snapshot = FleetSnapshot{d->clock.nowMs(), std::move(*deployments), std::move(*agents)};
        d->error.reset();
    } else {
        d->error = deployments ? agents.error() : deployments.error();
    }
    Q_EMIT changed();
}

bool FleetService::isLoading() const
{
    return d->loading;
}

const std::optional<FleetSnapshot> &FleetService::snapshot() const
{
    return d->snapshot;
}

std::optional<Error> FleetService::error() const
{
    return d->error;
}

QCoro::Task<Result<std::vector<Revision>>> FleetService::revisions(QString deployment)
{
    ManagerClient *manager = d->backends.manager();
    if (!manager)
        co_return Failure(notConfigured(EndpointKind::Manager));
    co_return co_await manager->revisions(deployment);
}

QCoro::Task<Result<AgentMetrics>> FleetService::agentMetrics(QString agentId, TimeRange::Span span, int pixels)
{
    const QPointer<FleetService> guard(this);
    const int generation = d->generation;
    const Error cancelled(ErrorKind::Cancelled, {});
    const auto present = co_await d->detection.present();
    if (!guard || generation != d->generation)
        co_return Failure(cancelled);
    if (!present)
        co_return Failure(present.error());

    // The family's name for "agent", and a metric to learn the samples' spacing from.
    const auto probe = d->catalogue.query(
        {QStringLiteral("request_rate"), {QStringLiteral("agent")}, QStringLiteral("5m"), {}}, *present);
    if (!probe)
        co_return Failure(probe.error());
    const QString label = probe->labelNames.value(QStringLiteral("agent"));
    if (label.isEmpty()) {
        co_return Failure(Error(ErrorKind::Precondition,
                                QStringLiteral("metrics of the family \"%1\" do not name the agent").arg(probe->family))
                              .withCode(QStringLiteral("no_metric")));
    }
    const QString selector = label + u'=' + quoted(agentId);
    const QString spacingMetric = probe->metrics.value(0) + u'{' + selector + u'}';
    const auto spacing = co_await probeSpacing(d->backends.prometheus(), spacingMetric, span);
    if (!guard || generation != d->generation)
        co_return Failure(cancelled);

    const qint64 step = queryStepMs(span, pixels, leastStepMs);
    auto grid = alignToStep(span, step);
    const qint64 now = d->clock.nowMs();
    grid.endMs = std::max(grid.startMs, std::min(grid.endMs, now - now % step));
    const QString window = durationText(rateWindowMs(spacing.value_or(leastStepMs), step));
    std::vector<PromqlPart> parts;
    for (const auto &[measure, member] : agentMeasures) {
        const QString name = QString::fromLatin1(measure);
        if (const auto query = d->catalogue.query({name, {}, window, selector}, *present))
            parts.push_back({name, query->expression});
    }
    const auto answers
        = co_await queryRangeTogether(d->backends.prometheus(), std::move(parts), grid.startMs, grid.endMs, step);
    AgentMetrics metrics;
    for (const auto &[measure, member] : agentMeasures) {
        const auto answer = answers.find(QString::fromLatin1(measure));
        if (answer == answers.end())
            continue;
        if (!answer->second)
            co_return Failure(answer->second.error());
        metrics.*member = *answer->second;
    }
    co_return metrics;
}

QCoro::Task<Result<std::vector<LogEntry>>> FleetService::lastLines(QString agentId, int limit)
{
    LokiClient *loki = d->backends.loki();
    if (!loki)
        co_return Failure(notConfigured(EndpointKind::Loki));
    // Pods carry the agent's id at their end, with or without a prefix.
    const QString query
        = QStringLiteral("{pod=~%1}")
              .arg(quoted(QStringLiteral("(.+-)?")
                          + QRegularExpression::escape(agentId).replace(QStringLiteral("\\-"), QStringLiteral("-"))));
    const qint64 now = d->clock.nowMs() * 1'000'000;
    co_return co_await loki->queryRange(query, now - logHoursNs, now, limit, LogDirection::Backward);
}

} // namespace toban
