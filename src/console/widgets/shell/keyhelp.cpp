// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "shell/keyhelp.h"

#include "kit/theme.h"

#include <QEvent>
#include <QGridLayout>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QPainter>

namespace toban {

KeyHelp::KeyHelp(QWidget *window) : QWidget(window), m_window(window)
{
    setObjectName(QStringLiteral("keyHelp"));
    setFocusPolicy(Qt::StrongFocus);
    hide();
}

void KeyHelp::open(const std::vector<Group> &groups)
{
    delete m_panel;
    m_panel = new QFrame(this);
    m_panel->setProperty("surface", QStringLiteral("1"));
    m_panel->setAttribute(Qt::WA_StyledBackground);
    auto *columns = new QHBoxLayout(m_panel);
    columns->setContentsMargins(24, 20, 24, 24);
    columns->setSpacing(40);
    QString spoken;
    for (const Group &group : groups) {
        auto *grid = new QGridLayout;
        grid->setHorizontalSpacing(space::l);
        grid->setVerticalSpacing(space::s);
        auto *title = new QLabel(group.title);
        title->setProperty("role", QStringLiteral("heading"));
        grid->addWidget(title, 0, 0, 1, 2);
        spoken += group.title + QStringLiteral(". ");
        int row = 1;
        for (const Line &line : group.lines) {
            auto *keys = new QLabel(line.keys);
            keys->setProperty("role", QStringLiteral("mono"));
            grid->addWidget(keys, row, 0);
            grid->addWidget(new QLabel(line.text), row++, 1);
            spoken += line.keys + QStringLiteral(": ") + line.text + QStringLiteral(". ");
        }
        grid->setRowStretch(row, 1);
        columns->addLayout(grid);
    }
    setAccessibleName(tr("Keys"));
    setAccessibleDescription(spoken);
    m_focusBefore = m_window->focusWidget();
    m_window->installEventFilter(this);
    setGeometry(m_window->rect());
    m_panel->adjustSize();
    m_panel->move((width() - m_panel->width()) / 2, (height() - m_panel->height()) / 2);
    show();
    raise();
    setFocus();
}

void KeyHelp::shut()
{
    m_window->removeEventFilter(this);
    hide();
    if (m_focusBefore)
        m_focusBefore->setFocus();
}

void KeyHelp::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    QColor shade = tokens(this).surface0;
    shade.setAlphaF(0.8F);
    painter.fillRect(rect(), shade);
}

void KeyHelp::keyPressEvent(QKeyEvent *event)
{
    event->accept();
    shut();
}

void KeyHelp::mousePressEvent(QMouseEvent *)
{
    shut();
}

bool KeyHelp::event(QEvent *event)
{
    // Keys close the overlay instead of doing what they stand for.
    if (event->type() == QEvent::ShortcutOverride) {
        event->accept();
        return true;
    }
    return QWidget::event(event);
}

bool KeyHelp::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == m_window && event->type() == QEvent::Resize)
        shut();
    return QWidget::eventFilter(watched, event);
}

} // namespace toban
