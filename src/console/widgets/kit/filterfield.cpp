// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kit/filterfield.h"

#include "kit/icons.h"
#include "kit/theme.h"

#include <QAction>
#include <QKeyEvent>
#include <QPainter>

namespace toban {

FilterField::FilterField(QWidget *parent) : QLineEdit(parent)
{
    m_search = addAction(icons::icon(QStringLiteral("search")), QLineEdit::LeadingPosition);
    setClearButtonEnabled(true);
    setPlaceholderText(tr("Filter"));
    setAccessibleName(tr("Filter"));
    m_pause.setSingleShot(true);
    m_pause.setInterval(120);
    connect(&m_pause, &QTimer::timeout, this, &FilterField::announce);
    connect(this, &QLineEdit::textChanged, this, [this](const QString &text) {
        if (text.isEmpty())
            announce();
        else
            m_pause.start();
    });
    connect(this, &QLineEdit::returnPressed, this, &FilterField::announce);
}

void FilterField::announce()
{
    m_pause.stop();
    if (m_announced == text())
        return;
    m_announced = text();
    Q_EMIT filterChanged(m_announced);
}

void FilterField::keyPressEvent(QKeyEvent *event)
{
    if (event->key() == Qt::Key_Escape) {
        if (!text().isEmpty())
            clear();
        else if (m_escapeTo)
            m_escapeTo->setFocus(Qt::OtherFocusReason);
        else
            clearFocus();
        return;
    }
    QLineEdit::keyPressEvent(event);
}

void FilterField::paintEvent(QPaintEvent *event)
{
    QLineEdit::paintEvent(event);
    if (!text().isEmpty() || hasFocus() || width() < 140)
        return;
    const Tokens &t = tokens(this);
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const QRectF key(width() - 25, height() / 2.0 - 8.5, 17, 17);
    painter.setPen(QPen(t.line, 1));
    painter.setBrush(t.surface0);
    painter.drawRoundedRect(key, 3, 3);
    painter.setFont(type::font(this, type::caption));
    painter.setPen(t.textFaint);
    painter.drawText(key, Qt::AlignCenter, QStringLiteral("/"));
}

void FilterField::changeEvent(QEvent *event)
{
    if (event->type() == QEvent::LanguageChange) {
        setPlaceholderText(tr("Filter"));
        setAccessibleName(tr("Filter"));
    } else if (event->type() == QEvent::PaletteChange && m_search) {
        m_search->setIcon(icons::icon(QStringLiteral("search"))); // Qt keeps the drawn pixmap otherwise
    }
    QLineEdit::changeEvent(event);
}

} // namespace toban
