// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "shell/windowoverlays.h"

#include "kit/commandpalette.h"
#include "shell/keyhelp.h"
#include "shell/windowactions.h"

#include <QAction>

namespace toban {

namespace {
const QString actionPrefix = QStringLiteral("action:"); // then the page, a colon, the object name
}

WindowOverlays::WindowOverlays(QWidget &window, Run run) : m_window(window), m_run(std::move(run))
{ }

void WindowOverlays::openPalette(PaletteContent content)
{
    if (!m_palette) {
        m_palette = new CommandPalette(&m_window);
        m_palette->setObjectName(QStringLiteral("commandPalette"));
        QObject::connect(m_palette, &CommandPalette::triggered, &m_window, [this](const QString &id) { run(id); });
    }
    setContent(std::move(content));
    m_palette->open();
}

void WindowOverlays::updatePalette(PaletteContent content)
{
    if (m_palette && m_palette->isVisible())
        setContent(std::move(content));
}

void WindowOverlays::setContent(PaletteContent content)
{
    m_extras = std::move(content.extras);
    std::vector<Command> commands;
    for (const ActionGroup &group : content.groups)
        for (const QAction *action : group.actions) {
            Command command;
            command.id = actionPrefix + group.page + u':' + action->objectName();
            // A menu's entry may need to say more where it stands alone.
            const QString alone = action->property("fullText").toString();
            command.title = alone.isEmpty() ? action->text() : alone;
            command.section = group.title;
            if (group.page.isEmpty()) // the keys of other pages do not work here
                command.shortcut = WindowActions::keys(action);
            command.icon = action->property("iconName").toString();
            command.keywords = action->objectName();
            command.enabled = action->isEnabled();
            if (!command.enabled)
                command.reason = action->statusTip().isEmpty() ? content.noReason : action->statusTip();
            commands.push_back(command);
        }
    for (const ExtraCommand &extra : m_extras) {
        Command command;
        command.id = extra.id;
        command.title = extra.title;
        command.section = content.extraTitle;
        command.icon = extra.icon;
        commands.push_back(command);
    }
    m_palette->setCommands(std::move(commands));
}

void WindowOverlays::run(const QString &id)
{
    if (id.startsWith(actionPrefix))
        return m_run(id.section(u':', 1, 1), id.section(u':', 2));
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
