// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "fillcolumn.h"

#include <QEvent>
#include <QHeaderView>

namespace toban {

FillColumn::FillColumn(QHeaderView *header, int section, int minimum)
    : QObject(header), m_header(header), m_section(section), m_minimum(minimum)
{
    header->setStretchLastSection(false);
    header->viewport()->installEventFilter(
        this); // the header itself hears of a resize before its viewport has the width
    connect(header, &QHeaderView::sectionResized, this, &FillColumn::apply);
    connect(header, &QHeaderView::sectionCountChanged, this, &FillColumn::apply);
    apply();
}

bool FillColumn::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() == QEvent::Resize)
        apply();
    return QObject::eventFilter(watched, event);
}

void FillColumn::apply()
{
    if (m_applying || m_section >= m_header->count())
        return;
    int others = 0;
    for (int section = 0; section < m_header->count(); ++section) {
        if (section != m_section)
            others += m_header->sectionSize(section); // 0 while hidden
    }
    m_applying = true;
    m_header->resizeSection(m_section, std::max(m_minimum, m_header->viewport()->width() - others));
    m_applying = false;
}

} // namespace toban
