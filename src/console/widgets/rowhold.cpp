// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "rowhold.h"

#include <QCursor>
#include <QEvent>
#include <QMenu>
#include <QScrollBar>
#include <QTimer>
#include <QTreeView>

#include <chrono>

namespace toban {

namespace {
constexpr std::chrono::milliseconds pointerReturns{200}; ///< to the rows, from a menu that has closed
} // namespace

RowHold::RowHold(QTreeView *tree) : QObject(tree), m_tree(tree)
{
    tree->viewport()->installEventFilter(this);
}

bool RowHold::isHeld() const
{
    return m_hasMenu || (m_tree->isVisible() && m_tree->viewport()->underMouse());
}

void RowHold::watch(QMenu *menu)
{
    m_menu = menu;
    m_hasMenu = true;
    // Only after a moment it is known whether the pointer is over the rows again.
    connect(menu, &QMenu::aboutToHide, this,
            [this] { QTimer::singleShot(pointerReturns, this, &RowHold::onMenuHidden); });
}

void RowHold::onMenuHidden()
{
    m_hasMenu = m_menu && m_menu->isVisible(); // another one may have been opened
    release();
}

void RowHold::keep()
{
    m_row = QPersistentModelIndex();
    if (!isHeld())
        return;
    const QPoint pointer = m_tree->viewport()->mapFromGlobal(QCursor::pos());
    const QModelIndex at = m_hasMenu ? m_tree->currentIndex() : m_tree->indexAt(pointer);
    m_row = (at.isValid() ? at : m_tree->indexAt(QPoint(0, 0))).siblingAtColumn(0);
    m_top = m_tree->visualRect(m_row).top();
}

void RowHold::restore()
{
    QScrollBar *bar = m_tree->verticalScrollBar();
    if (m_row.isValid())
        bar->setValue(bar->value() + m_tree->visualRect(m_row).top() - m_top);
    m_row = QPersistentModelIndex();
}

void RowHold::release()
{
    if (!isHeld())
        Q_EMIT released();
}

bool RowHold::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() == QEvent::Leave)
        QMetaObject::invokeMethod(this, &RowHold::release, Qt::QueuedConnection); // when it counts as left
    return QObject::eventFilter(watched, event);
}

} // namespace toban
