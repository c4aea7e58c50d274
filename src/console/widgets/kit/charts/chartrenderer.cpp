// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kit/charts/chartrenderer.h"

#include "kit/charts/axis.h"
#include "kit/charts/decimate.h"
#include "kit/charts/plot.h"
#include "kit/format.h"

#include <QPainter>

#include <algorithm>
#include <cmath>
#include <limits>

namespace toban {

namespace {

constexpr double leftAtLeast = 44; ///< so that most charts of a column begin at the same x
constexpr double bottomMargin = 22;
constexpr double topMargin = 8;
constexpr double rightMargin = 4;

struct Scale
{
    QList<double> ticks;
    QStringList labels;
};

Scale bucketScale(const Plot &plot)
{
    Scale scale;
    QList<double> bounds;
    for (const ChartSeries &series : plot.series)
        bounds.append(bucketBound(series));
    for (int i = 0; i < bounds.size(); ++i) {
        scale.ticks.append(i + 1);
        scale.labels.append(std::isinf(bounds[i]) ? QStringLiteral("∞")
                                                  : format::value(bounds[i], plot.data.unit, plot.data.currency));
    }
    return scale;
}

Scale valueScale(Plot &plot, double low, double high)
{
    const Thresholds &limits = plot.data.thresholds;
    for (const auto &limit : {limits.warn, limits.critical}) {
        // A threshold near the data is worth seeing in place; one far off would press the data flat.
        if (limit && std::isfinite(high) && *limit > high && *limit <= std::max(high * 1.8, low + (high - low) * 1.8))
            high = *limit;
        if (limit && std::isfinite(low) && *limit < low && *limit >= low - (high - low) * 0.8 - std::abs(low) * 0.02)
            low = *limit;
    }
    const int ticks = std::clamp(int(plot.style.size.height() / 42.0), 2, 7);
    const ValueAxis axis = valueAxis(low, high, plot.data.unit, plot.data.zeroBased, ticks);
    plot.picture.low = axis.low;
    plot.picture.high = axis.high;
    return {axis.ticks, format::axis(axis.ticks, plot.data.unit, plot.data.currency)};
}

void drawScale(const Plot &plot, QPainter &painter, const Scale &scale)
{
    const Tokens &t = *plot.style.tokens;
    const QRectF area = plot.picture.plot;
    const QFontMetricsF metrics(plot.style.font);
    double free = std::numeric_limits<double>::infinity(); // labels go upwards
    for (int i = 0; i < scale.ticks.size(); ++i) {
        const double y = plot.picture.yOf(scale.ticks[i]);
        const double snapped = std::round(y * plot.style.devicePixelRatio) / plot.style.devicePixelRatio;
        painter.setRenderHint(QPainter::Antialiasing, false);
        painter.fillRect(QRectF(area.left(), snapped, area.width(), 1 / plot.style.devicePixelRatio), t.grid);
        if (y + metrics.height() / 2 > free)
            continue;
        painter.setPen(t.textFaint);
        painter.drawText(QRectF(0, y - metrics.height() / 2, area.left() - 8, metrics.height()),
                         Qt::AlignRight | Qt::AlignVCenter, scale.labels[i]);
        free = y - metrics.height() / 2;
    }
}

void drawTimes(const Plot &plot, QPainter &painter)
{
    const Tokens &t = *plot.style.tokens;
    const QRectF area = plot.picture.plot;
    const QFontMetricsF metrics(plot.style.font);
    const auto width = [&](const QString &text) { return metrics.horizontalAdvance(text); };
    double free = 0;
    for (const TimeTick &tick : timeTicks(plot.data.span, plot.data.zone, area.width(), width)) {
        const double x = plot.picture.xOf(tick.timeMs);
        const double w = width(tick.text);
        // At the very edges the text moves inwards, unless that brings it onto its neighbour.
        const double left = std::clamp(x - w / 2, 0.0, plot.style.size.width() - w);
        if (left < free)
            continue;
        painter.setPen(tick.isDate ? t.textStrong : t.textFaint);
        painter.drawText(QRectF(left, area.bottom() + 6, w + 1, metrics.height()), Qt::AlignLeft | Qt::AlignTop,
                         tick.text);
        painter.fillRect(QRectF(std::round(x), area.bottom(), 1, 3), t.line);
        free = left + w + 8;
    }
}

void drawThreshold(const Plot &plot, QPainter &painter, double value, const StateColours &colours)
{
    const QRectF area = plot.picture.plot;
    const QFontMetricsF metrics(plot.style.font);
    const bool above = value > plot.picture.high;
    if (value < plot.picture.low)
        return;
    const QString &name = plot.data.thresholdsName;
    const QString text = (above ? QStringLiteral("↑ ") : QString()) + (name.isEmpty() ? name : name + QLatin1Char(' '))
        + format::value(value, plot.data.unit, plot.data.currency);
    const double w = metrics.horizontalAdvance(text) + 8;
    const double y = above ? area.top() : std::round(plot.picture.yOf(value)) + 0.5;
    if (!above) {
        painter.setPen(QPen(colours.mark, 1, Qt::CustomDashLine));
        QPen pen = painter.pen();
        pen.setDashPattern({5, 4});
        painter.setPen(pen);
        painter.drawLine(QPointF(area.left(), y), QPointF(area.right(), y));
    }
    const bool below = y - area.top() < metrics.height() + 2;
    QRectF label(area.right() - w, below ? y + 2 : y - metrics.height() - 1, w, metrics.height());
    if (above && &colours == &plot.style.tokens->critical && plot.data.thresholds.warn
        && *plot.data.thresholds.warn > plot.picture.high)
        label.translate(-w - 4, 0); // both are off the scale: side by side
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    QColor ground = plot.style.tokens->surface1;
    ground.setAlphaF(0.85f);
    painter.setBrush(ground);
    painter.drawRoundedRect(label, 3, 3);
    painter.setPen(colours.text);
    painter.drawText(label, Qt::AlignCenter, text);
}

void drawAnnotations(const Plot &plot, QPainter &painter)
{
    const QRectF area = plot.picture.plot;
    const QFontMetricsF metrics(plot.style.font);
    std::vector<ChartData::Annotation> shown;
    for (const ChartData::Annotation &annotation : plot.data.annotations) {
        if (annotation.timeMs >= plot.data.span.startMs && annotation.timeMs <= plot.data.span.endMs)
            shown.push_back(annotation);
    }
    std::sort(shown.begin(), shown.end(), [](const auto &a, const auto &b) { return a.timeMs < b.timeMs; });
    painter.setRenderHint(QPainter::Antialiasing);
    for (size_t i = 0; i < shown.size(); ++i) {
        const StateColours &colours = plot.style.tokens->of(shown[i].state);
        const double x = std::round(plot.picture.xOf(shown[i].timeMs)) + 0.5;
        painter.setPen(QPen(colours.mark, 1));
        painter.drawLine(QPointF(x, area.top()), QPointF(x, area.bottom()));
        painter.setPen(Qt::NoPen);
        painter.setBrush(colours.mark);
        painter.drawPolygon(
            QPolygonF({QPointF(x, area.top()), QPointF(x + 8, area.top() + 4), QPointF(x, area.top() + 8)}));
        const double next = i + 1 < shown.size() ? plot.picture.xOf(shown[i + 1].timeMs) : area.right();
        const double w = metrics.horizontalAdvance(shown[i].text);
        if (w > 0 && x + 12 + w + 6 < next) {
            const QRectF label(x + 11, area.top() - 2, w + 4, metrics.height());
            QColor ground = plot.style.tokens->surface1;
            ground.setAlphaF(0.85f);
            painter.setBrush(ground);
            painter.drawRoundedRect(label, 3, 3);
            painter.setPen(colours.text);
            painter.drawText(label, Qt::AlignCenter, shown[i].text);
        }
    }
}

double totalAt(const Plot &plot, qint64 timeMs, bool &any)
{
    double total = 0;
    for (const ChartSeries &series : plot.series) {
        const double value = series.at(timeMs);
        any = any || std::isfinite(value);
        total += std::isfinite(value) ? value : 0;
    }
    return total;
}

} // namespace

double ChartPicture::xOf(qint64 timeMs) const
{
    return plot.left() + double(timeMs - span.startMs) * plot.width() / double(std::max<qint64>(1, span.lengthMs()));
}

qint64 ChartPicture::timeAt(double x) const
{
    return span.startMs + std::llround((x - plot.left()) * double(span.lengthMs()) / std::max(1.0, plot.width()));
}

double ChartPicture::yOf(double value) const
{
    return plot.bottom() - (value - low) / (high - low) * plot.height();
}

QRect Plot::devicePlot() const
{
    const QRectF r = picture.plot;
    const qreal ratio = style.devicePixelRatio;
    return QRectF(r.topLeft() * ratio, r.size() * ratio).toRect();
}

double Plot::deviceY(double value) const
{
    return picture.yOf(value) * style.devicePixelRatio;
}

QColor seriesColour(const Tokens &tokens, int style)
{
    return tokens.series[size_t(style) % tokens.series.size()];
}

bool valueRange(const Plot &plot, double &low, double &high)
{
    low = std::numeric_limits<double>::infinity();
    high = -low;
    if (plot.series.empty())
        return false;
    const auto add = [&](double value) {
        low = std::min(low, value);
        high = std::max(high, value);
    };
    const bool stacked = plot.data.kind == PanelKind::StackedArea || plot.data.kind == PanelKind::Bars;
    if (stacked) {
        const Frame &grid = *plot.series.front().frame;
        const IndexRange range = visibleRange(grid, plot.data.span.startMs, plot.data.span.endMs);
        for (int i = range.first; i < range.last; ++i) {
            bool any = false;
            const double total = totalAt(plot, grid.timeAt(i), any);
            if (any)
                add(total);
        }
    } else {
        for (const ChartSeries &series : plot.series) {
            const IndexRange range = visibleRange(*series.frame, plot.data.span.startMs, plot.data.span.endMs);
            for (int i = range.first; i < std::min(range.last, int(series.values->size())); ++i) {
                if (const double value = (*series.values)[size_t(i)]; std::isfinite(value))
                    add(value);
            }
        }
    }
    return low <= high;
}

ChartPicture renderChart(const ChartData &data, const ChartStyle &style)
{
    const format::LocaleScope scope(style.locale);
    ChartPicture picture;
    picture.span = data.span;
    picture.image = QImage(style.size * style.devicePixelRatio, QImage::Format_ARGB32_Premultiplied);
    picture.image.setDevicePixelRatio(style.devicePixelRatio);
    picture.image.fill(style.transparent ? QColor(Qt::transparent) : style.tokens->surface1);
    const bool distribution = isDistribution(data);
    picture.hasTimeAxis = data.kind != PanelKind::Shares && !distribution;

    Plot plot{data, style, {}, {}, picture};
    std::vector<ChartSeries> all = chartSeries(data);
    for (size_t i = 0; i < all.size(); ++i) {
        if (style.hidden.contains(all[i].name))
            continue;
        plot.styles.push_back(i < size_t(style.styles.size()) ? style.styles[qsizetype(i)] : int(i));
        plot.series.push_back(std::move(all[i]));
    }

    QPainter painter(&picture.image);
    painter.setFont(style.font);
    if (data.kind == PanelKind::Shares) {
        painter.setRenderHint(QPainter::Antialiasing);
        plotShares(plot, painter);
        return picture;
    }

    double low = 0;
    double high = 0;
    picture.hasData = valueRange(plot, low, high);
    Scale scale;
    if (distribution) {
        scale = valueScale(plot, 0, high * 1.08); // room for the shares above the bars
    } else if (data.kind == PanelKind::Histogram) {
        picture.low = 0;
        picture.high = std::max<double>(1, double(plot.series.size()));
        scale = bucketScale(plot);
    } else {
        scale = valueScale(plot, low, high);
    }
    const QFontMetricsF metrics(style.font);
    double left = leftAtLeast;
    for (const QString &label : scale.labels)
        left = std::max(left, std::ceil(metrics.horizontalAdvance(label)) + 12);
    picture.plot = QRectF(left, topMargin, style.size.width() - left - rightMargin,
                          style.size.height() - topMargin - bottomMargin);
    if (picture.plot.width() < 16 || picture.plot.height() < 16 || !picture.hasData || data.span.lengthMs() <= 0)
        return picture;

    if (distribution) {
        drawScale(plot, painter, scale);
        plotDistribution(plot, painter);
        return picture;
    }
    if (data.kind != PanelKind::Histogram)
        drawScale(plot, painter, scale);
    drawTimes(plot, painter);
    switch (data.kind) {
    case PanelKind::Bars:
        plotBars(plot, painter);
        break;
    case PanelKind::Histogram:
        plotHeatmap(plot, painter);
        drawScale(plot, painter, scale);
        break;
    case PanelKind::Line:
    case PanelKind::StackedArea:
        painter.end(); // the raster writes the pixels itself
        data.kind == PanelKind::Line ? plotLines(plot) : plotStack(plot);
        painter.begin(&picture.image);
        painter.setFont(style.font);
        break;
    case PanelKind::Shares:
        break;
    }
    if (data.kind != PanelKind::Histogram) {
        if (data.thresholds.warn)
            drawThreshold(plot, painter, *data.thresholds.warn, style.tokens->warn);
        if (data.thresholds.critical)
            drawThreshold(plot, painter, *data.thresholds.critical, style.tokens->critical);
    }
    drawAnnotations(plot, painter);
    return picture;
}

} // namespace toban
