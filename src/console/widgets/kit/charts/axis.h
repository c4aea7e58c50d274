// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "timerange.h"
#include "unit.h"

#include <QList>
#include <QString>
#include <QTimeZone>

#include <functional>

namespace toban {

/// A value axis: its ends and its ticks, ends on ticks.
struct ValueAxis
{
    double low = 0;
    double high = 1;
    QList<double> ticks;
};

/// Ends and ticks that read well in the unit: 1-2-5 for plain numbers, money and ratios (a ratio never above 100 %
/// unless the data is), powers of two for bytes, seconds-minutes-hours for durations, whole numbers for counts. At most
/// `maxTicks` (≥ 2).
ValueAxis valueAxis(double low, double high, Unit unit, bool zeroBased, int maxTicks);

struct TimeTick
{
    qint64 timeMs = 0;
    QString text;
    bool isDate = false; ///< a day, month or year begins here: the text is the date, drawn stronger
};

/// Ticks on round times of the zone, as many as fit: neighbours' texts, measured by `width`, keep at least 16 px apart.
/// The date is written where a day begins and nowhere else. Across daylight-saving changes hours stay round on the wall
/// clock.
QList<TimeTick> timeTicks(const TimeRange::Span &span, const QTimeZone &zone, double pixels,
                          const std::function<double(const QString &)> &width);

} // namespace toban
