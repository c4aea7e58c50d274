// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
// From the bytes of a query_range answer (50 series × 11 000 points) to a painted chart, and how long the GUI thread is
// blocked while 500 series are on view. Qt Charts paints the same data in the same run, for comparison.
#include "benchrow.h"

#include "prometheus/rangedecoder.h"

#include "kit/charts/chartrenderer.h"
#include "kit/charts/chartview.h"
#include "kit/theme.h"

#include <QtCharts/QChart>
#include <QtCharts/QChartView>
#include <QtCharts/QLineSeries>
#include <QtCharts/QValueAxis>

#include <QAbstractEventDispatcher>
#include <QApplication>
#include <QElapsedTimer>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <random>

using namespace toban;

namespace {

constexpr qint64 startMs = 1'795'190'400'000;
constexpr qint64 stepMs = 15'000;
const QSize size(1200, 400);

double milliseconds(const QElapsedTimer &timer)
{
    return double(timer.nsecsElapsed()) / 1e6;
}

/// Median of five runs: the machine is shared.
template <typename Work>
double median(Work work)
{
    std::vector<double> times;
    for (int i = 0; i < 5; ++i)
        times.push_back(bench::milliseconds(work));
    return bench::median(std::move(times));
}

/// A day's curve with noise and a spike here and there, as Prometheus writes it.
QByteArray rangeJson(int series, int points)
{
    std::mt19937 random(1);
    std::normal_distribution<double> noise(0, 1);
    QByteArray json = R"({"status":"success","data":{"resultType":"matrix","result":[)";
    for (int s = 0; s < series; ++s) {
        json += (s > 0 ? "," : "") + QByteArray(R"({"metric":{"agent":"agent-)") + QByteArray::number(s)
            + R"("},"values":[)";
        for (int i = 0; i < points; ++i) {
            const double value = 10 + s + 5 * std::sin(i / 900.0) + noise(random) + (i % 1777 == s ? 40 : 0);
            json += (i > 0 ? "," : "") + QByteArray("[") + QByteArray::number((startMs + i * stepMs) / 1000) + ",\""
                + QByteArray::number(value, 'g', 12) + "\"]";
        }
        json += "]}";
    }
    return json + "]}}";
}

ChartData chartOf(FramePtr frame)
{
    ChartData data;
    data.title = QStringLiteral("Bench");
    data.unit = Unit::Seconds;
    data.span = {frame->startMs, frame->endMs()};
    data.layers = {{std::move(frame), QStringLiteral("{{agent}}")}};
    return data;
}

ChartStyle styleOf()
{
    ChartStyle style;
    style.size = size;
    style.tokens = &lightTokens();
    style.font = QApplication::font();
    style.font.setPixelSize(type::caption);
    return style;
}

/// The longest time that the event loop was away from waiting until the chart stood; the median of five rounds, because
/// on shared cores a thread also waits for its core.
double longestTurn(const FramePtr &frame)
{
    ChartView view;
    view.resize(size);
    view.show();
    QApplication::processEvents();
    std::vector<double> rounds;
    for (int round = 0; round < 5; ++round) {
        double longest = 0;
        QElapsedTimer turn;
        QObject scope;
        const auto *dispatcher = QAbstractEventDispatcher::instance();
        QObject::connect(dispatcher, &QAbstractEventDispatcher::awake, &scope, [&] { turn.restart(); });
        QObject::connect(dispatcher, &QAbstractEventDispatcher::aboutToBlock, &scope,
                         [&] { longest = std::max(longest, milliseconds(turn)); });
        turn.start();
        view.setData(chartOf(frame));
        while (!view.isRendered())
            QApplication::processEvents(QEventLoop::WaitForMoreEvents);
        longest = std::max(longest, milliseconds(turn));
        turn.restart();
        view.repaint();
        rounds.push_back(std::max(longest, milliseconds(turn)));
    }
    return bench::median(std::move(rounds));
}

double paintQtCharts(const Frame &frame)
{
    QElapsedTimer timer;
    timer.start();
    QChartView view;
    auto *chart = new QChart;
    chart->setAnimationOptions(QChart::NoAnimation);
    chart->legend()->hide();
    for (const Series &series : frame.series) {
        auto *line = new QLineSeries;
        QList<QPointF> points;
        points.reserve(frame.points);
        for (int i = 0; i < frame.points; ++i)
            points.append(QPointF(double(frame.timeAt(i)), series.values[size_t(i)]));
        line->replace(points);
        chart->addSeries(line);
    }
    chart->createDefaultAxes();
    view.setChart(chart);
    view.setRenderHint(QPainter::Antialiasing);
    view.resize(size);
    QPixmap picture = view.grab();
    return picture.isNull() ? std::nan("") : milliseconds(timer);
}

} // namespace

int main(int argc, char **argv)
{
    qputenv("QT_QPA_PLATFORM", "offscreen");
    QApplication app(argc, argv);
    applyTheme(app, Scheme::Light);

    constexpr int points = 11'000;
    const QByteArray json = rangeJson(50, points);
    const qint64 endMs = startMs + (points - 1) * stepMs;
    FramePtr frame;
    ChartPicture picture;
    renderChart(chartOf(*decodeRange(rangeJson(1, 100), startMs, startMs + 99 * stepMs, stepMs)),
                styleOf()); // fonts are loaded
    const double total = median([&] {
        const auto decoded = decodeRange(json, startMs, endMs, stepMs);
        if (!decoded) {
            std::fprintf(stderr, "bench_chart: %s\n", qPrintable(decoded.error().detail()));
            std::exit(1);
        }
        frame = *decoded;
        picture = renderChart(chartOf(frame), styleOf());
    });
    const double render = median([&] { picture = renderChart(chartOf(frame), styleOf()); });
    const double qtCharts = paintQtCharts(*frame);
    const auto wide = decodeRange(rangeJson(500, 1440), startMs, startMs + 1439 * stepMs, stepMs);
    const double blocked = longestTurn(*wide);
    const double wideRender = median([&] { picture = renderChart(chartOf(*wide), styleOf()); });

    bench::row("chart bytes to painted, 50 x 11000", total, "ms", "200", total / qtCharts, total <= 200);
    bench::row("chart GUI thread blocked, 500 x 1440", blocked, "ms", "32", blocked / qtCharts, blocked <= 32);
    bench::row("chart render only, 50 x 11000", render, "ms", "-", render / qtCharts);
    bench::row("chart render only, 500 x 1440", wideRender, "ms", "-", wideRender / qtCharts);
    bench::row("chart Qt Charts paints 50 x 11000", qtCharts, "ms");
    return 0;
}
