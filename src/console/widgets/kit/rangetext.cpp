// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kit/format.h"

#include <QCoreApplication>
#include <QRegularExpression>

namespace toban::format {

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(Format)
};

QString lastOf(int count, QChar unit)
{
    const bool one = count == 1;
    switch (unit.unicode()) {
    case 's':
        return Words::tr("Last %n seconds", nullptr, count);
    case 'm':
        return one ? Words::tr("Last minute") : Words::tr("Last %n minutes", nullptr, count);
    case 'h':
        return one ? Words::tr("Last hour") : Words::tr("Last %n hours", nullptr, count);
    case 'd':
        return one ? Words::tr("Last 24 hours") : Words::tr("Last %n days", nullptr, count);
    case 'w':
        return one ? Words::tr("Last 7 days") : Words::tr("Last %n weeks", nullptr, count);
    case 'M':
        return one ? Words::tr("Last 30 days") : Words::tr("Last %n months", nullptr, count);
    case 'y':
        return one ? Words::tr("Last year") : Words::tr("Last %n years", nullptr, count);
    default:
        return {};
    }
}

QString named(const QString &from, const QString &to)
{
    if (from == u"now/d" && (to == u"now" || to == u"now/d"))
        return Words::tr("Today");
    if (from == u"now-1d/d" && to == u"now-1d/d")
        return Words::tr("Yesterday");
    if (from == u"now/w" && (to == u"now" || to == u"now/w"))
        return Words::tr("This week");
    if (from == u"now-1w/w" && to == u"now-1w/w")
        return Words::tr("Previous week");
    if (from == u"now/M" && (to == u"now" || to == u"now/M"))
        return Words::tr("This month");
    if (from == u"now-1M/M" && to == u"now-1M/M")
        return Words::tr("Previous month");
    return {};
}

} // namespace

QString range(const TimeRange &range, const TimeRange::Span &span, const QTimeZone &zone)
{
    if (const QString text = named(range.from(), range.to()); !text.isEmpty())
        return text;
    static const QRegularExpression pattern(QStringLiteral("^now-(\\d{1,4})([smhdwMy])$"));
    if (const auto match = pattern.match(range.from()); match.hasMatch() && range.to() == u"now")
        return lastOf(match.capturedView(1).toInt(), match.capturedView(2).front());
    const QString dash = QStringLiteral(" – ");
    const QString zoneText = QLatin1Char(' ') + zoneName(zone, span.startMs);
    const QString startDate = date(span.startMs, zone);
    const QString endDate = date(span.endMs, zone);
    const QString start = startDate + QLatin1Char(' ') + timeShort(span.startMs, zone);
    if (startDate == endDate)
        return start + dash + timeShort(span.endMs, zone) + zoneText;
    return start + dash + endDate + QLatin1Char(' ') + timeShort(span.endMs, zone) + zoneText;
}

} // namespace toban::format
