// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QColor>
#include <QIcon>
#include <QPixmap>
#include <QString>

class QPainter;
class QRectF;

namespace toban {

/// The product's own icons (resources/icons, 16 × 16, one stroke): "overview", "fleet", "alerts", "logs", "settings", …
/// A name that does not exist is a defect of the caller and asserts in debug builds.
namespace icons {
QStringList names();
/// An icon that takes its colour from the palette in use when it is painted: text (normal), faint (disabled), accent
/// (selected), at any scale. Cheap to make; drawn when first shown.
QIcon icon(const QString &name);
/// The same in one colour, for painters.
QPixmap pixmap(const QString &name, int pixels, const QColor &colour, qreal devicePixelRatio);
void paint(QPainter &painter, const QRectF &rect, const QString &name, const QColor &colour);
} // namespace icons

} // namespace toban
