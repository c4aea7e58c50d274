// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kit/navigationrail.h"

#include "kit/icons.h"
#include "kit/statemark.h"
#include "kit/theme.h"

#include <QAbstractButton>
#include <QEvent>
#include <QHash>
#include <QKeyEvent>
#include <QPainter>
#include <QToolButton>
#include <QVBoxLayout>

namespace toban {

namespace {

class Entry final : public QAbstractButton
{
public:
    Entry(const QString &title, const QString &icon, QChar letter, QWidget *parent)
        : QAbstractButton(parent), m_icon(icon), m_letter(letter)
    {
        setCheckable(true);
        setAttribute(Qt::WA_Hover);
        setFixedHeight(36);
        setFocusPolicy(Qt::StrongFocus);
        setTitle(title);
    }

    void setTitle(const QString &title)
    {
        setText(title);
        refresh();
    }
    void setBadge(int count, State state)
    {
        m_count = count;
        m_state = state;
        refresh();
    }
    bool collapsed = false;
    bool hints = false;
    void refresh()
    {
        QString spoken = text();
        if (m_count > 0)
            spoken += QStringLiteral(", %1").arg(m_count);
        setAccessibleName(spoken);
        setToolTip(collapsed ? spoken : QString());
        update();
    }
    QSize sizeHint() const override { return {space::railWide - 16, 36}; }

protected:
    void keyPressEvent(QKeyEvent *event) override
    {
        if (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter)
            return click();
        QAbstractButton::keyPressEvent(event); // the arrows go on to the rail
    }
    void paintEvent(QPaintEvent *) override
    {
        const Tokens &t = tokens(this);
        QPainter painter(this);
        painter.setRenderHint(QPainter::Antialiasing);
        const QRectF ground = QRectF(rect()).adjusted(0, 2, 0, -2);
        if (isChecked() || underMouse()) {
            painter.setPen(Qt::NoPen);
            painter.setBrush(isChecked() ? t.accentWash : t.hover);
            painter.drawRoundedRect(ground, 5, 5);
        }
        if (hasFocus()) {
            painter.setBrush(Qt::NoBrush);
            painter.setPen(QPen(t.accent, 2));
            painter.drawRoundedRect(ground.adjusted(1, 1, -1, -1), 5, 5);
        }
        const QColor ink = isChecked() ? t.accent : underMouse() ? t.textStrong : t.text;
        icons::paint(painter, QRectF(collapsed ? width() / 2.0 - 9 : 10, height() / 2.0 - 9, 18, 18), m_icon, ink);
        const bool showsHint = hints && !m_letter.isNull();
        if (collapsed) {
            if (showsHint)
                paintHint(painter, QRectF(width() - 16, 2, 15, 15), t);
            else if (m_count > 0)
                paintStateMark(painter, QRectF(width() - 13, 4, 10, 10), m_state, t);
            return;
        }
        painter.setFont(type::font(this, type::body, isChecked() ? QFont::DemiBold : QFont::Normal));
        painter.setPen(isChecked() ? t.textStrong : ink);
        painter.drawText(QRect(38, 0, width() - 38 - 40, height()), Qt::AlignVCenter | Qt::AlignLeft,
                         painter.fontMetrics().elidedText(text(), Qt::ElideRight, width() - 78));
        if (showsHint) {
            paintHint(painter, QRectF(width() - 26, height() / 2.0 - 9, 18, 18), t);
        } else if (m_count > 0) {
            const QString number = m_count > 99 ? QStringLiteral("99+") : QString::number(m_count);
            painter.setFont(type::tabular(type::font(this, type::caption, QFont::DemiBold)));
            const qreal text = painter.fontMetrics().horizontalAdvance(number);
            const QRectF pill(width() - 8 - text - 24, height() / 2.0 - 9, text + 24, 18);
            painter.setPen(Qt::NoPen);
            painter.setBrush(t.of(m_state).wash);
            painter.drawRoundedRect(pill, 4, 4);
            paintStateMark(painter, QRectF(pill.left() + 5, pill.center().y() - 4.5, 9, 9), m_state, t);
            painter.setPen(t.of(m_state).text);
            painter.drawText(pill.adjusted(0, 0, -5, 0), Qt::AlignVCenter | Qt::AlignRight, number);
        }
    }

private:
    void paintHint(QPainter &painter, const QRectF &rect, const Tokens &t)
    {
        painter.setPen(QPen(t.control, 1));
        painter.setBrush(t.surface1);
        painter.drawRoundedRect(rect, 3, 3);
        painter.setFont(type::font(this, type::caption, QFont::DemiBold));
        painter.setPen(t.textStrong);
        painter.drawText(rect, Qt::AlignCenter, m_letter.toUpper());
    }

    QString m_icon;
    QChar m_letter;
    int m_count = 0;
    State m_state = State::Ok;
};

} // namespace

struct NavigationRail::Private
{
    QVBoxLayout *column = nullptr;
    QVBoxLayout *entryColumn = nullptr;
    QList<QString> order;
    QHash<QString, Entry *> entries;
    QToolButton *fold = nullptr;
    QString current;
    bool collapsed = false;
};

NavigationRail::NavigationRail(QWidget *parent) : QWidget(parent), d(std::make_unique<Private>())
{
    d->column = new QVBoxLayout(this);
    d->column->setContentsMargins(space::s, space::m, space::s + 1, space::s);
    d->column->setSpacing(0);
    d->entryColumn = new QVBoxLayout;
    d->entryColumn->setSpacing(0);
    d->column->addLayout(d->entryColumn);
    d->column->addStretch(1);
    d->fold = new QToolButton(this);
    d->fold->setIcon(icons::icon(QStringLiteral("sidebar")));
    d->fold->setObjectName(QStringLiteral("railFold"));
    d->fold->setFixedSize(38, 32);
    d->column->addWidget(d->fold);
    connect(d->fold, &QToolButton::clicked, this, [this] { setCollapsed(!d->collapsed); });
    d->collapsed = true;
    setCollapsed(false);
}

NavigationRail::~NavigationRail() = default;

void NavigationRail::addEntry(const QString &id, const QString &title, const QString &icon, QChar letter)
{
    auto *entry = new Entry(title, icon, letter, this);
    entry->setObjectName(QStringLiteral("rail_") + id);
    entry->collapsed = d->collapsed;
    entry->refresh();
    d->order.append(id);
    d->entries.insert(id, entry);
    d->entryColumn->addWidget(entry);
    connect(entry, &QAbstractButton::clicked, this, [this, id, entry] {
        entry->setChecked(d->current == id); // the page decides; setCurrent marks it
        Q_EMIT pageRequested(id);
    });
}

void NavigationRail::setTitle(const QString &id, const QString &title)
{
    if (Entry *entry = d->entries.value(id))
        entry->setTitle(title);
}

void NavigationRail::setBadge(const QString &id, int count, State state)
{
    if (Entry *entry = d->entries.value(id))
        entry->setBadge(count, state);
}

void NavigationRail::setCurrent(const QString &id)
{
    d->current = id;
    for (auto it = d->entries.cbegin(); it != d->entries.cend(); ++it)
        it.value()->setChecked(it.key() == id);
}

QString NavigationRail::current() const
{
    return d->current;
}

bool NavigationRail::isCollapsed() const
{
    return d->collapsed;
}

void NavigationRail::setFooter(QWidget *footer)
{
    d->column->insertWidget(d->column->count() - 1, footer);
}

void NavigationRail::setCollapsed(bool collapsed)
{
    if (d->collapsed == collapsed)
        return;
    d->collapsed = collapsed;
    setFixedWidth(collapsed ? space::railNarrow : space::railWide);
    retranslate();
    for (Entry *entry : std::as_const(d->entries)) {
        entry->collapsed = collapsed;
        entry->refresh();
    }
    Q_EMIT collapsedChanged(collapsed);
}

void NavigationRail::retranslate()
{
    setAccessibleName(tr("Pages"));
    d->fold->setToolTip(d->collapsed ? tr("Show page names") : tr("Icons only"));
    d->fold->setAccessibleName(d->fold->toolTip());
}

void NavigationRail::changeEvent(QEvent *event)
{
    if (event->type() == QEvent::LanguageChange)
        retranslate();
    QWidget::changeEvent(event);
}

void NavigationRail::setHintsVisible(bool visible)
{
    for (Entry *entry : std::as_const(d->entries)) {
        entry->hints = visible;
        entry->update();
    }
}

void NavigationRail::paintEvent(QPaintEvent *)
{
    const Tokens &t = tokens(this);
    QPainter painter(this);
    painter.fillRect(rect(), t.surface1);
    painter.fillRect(QRect(width() - 1, 0, 1, height()), t.line);
}

void NavigationRail::keyPressEvent(QKeyEvent *event)
{
    const int by = event->key() == Qt::Key_Down ? 1 : event->key() == Qt::Key_Up ? -1 : 0;
    for (qsizetype i = 0; by != 0 && i < d->order.size(); ++i) {
        if (!d->entries[d->order[i]]->hasFocus())
            continue;
        const qsizetype next = i + by;
        if (next >= 0 && next < d->order.size())
            d->entries[d->order[next]]->setFocus(Qt::TabFocusReason);
        return;
    }
    QWidget::keyPressEvent(event);
}

} // namespace toban
