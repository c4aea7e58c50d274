// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QList>
#include <QString>

#include <functional>
#include <vector>

class QAction;
class QWidget;

namespace toban {

class CommandPalette;
class KeyHelp;

/// A titled group of things that can be done, as palette and key help list them.
struct ActionGroup
{
    QString title;
    QList<QAction *> actions;
    QString page; ///< to be visited before an action of the group is done; empty: none
};

/// A line of the palette that is no action, such as "Switch to staging".
struct ExtraCommand
{
    QString id;
    QString title;
    QString icon;
    std::function<void()> run;
};

/// What lies over the window for a moment: the command palette and the keys. Both are made when first opened.
class WindowOverlays
{
public:
    /// Does the action of this object name, on this page unless empty.
    using Run = std::function<void(const QString &page, const QString &action)>;
    WindowOverlays(QWidget &window, Run run);

    struct PaletteContent
    {
        QList<ActionGroup> groups;
        QString extraTitle; ///< over the extras, which are listed last
        std::vector<ExtraCommand> extras;
        QString noReason; ///< said of what is not possible and does not say why
    };
    void openPalette(PaletteContent content);
    void updatePalette(PaletteContent content); ///< while it is open; otherwise nothing happens
    void openKeyHelp(const QList<ActionGroup> &groups);

private:
    void setContent(PaletteContent content);
    void run(const QString &id);

    QWidget &m_window;
    Run m_run;
    CommandPalette *m_palette = nullptr; ///< owned by the window
    KeyHelp *m_keyHelp = nullptr;
    std::vector<ExtraCommand> m_extras;
};

} // namespace toban
