// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "timerange.h"

#include <QObject>
#include <QTimeZone>
#include <QTimer>

namespace toban {

class Clock;

/// The time range and the refresh beat that all pages share. Emits refreshRequested at each beat and whenever range or
/// zone change; pages that are not visible do not listen. interval 0: only by hand.
class RefreshService : public QObject
{
    Q_OBJECT
public:
    explicit RefreshService(const Clock &clock, QObject *parent = nullptr);

    const TimeRange &range() const { return m_range; }
    void setRange(const TimeRange &range);
    std::chrono::milliseconds interval() const { return m_interval; }
    void setInterval(std::chrono::milliseconds interval);
    QTimeZone zone() const { return m_zone; }
    void setZone(const QTimeZone &zone);
    TimeRange::Span span() const; ///< resolved now
    const Clock &clock() const { return m_clock; }

public Q_SLOTS:
    void refreshNow();

Q_SIGNALS:
    void rangeChanged();
    void intervalChanged();
    void zoneChanged();
    void refreshRequested();

private:
    const Clock &m_clock;
    TimeRange m_range;
    std::chrono::milliseconds m_interval{15'000};
    QTimeZone m_zone;
    QTimer m_timer;
};

} // namespace toban
