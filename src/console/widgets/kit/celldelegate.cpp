// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kit/celldelegate.h"

#include "kit/statemark.h"
#include "kit/theme.h"

#include <QHeaderView>
#include <QPainter>
#include <QTableView>
#include <QTreeView>

#include <algorithm>

namespace toban {

namespace {

void prepareView(QAbstractItemView *view, QHeaderView *header)
{
    view->setItemDelegate(new CellDelegate(view));
    view->setFrameShape(QFrame::NoFrame);
    view->setAlternatingRowColors(false);
    view->setSelectionBehavior(QAbstractItemView::SelectRows);
    view->setSelectionMode(QAbstractItemView::SingleSelection);
    view->setEditTriggers(QAbstractItemView::NoEditTriggers);
    view->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    view->setHorizontalScrollMode(QAbstractItemView::ScrollPerPixel);
    view->setTabKeyNavigation(false);
    view->setMouseTracking(true);
    view->viewport()->setAttribute(Qt::WA_Hover);
    header->setHighlightSections(false);
    header->setSectionsMovable(true);
    header->setStretchLastSection(true);
    header->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    header->setMinimumSectionSize(48);
}

} // namespace

CellDelegate::CellDelegate(QAbstractItemView *view) : QStyledItemDelegate(view), m_view(view)
{ }

QSize CellDelegate::sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    QSize size = QStyledItemDelegate::sizeHint(option, index);
    size.rwidth() += index.data(cell::StateRole).isValid() ? 32 : 16;
    size.setHeight(space::row);
    return size;
}

void CellDelegate::paint(QPainter *painter, const QStyleOptionViewItem &given, const QModelIndex &index) const
{
    QStyleOptionViewItem option = given;
    initStyleOption(&option, index);
    const Tokens &t = tokens(option.palette);
    const bool selected = option.state & QStyle::State_Selected;
    const bool enabled = option.state & QStyle::State_Enabled;

    // The view paints hover and selection per cell; ours are of the whole row.
    const QPoint pointer = m_view->viewport()->mapFromGlobal(QCursor::pos());
    const QModelIndex under = m_view->viewport()->underMouse() ? m_view->indexAt(pointer) : QModelIndex();
    const bool hovered = under.isValid() && under.row() == index.row() && under.parent() == index.parent();
    painter->save();
    if (selected)
        painter->fillRect(option.rect, t.accentWash);
    else if (hovered)
        painter->fillRect(option.rect, t.hover);

    QRect area = option.rect.adjusted(space::s, 0, -space::s, 0);
    const bool figure = option.displayAlignment & Qt::AlignRight;
    const QVariant state = index.data(cell::StateRole);
    const bool badge = state.isValid() && index.data(cell::BadgeRole).toBool();
    QFont font = index.data(cell::MonospaceRole).toBool() ? type::monospace() : option.font;
    if (figure)
        font = type::tabular(font);
    const QFontMetrics metrics(font);

    if (const QVariant bar = index.data(cell::BarRole); bar.isValid()) {
        const QRectF track(area.left(), area.bottom() - 5, area.width(), 2);
        painter->setRenderHint(QPainter::Antialiasing);
        painter->setPen(Qt::NoPen);
        painter->setBrush(t.line);
        painter->drawRoundedRect(track, 1, 1);
        painter->setBrush(t.accent);
        painter->drawRoundedRect(
            QRectF(track.left(), track.top(), track.width() * std::clamp(bar.toDouble(), 0.0, 1.0), 2), 1, 1);
        area.adjust(0, 0, 0, -3);
    }

    if (option.features & QStyleOptionViewItem::HasCheckIndicator) {
        QStyleOptionViewItem box = option;
        box.rect = QRect(area.left(), area.center().y() - 8, 16, 16);
        box.state.setFlag(QStyle::State_On, option.checkState == Qt::Checked);
        box.state.setFlag(QStyle::State_NoChange, option.checkState == Qt::PartiallyChecked);
        m_view->style()->drawPrimitive(QStyle::PE_IndicatorItemViewItemCheck, &box, painter, m_view);
        area.setLeft(area.left() + 24);
    }

    QColor colour = !enabled ? mix(t.surface1, t.textFaint, 0.65) : selected ? t.textStrong : t.text;
    if (const QVariant own = index.data(Qt::ForegroundRole); own.isValid())
        colour = own.value<QBrush>().color();
    if (state.isValid()) {
        const auto value = State(state.toInt());
        if (badge) {
            const int width = std::min(area.width(), metrics.horizontalAdvance(option.text) + 30);
            painter->setRenderHint(QPainter::Antialiasing);
            painter->setPen(Qt::NoPen);
            painter->setBrush(t.of(value).wash);
            painter->drawRoundedRect(QRectF(area.left(), area.top() + 4, width, area.height() - 8), 4, 4);
            colour = t.of(value).text;
            area.setLeft(area.left() + 7);
        }
        paintStateMark(*painter, QRectF(area.left(), area.center().y() - 5, 11, 11), value, t);
        area.setLeft(area.left() + 17);
    } else if (index.data(cell::MarkRoomRole).toBool()) {
        area.setLeft(area.left() + 17);
    } else if (!option.icon.isNull()) {
        option.icon.paint(painter, QRect(area.left(), area.center().y() - 7, 16, 16), Qt::AlignCenter,
                          enabled ? QIcon::Normal : QIcon::Disabled);
        area.setLeft(area.left() + 22);
    }

    const QString secondary = index.data(cell::SecondaryRole).toString();
    painter->setFont(font);
    painter->setPen(colour);
    const Qt::TextElideMode elide
        = index.data(cell::MonospaceRole).toBool() && !figure ? Qt::ElideMiddle : Qt::ElideRight;
    const QString shown = metrics.elidedText(option.text, elide, area.width());
    painter->drawText(area, int(Qt::AlignVCenter | (figure ? Qt::AlignRight : Qt::AlignLeft)), shown);
    const int used = metrics.horizontalAdvance(shown) + space::s;
    if (!secondary.isEmpty() && !figure && area.width() > used + 24) {
        painter->setPen(t.textFaint);
        painter->drawText(area.adjusted(used, 0, 0, 0), Qt::AlignVCenter | Qt::AlignLeft,
                          metrics.elidedText(secondary, Qt::ElideRight, area.width() - used));
    }

    if ((option.state & QStyle::State_HasFocus) && m_view->hasFocus()) {
        // The row's left edge shows where the keyboard is, without a box around one cell.
        painter->fillRect(QRect(m_view->viewport()->rect().left(), option.rect.top(), 3, option.rect.height()),
                          t.accent);
    }
    painter->restore();
}

void prepareTree(QTreeView *view)
{
    prepareView(view, view->header());
    view->setUniformRowHeights(true);
    view->setAllColumnsShowFocus(true);
    view->setSortingEnabled(true);
    view->setAnimated(false);
    view->setExpandsOnDoubleClick(true);
}

void prepareTable(QTableView *view)
{
    prepareView(view, view->horizontalHeader());
    view->setShowGrid(false);
    view->setWordWrap(false);
    view->setCornerButtonEnabled(false);
    view->verticalHeader()->hide();
    view->verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    view->verticalHeader()->setMinimumSectionSize(space::row);
    view->verticalHeader()->setDefaultSectionSize(space::row);
    view->setSortingEnabled(true);
}

} // namespace toban
