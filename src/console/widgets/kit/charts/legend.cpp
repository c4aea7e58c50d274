// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kit/charts/legend.h"

#include "kit/charts/chartrenderer.h"
#include "kit/theme.h"

#include <QAbstractButton>
#include <QActionEvent>
#include <QKeyEvent>
#include <QMenu>
#include <QPainter>
#include <QToolButton>

#include <algorithm>
#include <functional>

namespace toban {

namespace {

constexpr int itemHeight = 22;
constexpr int swatch = 12;
constexpr int longest = 220;

/// One series: its colour and name, checked while it is shown.
class Item final : public QAbstractButton
{
public:
    explicit Item(QWidget *parent) : QAbstractButton(parent)
    {
        setCheckable(true);
        setAttribute(Qt::WA_Hover);
    }

    void set(const Legend::Entry &entry)
    {
        m_style = entry.style;
        setText(entry.name);
        setToolTip(entry.name);
        setChecked(entry.visible);
        update();
    }
    QSize sizeHint() const override
    {
        const int advance = QFontMetrics(type::font(this, type::caption)).horizontalAdvance(text());
        return {std::min(longest, swatch + 6 + advance + 14), itemHeight};
    }

    std::function<void()> isolate;
    std::function<void(int)> move;

protected:
    void paintEvent(QPaintEvent *) override
    {
        const Tokens &t = tokens(this);
        QPainter painter(this);
        painter.setRenderHint(QPainter::Antialiasing);
        const QColor colour = seriesColour(t, m_style);
        const QRectF line(3, height() / 2.0 - 2, swatch, 4);
        if (isChecked()) {
            painter.setPen(Qt::NoPen);
            painter.setBrush(colour);
            const int dash = m_style / 8 % 3;
            if (dash == 0) {
                painter.drawRoundedRect(line, 2, 2);
            } else {
                const qreal piece = dash == 1 ? 5 : 2.4;
                for (qreal x = line.left(); x < line.right(); x += piece + 2)
                    painter.drawRect(QRectF(x, line.top(), std::min(piece, line.right() - x), line.height()));
            }
        } else {
            painter.setPen(QPen(t.control, 1));
            painter.drawRoundedRect(line.adjusted(0.5, 0.5, -0.5, -0.5), 1.5, 1.5);
        }
        painter.setFont(type::font(this, type::caption));
        painter.setPen(isChecked() ? (underMouse() ? t.textStrong : t.text) : t.textFaint);
        const QRect area(swatch + 9, 0, width() - swatch - 12, height());
        painter.drawText(area, Qt::AlignVCenter | Qt::AlignLeft,
                         painter.fontMetrics().elidedText(text(), Qt::ElideMiddle, area.width()));
        if (hasFocus()) {
            painter.setBrush(Qt::NoBrush);
            painter.setPen(QPen(t.accent, 1.5));
            painter.drawRoundedRect(QRectF(rect()).adjusted(0.75, 1.75, -0.75, -1.75), 4, 4);
        }
    }
    void mouseReleaseEvent(QMouseEvent *event) override
    {
        if ((event->modifiers() & Qt::ControlModifier) && rect().contains(event->position().toPoint())) {
            setDown(false);
            isolate();
            return;
        }
        QAbstractButton::mouseReleaseEvent(event);
    }
    void keyPressEvent(QKeyEvent *event) override
    {
        switch (event->key()) {
        case Qt::Key_Return:
        case Qt::Key_Enter:
            return isolate();
        case Qt::Key_Left:
        case Qt::Key_Up:
            return move(-1);
        case Qt::Key_Right:
        case Qt::Key_Down:
            return move(1);
        default:
            QAbstractButton::keyPressEvent(event);
        }
    }

private:
    int m_style = 0;
};

} // namespace

struct Legend::Private
{
    Legend *q = nullptr;
    std::vector<Entry> entries;
    std::vector<Item *> items; ///< reused; only as many as fit
    QToolButton *more = nullptr;
    QMenu *menu = nullptr;
    int rows = 1;

    Item *item(size_t index);
    void arrange();
    void fillMenu(size_t from);
    size_t firstHidden = 0;
};

Item *Legend::Private::item(size_t index)
{
    while (items.size() <= index) {
        auto *made = new Item(q);
        const size_t own = items.size();
        made->isolate = [this, own] { Q_EMIT q->isolated(entries[own].name); };
        made->move = [this, own](int by) {
            const auto next = std::ptrdiff_t(own) + by;
            if (next >= 0 && next < std::ptrdiff_t(items.size()) && items[size_t(next)]->isVisible())
                items[size_t(next)]->setFocus(Qt::TabFocusReason);
        };
        QObject::connect(made, &QAbstractButton::clicked, q, [this, own] { Q_EMIT q->toggled(entries[own].name); });
        // One stop for Tab; the arrows go on from there.
        made->setFocusPolicy(own == 0 ? Qt::StrongFocus : Qt::ClickFocus);
        items.push_back(made);
    }
    return items[index];
}

void Legend::Private::arrange()
{
    const int moreWidth = 48;
    int x = 0;
    int row = 0;
    size_t shown = 0;
    for (; shown < entries.size(); ++shown) {
        Item *one = item(shown);
        one->set(entries[shown]);
        const int width = one->sizeHint().width();
        const bool isLast = shown + 1 == entries.size();
        const int room = q->width() - (row == rows - 1 && !isLast ? moreWidth : 0);
        if (x > 0 && x + width > room) {
            if (row == rows - 1)
                break;
            ++row;
            x = 0;
        }
        one->setGeometry(x, row * itemHeight, std::min(width, q->width() - x), itemHeight);
        one->show();
        x += width;
    }
    for (size_t i = shown; i < items.size(); ++i)
        items[i]->hide();
    firstHidden = shown;
    const bool overflow = shown < entries.size();
    if (overflow && !more) {
        more = new QToolButton(q);
        more->setPopupMode(QToolButton::InstantPopup);
        menu = new QMenu(more);
        more->setMenu(menu);
        QObject::connect(menu, &QMenu::aboutToShow, q, [this] { fillMenu(firstHidden); });
    }
    if (more) {
        more->setVisible(overflow);
        more->setText(QStringLiteral("+%1").arg(entries.size() - shown));
        more->setAccessibleName(Legend::tr("%n more series", nullptr, int(entries.size() - shown)));
        more->setToolTip(more->accessibleName());
        more->setGeometry(std::min(x, q->width() - moreWidth), row * itemHeight, moreWidth, itemHeight);
    }
}

void Legend::Private::fillMenu(size_t from)
{
    menu->clear();
    for (size_t i = from; i < entries.size(); ++i) {
        QString name = entries[i].name;
        QAction *action = menu->addAction(name.replace(u'&', QStringLiteral("&&")));
        action->setCheckable(true);
        action->setChecked(entries[i].visible);
        QObject::connect(action, &QAction::triggered, q, [this, i] { Q_EMIT q->toggled(entries[i].name); });
    }
}

Legend::Legend(QWidget *parent) : QWidget(parent), d(std::make_unique<Private>())
{
    d->q = this;
    setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Fixed);
    setAccessibleName(tr("Legend"));
}

Legend::~Legend() = default;

void Legend::setEntries(const std::vector<Entry> &entries)
{
    d->entries = entries;
    d->arrange();
}

void Legend::setMaxRows(int rows)
{
    d->rows = std::max(1, rows);
    updateGeometry();
    d->arrange();
}

QSize Legend::sizeHint() const
{
    return {200, d->rows * itemHeight};
}

QSize Legend::minimumSizeHint() const
{
    return {40, d->rows * itemHeight};
}

void Legend::resizeEvent(QResizeEvent *)
{
    d->arrange();
}

void Legend::changeEvent(QEvent *event)
{
    if (event->type() == QEvent::LanguageChange)
        setAccessibleName(tr("Legend"));
    if (event->type() == QEvent::FontChange || event->type() == QEvent::LanguageChange)
        d->arrange();
    QWidget::changeEvent(event);
}

} // namespace toban
