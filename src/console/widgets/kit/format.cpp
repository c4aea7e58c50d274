// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kit/format.h"

#include <QCoreApplication>

#include <array>
#include <cmath>

namespace toban::format {

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(Format)
};

constexpr QChar minus{0x2212};
constexpr QChar dash{0x2013};

thread_local const QLocale *scoped = nullptr;

/// A unit with the space before it: none before Japanese words.
Piece unitPiece(const QString &unit)
{
    const bool close = !unit.isEmpty() && unit.front().unicode() >= 0x2E80;
    return {close ? unit : thinSpace + unit, true};
}

/// Grouped, fixed decimals, trailing zeros cut, a real minus sign.
QString digits(double value, int decimals, bool cutZeros = true)
{
    const QLocale locale = format::locale();
    QString text = locale.toString(std::abs(value), 'f', decimals);
    const QString point = locale.decimalPoint();
    if (cutZeros && decimals > 0 && text.contains(point)) {
        while (text.endsWith(u'0'))
            text.chop(1);
        if (text.endsWith(point))
            text.chop(point.size());
    }
    const bool isZero = text == u"0";
    return value < 0 && !isZero ? minus + text : text;
}

struct Scaled
{
    double value = 0;
    QString suffix;
};

/// Thousands from `from` on in k, M, G, T, or 万, 億, 兆.
Scaled scaled(double value, double reference, double from)
{
    const double size = std::abs(reference);
    if (size < from)
        return {value, {}};
    struct Step
    {
        double factor;
        const char16_t *name;
    };
    static constexpr std::array western{Step{1e12, u"T"}, Step{1e9, u"G"}, Step{1e6, u"M"}, Step{1e3, u"k"}};
    static constexpr std::array japanese{Step{1e12, u"兆"}, Step{1e8, u"億"}, Step{1e4, u"万"}};
    const auto pick = [&](const auto &steps) -> Scaled {
        for (const Step &step : steps) {
            if (size >= step.factor * 0.9995)
                return {value / step.factor, QString::fromUtf16(step.name)};
        }
        return {value, {}};
    };
    return isJapanese() ? pick(japanese) : pick(western);
}

/// Decimals that give about three significant digits.
int decimalsFor(double value)
{
    const double size = std::abs(value);
    if (size == 0 || size >= 99.95)
        return 0;
    if (size >= 9.995)
        return 1;
    if (size >= 0.0995)
        return 2;
    return std::min(9, 1 - int(std::floor(std::log10(size))));
}

Pieces numberPieces(double value)
{
    const Scaled s = scaled(value, value, 99'999.5);
    Pieces pieces{{digits(s.value, decimalsFor(s.value)), false}};
    if (!s.suffix.isEmpty())
        pieces.append(unitPiece(s.suffix));
    return pieces;
}

Pieces bytesPieces(double value)
{
    static constexpr std::array names{u"B", u"KiB", u"MiB", u"GiB", u"TiB", u"PiB"};
    size_t step = 0;
    while (std::abs(value) >= 1023.5 && step + 1 < names.size()) {
        value /= 1024;
        ++step;
    }
    return {{digits(value, step == 0 ? 0 : decimalsFor(value)), false}, unitPiece(QString::fromUtf16(names[step]))};
}

Pieces percentPieces(double ratio)
{
    const double value = ratio * 100;
    const double size = std::abs(value);
    const Piece unit = unitPiece(QStringLiteral("%"));
    const QString sign = value < 0 ? QString(minus) : QString();
    if (size > 0 && size < 0.005)
        return {{QStringLiteral("< ") + sign + digits(0.01, 2), false}, unit};
    if (size > 100 && size < 100.005)
        return {{QStringLiteral("> ") + sign + digits(100, 0), false}, unit};
    if (size < 100 && size >= 99.995)
        return {{QStringLiteral("> ") + sign + digits(99.99, 2), false}, unit};
    const bool nearFull = size >= 98.95 && size < 101;
    const int decimals = size < 9.995 || nearFull ? 2 : size < 999.5 ? 1 : 0;
    return {{digits(value, decimals), false}, unit};
}

QString currencySymbol(const QString &currency)
{
    static constexpr std::array<std::pair<const char16_t *, const char16_t *>, 4> symbols{
        {{u"USD", u"$"}, {u"EUR", u"€"}, {u"GBP", u"£"}, {u"JPY", u"¥"}}};
    for (const auto &[code, symbol] : symbols) {
        if (currency == QStringView(code))
            return QString::fromUtf16(symbol);
    }
    return currency.isEmpty() ? QString() : currency + thinSpace;
}

int currencyDecimals(const QString &currency)
{
    return currency == u"JPY" || currency == u"KRW" ? 0 : 2;
}

QString moneyText(double value, const QString &currency, int decimals)
{
    QString text = digits(value, decimals, false);
    const bool negative = text.startsWith(minus);
    if (negative)
        text.remove(0, 1);
    return (negative ? QString(minus) : QString()) + currencySymbol(currency) + text;
}

Pieces moneyPieces(double value, const QString &currency)
{
    const double size = std::abs(value);
    const int cents = currencyDecimals(currency);
    if (size >= 999'999.5) {
        const Scaled s = scaled(value, value, 999'999.5);
        return {{moneyText(s.value, currency, decimalsFor(s.value)), false}, unitPiece(s.suffix)};
    }
    const double smallest = std::pow(10, -cents);
    const int decimals = size > 0 && size < 10 * smallest ? cents + 2 : cents;
    return {{moneyText(value, currency, decimals), false}};
}

Pieces durationPieces(double seconds)
{
    const double size = std::abs(seconds);
    const double sign = seconds < 0 ? -1 : 1;
    const Piece s = unitPiece(Words::tr("s", "seconds; Japanese 秒"));
    if (size == 0)
        return {{QStringLiteral("0"), false}, s};
    if (size < 0.9995e-3)
        return {{digits(seconds * 1e6, decimalsFor(seconds * 1e6)), false}, unitPiece(QStringLiteral("µs"))};
    if (size < 0.9995) {
        const double ms = seconds * 1e3;
        return {{digits(ms, std::abs(ms) < 9.95 ? 1 : 0), false}, unitPiece(Words::tr("ms", "milliseconds"))};
    }
    if (size < 59.95)
        return {{digits(seconds, 1), false}, s};

    struct Step
    {
        qint64 large;
        qint64 small;
        QString largeName;
        QString smallName;
    };
    const QString min = Words::tr("min", "minutes; Japanese 分");
    const QString h = Words::tr("h", "hours; Japanese 時間");
    const QString d = Words::tr("d", "days; Japanese 日");
    const Step steps[] = {{60, 1, min, s.text.trimmed()}, {3600, 60, h, min}, {86'400, 3600, d, h}};
    const Step *step = &steps[0];
    if (size >= 86'400 - 30)
        step = &steps[2];
    else if (size >= 3600 - 0.5)
        step = &steps[1];
    const qint64 smallCount = std::llround(size / double(step->small));
    const qint64 perLarge = step->large / step->small;
    const qint64 largeCount = smallCount / perLarge;
    Pieces pieces{{digits(sign * double(largeCount), 0), false}, unitPiece(step->largeName)};
    if (const qint64 rest = smallCount % perLarge) {
        const Piece unit = unitPiece(step->smallName);
        const bool close = !pieces.last().text.startsWith(thinSpace);
        pieces.append({(close ? QString() : QStringLiteral(" ")) + digits(double(rest), 0), false});
        pieces.append(unit);
    }
    return pieces;
}

} // namespace

LocaleScope::LocaleScope(const QLocale &locale) : m_locale(locale), m_before(scoped)
{
    scoped = &m_locale;
}

LocaleScope::~LocaleScope()
{
    scoped = m_before;
}

QLocale locale()
{
    return scoped ? *scoped : QLocale();
}

bool isJapanese()
{
    return locale().language() == QLocale::Japanese;
}

QString join(const Pieces &pieces)
{
    QString text;
    for (const Piece &piece : pieces)
        text += piece.text;
    return text;
}

Pieces pieces(double value, Unit unit, const QString &currency)
{
    if (std::isnan(value))
        return {{dash, false}};
    if (std::isinf(value))
        return {{(value < 0 ? QString(minus) : QString()) + QStringLiteral("∞"), false}};
    const auto with = [](Pieces pieces, const QString &word) {
        pieces.append(unitPiece(word));
        return pieces;
    };
    switch (unit) {
    case Unit::None:
    case Unit::Count:
        return numberPieces(value);
    case Unit::Ratio:
        return percentPieces(value);
    case Unit::Seconds:
        return durationPieces(value);
    case Unit::Bytes:
        return bytesPieces(value);
    case Unit::PerSecond:
        return with(numberPieces(value), Words::tr("/s", "events per second; Japanese 件/秒"));
    case Unit::Tokens:
        return with(numberPieces(value), Words::tr("tokens", "Japanese トークン"));
    case Unit::TokensPerSecond:
        return with(numberPieces(value), Words::tr("tokens/s", "Japanese トークン/秒"));
    case Unit::Money:
        return moneyPieces(value, currency);
    case Unit::MoneyPerHour:
        return with(moneyPieces(value, currency), Words::tr("/h", "per hour, after money; Japanese /時"));
    case Unit::Cores:
        return with(numberPieces(value), Words::tr("cores", "CPU cores; Japanese コア"));
    }
    return numberPieces(value);
}

QString value(double value, Unit unit, const QString &currency)
{
    return join(pieces(value, unit, currency));
}

QString value(std::optional<double> value, Unit unit, const QString &currency)
{
    return value ? format::value(*value, unit, currency) : dash;
}

QString exact(double value, Unit unit, const QString &currency)
{
    if (!std::isfinite(value))
        return format::value(value, unit, currency);
    const double shown = unit == Unit::Ratio ? value * 100 : value;
    const double size = std::abs(shown);
    const int whole = size >= 1 ? int(std::floor(std::log10(size))) + 1 : 1;
    const QString text = digits(shown, std::clamp(15 - whole, 0, 9));
    switch (unit) {
    case Unit::Ratio:
        return text + unitPiece(QStringLiteral("%")).text;
    case Unit::Seconds:
        return text + unitPiece(Words::tr("s", "seconds; Japanese 秒")).text;
    case Unit::Bytes:
        return text + unitPiece(QStringLiteral("B")).text;
    case Unit::Money:
    case Unit::MoneyPerHour: {
        const int cents = currencyDecimals(currency);
        // Cents always; more only where there are more.
        const QString fine
            = text.contains(locale().decimalPoint()) ? text.section(locale().decimalPoint(), 1) : QString();
        const QString amount = moneyText(value, currency, std::max(cents, int(fine.size())));
        return unit == Unit::Money ? amount : amount + pieces(value, unit, currency).constLast().text;
    }
    case Unit::None:
    case Unit::Count:
        return text;
    default:
        return text + pieces(value, unit, currency).constLast().text;
    }
}

QString percent(double ratio)
{
    return value(ratio, Unit::Ratio);
}

QString percent(double ratio, int decimals)
{
    const double value = ratio * 100;
    const double smallest = std::pow(10, -decimals);
    const double shown = std::round(value / smallest) * smallest;
    const QString unit = unitPiece(QStringLiteral("%")).text;
    if (value > 0 && shown < smallest / 2)
        return QStringLiteral("< ") + digits(smallest, decimals, false) + unit;
    if (value < 100 && shown > 100 - smallest / 2)
        return QStringLiteral("> ") + digits(100 - smallest, decimals, false) + unit;
    return digits(value, decimals, false) + unit;
}

QString number(double value)
{
    return format::value(value, Unit::None);
}

QString integer(qint64 value)
{
    return (value < 0 ? QString(minus) : QString())
        + locale().toString(quint64(value < 0 ? -(value + 1) : value) + (value < 0));
}

QString bytes(double value)
{
    return format::value(value, Unit::Bytes);
}

QString money(double value, const QString &currency)
{
    return format::value(value, Unit::Money, currency);
}

QString duration(double seconds)
{
    return value(seconds, Unit::Seconds);
}

QString durationMs(qint64 ms)
{
    return duration(double(ms) / 1000);
}

QString age(qint64 ms)
{
    if (ms < 1000)
        return Words::tr("just now", "Japanese たった今");
    // One unit is enough for "how old"; whole ones, rounded down.
    const qint64 seconds = ms / 1000;
    const qint64 steps[] = {86'400, 3600, 60, 1};
    for (const qint64 step : steps) {
        const qint64 whole = seconds / step * step;
        if (whole > 0)
            return Words::tr("%1 ago", "%1 is a duration such as 12 s; Japanese %1前").arg(duration(double(whole)));
    }
    return {};
}

QString change(double now, double before, Unit unit)
{
    if (!std::isfinite(now) || !std::isfinite(before))
        return {};
    const QString same = QStringLiteral("±0");
    const auto signedText = [](double value, int decimals) -> QString {
        return (value > 0 ? QString(u'+') : QString()) + digits(value, decimals);
    };
    if (unit == Unit::Ratio) {
        const double points = (now - before) * 100;
        if (std::abs(points) < 0.005)
            return same;
        return signedText(points, std::abs(points) < 0.095 ? 2 : 1)
            + unitPiece(Words::tr("pp", "percentage points; Japanese ポイント")).text;
    }
    if (before == 0)
        return now == 0 ? same : QString();
    const double percent = (now - before) / std::abs(before) * 100;
    if (std::abs(percent) < 0.05)
        return same;
    return signedText(percent, std::abs(percent) < 9.95 ? 1 : 0) + unitPiece(QStringLiteral("%")).text;
}

QStringList axis(const QList<double> &ticks, Unit unit, const QString &currency)
{
    double largest = 0;
    double step = 0;
    for (int i = 0; i < ticks.size(); ++i) {
        largest = std::max(largest, std::abs(ticks[i]));
        if (i > 0)
            step = step == 0 ? ticks[i] - ticks[i - 1] : std::min(step, ticks[i] - ticks[i - 1]);
    }
    double factor = 1;
    QString suffix;
    switch (unit) {
    case Unit::Ratio:
        factor = 0.01;
        suffix = QStringLiteral("%");
        break;
    case Unit::Seconds: {
        struct Scale
        {
            double factor;
            double from;
            QString name;
        };
        const Scale scales[] = {{86'400, 172'800, Words::tr("d", "days; Japanese 日")},
                                {3600, 7200, Words::tr("h", "hours; Japanese 時間")},
                                {60, 120, Words::tr("min", "minutes; Japanese 分")},
                                {1, 1, Words::tr("s", "seconds; Japanese 秒")},
                                {1e-3, 1e-3, Words::tr("ms", "milliseconds")},
                                {1e-6, 0, QStringLiteral("µs")}};
        for (const Scale &scale : scales) {
            if (largest >= scale.from) {
                factor = largest == 0 ? 1 : scale.factor;
                suffix = largest == 0 ? scales[3].name : scale.name;
                break;
            }
        }
        break;
    }
    case Unit::Bytes: {
        static constexpr std::array names{u"B", u"KiB", u"MiB", u"GiB", u"TiB", u"PiB"};
        size_t power = 0;
        while (largest / factor >= 1024 && power + 1 < names.size()) {
            factor *= 1024;
            ++power;
        }
        suffix = QString::fromUtf16(names[power]);
        break;
    }
    default: {
        const Scaled s = scaled(1, largest, 10'000);
        factor = 1 / s.value;
        suffix = s.suffix;
        if (unit == Unit::PerSecond || unit == Unit::TokensPerSecond)
            suffix += Words::tr("/s", "events per second; Japanese 件/秒");
        else if (unit == Unit::MoneyPerHour)
            suffix += Words::tr("/h", "per hour, after money; Japanese /時");
    }
    }
    const double scaledStep = step / factor;
    int decimals = 0;
    for (double rest = scaledStep;
         decimals < 9 && std::abs(rest - std::round(rest)) > 1e-6 * std::max(1.0, std::abs(rest)); ++decimals)
        rest *= 10;
    const bool isMoney = unit == Unit::Money || unit == Unit::MoneyPerHour;
    if (isMoney && decimals > 0)
        decimals = std::max(decimals, currencyDecimals(currency));
    QStringList labels;
    for (const double tick : ticks) {
        const double shown = tick / factor;
        const QString text = isMoney ? moneyText(shown, currency, decimals) : digits(shown, decimals, false);
        labels.append(suffix.isEmpty() ? text : text + unitPiece(suffix).text);
    }
    return labels;
}

} // namespace toban::format
