// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "timerange.h"

#include <QDateTime>

#include <algorithm>
#include <array>
#include <cmath>

namespace toban {

namespace {

enum class End { From, To };

enum class TimeUnit { Second, Minute, Hour, Day, Week, Month, Quarter, Year };

std::optional<TimeUnit> timeUnit(QChar c)
{
    switch (c.unicode()) {
    case u's':
        return TimeUnit::Second;
    case u'm':
        return TimeUnit::Minute;
    case u'h':
        return TimeUnit::Hour;
    case u'd':
        return TimeUnit::Day;
    case u'w':
        return TimeUnit::Week;
    case u'M':
        return TimeUnit::Month;
    case u'Q':
        return TimeUnit::Quarter;
    case u'y':
        return TimeUnit::Year;
    default:
        return std::nullopt;
    }
}

/// One "-6h", "+1d" or "/w" of an expression.
struct Term
{
    QChar operation;
    int amount = 1;
    TimeUnit unit = TimeUnit::Second;
};

constexpr int maxAmount = 1'000'000'000;

Error invalid(const QString &text, qsizetype position, const QString &what)
{
    return Error(ErrorKind::Precondition,
                 QStringLiteral("\"%1\", character %2: %3").arg(text).arg(position + 1).arg(what))
        .withCode(QStringLiteral("invalid_time"));
}

Result<std::vector<Term>> parseTerms(const QString &text)
{
    std::vector<Term> terms;
    qsizetype at = 3; // after "now"
    while (at < text.size()) {
        Term term{text[at]};
        if (term.operation != u'-' && term.operation != u'+' && term.operation != u'/')
            return Failure(invalid(text, at, QStringLiteral("expected +, - or /")));
        const qsizetype digits = ++at;
        while (at < text.size() && text[at] >= u'0' && text[at] <= u'9')
            ++at;
        if (at > digits) {
            if (term.operation == u'/')
                return Failure(invalid(text, digits, QStringLiteral("rounding takes a unit without a number")));
            bool ok = false;
            term.amount = QStringView(text).sliced(digits, at - digits).toInt(&ok);
            if (!ok || term.amount > maxAmount)
                return Failure(invalid(text, digits, QStringLiteral("number too large")));
        }
        const auto unit = at < text.size() ? timeUnit(text[at]) : std::nullopt;
        if (!unit)
            return Failure(invalid(text, at, QStringLiteral("expected a unit: s, m, h, d, w, M, Q or y")));
        term.unit = *unit;
        ++at;
        terms.push_back(term);
    }
    return terms;
}

bool isRelativeText(const QString &text)
{
    return text.startsWith(u"now");
}

bool isEpoch(const QString &text)
{
    const auto digits = text.startsWith(u'-') ? QStringView(text).sliced(1) : QStringView(text);
    return digits.size() >= 9
        && std::all_of(digits.begin(), digits.end(), [](QChar c) { return c >= u'0' && c <= u'9'; });
}

/// An absolute end. Without an offset in the text, the zone's wall clock is meant.
std::optional<qint64> absoluteMs(const QString &text, const QTimeZone &zone)
{
    if (isEpoch(text)) {
        bool ok = false;
        const qint64 value = text.toLongLong(&ok);
        return ok && std::abs(value) < 253'402'300'800'000 ? std::optional(value) : std::nullopt; // year 9999
    }
    QString iso = text;
    if (iso.size() > 10 && iso[10] == u' ')
        iso[10] = u'T';
    if (iso.size() == 10) {
        const QDate date = QDate::fromString(iso, Qt::ISODate);
        return date.isValid() ? std::optional(date.startOfDay(zone).toMSecsSinceEpoch()) : std::nullopt;
    }
    QDateTime time = QDateTime::fromString(iso, Qt::ISODateWithMs);
    if (!time.isValid())
        return std::nullopt;
    if (time.timeSpec() == Qt::LocalTime)
        time = QDateTime(time.date(), time.time(), zone);
    return time.isValid() ? std::optional(time.toMSecsSinceEpoch()) : std::nullopt;
}

QDate firstOfPeriod(QDate date, TimeUnit unit)
{
    switch (unit) {
    case TimeUnit::Week:
        return date.addDays(1 - date.dayOfWeek());
    case TimeUnit::Month:
        return QDate(date.year(), date.month(), 1);
    case TimeUnit::Quarter:
        return QDate(date.year(), (date.month() - 1) / 3 * 3 + 1, 1);
    case TimeUnit::Year:
        return QDate(date.year(), 1, 1);
    default:
        return date;
    }
}

// No moment is outside the years that can be written with four digits: 0001 to 9999.
constexpr qint64 earliestMs = -62'135'596'800'000;
constexpr qint64 latestMs = 253'402'300'799'999;

qint64 approximateMs(TimeUnit unit)
{
    constexpr qint64 day = 86'400'000;
    switch (unit) {
    case TimeUnit::Second:
        return 1000;
    case TimeUnit::Minute:
        return 60'000;
    case TimeUnit::Hour:
        return 3'600'000;
    case TimeUnit::Day:
        return day;
    case TimeUnit::Week:
        return 7 * day;
    case TimeUnit::Month:
        return 30 * day;
    case TimeUnit::Quarter:
        return 91 * day;
    case TimeUnit::Year:
        return 365 * day;
    }
    return day;
}

qint64 shift(qint64 ms, TimeUnit unit, int amount, const QTimeZone &zone)
{
    // Far out of every calendar: nothing below has to bear that.
    if (std::abs(amount) > 2 * (latestMs - earliestMs) / approximateMs(unit))
        return amount < 0 ? earliestMs : latestMs;
    switch (unit) {
    case TimeUnit::Second:
        return ms + amount * 1000LL;
    case TimeUnit::Minute:
        return ms + amount * 60'000LL;
    case TimeUnit::Hour:
        return ms + amount * 3'600'000LL;
    default:
        break;
    }
    // Days and longer follow the calendar: the wall clock stays, whatever daylight saving does in between.
    const auto local = QDateTime::fromMSecsSinceEpoch(ms, zone);
    QDate date = local.date();
    switch (unit) {
    case TimeUnit::Week:
        date = date.addDays(7LL * amount);
        break;
    case TimeUnit::Month:
        date = date.addMonths(amount);
        break;
    case TimeUnit::Quarter:
        date = date.addMonths(3 * amount);
        break;
    case TimeUnit::Year:
        date = date.addYears(amount);
        break;
    default:
        date = date.addDays(amount);
    }
    return QDateTime(date, local.time(), zone).toMSecsSinceEpoch();
}

qint64 roundDown(qint64 ms, TimeUnit unit, const QTimeZone &zone)
{
    const auto floorTo = [](qint64 value, qint64 step) { return value - ((value % step) + step) % step; };
    const auto local = QDateTime::fromMSecsSinceEpoch(ms, zone);
    // By the zone's wall clock: offsets of half an hour exist.
    const qint64 offsetMs = local.offsetFromUtc() * 1000LL;
    switch (unit) {
    case TimeUnit::Second:
        return floorTo(ms, 1000);
    case TimeUnit::Minute:
        return floorTo(ms + offsetMs, 60'000) - offsetMs;
    case TimeUnit::Hour:
        return floorTo(ms + offsetMs, 3'600'000) - offsetMs;
    default:
        return firstOfPeriod(local.date(), unit).startOfDay(zone).toMSecsSinceEpoch();
    }
}

qint64 roundUp(qint64 ms, TimeUnit unit, const QTimeZone &zone)
{
    const qint64 begin = roundDown(ms, unit, zone);
    switch (unit) {
    case TimeUnit::Second:
        return begin + 999;
    case TimeUnit::Minute:
        return begin + 59'999;
    case TimeUnit::Hour:
        return begin + 3'599'999;
    default:
        break;
    }
    const QDate first = QDateTime::fromMSecsSinceEpoch(begin, zone).date();
    QDate next = first;
    switch (unit) {
    case TimeUnit::Week:
        next = first.addDays(7);
        break;
    case TimeUnit::Month:
        next = firstOfPeriod(first, unit).addMonths(1);
        break;
    case TimeUnit::Quarter:
        next = first.addMonths(3);
        break;
    case TimeUnit::Year:
        next = first.addYears(1);
        break;
    default:
        next = first.addDays(1);
    }
    return next.startOfDay(zone).toMSecsSinceEpoch() - 1;
}

Result<void> check(const QString &text, End end)
{
    const auto named = [end](Error error) {
        return Error(error.kind(),
                     (end == End::From ? QStringLiteral("from: ") : QStringLiteral("to: ")) + error.detail())
            .withCode(error.code());
    };
    if (text.isEmpty())
        return Failure(named(invalid(text, 0, QStringLiteral("a time is missing"))));
    if (isRelativeText(text)) {
        if (auto terms = parseTerms(text); !terms)
            return Failure(named(terms.error()));
        return {};
    }
    if (!absoluteMs(text, QTimeZone::utc())) {
        return Failure(
            named(invalid(text, 0,
                          QStringLiteral("neither a relative time (now-24h), a date and time (2026-11-01 08:00:00) nor "
                                         "milliseconds since 1970"))));
    }
    return {};
}

/// Text that check() let pass.
qint64 resolveEnd(const QString &text, End end, qint64 nowMs, const QTimeZone &zone)
{
    if (!isRelativeText(text))
        return absoluteMs(text, zone).value_or(nowMs);
    const auto terms = parseTerms(text);
    qint64 ms = nowMs;
    for (const Term &term : *terms) {
        if (term.operation == u'/')
            ms = end == End::From ? roundDown(ms, term.unit, zone) : roundUp(ms, term.unit, zone);
        else
            ms = shift(ms, term.unit, term.operation == u'-' ? -term.amount : term.amount, zone);
        ms = std::clamp(ms, earliestMs, latestMs);
    }
    return ms;
}

/// True when no moment makes sense of the two: absolute ends in the wrong order, or relative ones that are at
/// every one of a few telling moments of a year.
bool alwaysReversed(const QString &from, const QString &to)
{
    if (isRelativeText(from) != isRelativeText(to))
        return false;
    static constexpr std::array<qint64, 4> moments{1'767'225'601'000, 1'784'116'800'000, 1'782'863'998'000,
                                                   1'798'761'598'000};
    const auto utc = QTimeZone::utc();
    return std::all_of(moments.begin(), moments.end(), [&](qint64 now) {
        return resolveEnd(from, End::From, now, utc) >= resolveEnd(to, End::To, now, utc);
    });
}

constexpr std::array<qint64, 19> humanSteps{
    1'000,   2'000,     5'000,     10'000,    15'000,     30'000,     60'000,     120'000,    300'000,    600'000,
    900'000, 1'800'000, 3'600'000, 7'200'000, 10'800'000, 21'600'000, 43'200'000, 86'400'000, 604'800'000};
constexpr qint64 maxPoints = 11'000;

} // namespace

TimeRange::TimeRange() : m_from(QStringLiteral("now-24h")), m_to(QStringLiteral("now"))
{ }

Result<TimeRange> TimeRange::parse(const QString &from, const QString &to)
{
    TimeRange range;
    range.m_from = from.trimmed();
    range.m_to = to.trimmed();
    if (auto ok = check(range.m_from, End::From); !ok)
        return Failure(ok.error());
    if (auto ok = check(range.m_to, End::To); !ok)
        return Failure(ok.error());
    if (alwaysReversed(range.m_from, range.m_to)) {
        return Failure(Error(ErrorKind::Precondition,
                             QStringLiteral("to: \"%1\" is not after \"%2\"").arg(range.m_to, range.m_from))
                           .withCode(QStringLiteral("reversed_range")));
    }
    return range;
}

bool TimeRange::isRelative() const
{
    return isRelativeText(m_from) || isRelativeText(m_to);
}

TimeRange::Span TimeRange::resolve(qint64 nowMs, const QTimeZone &zone) const
{
    Span span{resolveEnd(m_from, End::From, nowMs, zone), resolveEnd(m_to, End::To, nowMs, zone)};
    // Ends that depend on the hour ("now/d" to "now-6h") can cross; an empty span is honest, a negative one is not.
    span.endMs = std::max(span.endMs, span.startMs);
    return span;
}

TimeRange TimeRange::absolute(qint64 startMs, qint64 endMs)
{
    TimeRange range;
    // The plain number has to be told from a year: ISO text works for every moment.
    const auto text
        = [](qint64 ms) { return QDateTime::fromMSecsSinceEpoch(ms, QTimeZone::utc()).toString(Qt::ISODateWithMs); };
    range.m_from = text(startMs);
    range.m_to = text(std::max(startMs, endMs));
    return range;
}

qint64 queryStepMs(TimeRange::Span span, int pixels, qint64 minStepMs)
{
    const qint64 length = std::max<qint64>(span.lengthMs(), 0);
    // Aligning moves both ends outwards by up to a step each, and n steps have n + 1 points.
    const qint64 byLimit = (length + maxPoints - 4) / (maxPoints - 3);
    const qint64 byPixels = (length + std::max(pixels, 1) - 1) / std::max(pixels, 1);
    const qint64 wanted = std::max({minStepMs, byLimit, byPixels, qint64{1}});
    const auto step = std::lower_bound(humanSteps.begin(), humanSteps.end(), wanted);
    if (step != humanSteps.end())
        return *step;
    constexpr qint64 week = humanSteps.back();
    return (wanted + week - 1) / week * week;
}

TimeRange::Span alignToStep(TimeRange::Span span, qint64 stepMs)
{
    const auto floorTo = [stepMs](qint64 ms) { return ms - ((ms % stepMs) + stepMs) % stepMs; };
    return {floorTo(span.startMs), floorTo(span.endMs + stepMs - 1)};
}

} // namespace toban
