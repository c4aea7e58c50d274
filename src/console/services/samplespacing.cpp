// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "samplespacing.h"

#include "duration.h"
#include "prometheus/prometheusclient.h"

#include <algorithm>
#include <array>

namespace toban {

namespace {

constexpr std::array<qint64, 14> usual{1'000,  2'000,   5'000,   10'000,  15'000,  20'000,    30'000,
                                       60'000, 120'000, 300'000, 600'000, 900'000, 1'800'000, 3'600'000};
constexpr qint64 longSpan = 2 * 3'600'000;

/// Series by series, the largest at this point; nothing where there is none.
std::optional<double> largestAt(const Frame &frame, int point)
{
    std::optional<double> largest;
    for (const Series &series : frame.series) {
        const double value = series.values[std::size_t(point)];
        if (value > 0 && (!largest || value > *largest))
            largest = value;
    }
    return largest;
}

} // namespace

qint64 roundUpToUsualMs(double intervalMs)
{
    // Samples jitter and windows hold both of their ends: a little over is not the next step.
    const double tolerant = intervalMs / 1.05;
    const auto it
        = std::find_if(usual.begin(), usual.end(), [tolerant](qint64 step) { return double(step) >= tolerant; });
    return it == usual.end() ? usual.back() : *it;
}

std::optional<qint64> estimateSpacingMs(const Frame &counts, qint64 windowMs)
{
    std::vector<double> all;
    std::vector<double> settled;
    bool gapBefore = false;
    for (int i = 0; i < counts.points; ++i) {
        const auto count = largestAt(counts, i);
        if (count) {
            all.push_back(*count);
            if (!gapBefore)
                settled.push_back(*count);
        }
        gapBefore = !count;
    }
    auto &chosen = settled.empty() ? all : settled;
    if (chosen.empty())
        return std::nullopt;
    std::sort(chosen.begin(), chosen.end());
    const double count = chosen[chosen.size() >= 6 ? 1 : 0];
    return roundUpToUsualMs(double(windowMs) / count);
}

qint64 rateWindowMs(qint64 spacingMs, qint64 stepMs)
{
    return std::max(4 * spacingMs, stepMs);
}

QCoro::Task<std::optional<qint64>> probeSpacing(PrometheusClient *client, QString metric, TimeRange::Span span)
{
    const qint64 windowMs = span.lengthMs() >= longSpan ? 1'800'000 : 900'000;
    const qint64 stepMs = std::max<qint64>(span.lengthMs() / 12, 60'000);
    const QString expression = QStringLiteral("max(count_over_time(%1[%2]))").arg(metric, durationText(windowMs));
    const auto counts = co_await client->queryRange(expression, span.startMs, span.endMs, stepMs);
    if (!counts)
        co_return std::nullopt; // the panels' own queries will say what is wrong
    co_return estimateSpacingMs(**counts, windowMs);
}

} // namespace toban
