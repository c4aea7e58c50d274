// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "shell/railfooter.h"

#include "kit/icons.h"
#include "kit/statemark.h"
#include "shell/windowactions.h"

#include <QAction>
#include <QEvent>
#include <QPainter>
#include <QToolButton>
#include <QVBoxLayout>

namespace toban {

RailFooter::RailFooter(const WindowActions &actions, QWidget *parent)
    : QWidget(parent), m_problems(new QToolButton(this)), m_settings(new QToolButton(this))
{
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(space::s, space::s, space::s, space::s);
    layout->setSpacing(space::xs);
    for (QToolButton *button : {m_problems, m_settings}) {
        button->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
        button->setFocusPolicy(Qt::TabFocus);
        button->setAutoRaise(true);
        layout->addWidget(button);
    }
    m_problems->setObjectName(QStringLiteral("problemsButton"));
    m_settings->setObjectName(QStringLiteral("settingsButton"));
    m_settings->setIcon(icons::icon(QStringLiteral("settings")));
    connect(m_problems, &QToolButton::clicked, actions[WindowAction::ToggleProblems], &QAction::trigger);
    connect(m_settings, &QToolButton::clicked, actions[WindowAction::Settings], &QAction::trigger);
    retranslate();
}

void RailFooter::setCounts(int critical, int warn, int unknown)
{
    m_count = critical + warn + unknown;
    m_worst = critical > 0 ? State::Critical : warn > 0 ? State::Warn : unknown > 0 ? State::Unknown : State::Ok;
    retranslate();
}

void RailFooter::setCollapsed(bool collapsed)
{
    m_collapsed = collapsed;
    retranslate();
}

void RailFooter::changeEvent(QEvent *event)
{
    if (event->type() == QEvent::LanguageChange || event->type() == QEvent::PaletteChange)
        retranslate();
    QWidget::changeEvent(event);
}

void RailFooter::retranslate()
{
    const int size = m_problems->iconSize().width();
    QPixmap mark(QSize(size, size) * devicePixelRatioF());
    mark.setDevicePixelRatio(devicePixelRatioF());
    mark.fill(Qt::transparent);
    QPainter painter(&mark);
    paintStateMark(painter, QRectF(2, 2, size - 4, size - 4), m_worst, tokens(this));
    painter.end();
    m_problems->setIcon(mark);
    const QString problems = m_count == 0 ? tr("No problems") : tr("%n problem(s)", nullptr, m_count);
    m_problems->setText(m_collapsed ? QString::number(m_count) : problems);
    m_problems->setAccessibleName(problems);
    m_problems->setToolTip(problems);
    m_settings->setText(tr("Settings"));
    m_settings->setToolTip(tr("Settings"));
    m_problems->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    m_settings->setToolButtonStyle(m_collapsed ? Qt::ToolButtonIconOnly : Qt::ToolButtonTextBesideIcon);
}

} // namespace toban
