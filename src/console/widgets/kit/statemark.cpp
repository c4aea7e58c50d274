// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kit/statemark.h"

#include <QCoreApplication>
#include <QPainter>
#include <QPainterPath>

#include <algorithm>
#include <cmath>

namespace toban {

namespace {

void paintTriangle(QPainter &painter, const QPointF &centre, qreal r)
{
    // Rounded by the pen; a little below centre so that it looks centred.
    const QPointF c = centre + QPointF(0, r * 0.12);
    painter.drawPolygon(
        QPolygonF({c + QPointF(0, -r), c + QPointF(r * 0.98, r * 0.76), c + QPointF(-r * 0.98, r * 0.76)}));
}

} // namespace

void paintStateMark(QPainter &painter, const QRectF &rect, State state, const Tokens &tokens)
{
    const QColor colour = tokens.of(state).mark;
    const qreal r = std::min(rect.width(), rect.height()) / 2;
    const QPointF c = rect.center();
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(colour);
    switch (state) {
    case State::Ok:
        painter.drawEllipse(c, r * 0.8, r * 0.8);
        break;
    case State::Busy: {
        const QRectF disc(c.x() - r * 0.72, c.y() - r * 0.72, r * 1.44, r * 1.44);
        painter.drawPie(disc, 90 * 16, -180 * 16);
        painter.setBrush(Qt::NoBrush);
        painter.setPen(QPen(colour, r * 0.22));
        painter.drawEllipse(disc);
        break;
    }
    case State::Paused:
        painter.drawRoundedRect(QRectF(c.x() - r * 0.68, c.y() - r * 0.78, r * 0.5, r * 1.56), r * 0.12, r * 0.12);
        painter.drawRoundedRect(QRectF(c.x() + r * 0.18, c.y() - r * 0.78, r * 0.5, r * 1.56), r * 0.12, r * 0.12);
        break;
    case State::Unknown: {
        // Eight dashes, whatever the size.
        const qreal radius = r * 0.74;
        QPen pen(colour, r * 0.26, Qt::CustomDashLine, Qt::FlatCap);
        const qreal dash = 2 * M_PI * radius / 8 / pen.widthF();
        pen.setDashPattern({dash * 0.58, dash * 0.42});
        painter.setPen(pen);
        painter.setBrush(Qt::NoBrush);
        painter.drawEllipse(c, radius, radius);
        break;
    }
    case State::Warn:
        painter.setPen(QPen(colour, r * 0.22, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
        paintTriangle(painter, c, r * 0.82);
        break;
    case State::Critical:
        painter.drawRoundedRect(QRectF(c.x() - r * 0.74, c.y() - r * 0.74, r * 1.48, r * 1.48), r * 0.16, r * 0.16);
        break;
    }
    painter.restore();
}

void paintUnknown(QPainter &painter, const QRectF &rect, const Tokens &tokens, qreal radius)
{
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    QPainterPath shape;
    shape.addRoundedRect(rect, radius, radius);
    painter.setClipPath(shape);
    painter.setPen(QPen(mix(tokens.surface1, tokens.unknown.mark, 0.28), 1));
    constexpr qreal step = 6;
    for (qreal x = rect.left() - rect.height(); x < rect.right(); x += step)
        painter.drawLine(QPointF(x, rect.bottom()), QPointF(x + rect.height(), rect.top()));
    painter.restore();
}

QString stateWord(State state)
{
    const auto say = [](const char *text) { return QCoreApplication::translate("State", text); };
    switch (state) {
    case State::Ok:
        return say(QT_TRANSLATE_NOOP("State", "OK"));
    case State::Busy:
        return say(QT_TRANSLATE_NOOP("State", "Working"));
    case State::Paused:
        return say(QT_TRANSLATE_NOOP("State", "Paused"));
    case State::Unknown:
        return say(QT_TRANSLATE_NOOP("State", "Unknown"));
    case State::Warn:
        return say(QT_TRANSLATE_NOOP("State", "Warning"));
    case State::Critical:
        return say(QT_TRANSLATE_NOOP("State", "Critical"));
    }
    return {};
}

} // namespace toban
