// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kit/celldelegate.h"

#include "kit/statemark.h"
#include "kit/theme.h"

#include <QEnterEvent>
#include <QHeaderView>
#include <QMouseEvent>
#include <QPainter>
#include <QTableView>
#include <QTextLayout>
#include <QTreeView>

#include <algorithm>
#include <climits>
#include <cmath>

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

/// Of a line that may need other fonts than this, px.
qreal ascentOf(const QString &text, const QFont &font)
{
    QTextLayout layout(text, font);
    layout.beginLayout();
    const QTextLine line = layout.createLine();
    layout.endLayout();
    return line.isValid() ? line.ascent() : 0;
}

} // namespace

CellDelegate::CellDelegate(QAbstractItemView *view)
    : QStyledItemDelegate(view), m_view(view), m_viewport(view->viewport())
{
    view->viewport()->installEventFilter(this);
}

bool CellDelegate::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == m_viewport) {
        // Asking the display server where the pointer is takes a round trip, and there are hundreds of cells.
        switch (event->type()) {
        case QEvent::Enter:
            m_pointerY = static_cast<QEnterEvent *>(event)->position().toPoint().y();
            break;
        case QEvent::MouseMove:
            m_pointerY = static_cast<QMouseEvent *>(event)->position().toPoint().y();
            break;
        case QEvent::Leave:
        case QEvent::Hide:
            m_pointerY.reset();
            break;
        default:
            break;
        }
    }
    return QStyledItemDelegate::eventFilter(watched, event);
}

const CellDelegate::LaidOut &CellDelegate::laidOut(const LaidOutKey &key, const QFont &font) const
{
    if (const LaidOut *known = m_texts.object(key))
        return *known;
    auto *made = new LaidOut;
    made->text.setTextFormat(Qt::PlainText);
    const auto set = [made, &font](const QString &text) {
        made->text.setText(text);
        made->text.prepare(QTransform(), font);
        made->width = int(std::ceil(made->text.size().width()));
    };
    const QFontMetrics metrics(font);
    const auto elided = [&] { return metrics.elidedText(key.text, key.elide, key.room); };
    if (key.text.size() > 2 * qsizetype(key.room) / std::max(1, metrics.averageCharWidth())) {
        set(elided()); // far too long: not laid out to be measured first
    } else {
        set(key.text);
        if (made->width > key.room)
            set(elided());
    }
    if (made->text.size().height() > QFontMetricsF(font).height())
        made->raised = int(std::lround(ascentOf(made->text.text(), font) - QFontMetricsF(font).ascent()));
    const int cost = 64 + int(std::min<qsizetype>(key.text.size(), 10'000));
    m_texts.insert(key, made, cost); // far below what the cache holds, so it is kept
    return *made;
}

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
    const bool hovered = m_pointerY && *m_pointerY >= option.rect.top() && *m_pointerY <= option.rect.bottom();
    painter->save();
    if (selected)
        painter->fillRect(option.rect, t.accentWash);
    else if (hovered)
        painter->fillRect(option.rect, t.hover);

    QRect area = option.rect.adjusted(space::s, 0, -space::s, 0);
    const bool figure = option.displayAlignment & Qt::AlignRight;
    const QVariant state = index.data(cell::StateRole);
    const bool badge = state.isValid() && index.data(cell::BadgeRole).toBool();
    const bool monospace = index.data(cell::MonospaceRole).toBool();
    QFont font = monospace ? type::monospace() : option.font;
    if (figure)
        font = type::tabular(font);
    const QFontMetrics metrics(font);
    const Face face = monospace ? (figure ? TabularMonospace : Monospace) : (figure ? Tabular : Plain);
    if (m_font != option.font) {
        m_texts.clear();
        m_font = option.font;
    }

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
            const int width
                = std::min(area.width(), laidOut({option.text, face, Qt::ElideNone, INT_MAX}, font).width + 30);
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
    const Qt::TextElideMode elide = monospace && !figure ? Qt::ElideMiddle : Qt::ElideRight;
    const auto draw = [&](const QString &whole, Qt::TextElideMode mode, int left, int room) {
        const LaidOut &shown = laidOut({whole, face, mode, room}, font);
        // All cells of a row stand on one line, whatever scripts they are written in.
        const int top = area.top() + (area.height() - metrics.height()) / 2 - shown.raised;
        painter->drawStaticText(figure ? left + room - shown.width : left, top, shown.text);
        return shown.width;
    };
    const int used = draw(option.text, elide, area.left(), area.width()) + space::s;
    if (!secondary.isEmpty() && !figure && area.width() > used + 24) {
        painter->setPen(t.textFaint);
        draw(secondary, Qt::ElideRight, area.left() + used, area.width() - used);
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
