// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QSplitter>

namespace toban {

/// A list with a details pane: beside it where there is room, below it where there is not, and not there while nothing
/// is chosen. First child: the list; second: the details.
class DetailsSplitter : public QSplitter
{
    Q_OBJECT
public:
    explicit DetailsSplitter(QWidget *parent = nullptr);

    void setDetailsVisible(bool visible);
    bool areDetailsVisible() const;
    void setNarrowWidth(int width) { m_narrowWidth = width; } ///< below which the details are below; default 820

protected:
    void resizeEvent(QResizeEvent *event) override;

private:
    void arrange();

    int m_narrowWidth = 820;
    bool m_isArranged = false; ///< the operator's own sizes are kept from then on
};

} // namespace toban
