// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kit/banner.h"

#include "kit/icons.h"
#include "kit/statemark.h"
#include "kit/theme.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>
#include <QPushButton>
#include <QToolButton>

namespace toban {

struct Banner::Private
{
    State state = State::Unknown;
    QString whole;
    bool single = false;
    QLabel *text = nullptr;
    QPushButton *action = nullptr;
    QToolButton *dismiss = nullptr;
};

Banner::Banner(QWidget *parent) : QFrame(parent), d(std::make_unique<Private>())
{
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(34, 5, space::s, 5);
    row->setSpacing(space::s);
    d->text = new QLabel(this);
    d->text->setWordWrap(true);
    d->text->setTextInteractionFlags(Qt::TextSelectableByMouse);
    d->action = new QPushButton(this);
    d->action->setObjectName(QStringLiteral("bannerAction"));
    d->dismiss = new QToolButton(this);
    d->dismiss->setIcon(icons::icon(QStringLiteral("close")));
    d->dismiss->setAccessibleName(tr("Dismiss"));
    d->dismiss->setToolTip(tr("Dismiss"));
    row->addWidget(d->text, 1);
    row->addWidget(d->action);
    row->addWidget(d->dismiss);
    d->action->hide();
    d->dismiss->hide();
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Maximum);
    connect(d->action, &QPushButton::clicked, this, &Banner::actionRequested);
    connect(d->dismiss, &QToolButton::clicked, this, [this] {
        hide();
        Q_EMIT dismissed();
    });
}

Banner::~Banner() = default;

void Banner::setMessage(State state, const QString &text, const QString &action)
{
    d->state = state;
    d->whole = text;
    d->text->setText(text);
    d->action->setText(action);
    d->action->setVisible(!action.isEmpty());
    setAccessibleName(stateWord(state) + QStringLiteral(": ") + text);
    show();
    fit();
    update();
}

void Banner::setSingleLine(bool single)
{
    d->single = single;
    d->text->setWordWrap(!single);
    d->text->setSizePolicy(single ? QSizePolicy::Ignored : QSizePolicy::Preferred, QSizePolicy::Preferred);
    fit();
}

void Banner::fit()
{
    if (!d->single)
        return;
    layout()->activate();
    const QString shown = d->text->fontMetrics().elidedText(d->whole, Qt::ElideRight, d->text->width());
    d->text->setText(shown);
    d->text->setToolTip(shown == d->whole ? QString() : d->whole);
}

void Banner::resizeEvent(QResizeEvent *event)
{
    QFrame::resizeEvent(event);
    fit();
}

void Banner::setDismissible(bool dismissible)
{
    d->dismiss->setVisible(dismissible);
}

QString Banner::text() const
{
    return d->whole;
}

void Banner::paintEvent(QPaintEvent *)
{
    const Tokens &t = tokens(this);
    const StateColours &colours = t.of(d->state);
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(mix(colours.wash, colours.mark, 0.35), 1));
    painter.setBrush(colours.wash);
    painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), space::radius, space::radius);
    paintStateMark(painter, QRectF(12, height() / 2.0 - 6.5, 13, 13), d->state, t);
}

void Banner::changeEvent(QEvent *event)
{
    if (event->type() == QEvent::LanguageChange) {
        d->dismiss->setAccessibleName(tr("Dismiss"));
        d->dismiss->setToolTip(tr("Dismiss"));
    }
    QFrame::changeEvent(event);
}

} // namespace toban
