// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kit/format.h"

#include <QLocale>
#include <QTest>
#include <QTranslator>

#include <cmath>
#include <limits>

using namespace toban;

namespace {

/// The Japanese words of the units, as the translation has them.
class JapaneseUnits : public QTranslator
{
public:
    QString translate(const char *context, const char *source, const char *, int) const override
    {
        if (qstrcmp(context, "Format") != 0)
            return {};
        static const QHash<QByteArray, QString> words{
            {"s", QStringLiteral("秒")}, {"min", QStringLiteral("分")},          {"h", QStringLiteral("時間")},
            {"d", QStringLiteral("日")}, {"tokens", QStringLiteral("トークン")}, {"%1 ago", QStringLiteral("%1前")}};
        return words.value(source);
    }
    bool isEmpty() const override { return false; }
};

/// The narrow space written as "_" in the tables.
QString readable(QString text)
{
    return text.replace(format::thinSpace, u'_');
}

} // namespace

class TestFormat : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init() { QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedStates)); }

    void values_data()
    {
        QTest::addColumn<double>("value");
        QTest::addColumn<int>("unit");
        QTest::addColumn<QString>("text");
        const auto row = [](double value, Unit unit, const char *text) {
            QTest::addRow("%s", text) << value << int(unit) << QString::fromUtf8(text);
        };
        row(0, Unit::None, "0");
        row(0.25, Unit::None, "0.25");
        row(0.0123, Unit::None, "0.012");
        row(12.34, Unit::None, "12.3");
        row(999.6, Unit::None, "1,000");
        row(84231, Unit::Count, "84,231");
        row(99999.4, Unit::Count, "99,999");
        row(99999.9, Unit::Count, "100_k");
        row(1'254'302, Unit::Count, "1.25_M");
        row(999'999, Unit::Count, "1_M");
        row(3.2e9, Unit::Count, "3.2_G");
        row(-5, Unit::Count, "−5");
        row(-0.0001, Unit::Ratio, "−0.01_%");
        row(std::nan(""), Unit::Money, "–");
        row(std::numeric_limits<double>::infinity(), Unit::Seconds, "∞");

        row(0, Unit::Ratio, "0_%");
        row(1, Unit::Ratio, "100_%");
        row(0.9994, Unit::Ratio, "99.94_%");
        row(0.99996, Unit::Ratio, "> 99.99_%");
        row(0.9999, Unit::Ratio, "99.99_%");
        row(0.00004, Unit::Ratio, "< 0.01_%");
        row(0.0064, Unit::Ratio, "0.64_%");
        row(0.4567, Unit::Ratio, "45.7_%");
        row(1.00002, Unit::Ratio, "> 100_%");
        row(1.124, Unit::Ratio, "112.4_%");

        row(0, Unit::Seconds, "0_s");
        row(0.00035, Unit::Seconds, "350_µs");
        row(0.0042, Unit::Seconds, "4.2_ms");
        row(0.35, Unit::Seconds, "350_ms");
        row(0.9996, Unit::Seconds, "1_s");
        row(8.31, Unit::Seconds, "8.3_s");
        row(59.96, Unit::Seconds, "1_min");
        row(130, Unit::Seconds, "2_min 10_s");
        row(3599.6, Unit::Seconds, "1_h");
        row(11'100, Unit::Seconds, "3_h 5_min");
        row(86'399, Unit::Seconds, "1_d");
        row(187'200, Unit::Seconds, "2_d 4_h");
        row(-130, Unit::Seconds, "−2_min 10_s");

        row(512, Unit::Bytes, "512_B");
        row(1023.6, Unit::Bytes, "1_KiB");
        row(1.5 * 1024 * 1024 * 1024, Unit::Bytes, "1.5_GiB");
        row(12.5, Unit::PerSecond, "12.5_/s");
        row(1'254'302, Unit::Tokens, "1.25_M_tokens");
        row(0.5, Unit::Cores, "0.5_cores");

        row(0, Unit::Money, "$0.00");
        row(12.345, Unit::Money, "$12.35");
        row(1234.5, Unit::Money, "$1,234.50");
        row(-3.2, Unit::Money, "−$3.20");
        row(0.0198, Unit::Money, "$0.0198");
        row(24'750'000, Unit::Money, "$24.8_M");
        row(1.23, Unit::MoneyPerHour, "$1.23_/h");
    }
    void values()
    {
        QFETCH(double, value);
        QFETCH(int, unit);
        QFETCH(QString, text);
        QCOMPARE(readable(format::value(value, Unit(unit), QStringLiteral("USD"))), text);
    }

    void percentNeverLandsOnTheEnds()
    {
        for (double ratio = 0.99; ratio < 1; ratio += 0.000013)
            QVERIFY2(format::percent(ratio) != format::percent(1), qPrintable(QString::number(ratio, 'g', 12)));
        for (double ratio = 1e-7; ratio < 0.01; ratio *= 1.7)
            QVERIFY2(format::percent(ratio) != format::percent(0), qPrintable(QString::number(ratio, 'g', 12)));
        QCOMPARE(readable(format::percent(0.9996, 1)), QStringLiteral("> 99.9_%"));
        QCOMPARE(readable(format::percent(0.0002, 1)), QStringLiteral("< 0.1_%"));
        QCOMPARE(readable(format::percent(0.09, 1)), QStringLiteral("9.0_%"));
        QCOMPARE(readable(format::percent(1, 1)), QStringLiteral("100.0_%"));
    }

    void otherCurrencies()
    {
        QCOMPARE(format::money(1234.5, QStringLiteral("JPY")), QStringLiteral("¥1,235"));
        QCOMPARE(readable(format::money(1.5, QStringLiteral("CHF"))), QStringLiteral("CHF_1.50"));
        QCOMPARE(format::money(1.5, {}), QStringLiteral("1.50"));
    }

    void exactKeepsEveryDigit()
    {
        QCOMPARE(readable(format::exact(1'254'302, Unit::Tokens)), QStringLiteral("1,254,302_tokens"));
        QCOMPARE(readable(format::exact(0.9994123, Unit::Ratio)), QStringLiteral("99.94123_%"));
        QCOMPARE(format::exact(112.4, Unit::Money, QStringLiteral("USD")), QStringLiteral("$112.40"));
        QCOMPARE(format::exact(0.019812, Unit::Money, QStringLiteral("USD")), QStringLiteral("$0.019812"));
        QCOMPARE(format::integer(std::numeric_limits<qint64>::min()), QStringLiteral("−9,223,372,036,854,775,808"));
    }

    void changes()
    {
        QCOMPARE(readable(format::change(112, 100, Unit::Money)), QStringLiteral("+12_%"));
        QCOMPARE(readable(format::change(97, 100, Unit::Count)), QStringLiteral("−3_%"));
        QCOMPARE(readable(format::change(0.9994, 0.9964, Unit::Ratio)), QStringLiteral("+0.3_pp"));
        QCOMPARE(readable(format::change(0.0004, 0, Unit::Ratio)), QStringLiteral("+0.04_pp"));
        QCOMPARE(format::change(5, 5, Unit::Count), QStringLiteral("±0"));
        QCOMPARE(format::change(0, 0, Unit::Count), QStringLiteral("±0"));
        QVERIFY(format::change(5, 0, Unit::Count).isEmpty());
        QVERIFY(format::change(std::nan(""), 1, Unit::Count).isEmpty());
    }

    void ages()
    {
        QCOMPARE(format::age(400), QStringLiteral("just now"));
        QCOMPARE(readable(format::age(12'900)), QStringLiteral("12_s ago"));
        QCOMPARE(readable(format::age(190'000)), QStringLiteral("3_min ago"));
        QCOMPARE(readable(format::age(2 * 86'400'000LL + 5)), QStringLiteral("2_d ago"));
    }

    void axisLabelsShareOneScale()
    {
        const auto labels = [](const QList<double> &ticks, Unit unit) {
            QStringList list;
            for (const QString &label : format::axis(ticks, unit, QStringLiteral("USD")))
                list.append(readable(label));
            return list;
        };
        QCOMPARE(labels({0, 2.5, 5}, Unit::Seconds),
                 QStringList({QStringLiteral("0.0_s"), QStringLiteral("2.5_s"), QStringLiteral("5.0_s")}));
        QCOMPARE(labels({0, 0.2, 0.4}, Unit::Seconds),
                 QStringList({QStringLiteral("0_ms"), QStringLiteral("200_ms"), QStringLiteral("400_ms")}));
        QCOMPARE(labels({0, 900, 1800}, Unit::Seconds),
                 QStringList({QStringLiteral("0_min"), QStringLiteral("15_min"), QStringLiteral("30_min")}));
        QCOMPARE(labels({0, 0.005, 0.01}, Unit::Ratio),
                 QStringList({QStringLiteral("0.0_%"), QStringLiteral("0.5_%"), QStringLiteral("1.0_%")}));
        QCOMPARE(labels({0, 50, 100}, Unit::Money),
                 QStringList({QStringLiteral("$0"), QStringLiteral("$50"), QStringLiteral("$100")}));
        QCOMPARE(labels({0, 0.5, 1}, Unit::Money),
                 QStringList({QStringLiteral("$0.00"), QStringLiteral("$0.50"), QStringLiteral("$1.00")}));
        QCOMPARE(labels({0, 50'000, 100'000}, Unit::Tokens),
                 QStringList({QStringLiteral("0_k"), QStringLiteral("50_k"), QStringLiteral("100_k")}));
        QCOMPARE(labels({0, 268'435'456, 536'870'912}, Unit::Bytes),
                 QStringList({QStringLiteral("0_MiB"), QStringLiteral("256_MiB"), QStringLiteral("512_MiB")}));
    }

    void timesNameTheirZone()
    {
        const qint64 ms = 1'793'714'525'000; // 2026-11-03T14:02:05Z
        const QTimeZone tokyo("Asia/Tokyo");
        QCOMPARE(format::dateTime(ms, QTimeZone::utc()), QStringLiteral("3 Nov 2026, 14:02:05 UTC"));
        QCOMPARE(format::time(ms, tokyo), QStringLiteral("23:02:05"));
        QCOMPARE(format::zoneName(tokyo, ms), QStringLiteral("JST"));
        QCOMPARE(format::zoneName(QTimeZone(19'800), ms), QStringLiteral("UTC+05:30"));
        QCOMPARE(format::zoneName(QTimeZone(-12'600), ms), QStringLiteral("UTC−03:30"));
        QCOMPARE(format::iso(ms), QStringLiteral("2026-11-03T14:02:05.000Z"));
        QCOMPARE(format::dateTimeShort(ms, ms + 3'600'000, QTimeZone::utc()), QStringLiteral("14:02:05"));
        QCOMPARE(format::dateTimeShort(ms, ms + 86'400'000, QTimeZone::utc()), QStringLiteral("3 Nov 14:02"));
        QCOMPARE(format::dateTimeShort(ms, ms + 90 * 86'400'000LL, QTimeZone::utc()),
                 QStringLiteral("3 Nov 2026 14:02"));
    }

    void rangesHaveNames()
    {
        const auto text = [](const char *from, const char *to) {
            const auto range = TimeRange::parse(QString::fromLatin1(from), QString::fromLatin1(to));
            return format::range(*range, {1'793'714'400'000, 1'793'721'600'000}, QTimeZone::utc());
        };
        QCOMPARE(text("now-24h", "now"), QStringLiteral("Last 24 hours"));
        QCOMPARE(text("now-1h", "now"), QStringLiteral("Last hour"));
        QCOMPARE(text("now/d", "now"), QStringLiteral("Today"));
        QCOMPARE(text("now-1M/M", "now-1M/M"), QStringLiteral("Previous month"));
        QCOMPARE(text("now-3h", "now-1h"), QStringLiteral("3 Nov 2026 14:00 – 16:00 UTC"));
    }

    void japanese()
    {
        QLocale::setDefault(QLocale(QLocale::Japanese, QLocale::Japan));
        JapaneseUnits units;
        QCoreApplication::installTranslator(&units);
        QCOMPARE(format::duration(130), QStringLiteral("2分10秒"));
        QCOMPARE(format::duration(8.31), QStringLiteral("8.3秒"));
        QCOMPARE(format::value(1'254'302, Unit::Tokens), QStringLiteral("125万トークン"));
        QCOMPARE(format::number(3.2e8), QStringLiteral("3.2億"));
        QCOMPARE(format::age(12'000), QStringLiteral("12秒前"));
        const qint64 ms = 1'793'714'525'000;
        QCOMPARE(format::dateTime(ms, QTimeZone("Asia/Tokyo")), QStringLiteral("2026年11月3日 23:02:05 JST"));
        QCOMPARE(format::dayMonth(ms, QTimeZone::utc()), QStringLiteral("11月3日"));
        QCOMPARE(format::money(12.5, QStringLiteral("USD")), QStringLiteral("$12.50"));
        QCoreApplication::removeTranslator(&units);
    }
};

QTEST_GUILESS_MAIN(TestFormat)
#include "tst_format.moc"
