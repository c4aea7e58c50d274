// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "overview/overviewcontroller.h"

#include "backends.h"
#include "clock.h"
#include "dashboardservice.h"
#include "kit/format.h"
#include "overview/overviewpage.h"
#include "refreshservice.h"

#include <algorithm>

namespace toban {

namespace {
constexpr int leastPixels = 320; ///< charts that are not laid out yet are no reason to ask for the figures only
}

OverviewController::OverviewController(OverviewPage &page, DashboardService &service, Backends &backends,
                                       RefreshService &refresh, bool asked)
    : QObject(&page), m_page(page), m_service(service), m_backends(backends), m_refresh(refresh), m_asked(asked)
{
    connect(&page, &OverviewPage::activated, this, [this] {
        m_active = true;
        if (!m_asked)
            ask();
        m_asked = false;
    });
    connect(&page, &OverviewPage::deactivated, this, [this] { m_active = false; });
    connect(&page, &OverviewPage::retryRequested, this, &OverviewController::ask);
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
    connect(&backends, &Backends::contextChanged, this, &OverviewController::onContextChanged);
    connect(&service, &DashboardService::figureChanged, this,
            [this](const QString &id) { m_page.setFigure(m_service.figure(id)); });
    connect(&service, &DashboardService::panelChanged, this,
            [this](const QString &id) { m_page.setPanel(m_service.panel(id)); });
    connect(&service, &DashboardService::refreshFinished, this, [this] {
        showSurroundings();
        m_page.setRefreshed();
    });
    showSurroundings();
}

void OverviewController::ask()
{
    if (m_backends.context().name.isEmpty())
        return; // not there yet: contextChanged() will come
    showSurroundings();
    m_service.refresh(m_refresh.span(), std::max(m_page.chartPixels(), leastPixels), m_refresh.zone());
}

void OverviewController::showSurroundings()
{
    OverviewPage::Surroundings surroundings;
    surroundings.currency = m_backends.context().currency;
    surroundings.zone = m_refresh.zone();
    surroundings.nowMs = m_refresh.clock().nowMs();
    surroundings.scrapeMs = m_service.scrapeInterval().count();
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
