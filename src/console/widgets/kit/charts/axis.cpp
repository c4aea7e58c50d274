// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kit/charts/axis.h"

#include "kit/format.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace toban {

namespace {

double decimalStep(double raw)
{
    const double power = std::pow(10, std::floor(std::log10(raw)));
    for (const double factor : {1.0, 2.0, 5.0}) {
        if (factor * power >= raw * (1 - 1e-9))
            return factor * power;
    }
    return 10 * power;
}

double niceStep(double raw, Unit unit)
{
    switch (unit) {
    case Unit::Bytes:
        return std::max(1.0, std::exp2(std::ceil(std::log2(raw) - 1e-9)));
    case Unit::Count:
    case Unit::Tokens:
        return std::max(1.0, decimalStep(raw));
    case Unit::Seconds: {
        constexpr std::array steps{1.0,   2.0,   5.0,    10.0,   15.0,   30.0,    60.0,    120.0,   300.0,
                                   600.0, 900.0, 1800.0, 3600.0, 7200.0, 10800.0, 21600.0, 43200.0, 86400.0};
        if (raw <= 0.5)
            return decimalStep(raw);
        for (const double step : steps) {
            if (step >= raw * (1 - 1e-9))
                return step;
        }
        return 86'400 * decimalStep(raw / 86'400);
    }
    default:
        return decimalStep(raw);
    }
}

QDateTime at(qint64 ms, const QTimeZone &zone)
{
    return QDateTime::fromMSecsSinceEpoch(ms, zone);
}

QList<TimeTick> clockTicks(const TimeRange::Span &span, const QTimeZone &zone, int stepSeconds)
{
    QList<TimeTick> ticks;
    const QDate last = at(span.endMs, zone).date();
    for (QDate day = at(span.startMs, zone).date(); day <= last; day = day.addDays(1)) {
        const QDateTime midnight = day.startOfDay(zone);
        const qint64 fromMs = std::max(span.startMs, midnight.toMSecsSinceEpoch());
        const int first = at(fromMs, zone).time().msecsSinceStartOfDay() / 1000 / stepSeconds * stepSeconds;
        for (int second = first; second < 86'400; second += stepSeconds) {
            const QTime time = QTime::fromMSecsSinceStartOfDay(second * 1000);
            const QDateTime moment(day, time, zone);
            // A wall-clock time that the change to summer time leaves out comes back as another.
            if (!moment.isValid() || moment.time() != time)
                continue;
            const qint64 ms = moment.toMSecsSinceEpoch();
            if (ms > span.endMs)
                return ticks;
            if (ms < span.startMs || (!ticks.isEmpty() && ms <= ticks.last().timeMs))
                continue;
            const bool isDay = second == 0;
            const QString text = isDay ? format::dayMonth(ms, zone)
                : stepSeconds < 60     ? format::time(ms, zone)
                                       : format::timeShort(ms, zone);
            ticks.append({ms, text, isDay});
        }
    }
    return ticks;
}

QList<TimeTick> dayTicks(const TimeRange::Span &span, const QTimeZone &zone, int days)
{
    QList<TimeTick> ticks;
    const QDate last = at(span.endMs, zone).date();
    for (QDate day = at(span.startMs, zone).date(); day <= last; day = day.addDays(1)) {
        // Counted from a fixed Monday, so that ticks stay where they are while the range slides.
        if ((day.toJulianDay() % days) != 0)
            continue;
        const qint64 ms = day.startOfDay(zone).toMSecsSinceEpoch();
        if (ms < span.startMs || ms > span.endMs)
            continue;
        const bool newYear = ticks.isEmpty() ? false : at(ticks.last().timeMs, zone).date().year() != day.year();
        ticks.append({ms, newYear ? format::date(ms, zone) : format::dayMonth(ms, zone), newYear});
    }
    return ticks;
}

QList<TimeTick> monthTicks(const TimeRange::Span &span, const QTimeZone &zone, int months)
{
    QList<TimeTick> ticks;
    const QDate first = at(span.startMs, zone).date();
    const QDate last = at(span.endMs, zone).date();
    for (QDate month(first.year(), 1, 1); month <= last; month = month.addMonths(months)) {
        const qint64 ms = month.startOfDay(zone).toMSecsSinceEpoch();
        if (ms < span.startMs || ms > span.endMs)
            continue;
        const bool isYear = month.month() == 1;
        ticks.append({ms, isYear ? QString::number(month.year()) : format::month(ms, zone), isYear});
    }
    return ticks;
}

bool fits(const QList<TimeTick> &ticks, const TimeRange::Span &span, double pixels,
          const std::function<double(const QString &)> &width)
{
    constexpr double apart = 16;
    double end = -1e9;
    for (const TimeTick &tick : ticks) {
        const double x = double(tick.timeMs - span.startMs) * pixels / double(span.lengthMs());
        const double half = width(tick.text) / 2;
        if (x - half < end + apart)
            return false;
        end = x + half;
    }
    return true;
}

} // namespace

ValueAxis valueAxis(double low, double high, Unit unit, bool zeroBased, int maxTicks)
{
    if (!std::isfinite(low) || !std::isfinite(high) || low > high) {
        low = 0;
        high = 0;
    }
    const bool withinOne = unit == Unit::Ratio && high <= 1 && low >= 0;
    if (zeroBased) {
        low = std::min(low, 0.0);
        high = std::max(high, 0.0);
    }
    if (low == high) {
        const double pad = low != 0 ? std::abs(low) * 0.1 : unit == Unit::Ratio ? 0.01 : 1;
        high += pad;
        if (low != 0)
            low -= pad;
    } else if (!zeroBased) {
        const double pad = (high - low) * 0.05;
        low = low >= 0 ? std::max(0.0, low - pad) : low - pad;
        high += pad;
    }
    if (withinOne)
        high = std::min(high, 1.0);
    if (high <= low)
        low = high - 0.01;
    // Ticks closer together than a double can tell apart are none: a range that narrow is widened.
    const double finest = std::max(std::abs(low), std::abs(high)) * 1e-9;
    if (high - low < finest) {
        low -= finest;
        high += withinOne ? 0 : finest;
    }

    maxTicks = std::max(2, maxTicks);
    double step = niceStep((high - low) / (maxTicks - 1), unit);
    double first = 0;
    double last = 0;
    const auto place = [&] {
        first = std::floor(low / step + 1e-9);
        last = std::ceil(high / step - 1e-9);
        return last - first + 1 <= maxTicks;
    };
    while (!place())
        step = niceStep(step * 1.01, unit);
    ValueAxis axis{first * step, last * step, {}};
    for (int i = 0; i <= int(last - first); ++i)
        axis.ticks.append((first + i) * step);
    return axis;
}

QList<TimeTick> timeTicks(const TimeRange::Span &span, const QTimeZone &zone, double pixels,
                          const std::function<double(const QString &)> &width)
{
    if (span.lengthMs() <= 0 || pixels < 40)
        return {};
    const double narrowest = width(QStringLiteral("00:00")) + 16;
    const auto tooMany = [&](double stepMs) { return double(span.lengthMs()) / stepMs * narrowest > pixels * 1.5; };
    for (const int seconds : {1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10'800, 21'600, 43'200}) {
        if (tooMany(seconds * 1000.0))
            continue;
        const QList<TimeTick> ticks = clockTicks(span, zone, seconds);
        if (fits(ticks, span, pixels, width))
            return ticks;
    }
    for (const int days : {1, 2, 7, 14}) {
        if (tooMany(days * 86'400'000.0))
            continue;
        const QList<TimeTick> ticks = dayTicks(span, zone, days);
        if (fits(ticks, span, pixels, width))
            return ticks;
    }
    for (const int months : {1, 3, 6, 12, 24, 60, 120, 600}) {
        const QList<TimeTick> ticks = monthTicks(span, zone, months);
        if (fits(ticks, span, pixels, width))
            return ticks;
    }
    return {};
}

} // namespace toban
