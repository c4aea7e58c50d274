// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kit/charts/lineraster.h"

#include <algorithm>
#include <cmath>

namespace toban {

LineRaster::LineRaster(QImage &image, const QRect &clip)
    : m_image(image), m_clip(clip & image.rect()), m_cover(size_t(std::max(0, m_clip.height())) + 1, 0.f),
      m_from(m_clip.height())
{ }

void LineRaster::addSpan(double top, double bottom)
{
    constexpr float weight = 1.f / sub;
    top = std::max(top - m_clip.top(), 0.0);
    bottom = std::min(bottom - m_clip.top(), double(m_clip.height()));
    if (!(bottom > top))
        return;
    const int first = int(top);
    const int last = std::min(int(bottom), m_clip.height() - 1);
    m_from = std::min(m_from, first);
    m_to = std::max(m_to, last + 1);
    if (first == last) {
        m_cover[size_t(first)] += weight * float(bottom - top);
        return;
    }
    m_cover[size_t(first)] += weight * float(first + 1 - top);
    for (int row = first + 1; row < last; ++row)
        m_cover[size_t(row)] += weight;
    m_cover[size_t(last)] += weight * float(bottom - last);
}

void LineRaster::flush(int column, const QColor &colour)
{
    const int x = m_clip.left() + column;
    const int red = colour.red();
    const int green = colour.green();
    const int blue = colour.blue();
    const float alpha = float(colour.alphaF()) * 256.f;
    const qsizetype stride = m_image.bytesPerLine() / qsizetype(sizeof(QRgb));
    auto *pixel = reinterpret_cast<QRgb *>(m_image.bits()) + (m_clip.top() + m_from) * stride + x;
    for (int row = m_from; row < m_to; ++row, pixel += stride) {
        const int a = int(std::min(m_cover[size_t(row)], 1.f) * alpha);
        m_cover[size_t(row)] = 0;
        if (a <= 0)
            continue;
        const int rest = 256 - a;
        const QRgb under = *pixel;
        *pixel = qRgba((red * a + qRed(under) * rest) >> 8, (green * a + qGreen(under) * rest) >> 8,
                       (blue * a + qBlue(under) * rest) >> 8, std::min(255, (255 * a + qAlpha(under) * rest) >> 8));
    }
    m_from = m_clip.height();
    m_to = 0;
}

void LineRaster::stroke(const std::vector<Extent> &extents, double radius, const QColor &colour, int dashOn,
                        int dashOff)
{
    const int count = std::min(int(extents.size()), m_clip.width() * sub);
    const int reach = int(radius * sub);
    std::vector<double> grow(size_t(reach) + 1);
    for (int d = 0; d <= reach; ++d)
        grow[size_t(d)] = std::sqrt(std::max(0.0, radius * radius - double(d * d) / (sub * sub)));

    const auto empty = [&](int s) { return s < 0 || s >= count || extents[size_t(s)].isEmpty(); };
    for (int column = 0; column * sub < count; ++column) {
        if (dashOn > 0 && dashOff > 0 && column % (dashOn + dashOff) >= dashOn)
            continue;
        for (int s = column * sub; s < std::min(count, (column + 1) * sub); ++s) {
            if (empty(s))
                continue;
            // What the pen covers here: its disc moved along the line through the neighbours, but never across a gap.
            const Extent &own = extents[size_t(s)];
            double top = own.low - grow[0];
            double bottom = own.high + grow[0];
            for (const int direction : {-1, 1}) {
                for (int d = 1; d <= reach && !empty(s + direction * d); ++d) {
                    const int neighbour = s + direction * d;
                    const Extent &other = extents[size_t(neighbour)];
                    top = std::min(top, other.low - grow[size_t(d)]);
                    bottom = std::max(bottom, other.high + grow[size_t(d)]);
                }
            }
            addSpan(top, bottom);
        }
        flush(column, colour);
    }
    // A sample alone between two gaps would be a speck; it is a dot.
    for (int s = 0; s < count; ++s) {
        if (!empty(s) && empty(s - 1) && empty(s + 1)) {
            const Extent &point = extents[size_t(s)];
            const double x = (s + 0.5) / sub;
            const int reachPixels = int(std::ceil(radius * 2.4)) + 1;
            for (int column = std::max(0, int(x) - reachPixels);
                 column <= std::min(m_clip.width() - 1, int(x) + reachPixels); ++column) {
                for (int part = 0; part < sub; ++part) {
                    const double away = column + (part + 0.5) / sub - x;
                    const double half = radius * radius * 5.76 - away * away;
                    if (half > 0)
                        addSpan((point.low + point.high) / 2 - std::sqrt(half),
                                (point.low + point.high) / 2 + std::sqrt(half));
                }
                flush(column, colour);
            }
        }
    }
}

void LineRaster::fill(const std::vector<Extent> &extents, double base, const QColor &colour)
{
    const int count = std::min(int(extents.size()), m_clip.width() * sub);
    for (int column = 0; column * sub < count; ++column) {
        for (int s = column * sub; s < std::min(count, (column + 1) * sub); ++s) {
            const Extent &extent = extents[size_t(s)];
            if (extent.isEmpty())
                continue;
            const double middle = (extent.low + extent.high) / 2;
            addSpan(std::min(middle, base), std::max(middle, base));
        }
        flush(column, colour);
    }
}

void LineRaster::band(const std::vector<double> &upper, const std::vector<double> &lower, const QColor &colour)
{
    const int count = std::min({int(upper.size()), int(lower.size()), m_clip.width() * sub});
    for (int column = 0; column * sub < count; ++column) {
        for (int s = column * sub; s < std::min(count, (column + 1) * sub); ++s) {
            if (std::isfinite(upper[size_t(s)]) && std::isfinite(lower[size_t(s)]))
                addSpan(upper[size_t(s)], lower[size_t(s)]);
        }
        flush(column, colour);
    }
}

} // namespace toban
