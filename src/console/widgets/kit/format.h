// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "timerange.h"
#include "unit.h"

#include <QList>
#include <QLocale>
#include <QString>
#include <QTimeZone>

#include <optional>

namespace toban {

/// Raw values → text, in one place. Words come from the translation, digits and separators from locale(). On a thread
/// beside the GUI's only under a LocaleScope: the default locale changes with the language while others read it.
/// A value that is NaN or infinite gives "–" (and "∞"). Units stand after a narrow no-break space (U+202F).
namespace format {

inline constexpr QChar thinSpace{0x202F};

/// While it lives, texts made on its thread follow `locale` instead of QLocale().
class LocaleScope
{
public:
    explicit LocaleScope(const QLocale &locale);
    ~LocaleScope();
    Q_DISABLE_COPY_MOVE(LocaleScope)

private:
    QLocale m_locale;
    const QLocale *m_before;
};
QLocale locale(); ///< of the innermost LocaleScope of this thread, else QLocale()
bool isJapanese(); ///< locale() is

/// A piece of a figure, spaces included, so that a tile sets digits large and units small ("2", " min", " 10", " s").
struct Piece
{
    QString text;
    bool isUnit = false;
    friend bool operator==(const Piece &, const Piece &) = default;
};
using Pieces = QList<Piece>;
QString join(const Pieces &pieces); ///< "2 min 10 s"

/// A value as a person reads it: three or four significant digits, scaled ("1.25 M", "8.3 s", "99.94 %", "$12.34").
/// `currency` is an ISO code ("USD"); only money units use it.
Pieces pieces(double value, Unit unit, const QString &currency = {});
QString value(double value, Unit unit, const QString &currency = {});
QString value(std::optional<double> value, Unit unit, const QString &currency = {}); ///< nothing: "–"
/// All digits, grouped, base unit: for tool tips and copying ("1,254,302 tokens").
QString exact(double value, Unit unit, const QString &currency = {});

/// 0…1 → "99.94 %". Never rounds onto 0 or 100 from beside it: 0.99996 is "> 99.99 %", 0.00001 "< 0.01 %".
QString percent(double ratio);
/// The same with a fixed number of decimals, for columns: "9.0 %".
QString percent(double ratio, int decimals);
QString number(double value); ///< "0.25", "12.3", "1,254", "1.25 M"
QString integer(qint64 value); ///< grouped, exact
QString bytes(double value); ///< "1.5 GiB"
QString money(double value, const QString &currency); ///< "$1,234.50"; below ten cents two decimals more ("$0.0198")
QString duration(double seconds); ///< "350 ms", "8.3 s", "2 min 10 s", "3 h 5 min", "2 d 4 h"
QString durationMs(qint64 ms);
QString age(qint64 ms); ///< "just now" (< 1 s), "12 s ago", "3 min ago"

/// Change of a value against an earlier one: relative for amounts ("+12 %", "−3 %"), points for ratios ("+0.3 pp"),
/// "±0" when equal as shown. Empty when it cannot be said (no earlier value, or earlier zero).
QString change(double now, double before, Unit unit);

/// Labels of an axis: all ticks in one scale and one number of decimals ("0 s", "2.5 s", "5 s").
QStringList axis(const QList<double> &ticks, Unit unit, const QString &currency = {});

/// Times are ms since the epoch, shown on 24 hours in the zone.
QString time(qint64 ms, const QTimeZone &zone); ///< "14:02:05"
QString timeShort(qint64 ms, const QTimeZone &zone); ///< "14:02"
QString date(qint64 ms, const QTimeZone &zone); ///< "3 Nov 2026"
QString dayMonth(qint64 ms, const QTimeZone &zone); ///< "3 Nov"
QString month(qint64 ms, const QTimeZone &zone); ///< "Nov"
QString dateTime(qint64 ms, const QTimeZone &zone); ///< "3 Nov 2026, 14:02:05 UTC"
/// As short as `nowMs` allows: today "14:02:05", this year "3 Nov 14:02", else with the year. No zone: for columns
/// whose header has it.
QString dateTimeShort(qint64 ms, qint64 nowMs, const QTimeZone &zone);
QString iso(qint64 ms); ///< "2026-11-03T14:02:05.000Z"
QString zoneName(const QTimeZone &zone, qint64 atMs); ///< "UTC", "JST", "UTC+05:30"
/// "Last 24 hours", "Today", or the two ends ("3 Nov 2026 14:00 – 16:00").
QString range(const TimeRange &range, const TimeRange::Span &span, const QTimeZone &zone);

} // namespace format
} // namespace toban
