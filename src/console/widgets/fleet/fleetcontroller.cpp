// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "fleet/fleetcontroller.h"

#include "backends.h"
#include "fleet/fleetdetailsview.h"
#include "fleet/fleetview.h"
#include "kit/describe.h"
#include "operations/audittext.h"
#include "refreshservice.h"

#include <QPointer>

namespace toban {

namespace {

constexpr int lineLimit = 50;

} // namespace

FleetController::FleetController(FleetView &view, FleetModel &model, FleetService &fleet, OperationService &operations,
                                 RefreshService &refresh, Backends &backends, QObject *parent)
    : QObject(parent), m_view(view), m_model(model), m_fleet(fleet), m_operations(operations), m_refresh(refresh),
      m_backends(backends)
{
    connect(&m_fleet, &FleetService::changed, this, &FleetController::onFleetChanged);
    connect(&m_view, &FleetView::selectionChanged, this, &FleetController::onSelectionChanged);
    connect(&m_view, &FleetView::retryRequested, this, [this] {
        m_backends.askKeyringAgain();
        this->refresh();
    });
    connect(&m_view, &FleetView::released, this, [this] { showSnapshot(FleetModel::Arrivals::Show); });
    connect(&m_view.details(), &FleetDetailsView::retryRequested, this, [this] {
        m_backends.askKeyringAgain();
        loadDetails();
    });
    connect(&m_view.details(), &FleetDetailsView::zoomRequested, this,
            [this](qint64 start, qint64 end) { m_refresh.setRange(TimeRange::absolute(start, end)); });
    connect(&m_view, &FleetView::scaleRequested, this, [this](const QString &name) {
        const FleetDeployment *row = m_model.deployment(m_model.findDeployment(name));
        if (row && row->known)
            Q_EMIT scaleRequested(row->deployment);
    });
    connect(&m_refresh, &RefreshService::refreshRequested, this, [this] {
        if (m_active)
            this->refresh();
    });
    connect(&m_refresh, &RefreshService::zoneChanged, this, [this] { m_view.setZone(m_refresh.zone()); });
    connect(&m_backends, &Backends::contextChanged, this, [this] {
        // What is known of another environment does not stand for this one, whether the page is shown or not.
        ++m_generation;
        m_shownMs = 0;
        m_model.setSnapshot({});
        m_view.reset();
        if (m_active)
            this->refresh();
        Q_EMIT updated();
    });
    connect(&m_operations, &OperationService::auditTrailChanged, this,
            [this] { m_view.details().setAnnotations(actions(m_refresh.span())); });
    m_view.setZone(m_refresh.zone());
}

void FleetController::activate()
{
    m_active = true;
    m_view.setTicking(true);
    showSnapshot(FleetModel::Arrivals::Show); // what the service already holds is shown at once
    refresh();
}

void FleetController::deactivate()
{
    m_active = false;
    m_view.setTicking(false);
}

void FleetController::refresh()
{
    refreshRefusal();
    if (!m_backends.manager()) {
        m_view.showNotConfigured();
        Q_EMIT updated();
        return;
    }
    m_view.showLoading();
    m_fleet.refresh();
    loadDetails();
}

void FleetController::refreshRefusal()
{
    const std::optional<Error> refusal = m_operations.refusal();
    m_view.setScaleRefusal(refusal ? describe(*refusal).text() : QString());
}

void FleetController::onFleetChanged()
{
    showSnapshot(m_view.isHeld() ? FleetModel::Arrivals::Wait : FleetModel::Arrivals::Show);
}

void FleetController::showSnapshot(FleetModel::Arrivals arrivals)
{
    if (!m_active)
        return;
    const std::optional<FleetSnapshot> &snapshot = m_fleet.snapshot();
    const std::optional<Error> error = m_fleet.error();
    const bool isAwaited = m_model.waitingCount() > 0 && arrivals == FleetModel::Arrivals::Show;
    if (snapshot && (snapshot->takenMs != m_shownMs || isAwaited)) {
        m_shownMs = snapshot->takenMs;
        m_view.keepPlace();
        m_model.setSnapshot(*snapshot, arrivals);
    }
    if (error && snapshot)
        m_view.showStale(*error, snapshot->takenMs);
    else if (error)
        m_view.showError(*error);
    else if (snapshot)
        m_view.showFleet(snapshot->takenMs);
    Q_EMIT updated();
}

void FleetController::retranslate()
{
    refreshRefusal();
    m_view.details().setAnnotations(actions(m_refresh.span()));
}

void FleetController::onSelectionChanged()
{
    const QString key = m_view.selectedDeployment() + QLatin1Char('/') + m_view.selectedAgent();
    if (key == m_detailsKey)
        return;
    m_detailsKey = key;
    loadDetails();
}

void FleetController::loadDetails()
{
    const int generation = ++m_generation;
    if (!m_active || m_view.selectedDeployment().isEmpty())
        return;
    const QString agent = m_view.selectedAgent();
    if (agent.isEmpty()) {
        loadRevisions(m_view.selectedDeployment(), generation);
    } else {
        loadAgent(agent, generation);
        loadLines(agent, generation);
    }
}

QCoro::Task<void> FleetController::loadAgent(QString id, int generation)
{
    const QPointer<FleetController> guard(this);
    const TimeRange::Span span = m_refresh.span();
    const Result<AgentMetrics> metrics = co_await m_fleet.agentMetrics(id, span, m_view.details().chartPixels());
    if (!guard || generation != m_generation)
        co_return;
    m_view.details().setMetrics(metrics, span, actions(span));
    Q_EMIT updated();
}

std::vector<ChartData::Annotation> FleetController::actions(TimeRange::Span span)
{
    std::vector<ChartData::Annotation> marks;
    const Result<std::vector<AuditEntry>> trail = m_operations.auditTrail(OperationService::trailDepth);
    if (!trail)
        return marks; // charts without marks are charts still
    const QString deployment = m_view.selectedDeployment();
    for (const AuditEntry &entry : *trail) {
        const bool isShown = entry.phase == QLatin1String("sent") && entry.target == deployment
            && entry.context == m_backends.context().name && entry.timeMs >= span.startMs && entry.timeMs <= span.endMs;
        if (isShown)
            marks.push_back({entry.timeMs, audittext::summary(entry), State::Busy});
    }
    return marks;
}

QCoro::Task<void> FleetController::loadLines(QString id, int generation)
{
    const QPointer<FleetController> guard(this);
    const Result<std::vector<LogEntry>> lines = co_await m_fleet.lastLines(id, lineLimit);
    if (!guard || generation != m_generation)
        co_return;
    m_view.details().setLines(lines);
    Q_EMIT updated();
}

QCoro::Task<void> FleetController::loadRevisions(QString deployment, int generation)
{
    const QPointer<FleetController> guard(this);
    const Result<std::vector<Revision>> revisions = co_await m_fleet.revisions(deployment);
    if (!guard || generation != m_generation)
        co_return;
    m_view.details().setRevisions(revisions);
    Q_EMIT updated();
}

} // namespace toban
