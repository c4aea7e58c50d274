// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "overview/overviewcontroller.h"

#include "backends.h"
#include "clock.h"
#include "dashboardservice.h"
#include "kit/charts/chartdata.h"
#include "kit/describe.h"
#include "kit/format.h"
#include "operationservice.h"
#include "overview/overviewpage.h"
#include "refreshservice.h"

#include <algorithm>

namespace toban {

namespace {
constexpr int leastPixels = 320; ///< charts that are not laid out yet are no reason to ask for the figures only
constexpr std::chrono::seconds ageBeat{5};
} // namespace

QString OverviewController::markText(const AuditEntry &entry)
{
    const QString replicas = QStringLiteral("replicas ");
    if (entry.action == u"scale" && entry.outcome.startsWith(replicas))
        return tr("%1 scaled to %2", "deployment, number of replicas")
            .arg(entry.target, entry.outcome.mid(replicas.size()));
    return tr("%1, %2: %3", "deployment, operator action and what it set")
        .arg(entry.target, entry.action, entry.outcome);
}

OverviewController::OverviewController(OverviewPage &page, DashboardService &service, Backends &backends,
                                       RefreshService &refresh, OperationService &operations, bool asked)
    : QObject(&page), m_page(page), m_service(service), m_backends(backends), m_refresh(refresh),
      m_operations(operations), m_ageTick(this), m_asked(asked)
{
    m_ageTick.setObjectName(QStringLiteral("ageTick"));
    m_ageTick.setInterval(ageBeat);
    connect(&m_ageTick, &QTimer::timeout, this, &OverviewController::showAges);
    connect(&page, &OverviewPage::activated, this, [this] {
        m_active = true;
        m_ageTick.start();
        showAges();
        if (!m_asked)
            ask();
        m_asked = false;
    });
    connect(&page, &OverviewPage::deactivated, this, [this] {
        m_active = false;
        m_ageTick.stop();
    });
    connect(&page, &OverviewPage::retryRequested, this, [this] {
        m_backends.askKeyringAgain();
        ask();
    });
    connect(&page, &OverviewPage::zoomRequested, this,
            [this](qint64 startMs, qint64 endMs) { m_refresh.setRange(TimeRange::absolute(startMs, endMs)); });
    connect(&page, &OverviewPage::zoomOutRequested, this, [this] {
        const TimeRange::Span span = m_refresh.span();
        const qint64 half = span.lengthMs() / 2;
        const qint64 end = std::min(span.endMs + half, m_refresh.clock().nowMs());
        m_refresh.setRange(TimeRange::absolute(end - 2 * span.lengthMs(), end));
    });
    connect(&refresh, &RefreshService::refreshRequested, this, [this] {
        if (m_active)
            ask();
    });
    connect(&refresh, &RefreshService::rangeChanged, this, &OverviewController::showMarks);
    connect(&operations, &OperationService::auditTrailChanged, this, &OverviewController::showMarks);
    connect(&backends, &Backends::contextChanged, this, &OverviewController::onContextChanged);
    connect(&service, &DashboardService::figureChanged, this,
            [this](const QString &id) { m_page.setFigure(m_service.figure(id)); });
    connect(&service, &DashboardService::panelChanged, this,
            [this](const QString &id) { m_page.setPanel(m_service.panel(id)); });
    connect(&service, &DashboardService::refreshFinished, this, &OverviewController::onRefreshed);
    connect(&service, &DashboardService::budgetAnswered, &page, &OverviewPage::setBudgetAnswered);
    showSurroundings();
}

void OverviewController::onRefreshed()
{
    showSurroundings();
    for (const PanelSpec &panel : m_service.dashboard().panels)
        m_page.setNewestSample(panel.id, m_service.panel(panel.id).newestSampleMs);
    m_page.setRefreshed();
    showAges();
    showMarks();
}

qint64 OverviewController::endMs() const
{
    // A relative range slides: its end is now, or as far behind it as it is asked to be.
    return std::min(m_refresh.span().endMs, m_refresh.clock().nowMs());
}

void OverviewController::showAges()
{
    const qint64 now = m_refresh.clock().nowMs();
    const EndpointHealth health = m_backends.health(EndpointKind::Prometheus);
    const bool silent = health.configured && health.error && health.failingSinceMs;
    m_page.setNow(now, endMs(), silent ? describe(health, now, m_refresh.zone()).what : QString());
}

void OverviewController::showMarks()
{
    std::vector<ChartData::Annotation> marks;
    // From memory; the file is read behind it, and seldom. A journal that cannot be read is said where it is written; charts without marks are charts still.
    const auto trail = m_operations.auditTrail(OperationService::trailDepth);
    for (const AuditEntry &entry : trail.value_or(std::vector<AuditEntry>())) {
        if (entry.phase == u"sent" && entry.context == m_backends.context().name)
            marks.push_back({entry.timeMs, markText(entry), State::Busy});
    }
    m_page.setMarks(marks);
}

void OverviewController::ask()
{
    if (m_backends.context().name.isEmpty())
        return; // not there yet: contextChanged() will come
    showSurroundings();
    m_service.refresh(m_refresh.span(), std::max(m_page.chartPixels(), leastPixels));
}

void OverviewController::showSurroundings()
{
    OverviewPage::Surroundings surroundings;
    surroundings.currency = m_backends.context().currency;
    surroundings.zone = m_refresh.zone();
    surroundings.dayZone = m_backends.context().zone();
    surroundings.nowMs = m_refresh.clock().nowMs();
    surroundings.endMs = endMs();
    surroundings.scrapeMs = m_service.sampleInterval().count();
    surroundings.rangeText = format::range(m_refresh.range(), m_refresh.span(), m_refresh.zone());
    m_page.setSurroundings(surroundings);
}

void OverviewController::onContextChanged()
{
    m_page.setPending();
    if (m_active)
        ask();
}

} // namespace toban
