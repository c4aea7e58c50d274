// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "shell/windowoverlays.h"

#include "kit/commandpalette.h"
#include "shell/keyhelp.h"
#include "shell/windowactions.h"

#include <QAction>

namespace toban {

namespace {
const QString actionPrefix = QStringLiteral("action:");
}

WindowOverlays::WindowOverlays(QWidget &window) : m_window(window)
{ }

void WindowOverlays::openPalette(const QList<ActionGroup> &groups, const QString &extraTitle,
                                 std::vector<ExtraCommand> extras)
{
    if (!m_palette) {
        m_palette = new CommandPalette(&m_window);
        m_palette->setObjectName(QStringLiteral("commandPalette"));
        QObject::connect(m_palette, &CommandPalette::triggered, &m_window, [this](const QString &id) { run(id); });
    }
    m_extras = std::move(extras);
    std::vector<Command> commands;
    for (const ActionGroup &group : groups)
        for (const QAction *action : group.actions) {
            Command command;
            command.id = actionPrefix + action->objectName();
            // A menu's entry may need to say more where it stands alone.
            const QString alone = action->property("fullText").toString();
            command.title = alone.isEmpty() ? action->text() : alone;
            command.section = group.title;
            command.shortcut = WindowActions::keys(action);
            command.icon = action->property("iconName").toString();
            command.keywords = action->objectName();
            command.enabled = action->isEnabled();
            command.reason = action->isEnabled() ? QString() : action->statusTip();
            commands.push_back(command);
        }
    for (const ExtraCommand &extra : m_extras) {
        Command command;
        command.id = extra.id;
        command.title = extra.title;
        command.section = extraTitle;
        command.icon = extra.icon;
        commands.push_back(command);
    }
    m_palette->setCommands(std::move(commands));
    m_palette->open();
}

void WindowOverlays::run(const QString &id)
{
    if (id.startsWith(actionPrefix)) {
        for (QAction *action : m_window.actions())
            if (action->objectName() == id.mid(actionPrefix.size()))
                return action->trigger();
        return;
    }
    for (const ExtraCommand &extra : m_extras)
        if (extra.id == id)
            return extra.run();
}

void WindowOverlays::openKeyHelp(const QList<ActionGroup> &groups)
{
    if (!m_keyHelp)
        m_keyHelp = new KeyHelp(&m_window);
    std::vector<KeyHelp::Group> shown;
    for (const ActionGroup &group : groups) {
        KeyHelp::Group lines{group.title, {}};
        for (const QAction *action : group.actions)
            if (const QString keys = WindowActions::keys(action); !keys.isEmpty())
                lines.lines.push_back({keys, action->text()});
        if (!lines.lines.empty())
            shown.push_back(std::move(lines));
    }
    m_keyHelp->open(shown);
}

} // namespace toban
