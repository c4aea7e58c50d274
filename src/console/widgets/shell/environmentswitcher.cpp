// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "shell/environmentswitcher.h"

#include "kit/describe.h"
#include "kit/theme.h"

#include <QActionGroup>
#include <QEvent>
#include <QMenu>
#include <QPainter>
#include <QPixmap>

#include <algorithm>

namespace toban {

namespace {

QIcon dot(const QColor &colour, qreal ratio)
{
    constexpr int size = 16;
    QPixmap pixmap(QSize(size, size) * ratio);
    pixmap.setDevicePixelRatio(ratio);
    pixmap.fill(Qt::transparent);
    QPainter painter(&pixmap);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(colour);
    painter.drawRoundedRect(QRectF(3, 3, 10, 10), 3, 3);
    return pixmap;
}

} // namespace

EnvironmentSwitcher::EnvironmentSwitcher(QWidget *parent) : QToolButton(parent)
{
    setProperty("kind", QStringLiteral("bar"));
    setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    setPopupMode(QToolButton::InstantPopup);
    setFocusPolicy(Qt::TabFocus);
    setMenu(new QMenu(this));
    connect(menu(), &QMenu::aboutToShow, this, &EnvironmentSwitcher::fillMenu);
    showCurrent();
}

void EnvironmentSwitcher::setEnvironments(const std::vector<Context> &contexts, const QString &current)
{
    m_contexts = contexts;
    m_current = current;
    showCurrent();
}

void EnvironmentSwitcher::showCurrent()
{
    const auto it = std::find_if(m_contexts.begin(), m_contexts.end(),
                                 [this](const Context &context) { return context.name == m_current; });
    if (it == m_contexts.end()) {
        setIcon({});
        setText(tr("No environment"));
        setAccessibleName(text());
        return;
    }
    setIcon(dot(environmentColour(tokens(this), *it), devicePixelRatioF()));
    setText(it->readOnly ? tr("%1 · read only").arg(it->name) : it->name);
    setToolTip(tr("%1 environment").arg(environmentName(it->kind)));
    setAccessibleName(tr("Environment: %1").arg(text()));
}

void EnvironmentSwitcher::fillMenu()
{
    menu()->clear();
    auto *group = new QActionGroup(menu());
    for (const Context &context : m_contexts) {
        QAction *action = menu()->addAction(dot(environmentColour(tokens(this), context), devicePixelRatioF()),
                                            context.name.isEmpty() ? environmentName(context.kind) : context.name);
        action->setCheckable(true);
        action->setChecked(context.name == m_current);
        group->addAction(action);
        connect(action, &QAction::triggered, this, [this, name = context.name] { Q_EMIT environmentRequested(name); });
    }
    menu()->addSeparator();
    menu()->addActions(actions());
}

void EnvironmentSwitcher::changeEvent(QEvent *event)
{
    if (event->type() == QEvent::LanguageChange || event->type() == QEvent::PaletteChange)
        showCurrent();
    QToolButton::changeEvent(event);
}

} // namespace toban
