// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "frame.h"

#include <QColor>
#include <QRectF>

class QPainter;

namespace toban {

/// Paints a frame's first series into the rectangle: min/max per pixel, gaps as gaps, the last value as a dot.
void paintSparkline(QPainter &painter, const QRectF &rect, const Frame &frame, const QColor &colour);

} // namespace toban
