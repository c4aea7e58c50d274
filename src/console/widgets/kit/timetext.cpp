// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kit/format.h"

#include <QDateTime>

#include <cstdlib>

namespace toban::format {

namespace {

constexpr QChar minus{0x2212};

QDateTime at(qint64 ms, const QTimeZone &zone)
{
    return QDateTime::fromMSecsSinceEpoch(ms, zone);
}

} // namespace

QString time(qint64 ms, const QTimeZone &zone)
{
    return at(ms, zone).toString(u"HH:mm:ss");
}

QString timeShort(qint64 ms, const QTimeZone &zone)
{
    return at(ms, zone).toString(u"HH:mm");
}

QString date(qint64 ms, const QTimeZone &zone)
{
    return locale().toString(at(ms, zone).date(),
                             isJapanese() ? QStringLiteral("yyyy年M月d日") : QStringLiteral("d MMM yyyy"));
}

QString dayMonth(qint64 ms, const QTimeZone &zone)
{
    return locale().toString(at(ms, zone).date(), isJapanese() ? QStringLiteral("M月d日") : QStringLiteral("d MMM"));
}

QString month(qint64 ms, const QTimeZone &zone)
{
    return locale().toString(at(ms, zone).date(), isJapanese() ? QStringLiteral("M月") : QStringLiteral("MMM"));
}

QString dateTime(qint64 ms, const QTimeZone &zone)
{
    const QString between = isJapanese() ? QStringLiteral(" ") : QStringLiteral(", ");
    return date(ms, zone) + between + time(ms, zone) + QLatin1Char(' ') + zoneName(zone, ms);
}

QString dateTimeShort(qint64 ms, qint64 nowMs, const QTimeZone &zone)
{
    const QDate day = at(ms, zone).date();
    const QDate today = at(nowMs, zone).date();
    if (day == today)
        return time(ms, zone);
    const QString dayText = day.year() == today.year() ? dayMonth(ms, zone) : date(ms, zone);
    return dayText + QLatin1Char(' ') + timeShort(ms, zone);
}

QString iso(qint64 ms)
{
    return at(ms, QTimeZone::utc()).toString(u"yyyy-MM-dd'T'HH:mm:ss.zzz'Z'");
}

QString zoneName(const QTimeZone &zone, qint64 atMs)
{
    if (zone == QTimeZone::utc())
        return QStringLiteral("UTC");
    const QDateTime moment = at(atMs, zone);
    const QString abbreviation = zone.abbreviation(moment);
    const bool isName = !abbreviation.isEmpty() && abbreviation.front().isLetter() && !abbreviation.startsWith(u"UTC")
        && !abbreviation.startsWith(u"GMT");
    if (isName)
        return abbreviation;
    const int minutes = zone.offsetFromUtc(moment) / 60;
    if (minutes == 0)
        return QStringLiteral("UTC");
    return QStringLiteral("UTC%1%2:%3")
        .arg(minutes < 0 ? minus : QChar(u'+'))
        .arg(std::abs(minutes) / 60, 2, 10, QLatin1Char('0'))
        .arg(std::abs(minutes) % 60, 2, 10, QLatin1Char('0'));
}

} // namespace toban::format
