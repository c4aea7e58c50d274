// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "samples.h"

#include <cmath>

namespace toban::samples {

FramePtr day(const QStringList &names, const QString &label, double level, qint64 spanMs, qint64 stepMs, unsigned seed,
             bool gap)
{
    std::mt19937 random(seed);
    std::normal_distribution<double> noise(0, 1);
    auto frame = std::make_shared<Frame>();
    frame->stepMs = stepMs;
    frame->points = int(spanMs / stepMs) + 1;
    frame->startMs = nowMs - (frame->points - 1) * stepMs;
    double scale = 1;
    for (const QString &name : names) {
        Series series{Labels({{label, name}}), {}};
        for (int i = 0; i < frame->points; ++i) {
            const double hour = std::fmod(double(frame->timeAt(i)) / 3'600'000.0, 24);
            double value
                = level * scale * (0.55 + 0.45 * std::exp(-std::pow((hour - 14) / 4.5, 2)) + 0.06 * noise(random));
            if (gap && i > frame->points * 0.3 && i < frame->points * 0.36)
                value = std::nan("");
            series.values.push_back(std::isnan(value) ? value : std::max(0.0, value));
        }
        frame->series.push_back(std::move(series));
        scale *= 0.62;
    }
    return frame;
}

FramePtr latencyBuckets(qint64 spanMs, qint64 stepMs)
{
    const double bounds[] = {0.1, 0.5, 1, 2, 5, 10, 30, 60, INFINITY};
    std::mt19937 random(7);
    std::normal_distribution<double> noise(0, 0.1);
    auto frame = std::make_shared<Frame>();
    frame->stepMs = stepMs;
    frame->points = int(spanMs / stepMs) + 1;
    frame->startMs = nowMs - (frame->points - 1) * stepMs;
    for (const double bound : bounds)
        frame->series.push_back(
            {Labels({{QStringLiteral("le"), std::isinf(bound) ? QStringLiteral("+Inf") : QString::number(bound)}}),
             {}});
    for (int i = 0; i < frame->points; ++i) {
        const double hour = std::fmod(double(frame->timeAt(i)) / 3'600'000.0, 24);
        const double median = 2.2 + 1.2 * std::exp(-std::pow((hour - 14) / 4, 2)) + noise(random);
        for (size_t b = 0; b < std::size(bounds); ++b) {
            const double z = (std::log(bounds[b]) - std::log(median)) / 0.8;
            const double share = std::isinf(bounds[b]) ? 1 : 0.5 * std::erfc(-z / std::sqrt(2));
            frame->series[b].values.push_back(12 * share);
        }
    }
    return frame;
}

ChartData chart(PanelKind kind, const QString &title, Unit unit, FramePtr frame, const QString &legend, qint64 spanMs)
{
    ChartData data;
    data.kind = kind;
    data.title = title;
    data.unit = unit;
    data.currency = QStringLiteral("USD");
    data.layers = {{std::move(frame), legend}};
    data.span = {nowMs - spanMs, nowMs};
    return data;
}

Figure figure(double value, Unit unit, State state, double lastWeek, unsigned seed)
{
    Figure figure;
    figure.value = value;
    figure.unit = unit;
    figure.state = state;
    figure.lastWeek = lastWeek;
    figure.newestSampleMs = nowMs - 8000;
    figure.query = QStringLiteral("sum(rate(x[5m]))");
    figure.sparkline = day({QStringLiteral("a")}, QStringLiteral("x"), value, 86'400'000, 600'000, seed);
    return figure;
}

std::vector<EndpointHealth> health()
{
    std::vector<EndpointHealth> all(4);
    for (size_t i = 0; i < 4; ++i) {
        all[i].kind = allEndpointKinds[i];
        all[i].configured = true;
        all[i].state = State::Ok;
        all[i].origin = QStringLiteral("http://127.0.0.1:%1").arg(9090 + i);
        all[i].version = QStringLiteral("2.42.0");
        all[i].latency = std::chrono::milliseconds(4 + 11 * i);
        all[i].lastSuccessMs = nowMs - 3000;
    }
    all[1].state = State::Critical;
    all[1].latency = {};
    all[1].failingSinceMs = nowMs - 130'000;
    all[1].lastSuccessMs = nowMs - 130'000;
    all[1].error
        = Error(ErrorKind::Network, QStringLiteral("connection refused"), QStringLiteral("http://127.0.0.1:3100"));
    all[2].state = State::Warn;
    all[2].latency = std::chrono::milliseconds(912);
    return all;
}

} // namespace toban::samples
