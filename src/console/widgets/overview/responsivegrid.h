// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

#include <vector>

namespace toban {

/// Lays equal cells out in as many columns as fit, rows as even as they can be; a cell may span columns. Its minimum
/// height follows its width, for use in a scroll area.
class ResponsiveGrid : public QWidget
{
    Q_OBJECT
public:
    explicit ResponsiveGrid(QWidget *parent = nullptr);

    void addCell(QWidget *widget, int span = 1); ///< takes ownership
    void setColumns(int minimumWidth, int mostColumns); ///< of a cell, in px
    void setRowHeight(int height); ///< px; 0: the cells' size hint
    void setSpacing(int spacing);
    void setLastRowFilled(bool filled); ///< its last cell takes what is left over; default: not
    int rows() const { return m_rows; } ///< of the last arrangement

    QSize sizeHint() const override;

Q_SIGNALS:
    void arranged(); ///< after its width or its cells changed: rows() may be another number

protected:
    void resizeEvent(QResizeEvent *event) override;

private:
    struct Cell
    {
        QWidget *widget;
        int span;
    };
    int columnsFor(int width) const;
    void arrange();

    std::vector<Cell> m_cells;
    int m_minimumWidth = 160;
    int m_mostColumns = 12;
    int m_rowHeight = 0;
    int m_spacing = 16;
    bool m_lastRowFilled = false;
    int m_rows = 0;
};

} // namespace toban
