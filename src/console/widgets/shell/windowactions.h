// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>

#include <vector>

class QAction;
class QWidget;

namespace toban {

/// What the window can do, whatever the page.
enum class WindowAction {
    Palette,
    Refresh,
    PickRange,
    RangeBack,
    RangeForward,
    RangeZoomOut,
    ToggleUtc,
    PickEnvironment,
    ShowHealth,
    FocusFilter,
    ToggleProblems,
    ToggleRail,
    Settings,
    Appearance,
    AddEnvironment,
    ThemeSystem,
    ThemeLight,
    ThemeDark,
    KeyHelp,
    Back,
    About,
    Quit,
};

/// The window's actions: object name, text, icon, keys; texts follow the language. Owned by the window.
class WindowActions : public QObject
{
    Q_OBJECT
public:
    explicit WindowActions(QWidget *window);

    QAction *operator[](WindowAction action) const;
    const std::vector<QAction *> &all() const { return m_actions; }
    /// Keys as a person reads them ("Ctrl+K", "G O", "Esc"), also where the key is no shortcut of Qt's.
    static QString keys(const QAction *action);
    void retranslate();

private:
    std::vector<QAction *> m_actions;
};

} // namespace toban
