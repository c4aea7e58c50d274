// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kit/kitstyle.h"

#include "kit/icons.h"
#include "kit/theme.h"

#include <QPainter>
#include <QStyleOption>
#include <QWidget>

namespace toban {

namespace {

/// Half-pixel inset, so that a 1 px outline is crisp.
QRectF outline(const QRect &rect, qreal width = 1)
{
    return QRectF(rect).adjusted(width / 2, width / 2, -width / 2, -width / 2);
}

void drawChevron(QPainter *painter, const QRect &rect, qreal degrees, const QColor &colour)
{
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    painter->translate(QRectF(rect).center());
    painter->rotate(degrees);
    painter->setPen(QPen(colour, 1.5, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    painter->drawPolyline(QPolygonF({QPointF(-3.5, -1.75), QPointF(0, 1.75), QPointF(3.5, -1.75)}));
    painter->restore();
}

void drawField(QPainter *painter, const QRect &rect, const QStyleOption *option, const Tokens &t)
{
    const bool focus = option->state & QStyle::State_HasFocus;
    const bool enabled = option->state & QStyle::State_Enabled;
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    painter->setBrush(enabled ? t.surface1 : t.surface0);
    painter->setPen(QPen(focus ? t.accent : enabled ? t.control : t.line, focus ? 2 : 1));
    painter->drawRoundedRect(outline(rect, focus ? 2 : 1), 5, 5);
    painter->restore();
}

void drawIndicator(QPainter *painter, const QStyleOption *option, const Tokens &t, bool round)
{
    const bool on = option->state & (QStyle::State_On | QStyle::State_NoChange);
    const bool enabled = option->state & QStyle::State_Enabled;
    const QRectF box = outline(option->rect);
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    const QColor edge = !enabled                    ? t.line
        : on                                        ? t.accent
        : (option->state & QStyle::State_MouseOver) ? t.accent
                                                    : t.control;
    painter->setPen(QPen(edge, 1));
    painter->setBrush(on ? (enabled ? t.accent : t.control) : t.surface1);
    if (round)
        painter->drawEllipse(box);
    else
        painter->drawRoundedRect(box, 3, 3);
    if (on && round) {
        painter->setPen(Qt::NoPen);
        painter->setBrush(t.onAccent);
        painter->drawEllipse(box.center(), 2.75, 2.75);
    } else if (on) {
        painter->setPen(QPen(t.onAccent, 1.75, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
        const QPointF c = box.center();
        if (option->state & QStyle::State_NoChange)
            painter->drawLine(c - QPointF(3, 0), c + QPointF(3, 0));
        else
            painter->drawPolyline(
                QPolygonF({c + QPointF(-3.25, 0.25), c + QPointF(-1, 2.5), c + QPointF(3.25, -2.25)}));
    }
    painter->restore();
}

} // namespace

KitStyle::KitStyle() : QProxyStyle(QStringLiteral("Fusion"))
{ }

void KitStyle::drawPrimitive(PrimitiveElement element, const QStyleOption *option, QPainter *painter,
                             const QWidget *widget) const
{
    const Tokens &t = tokens(option->palette);
    const QColor arrow = option->state & State_Enabled ? t.textFaint : t.line;
    switch (element) {
    case PE_IndicatorArrowDown:
        return drawChevron(painter, option->rect, 0, arrow);
    case PE_IndicatorArrowUp:
        return drawChevron(painter, option->rect, 180, arrow);
    case PE_IndicatorArrowLeft:
        return drawChevron(painter, option->rect, 90, arrow);
    case PE_IndicatorArrowRight:
        return drawChevron(painter, option->rect, -90, arrow);
    case PE_IndicatorHeaderArrow:
        if (const auto *header = qstyleoption_cast<const QStyleOptionHeader *>(option)) {
            if (header->sortIndicator != QStyleOptionHeader::None)
                drawChevron(painter, option->rect, header->sortIndicator == QStyleOptionHeader::SortDown ? 0 : 180,
                            t.accent);
        }
        return;
    case PE_IndicatorBranch:
        if (option->state & State_Children)
            drawChevron(painter, option->rect, option->state & State_Open ? 0 : -90, t.textFaint);
        return;
    case PE_IndicatorCheckBox:
    case PE_IndicatorItemViewItemCheck:
        return drawIndicator(painter, option, t, false);
    case PE_IndicatorRadioButton:
        return drawIndicator(painter, option, t, true);
    case PE_FrameFocusRect:
        painter->save();
        painter->setRenderHint(QPainter::Antialiasing);
        painter->setPen(QPen(t.accent, 2));
        painter->setBrush(Qt::NoBrush);
        painter->drawRoundedRect(outline(option->rect, 2), 4, 4);
        painter->restore();
        return;
    default:
        QProxyStyle::drawPrimitive(element, option, painter, widget);
    }
}

void KitStyle::drawComplexControl(ComplexControl control, const QStyleOptionComplex *option, QPainter *painter,
                                  const QWidget *widget) const
{
    const Tokens &t = tokens(option->palette);
    const QStyleOption &base = *option; // what its arrows have of it
    if (control == CC_ComboBox) {
        drawField(painter, option->rect, option, t);
        QStyleOption arrow(base);
        arrow.rect = subControlRect(CC_ComboBox, option, SC_ComboBoxArrow, widget);
        drawPrimitive(PE_IndicatorArrowDown, &arrow, painter, widget);
        return;
    }
    const auto *spin = qstyleoption_cast<const QStyleOptionSpinBox *>(option);
    if (control == CC_SpinBox && spin) {
        drawField(painter, option->rect, option, t);
        for (const auto &[part, element, step] :
             {std::tuple{SC_SpinBoxUp, PE_IndicatorArrowUp, QAbstractSpinBox::StepUpEnabled},
              std::tuple{SC_SpinBoxDown, PE_IndicatorArrowDown, QAbstractSpinBox::StepDownEnabled}}) {
            if (spin->buttonSymbols == QAbstractSpinBox::NoButtons)
                break;
            QStyleOption arrow(base);
            arrow.rect = subControlRect(CC_SpinBox, option, part, widget);
            arrow.state.setFlag(State_Enabled, (option->state & State_Enabled) && (spin->stepEnabled & step));
            drawPrimitive(element, &arrow, painter, widget);
        }
        return;
    }
    QProxyStyle::drawComplexControl(control, option, painter, widget);
}

QIcon KitStyle::standardIcon(StandardPixmap icon, const QStyleOption *option, const QWidget *widget) const
{
    // Fusion searches the icon themes of the system for it, which takes longer than to make a page.
    if (icon == SP_LineEditClearButton)
        return icons::icon(QStringLiteral("close"));
    return QProxyStyle::standardIcon(icon, option, widget);
}

int KitStyle::pixelMetric(PixelMetric metric, const QStyleOption *option, const QWidget *widget) const
{
    switch (metric) {
    case PM_IndicatorWidth:
    case PM_IndicatorHeight:
    case PM_ExclusiveIndicatorWidth:
    case PM_ExclusiveIndicatorHeight:
    case PM_SmallIconSize:
    case PM_ButtonIconSize:
    case PM_ToolBarIconSize:
    case PM_ListViewIconSize:
        return 16;
    case PM_TreeViewIndentation:
        return 18;
    case PM_SplitterWidth:
        return 5;
    case PM_HeaderMarkSize:
        return 12;
    case PM_LayoutHorizontalSpacing:
    case PM_LayoutVerticalSpacing:
        return space::s;
    default:
        return QProxyStyle::pixelMetric(metric, option, widget);
    }
}

int KitStyle::styleHint(StyleHint hint, const QStyleOption *option, const QWidget *widget, QStyleHintReturn *data) const
{
    switch (hint) {
    case SH_Widget_Animation_Duration:
    case SH_EtchDisabledText:
    case SH_DitherDisabledText:
    case SH_DialogButtonBox_ButtonsHaveIcons:
    case SH_ComboBox_Popup:
    case SH_ItemView_PaintAlternatingRowColorsForEmptyArea:
        return 0;
    case SH_ItemView_ShowDecorationSelected:
    case SH_UnderlineShortcut:
        return 1;
    case SH_ToolTip_WakeUpDelay:
        return 400;
    default:
        return QProxyStyle::styleHint(hint, option, widget, data);
    }
}

QSize KitStyle::sizeFromContents(ContentsType type, const QStyleOption *option, const QSize &size,
                                 const QWidget *widget) const
{
    QSize result = QProxyStyle::sizeFromContents(type, option, size, widget);
    if (type == CT_ComboBox || type == CT_SpinBox)
        result.setHeight(std::max(result.height(), space::control));
    return result;
}

} // namespace toban
