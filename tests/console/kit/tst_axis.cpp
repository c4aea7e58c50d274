// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kit/charts/axis.h"

#include <QLocale>
#include <QTest>

#include <cmath>
#include <random>

using namespace toban;

class TestAxis : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init() { QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedStates)); }

    void valueAxisHoldsTheData()
    {
        std::mt19937 random(4);
        std::uniform_real_distribution<double> exponent(-6, 12);
        const Unit units[] = {Unit::None, Unit::Ratio, Unit::Seconds, Unit::Bytes, Unit::Count, Unit::Money};
        for (int i = 0; i < 3000; ++i) {
            const Unit unit = units[i % 6];
            double low = std::pow(10, exponent(random)) * (i % 5 == 0 ? -1 : 1);
            double high = low + std::abs(std::pow(10, exponent(random)));
            if (unit == Unit::Ratio) {
                low = std::fmod(std::abs(low), 1);
                high = std::min(1.0, low + std::fmod(std::abs(high), 1));
            }
            const bool zero = i % 2;
            const int most = 2 + i % 7;
            const ValueAxis axis = valueAxis(low, high, unit, zero, most);
            const QByteArray what
                = QByteArray::number(low) + " … " + QByteArray::number(high) + " unit " + QByteArray::number(int(unit));
            const double slack = (axis.high - axis.low) * 1e-8; // far below a pixel
            QVERIFY2(axis.low <= low + slack && axis.high >= high - slack, what.constData());
            QVERIFY2(axis.ticks.size() >= 2 && axis.ticks.size() <= most, what.constData());
            QVERIFY2(!zero || (axis.low <= 0 && axis.high >= 0), what.constData());
            QVERIFY2(unit != Unit::Ratio || axis.high <= 1 + 1e-9, what.constData());
            QCOMPARE(axis.ticks.first(), axis.low);
            const double step = axis.ticks[1] - axis.ticks[0];
            if (unit == Unit::Count)
                QVERIFY2(std::abs(step - std::round(step)) < 1e-6 * step, what.constData());
        }
    }

    void degenerateDataStillHasAnAxis()
    {
        for (const double value : {0.0, 5.0, -3.0, std::nan("")}) {
            const ValueAxis axis = valueAxis(value, value, Unit::None, false, 5);
            QVERIFY(axis.high > axis.low);
        }
        QCOMPARE(valueAxis(0, 130, Unit::Seconds, true, 6).ticks[1], 30.0);
        QCOMPARE(valueAxis(0, 3.0 * (1 << 20), Unit::Bytes, true, 5).ticks[1], double(1 << 20));
    }

    void timeLabelsNeverCollideOrRepeat_data()
    {
        QTest::addColumn<QByteArray>("zone");
        QTest::newRow("UTC") << QByteArray("UTC");
        QTest::newRow("Tokyo") << QByteArray("Asia/Tokyo");
        QTest::newRow("Berlin") << QByteArray("Europe/Berlin");
        QTest::newRow("Kathmandu") << QByteArray("Asia/Kathmandu");
    }
    void timeLabelsNeverCollideOrRepeat()
    {
        QFETCH(QByteArray, zone);
        const QTimeZone timeZone(zone);
        const auto width = [](const QString &text) { return double(text.size()) * 6; };
        std::mt19937 random(9);
        std::uniform_real_distribution<double> length(std::log(20'000.0), std::log(1000.0 * 86'400'000.0));
        std::uniform_int_distribution<qint64> begin(1'700'000'000'000, 1'795'000'000'000);
        for (int i = 0; i < 400; ++i) {
            const qint64 start = begin(random);
            const TimeRange::Span span{start, start + qint64(std::exp(length(random)))};
            const double pixels = 220 + (i % 5) * 260;
            const QList<TimeTick> ticks = timeTicks(span, timeZone, pixels, width);
            const QByteArray what = QByteArray::number(span.startMs) + " + "
                + QByteArray::number(span.lengthMs() / 1000) + " s on " + QByteArray::number(pixels);
            double end = -1e9;
            QStringList dates;
            for (const TimeTick &tick : ticks) {
                QVERIFY2(tick.timeMs >= span.startMs && tick.timeMs <= span.endMs, what.constData());
                const double x = double(tick.timeMs - span.startMs) * pixels / double(span.lengthMs());
                QVERIFY2(x - width(tick.text) / 2 >= end + 16, what.constData());
                end = x + width(tick.text) / 2;
                if (!tick.text.contains(u':')) {
                    QVERIFY2(!dates.contains(tick.text) || span.lengthMs() > 300LL * 86'400'000, what.constData());
                    dates.append(tick.text);
                }
            }
            QVERIFY2(ticks.size() >= (pixels > 400 ? 2 : 1), what.constData());
        }
    }

    void daylightSavingKeepsRoundHours()
    {
        // Berlin, 25 October 2026: 03:00 summer time is followed by 02:00 winter time.
        const QTimeZone berlin("Europe/Berlin");
        const qint64 start = QDateTime(QDate(2026, 10, 24), QTime(18, 0), berlin).toMSecsSinceEpoch();
        const TimeRange::Span span{start, start + 24 * 3'600'000LL};
        int dates = 0;
        for (const TimeTick &tick :
             timeTicks(span, berlin, 900, [](const QString &text) { return double(text.size()) * 6; })) {
            QCOMPARE(QDateTime::fromMSecsSinceEpoch(tick.timeMs, berlin).time().minute(), 0);
            dates += tick.isDate;
        }
        QCOMPARE(dates, 1);
    }
};

QTEST_GUILESS_MAIN(TestAxis)
#include "tst_axis.moc"
