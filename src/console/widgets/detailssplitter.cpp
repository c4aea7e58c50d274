// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "detailssplitter.h"

#include "kit/theme.h"

namespace toban {

namespace {

constexpr int detailsWidth = 360;

} // namespace

DetailsSplitter::DetailsSplitter(QWidget *parent) : QSplitter(Qt::Horizontal, parent)
{
    setChildrenCollapsible(false);
    setHandleWidth(space::m);
}

bool DetailsSplitter::areDetailsVisible() const
{
    return count() > 1 && !widget(1)->isHidden();
}

void DetailsSplitter::setDetailsVisible(bool visible)
{
    if (count() < 2 || visible == areDetailsVisible())
        return;
    widget(1)->setVisible(visible);
    if (visible)
        arrange();
}

void DetailsSplitter::resizeEvent(QResizeEvent *event)
{
    const Qt::Orientation wanted = width() < m_narrowWidth ? Qt::Vertical : Qt::Horizontal;
    if (orientation() != wanted) {
        setOrientation(wanted);
        m_isArranged = false;
    }
    QSplitter::resizeEvent(event);
    if (areDetailsVisible())
        arrange();
}

void DetailsSplitter::arrange()
{
    if (m_isArranged || count() < 2 || width() <= detailsWidth)
        return;
    m_isArranged = true;
    setStretchFactor(0, 1);
    setStretchFactor(1, 0);
    if (orientation() == Qt::Horizontal)
        setSizes({width() - detailsWidth - handleWidth(), detailsWidth});
    else
        setSizes({height() * 11 / 20, height() * 9 / 20});
}

} // namespace toban
