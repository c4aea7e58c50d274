// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <QPersistentModelIndex>
#include <QPointer>

class QMenu;
class QTreeView;

namespace toban {

/// Nothing moves under the pointer when data arrives: says when a tree's rows have to stay (the pointer is over them, or
/// the current row's menu is open) and when that is over, and scrolls so that the row which is pointed at keeps its
/// place while others go. For trees that scroll by pixels; the tree owns it. GUI thread.
class RowHold : public QObject
{
    Q_OBJECT
public:
    explicit RowHold(QTreeView *tree);

    bool isHeld() const;
    void watch(QMenu *menu); ///< a menu of the current row that is about to be shown
    void keep(); ///< the model is about to change
    void restore(); ///< the model has changed, since keep()

Q_SIGNALS:
    void released(); ///< isHeld() has become false

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void onMenuHidden();
    void release();

    QTreeView *m_tree;
    QPointer<QMenu> m_menu;
    bool m_hasMenu = false; ///< it is open, or has only just been closed
    QPersistentModelIndex m_row; ///< that is to stay where it is
    int m_top = 0;
};

} // namespace toban
