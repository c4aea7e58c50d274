// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kit/charts/decimate.h"
#include "kit/charts/plot.h"
#include "kit/format.h"

#include <QCoreApplication>
#include <QPainter>

#include <algorithm>
#include <cmath>
#include <numeric>

namespace toban {

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(Chart)
};

/// Sample times drawn as one bar or cell: [first, last], so many that each has at least `pixels` of width.
struct Slot
{
    int first = 0;
    int last = 0;
};

std::vector<Slot> makeSlots(const Plot &plot, const Frame &grid, double pixels)
{
    const IndexRange range = visibleRange(grid, plot.data.span.startMs, plot.data.span.endMs + grid.stepMs);
    const double perSample
        = double(grid.stepMs) * plot.picture.plot.width() / double(std::max<qint64>(1, plot.data.span.lengthMs()));
    const int each = std::max(1, int(std::ceil(pixels / std::max(perSample, 1e-9))));
    std::vector<Slot> slots;
    // Counted from the epoch, so that the same samples stay together while the range slides.
    const qint64 offset = (grid.startMs / grid.stepMs) % each;
    for (int i = range.first; i < range.last;) {
        const int next = std::min<int>(range.last, i + each - int((i + offset) % each));
        slots.push_back({i, next - 1});
        i = next;
    }
    return slots;
}

/// A sample tells of the step before its time: its bar lies there.
QRectF slotRect(const Plot &plot, const Frame &grid, const Slot &slot)
{
    const QRectF area = plot.picture.plot;
    const double left = std::max(area.left(), plot.picture.xOf(grid.timeAt(slot.first) - grid.stepMs));
    const double right = std::min(area.right(), plot.picture.xOf(grid.timeAt(slot.last)));
    return {left, area.top(), right - left, area.height()};
}

/// Large areas in the full colour of a line would shout.
QColor areaColour(const Tokens &tokens, int style)
{
    return mix(tokens.surface1, seriesColour(tokens, style), 0.82);
}

double strength(double value, double highest)
{
    return highest > 0 ? std::sqrt(std::clamp(value / highest, 0.0, 1.0)) : 0;
}

} // namespace

void plotBars(Plot &plot, QPainter &painter)
{
    if (plot.series.empty())
        return;
    const Frame &grid = *plot.series.front().frame;
    painter.setPen(Qt::NoPen);
    for (const Slot &slot : makeSlots(plot, grid, 4)) {
        const QRectF rect = slotRect(plot, grid, slot);
        if (rect.width() <= 0)
            continue;
        const double gap = rect.width() >= 12 ? std::min(rect.width() * 0.2, 12.0) : 1;
        // Of the samples in a slot the highest total is shown: a spike stays.
        int best = slot.first;
        double highest = -std::numeric_limits<double>::infinity();
        for (int i = slot.first; i <= slot.last; ++i) {
            double total = 0;
            bool any = false;
            for (const ChartSeries &series : plot.series) {
                const double value = series.at(grid.timeAt(i));
                any = any || std::isfinite(value);
                total += std::isfinite(value) ? value : 0;
            }
            if (any && total > highest) {
                highest = total;
                best = i;
            }
        }
        double sum = 0;
        for (size_t i = 0; i < plot.series.size(); ++i) {
            const double value = plot.series[i].at(grid.timeAt(best));
            if (!std::isfinite(value) || value == 0)
                continue;
            const double from = plot.picture.yOf(sum);
            sum += value;
            const double to = plot.picture.yOf(sum);
            painter.setBrush(areaColour(*plot.style.tokens, plot.styles[i]));
            painter.drawRect(QRectF(QPointF(rect.left() + gap / 2, std::min(from, to)),
                                    QPointF(rect.right() - gap / 2, std::max(from, to))));
        }
    }
}

double bucketBound(const ChartSeries &series)
{
    for (const Series &candidate : series.frame->series) {
        if (&candidate.values == series.values) {
            return bucketBound(candidate.labels);
        }
    }
    return 0;
}

std::vector<double> bucketCounts(const std::vector<ChartSeries> &cumulative, qint64 timeMs)
{
    std::vector<double> counts;
    counts.reserve(cumulative.size());
    double below = 0;
    for (const ChartSeries &series : cumulative) {
        const double upTo = series.at(timeMs);
        // Rates of neighbouring buckets can differ by rounding; a count is never below zero.
        counts.push_back(std::isfinite(upTo) ? std::max(0.0, upTo - below) : upTo);
        if (std::isfinite(upTo))
            below = std::max(below, upTo);
    }
    return counts;
}

QString bucketText(const std::vector<ChartSeries> &cumulative, size_t index, Unit unit, const QString &currency)
{
    const double upper = bucketBound(cumulative[index]);
    const double lower = index == 0 ? 0 : bucketBound(cumulative[index - 1]);
    if (std::isinf(upper))
        return Words::tr("over %1", "a bucket without upper bound; Japanese %1超")
            .arg(format::value(lower, unit, currency));
    return Words::tr("%1 – %2", "bounds of a bucket; Japanese %1～%2")
        .arg(format::value(lower, unit, currency), format::value(upper, unit, currency));
}

void plotHeatmap(Plot &plot, QPainter &painter)
{
    if (plot.series.empty())
        return;
    const Tokens &t = *plot.style.tokens;
    const Frame &grid = *plot.series.front().frame;
    const std::vector<Slot> slots = makeSlots(plot, grid, 4);
    const size_t rows = plot.series.size();
    std::vector<std::vector<double>> cells;
    double highest = 0;
    for (const Slot &slot : slots) {
        std::vector<double> sums(rows, std::numeric_limits<double>::quiet_NaN());
        for (int i = slot.first; i <= slot.last; ++i) {
            const std::vector<double> counts = bucketCounts(plot.series, grid.timeAt(i));
            for (size_t row = 0; row < rows; ++row) {
                if (std::isfinite(counts[row]))
                    sums[row] = (std::isfinite(sums[row]) ? sums[row] : 0) + counts[row];
            }
        }
        for (const double sum : sums) {
            if (std::isfinite(sum))
                highest = std::max(highest, sum);
        }
        cells.push_back(std::move(sums));
    }
    const double height = plot.picture.plot.height() / double(rows);
    painter.setPen(Qt::NoPen);
    for (size_t c = 0; c < slots.size(); ++c) {
        const QRectF rect = slotRect(plot, grid, slots[c]);
        if (rect.width() <= 0)
            continue;
        for (size_t row = 0; row < rows; ++row) {
            const double value = cells[c][row];
            if (!std::isfinite(value) || value <= 0)
                continue;
            const QRectF cell(rect.left(), plot.picture.plot.bottom() - height * double(row + 1), rect.width(), height);
            // The eye needs a floor: one request in a thousand must still be seen.
            painter.setBrush(mix(t.surface1, t.accent, 0.10 + 0.90 * strength(value, highest)));
            const double gap = rect.width() >= 6 ? 1 : 0;
            painter.drawRect(cell.adjusted(0, 0.5, -gap, -0.5));
        }
    }
}

QString exactCount(double value, const ChartData &data)
{
    const bool counts = data.unit == Unit::Count || data.unit == Unit::None || data.unit == Unit::Tokens;
    return format::exact(counts && std::abs(value) >= 100 ? std::round(value) : std::round(value * 100) / 100,
                         data.unit, data.currency);
}

void plotShares(Plot &plot, QPainter &painter)
{
    const Tokens &t = *plot.style.tokens;
    struct Row
    {
        QString name;
        int style = 0;
        double sum = 0;
        double mean = 0;
    };
    std::vector<Row> rows;
    double total = 0;
    for (size_t i = 0; i < plot.series.size(); ++i) {
        const ChartSeries &series = plot.series[i];
        const IndexRange range = visibleRange(*series.frame, plot.data.span.startMs, plot.data.span.endMs);
        Row row{series.name, plot.styles[i], 0, 0};
        int count = 0;
        for (int k = range.first; k < std::min(range.last, int(series.values->size())); ++k) {
            const double value = (*series.values)[size_t(k)];
            if (std::isfinite(value) && value >= 0) {
                row.sum += value;
                ++count;
            }
        }
        if (count == 0)
            continue;
        row.mean = row.sum / count;
        total += row.sum;
        rows.push_back(row);
    }
    plot.picture.hasData = !rows.empty();
    if (rows.empty())
        return;
    std::stable_sort(rows.begin(), rows.end(), [](const Row &a, const Row &b) { return a.sum > b.sum; });

    const QRectF area(QPointF(0, 0), QSizeF(plot.style.size));
    const QFontMetricsF metrics(plot.style.font);
    constexpr double barHeight = 12;
    constexpr double rowHeight = 24;
    const double top = area.top() + barHeight + 10;
    const auto fitting = size_t(std::max(1.0, std::floor((area.bottom() - top) / rowHeight)));
    if (rows.size() > fitting) {
        Row other;
        const auto kept = std::ptrdiff_t(fitting) - 1;
        other.name = Words::tr("Other (%1)", "how many").arg(rows.size() - size_t(kept));
        other.style = -1;
        for (auto it = rows.begin() + kept; it != rows.end(); ++it) {
            other.sum += it->sum;
            other.mean += it->mean;
        }
        rows.resize(size_t(kept));
        rows.push_back(other);
    }
    const auto colourOf = [&](const Row &row) { return row.style < 0 ? t.unknown.mark : areaColour(t, row.style); };

    painter.setPen(Qt::NoPen);
    double x = area.left();
    for (const Row &row : rows) {
        const double width = total > 0 ? area.width() * row.sum / total : 0;
        painter.setBrush(colourOf(row));
        painter.drawRect(QRectF(x, area.top(), std::max(0.0, width - 1), barHeight));
        x += width;
    }

    double nameWidth = 0;
    double figureWidth = 0;
    double shareWidth = 0;
    for (const Row &row : rows) {
        nameWidth = std::max(nameWidth, metrics.horizontalAdvance(row.name));
        figureWidth = std::max(figureWidth,
                               metrics.horizontalAdvance(format::value(row.mean, plot.data.unit, plot.data.currency)));
        shareWidth
            = std::max(shareWidth, metrics.horizontalAdvance(format::percent(total > 0 ? row.sum / total : 0, 1)));
    }
    nameWidth = std::min(nameWidth, area.width() * 0.4);
    const double barLeft = area.left() + 18 + nameWidth + 12;
    const double barRight = area.right() - figureWidth - shareWidth - 28;
    double y = top;
    for (const Row &row : rows) {
        const QRectF line(area.left(), y, area.width(), rowHeight);
        painter.setPen(Qt::NoPen);
        painter.setBrush(colourOf(row));
        painter.drawRoundedRect(QRectF(line.left(), line.center().y() - 5, 10, 10), 2, 2);
        if (barRight - barLeft > 24 && rows.front().sum > 0) {
            const double width = (barRight - barLeft) * row.sum / std::max(rows.front().sum, row.sum);
            painter.setBrush(t.surface2);
            painter.drawRoundedRect(QRectF(barLeft, line.center().y() - 3, barRight - barLeft, 6), 3, 3);
            painter.setBrush(colourOf(row));
            painter.drawRoundedRect(QRectF(barLeft, line.center().y() - 3, std::max(2.0, width), 6), 3, 3);
        }
        plot.picture.bars.push_back({line, row.name, exactCount(row.mean, plot.data),
                                     total > 0 ? format::percent(row.sum / total, 1) : QString()});
        painter.setPen(t.text);
        painter.drawText(QRectF(line.left() + 18, y, nameWidth + 1, rowHeight), Qt::AlignVCenter | Qt::AlignLeft,
                         metrics.elidedText(row.name, Qt::ElideRight, nameWidth + 1));
        painter.setPen(t.textStrong);
        painter.drawText(line.adjusted(0, 0, -figureWidth - 12, 0), Qt::AlignVCenter | Qt::AlignRight,
                         format::percent(total > 0 ? row.sum / total : 0, 1));
        painter.setPen(t.textFaint);
        painter.drawText(line, Qt::AlignVCenter | Qt::AlignRight,
                         format::value(row.mean, plot.data.unit, plot.data.currency));
        y += rowHeight;
    }
}

} // namespace toban
