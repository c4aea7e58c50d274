// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "refreshservice.h"

#include "clock.h"

namespace toban {

RefreshService::RefreshService(const Clock &clock, QObject *parent)
    : QObject(parent), m_clock(clock), m_zone(QTimeZone::systemTimeZone())
{
    connect(&m_timer, &QTimer::timeout, this, &RefreshService::refreshRequested);
    m_timer.start(m_interval);
}

void RefreshService::setRange(const TimeRange &range)
{
    if (range == m_range)
        return;
    m_range = range;
    Q_EMIT rangeChanged();
    refreshNow();
}

void RefreshService::setInterval(std::chrono::milliseconds interval)
{
    if (interval == m_interval)
        return;
    m_interval = interval;
    if (interval.count() > 0)
        m_timer.start(interval);
    else
        m_timer.stop();
    Q_EMIT intervalChanged();
}

void RefreshService::setZone(const QTimeZone &zone)
{
    if (zone == m_zone)
        return;
    m_zone = zone;
    Q_EMIT zoneChanged();
    refreshNow();
}

TimeRange::Span RefreshService::span() const
{
    return m_range.resolve(m_clock.nowMs(), m_zone);
}

void RefreshService::refreshNow()
{
    if (m_timer.isActive())
        m_timer.start(); // the next beat is a whole interval away again
    Q_EMIT refreshRequested();
}

} // namespace toban
