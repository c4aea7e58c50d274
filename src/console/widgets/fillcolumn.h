// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>

class QHeaderView;

namespace toban {

/// Gives one column what the others leave of the view's width, but never less than a minimum: then the view scrolls.
/// (Qt's own stretching knows no minimum.) Owned by the header.
class FillColumn : public QObject
{
    Q_OBJECT
public:
    FillColumn(QHeaderView *header, int section, int minimum);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void apply();

    QHeaderView *m_header;
    int m_section;
    int m_minimum;
    bool m_applying = false;
};

} // namespace toban
