// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "operations/environmenttag.h"

#include "kit/theme.h"

#include <QPainter>

namespace toban {

EnvironmentTag::EnvironmentTag(QWidget *parent) : QWidget(parent)
{
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
}

void EnvironmentTag::setContext(const Context &context)
{
    m_context = context;
    setAccessibleName(tr("Environment %1").arg(context.name));
    updateGeometry();
    update();
}

QSize EnvironmentTag::sizeHint() const
{
    const QFontMetrics metrics(type::font(this, type::body, QFont::DemiBold));
    return {metrics.horizontalAdvance(m_context.name) + 3 * space::s, space::control - 4};
}

void EnvironmentTag::paintEvent(QPaintEvent *event)
{
    Q_UNUSED(event)
    const Tokens &colours = tokens(this);
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const QColor colour = environmentColour(colours, m_context);
    painter.setPen(Qt::NoPen);
    painter.setBrush(mix(colours.surface1, colour, 0.14));
    painter.drawRoundedRect(rect(), space::xs, space::xs);
    painter.setBrush(colour);
    painter.drawRoundedRect(QRect(0, 0, 3, height()), 1.5, 1.5);
    painter.setPen(colours.textStrong);
    painter.setFont(type::font(this, type::body, QFont::DemiBold));
    painter.drawText(rect().adjusted(space::m, 0, -space::s, 0), Qt::AlignVCenter | Qt::AlignLeft, m_context.name);
}

} // namespace toban
