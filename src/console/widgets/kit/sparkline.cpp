// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kit/sparkline.h"

#include "kit/charts/decimate.h"

#include <QPainter>
#include <QPolygonF>

#include <algorithm>
#include <cmath>
#include <limits>

namespace toban {

void paintSparkline(QPainter &painter, const QRectF &rect, const Frame &frame, const QColor &colour)
{
    if (frame.series.empty() || frame.points < 2 || rect.width() < 4)
        return;
    const std::vector<double> &values = frame.series.front().values;
    double low = std::numeric_limits<double>::infinity();
    double high = -low;
    for (const double value : values) {
        if (std::isfinite(value)) {
            low = std::min(low, value);
            high = std::max(high, value);
        }
    }
    if (low > high)
        return;
    const double range = high - low;
    const auto y = [&](double value) {
        return range > 0 ? rect.bottom() - (value - low) / range * rect.height() : rect.center().y();
    };

    std::vector<Extent> extents;
    const ColumnGrid grid{frame.startMs, frame.endMs() - frame.startMs, int(rect.width())};
    decimate(values, frame, grid, extents);
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(colour, 1.1, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    QPolygonF line;
    QPointF last;
    const auto flush = [&] {
        if (line.size() > 1)
            painter.drawPolyline(line);
        line.clear();
    };
    for (int column = 0; column < grid.count; ++column) {
        const Extent &extent = extents[size_t(column)];
        if (extent.isEmpty()) {
            flush();
            continue;
        }
        const double x = rect.left() + column + 0.5;
        line.append(QPointF(x, y(extent.low)));
        if (extent.high != extent.low)
            line.append(QPointF(x, y(extent.high)));
        last = QPointF(x, y(extent.high));
    }
    flush();
    if (std::isfinite(values.back()))
        last = QPointF(rect.right() - 0.5, y(values.back()));
    painter.setPen(Qt::NoPen);
    painter.setBrush(colour);
    painter.drawEllipse(last, 2, 2);
    painter.restore();
}

} // namespace toban
