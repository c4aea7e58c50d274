// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kit/statebadge.h"

#include "kit/statemark.h"

#include <QEvent>
#include <QPainter>

namespace toban {

StateBadge::StateBadge(QWidget *parent) : QWidget(parent)
{
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    refresh();
}

void StateBadge::setState(State state, const QString &text)
{
    m_state = state;
    m_text = text;
    refresh();
}

void StateBadge::setFlat(bool flat)
{
    m_flat = flat;
    refresh();
}

QString StateBadge::shownText() const
{
    return m_text.isEmpty() ? stateWord(m_state) : m_text;
}

void StateBadge::refresh()
{
    setAccessibleName(shownText());
    updateGeometry();
    update();
}

QSize StateBadge::sizeHint() const
{
    const int text = int(std::ceil(QFontMetricsF(type::font(this, 12)).horizontalAdvance(shownText())));
    return {(m_flat ? 0 : 16) + 16 + text, 22};
}

void StateBadge::paintEvent(QPaintEvent *)
{
    const Tokens &t = tokens(this);
    const StateColours &colours = t.of(m_state);
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const qreal left = m_flat ? 0 : 8;
    if (!m_flat) {
        painter.setPen(Qt::NoPen);
        painter.setBrush(colours.wash);
        painter.drawRoundedRect(rect(), 4, 4);
    }
    paintStateMark(painter, QRectF(left, height() / 2.0 - 5.5, 11, 11), m_state, t);
    painter.setFont(type::font(this, 12));
    painter.setPen(m_flat ? t.text : colours.text);
    painter.drawText(QRectF(left + 16, 0, width(), height()), Qt::AlignVCenter | Qt::AlignLeft, shownText());
}

void StateBadge::changeEvent(QEvent *event)
{
    if (event->type() == QEvent::LanguageChange || event->type() == QEvent::FontChange
        || event->type() == QEvent::PaletteChange)
        refresh();
    QWidget::changeEvent(event);
}

} // namespace toban
