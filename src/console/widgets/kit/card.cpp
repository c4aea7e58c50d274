// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kit/card.h"

#include "kit/icons.h"
#include "kit/statemark.h"
#include "kit/theme.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QMenu>
#include <QPainter>
#include <QToolButton>
#include <QVBoxLayout>

namespace toban {

namespace {

/// A state's mark as a small widget of its own.
class Mark : public QWidget
{
public:
    explicit Mark(QWidget *parent) : QWidget(parent) { setFixedSize(12, 12); }
    State state = State::Unknown;

protected:
    void paintEvent(QPaintEvent *) override
    {
        QPainter painter(this);
        paintStateMark(painter, rect(), state, tokens(this));
    }
};

} // namespace

struct Card::Private
{
    QVBoxLayout *column = nullptr;
    QWidget *header = nullptr;
    QHBoxLayout *row = nullptr;
    Mark *mark = nullptr;
    QLabel *title = nullptr;
    Mark *noteMark = nullptr;
    QLabel *note = nullptr;
    QToolButton *button = nullptr;
    QMenu *menu = nullptr;
    QVBoxLayout *inset = nullptr; ///< round the body
};

Card::Card(QWidget *parent) : QFrame(parent), d(std::make_unique<Private>())
{
    build();
}

Card::Card(const QString &title, QWidget *parent) : Card(parent)
{
    setTitle(title);
}

Card::~Card() = default;

void Card::build()
{
    d->column = new QVBoxLayout(this);
    d->column->setContentsMargins(1, 1, 1, 1);
    d->column->setSpacing(0);
    d->header = new QWidget(this);
    d->header->setFixedHeight(36);
    d->row = new QHBoxLayout(d->header);
    d->row->setContentsMargins(space::m, 0, space::xs, 0);
    d->row->setSpacing(space::s);
    d->title = new QLabel(d->header);
    d->title->setProperty("role", QStringLiteral("heading"));
    d->note = new QLabel(d->header);
    d->note->setProperty("role", QStringLiteral("caption"));
    d->row->addWidget(d->title);
    d->row->addStretch(1);
    d->row->addWidget(d->note);
    d->row->addSpacing(space::xs);
    d->column->addWidget(d->header);
    d->inset = new QVBoxLayout;
    d->column->addLayout(d->inset, 1);
    setBodyMargins(space::m);
}

void Card::setTitle(const QString &title)
{
    d->title->setText(title);
    setAccessibleName(title);
    nameMenu();
}

void Card::nameMenu()
{
    if (d->button)
        d->button->setAccessibleName(tr("Menu of %1").arg(title()));
}

void Card::changeEvent(QEvent *event)
{
    if (event->type() == QEvent::LanguageChange)
        nameMenu();
    QFrame::changeEvent(event);
}

QString Card::title() const
{
    return d->title->text();
}

void Card::setNote(const QString &note)
{
    d->note->setText(note);
    d->note->setToolTip(QString());
    d->note->setAccessibleName(QString());
    if (d->noteMark)
        d->noteMark->hide();
    colourNote(QStringLiteral("caption"));
}

void Card::setNote(State state, const QString &note, const QString &detail)
{
    if (!d->noteMark) {
        d->noteMark = new Mark(d->header);
        d->row->insertWidget(d->row->indexOf(d->note), d->noteMark);
    }
    d->noteMark->state = state;
    d->noteMark->setAccessibleName(stateWord(state));
    d->noteMark->update();
    d->noteMark->show();
    d->note->setText(note);
    d->note->setToolTip(detail);
    d->note->setAccessibleName(detail);
    colourNote(state == State::Critical ? QStringLiteral("error") : QStringLiteral("warn"));
}

void Card::colourNote(const QString &role)
{
    if (d->note->property("role").toString() == role)
        return;
    d->note->setProperty("role", role);
    restyle(d->note);
}

void Card::setState(std::optional<State> state)
{
    if (!d->mark) {
        if (!state)
            return;
        d->mark = new Mark(d->header);
        d->row->insertWidget(0, d->mark);
    }
    d->mark->setVisible(state.has_value());
    if (state) {
        d->mark->state = *state;
        d->mark->setAccessibleName(stateWord(*state));
        d->mark->update();
    }
}

void Card::setBody(QWidget *body)
{
    d->inset->addWidget(body);
}

void Card::setBodyMargins(int margin)
{
    d->inset->setContentsMargins(margin, 0, margin, margin);
}

void Card::addHeaderWidget(QWidget *widget)
{
    d->row->insertWidget(d->button ? d->row->count() - 1 : d->row->count(), widget);
}

QMenu *Card::menu()
{
    if (!d->menu) {
        d->button = new QToolButton(d->header);
        d->button->setIcon(icons::icon(QStringLiteral("more")));
        d->button->setPopupMode(QToolButton::InstantPopup);
        d->button->setObjectName(QStringLiteral("cardMenu"));
        d->menu = new QMenu(d->button);
        d->button->setMenu(d->menu);
        d->row->addWidget(d->button);
        nameMenu();
    }
    return d->menu;
}

void Card::setHeaderVisible(bool visible)
{
    d->header->setVisible(visible);
}

} // namespace toban
