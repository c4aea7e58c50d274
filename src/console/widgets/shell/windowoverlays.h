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
    explicit WindowOverlays(QWidget &window);

    /// `extras` are listed last, under `extraTitle`.
    void openPalette(const QList<ActionGroup> &groups, const QString &extraTitle, std::vector<ExtraCommand> extras);
    void openKeyHelp(const QList<ActionGroup> &groups);

private:
    void run(const QString &id);

    QWidget &m_window;
    CommandPalette *m_palette = nullptr; ///< owned by the window
    KeyHelp *m_keyHelp = nullptr;
    std::vector<ExtraCommand> m_extras;
};

} // namespace toban
