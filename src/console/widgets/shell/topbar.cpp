// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "shell/topbar.h"

#include "kit/healthstrip.h"
#include "kit/icons.h"
#include "kit/refreshpicker.h"
#include "kit/theme.h"
#include "kit/timerangepicker.h"
#include "shell/environmentswitcher.h"
#include "shell/windowactions.h"

#include <QAction>
#include <QEvent>
#include <QHBoxLayout>
#include <QResizeEvent>
#include <QToolButton>

namespace toban {

namespace {
constexpr int compactBelow = 1240; ///< px: the health strip drops latencies to leave room for the rest
constexpr int tightBelow = 900; ///< px: every gap counts
} // namespace

TopBar::TopBar(const WindowActions &actions, std::function<qint64()> now, QWidget *parent)
    : QWidget(parent), m_actions(actions), m_environment(new EnvironmentSwitcher(this)),
      m_health(new HealthStrip(this)), m_range(new TimeRangePicker(std::move(now), this)),
      m_refresh(new RefreshPicker(this)), m_zone(new QToolButton(this)), m_palette(new QToolButton(this))
{
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(space::m, space::s, space::m, space::s);
    layout->setSpacing(space::s);
    layout->addWidget(m_environment);
    layout->addWidget(m_health);
    layout->addStretch(1);
    layout->addWidget(m_range);
    layout->addWidget(m_refresh);
    layout->addWidget(m_zone);
    layout->addWidget(m_palette);

    m_environment->setObjectName(QStringLiteral("environmentSwitcher"));
    m_health->setObjectName(QStringLiteral("healthStrip"));
    m_range->setObjectName(QStringLiteral("timeRangePicker"));
    m_refresh->setObjectName(QStringLiteral("refreshPicker"));
    m_environment->addActions({actions[WindowAction::AddEnvironment], actions[WindowAction::Settings]});
    for (QToolButton *button : {m_zone, m_palette}) {
        button->setProperty("kind", QStringLiteral("bar"));
        button->setFocusPolicy(Qt::TabFocus);
    }
    m_zone->setObjectName(QStringLiteral("zoneButton"));
    m_palette->setObjectName(QStringLiteral("paletteButton"));
    m_palette->setIcon(icons::icon(QStringLiteral("command")));
    connect(m_zone, &QToolButton::clicked, actions[WindowAction::ToggleUtc], &QAction::trigger);
    connect(m_palette, &QToolButton::clicked, actions[WindowAction::Palette], &QAction::trigger);
    retranslate();
}

void TopBar::setZoneName(const QString &name)
{
    m_zoneName = name;
    retranslate();
}

void TopBar::resizeEvent(QResizeEvent *event)
{
    m_health->setCompact(event->size().width() < compactBelow);
    const bool tight = event->size().width() < tightBelow;
    layout()->setSpacing(tight ? space::xs : space::s);
    layout()->setContentsMargins(tight ? space::s : space::m, space::s, tight ? space::s : space::m, space::s);
    QWidget::resizeEvent(event);
}

void TopBar::changeEvent(QEvent *event)
{
    if (event->type() == QEvent::LanguageChange)
        retranslate();
    QWidget::changeEvent(event);
}

void TopBar::retranslate()
{
    m_zone->setText(m_zoneName);
    m_zone->setToolTip(tr("Times are shown in %1. Switch between UTC and the environment’s zone (%2)")
                           .arg(m_zoneName, WindowActions::keys(m_actions[WindowAction::ToggleUtc])));
    m_zone->setAccessibleName(tr("Time zone: %1").arg(m_zoneName));
    m_palette->setToolTip(
        tr("Find a page or an action (%1)").arg(WindowActions::keys(m_actions[WindowAction::Palette])));
    m_palette->setAccessibleName(tr("Find a page or an action"));
}

} // namespace toban
