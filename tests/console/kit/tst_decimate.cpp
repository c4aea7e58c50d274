// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kit/charts/decimate.h"

#include <QTest>

#include <cmath>
#include <random>

using namespace toban;

class TestDecimate : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void agreesWithASlowModel()
    {
        std::mt19937 random(3);
        std::uniform_real_distribution<double> value(-100, 100);
        std::uniform_int_distribution<int> chance(0, 9);
        for (int round = 0; round < 120; ++round) {
            Frame frame;
            frame.startMs = 1000 * (round % 7);
            frame.stepMs = 1 + round * 13 % 200;
            frame.points = 1 + round * 37 % 900;
            std::vector<double> values;
            for (int i = 0; i < frame.points; ++i)
                values.push_back(chance(random) < round % 4 ? std::nan("") : value(random));
            const ColumnGrid grid{frame.startMs - 500 + (round % 3) * 700,
                                  std::max<qint64>(10, frame.points * frame.stepMs * (1 + round % 3) / 2),
                                  1 + round * 11 % 300};

            std::vector<Extent> fast;
            decimate(values, frame, grid, fast);
            QCOMPARE(int(fast.size()), grid.count);

            // Model: every sample in the span is inside its column's extent; a column without samples that no line
            // crosses is empty.
            for (int i = 0; i < frame.points; ++i) {
                const double x = grid.columnAt(double(frame.timeAt(i)));
                if (std::isnan(values[size_t(i)]) || x < 0 || x >= grid.count)
                    continue;
                const Extent &extent = fast[size_t(x)];
                QVERIFY(!extent.isEmpty());
                QVERIFY(extent.low <= values[size_t(i)] && extent.high >= values[size_t(i)]);
            }
            for (int c = 0; c < grid.count; ++c) {
                bool crossed = false;
                double low = 1e9;
                double high = -1e9;
                for (int i = 0; i < frame.points; ++i) {
                    const double x = grid.columnAt(double(frame.timeAt(i)));
                    const double v = values[size_t(i)];
                    if (std::isfinite(v) && x >= c && (x < c + 1 || (c == grid.count - 1 && x == grid.count))) {
                        crossed = true;
                        low = std::min(low, v);
                        high = std::max(high, v);
                    }
                    if (i + 1 == frame.points || !std::isfinite(v) || !std::isfinite(values[size_t(i) + 1]))
                        continue;
                    const double next = grid.columnAt(double(frame.timeAt(i + 1)));
                    for (const double border : {double(c), double(c + 1)}) {
                        if (x < border && next >= border && std::floor(x) != std::floor(next)) {
                            const double there = v + (values[size_t(i) + 1] - v) * (border - x) / (next - x);
                            low = std::min(low, there);
                            high = std::max(high, there);
                            crossed = true;
                        }
                    }
                }
                QCOMPARE(fast[size_t(c)].isEmpty(), !crossed);
                if (crossed) {
                    QVERIFY(std::abs(fast[size_t(c)].low - low) < 1e-6);
                    QVERIFY(std::abs(fast[size_t(c)].high - high) < 1e-6);
                }
            }
        }
    }

    void oneSampleInAMillionIsKept()
    {
        Frame frame;
        frame.stepMs = 1;
        frame.points = 1'000'000;
        std::vector<double> values(1'000'000, 1.0);
        values[654'321] = 1e6;
        std::vector<Extent> extents;
        decimate(values, frame, {0, 1'000'000, 300}, extents);
        double highest = 0;
        for (const Extent &extent : extents)
            highest = std::max(highest, extent.high);
        QCOMPARE(highest, 1e6);
    }

    void lonePointStaysAndGapStays()
    {
        Frame frame;
        frame.stepMs = 10;
        frame.points = 5;
        const double nan = std::nan("");
        std::vector<Extent> extents;
        decimate({nan, 2, nan, nan, 5}, frame, {0, 50, 50}, extents);
        int filled = 0;
        for (const Extent &extent : extents)
            filled += !extent.isEmpty();
        QCOMPARE(filled, 2);
        QCOMPARE(extents[10].low, 2.0);
    }
};

QTEST_GUILESS_MAIN(TestDecimate)
#include "tst_decimate.moc"
