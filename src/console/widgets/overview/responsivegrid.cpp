// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "overview/responsivegrid.h"

#include <QResizeEvent>

#include <algorithm>

namespace toban {

ResponsiveGrid::ResponsiveGrid(QWidget *parent) : QWidget(parent)
{ }

void ResponsiveGrid::addCell(QWidget *widget, int span)
{
    widget->setParent(this);
    m_cells.push_back({widget, std::max(1, span)});
    arrange();
}

void ResponsiveGrid::setColumns(int minimumWidth, int mostColumns)
{
    if (minimumWidth == m_minimumWidth && mostColumns == m_mostColumns)
        return;
    m_minimumWidth = minimumWidth;
    m_mostColumns = mostColumns;
    arrange();
}

void ResponsiveGrid::setRowHeight(int height)
{
    if (height == m_rowHeight)
        return;
    m_rowHeight = height;
    arrange();
}

void ResponsiveGrid::setSpacing(int spacing)
{
    m_spacing = spacing;
    arrange();
}

void ResponsiveGrid::setLastRowFilled(bool filled)
{
    m_lastRowFilled = filled;
    arrange();
}

int ResponsiveGrid::columnsFor(int width) const
{
    int spans = 0;
    for (const Cell &cell : m_cells)
        spans += cell.span;
    const int fitting = std::clamp((width + m_spacing) / (m_minimumWidth + m_spacing), 1, m_mostColumns);
    const int rows = (spans + fitting - 1) / fitting;
    return std::max(1, (spans + rows - 1) / std::max(1, rows));
}

void ResponsiveGrid::arrange()
{
    if (m_cells.empty())
        return;
    const int columns = columnsFor(width());
    const double step = double(width() + m_spacing) / columns;
    int height = m_rowHeight;
    if (height == 0)
        for (const Cell &cell : m_cells)
            height = std::max(height, cell.widget->sizeHint().height());
    int row = 0;
    int column = 0;
    for (std::size_t i = 0; i < m_cells.size(); ++i) {
        int span = std::min(m_cells[i].span, columns);
        if (column + span > columns) {
            column = 0;
            ++row;
        }
        const bool isLast = i + 1 == m_cells.size();
        const int nextSpan = i + 1 < m_cells.size() ? std::min(m_cells[i + 1].span, columns) : columns;
        if (column + span + nextSpan > columns && (!isLast || m_lastRowFilled))
            span = columns - column;
        const int left = qRound(column * step);
        const int right = qRound((column + span) * step) - m_spacing;
        m_cells[i].widget->setGeometry(left, row * (height + m_spacing), right - left, height);
        column += span;
    }
    m_rows = row + 1;
    setFixedHeight(m_rows * height + row * m_spacing);
}

QSize ResponsiveGrid::sizeHint() const
{
    return {m_minimumWidth, minimumHeight()};
}

void ResponsiveGrid::resizeEvent(QResizeEvent *event)
{
    if (event->size().width() != event->oldSize().width()) {
        arrange();
        Q_EMIT arranged();
    }
    QWidget::resizeEvent(event);
}

} // namespace toban
