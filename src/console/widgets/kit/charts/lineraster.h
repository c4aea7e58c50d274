// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "kit/charts/decimate.h"

#include <QColor>
#include <QImage>
#include <QRect>

#include <vector>

namespace toban {

/// Draws functions of time straight into an image's pixels, antialiased. A stroked QPainterPath costs tens of times as
/// much for lines that rise and fall at every pixel, and that is what dense series do. Extents are in device pixels
/// (low = upper edge), `sub` of them per pixel column of the clip rectangle.
class LineRaster
{
public:
    static constexpr int sub = 3;

    /// The image (ARGB32_Premultiplied) outlives this; `clip` in device pixels.
    LineRaster(QImage &image, const QRect &clip);

    /// `radius`: half the width. Dashes (lengths in pixels along x) only when both are above zero.
    void stroke(const std::vector<Extent> &extents, double radius, const QColor &colour, int dashOn = 0,
                int dashOff = 0);
    /// Fills between the extents' upper edges and the line `base`.
    void fill(const std::vector<Extent> &extents, double base, const QColor &colour);
    /// Fills between two edges per sub-column; NaN leaves the sub-column empty.
    void band(const std::vector<double> &upper, const std::vector<double> &lower, const QColor &colour);

private:
    void addSpan(double top, double bottom);
    void flush(int column, const QColor &colour);

    QImage &m_image;
    QRect m_clip;
    std::vector<float> m_cover; ///< per row of the clip, 0…1
    int m_from = 0; ///< rows touched
    int m_to = 0;
};

} // namespace toban
