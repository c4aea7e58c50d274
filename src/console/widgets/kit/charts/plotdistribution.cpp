// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kit/charts/plot.h"
#include "kit/format.h"

#include <QPainter>

#include <algorithm>
#include <cmath>

namespace toban {

namespace {

/// The upper bound alone: the lower one is the neighbour's, and both would not fit.
QString boundText(const Plot &plot, size_t index)
{
    const double upper = bucketBound(plot.series[index]);
    if (std::isinf(upper))
        return bucketText(plot.series, index, plot.data.bucketUnit, plot.data.currency);
    return u"≤ " + format::value(upper, plot.data.bucketUnit, plot.data.currency);
}

} // namespace

bool isDistribution(const ChartData &data)
{
    return data.kind == PanelKind::Histogram
        && std::all_of(data.layers.begin(), data.layers.end(),
                       [](const ChartData::Layer &layer) { return !layer.frame || layer.frame->points <= 1; });
}

void plotDistribution(Plot &plot, QPainter &painter)
{
    const Tokens &t = *plot.style.tokens;
    const QRectF area = plot.picture.plot;
    const QFontMetricsF metrics(plot.style.font);
    const size_t count = plot.series.size();
    const auto valueOf = [&](size_t i) {
        const double value = plot.series[i].values->empty() ? 0 : plot.series[i].values->front();
        return std::isfinite(value) ? std::max(0.0, value) : 0;
    };
    double total = 0;
    for (size_t i = 0; i < count; ++i)
        total += valueOf(i);

    const double width = area.width() / double(count);
    double free = 0;
    for (size_t i = 0; i < count; ++i) {
        const QRectF column(area.left() + width * double(i), area.top(), width, area.height());
        const double top = plot.picture.yOf(valueOf(i));
        const double gap = std::min(12.0, width * 0.2);
        painter.setPen(Qt::NoPen);
        painter.setBrush(mix(t.surface1, t.accent, 0.72));
        if (valueOf(i) > 0) // the rarest bucket is still seen
            painter.drawRect(QRectF(QPointF(column.left() + gap / 2, std::min(top, area.bottom() - 1)),
                                    QPointF(column.right() - gap / 2, area.bottom())));
        const QString share = total > 0 ? format::percent(valueOf(i) / total, 1) : QString();
        if (valueOf(i) > 0 && metrics.horizontalAdvance(share) <= width) {
            painter.setPen(t.text);
            painter.drawText(
                QRectF(column.left(), std::max(area.top(), top - metrics.height() - 1), width, metrics.height()),
                Qt::AlignCenter, share);
        }
        plot.picture.bars.push_back({column, bucketText(plot.series, i, plot.data.bucketUnit, plot.data.currency),
                                     exactCount(valueOf(i), plot.data), share});
        const QString bound = boundText(plot, i);
        const double w = metrics.horizontalAdvance(bound);
        const double left = std::clamp(column.center().x() - w / 2, 0.0, std::max(0.0, plot.style.size.width() - w));
        if (left < free)
            continue;
        painter.setPen(t.textFaint);
        painter.drawText(QRectF(left, area.bottom() + 6, w + 1, metrics.height()), Qt::AlignLeft | Qt::AlignTop, bound);
        free = left + w + 8;
    }
}

} // namespace toban
