// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "shell/windowactions.h"

#include <QAction>
#include <QKeySequence>
#include <QWidget>

namespace toban {

namespace {

struct Spec
{
    WindowAction action;
    const char *name;
    const char *text;
    const char *icon;
    const char *keys;
    bool isShortcut = true; ///< false: the key is handled where the focus is (Esc), shown all the same
};

constexpr Spec specs[] = {
    {WindowAction::Palette, "action.palette", QT_TRANSLATE_NOOP("toban::WindowActions", "Find a page or an action"),
     "command", "Ctrl+K"},
    {WindowAction::Refresh, "action.refresh", QT_TRANSLATE_NOOP("toban::WindowActions", "Refresh now"), "refresh", "R"},
    {WindowAction::PickRange, "action.range", QT_TRANSLATE_NOOP("toban::WindowActions", "Choose the time range"),
     "clock", "T"},
    {WindowAction::RangeBack, "action.range.back", QT_TRANSLATE_NOOP("toban::WindowActions", "Move the range back"), "",
     "["},
    {WindowAction::RangeForward, "action.range.forward",
     QT_TRANSLATE_NOOP("toban::WindowActions", "Move the range forward"), "", "]"},
    {WindowAction::RangeZoomOut, "action.range.zoomout", QT_TRANSLATE_NOOP("toban::WindowActions", "Widen the range"),
     "zoom-out", "-"},
    {WindowAction::ToggleUtc, "action.utc", QT_TRANSLATE_NOOP("toban::WindowActions", "Show times in UTC"), "globe",
     "U"},
    {WindowAction::PickEnvironment, "action.environment",
     QT_TRANSLATE_NOOP("toban::WindowActions", "Switch environment"), "plug", "E"},
    {WindowAction::ShowHealth, "action.health", QT_TRANSLATE_NOOP("toban::WindowActions", "Show how the endpoints do"),
     "", "H"},
    {WindowAction::FocusFilter, "action.filter", QT_TRANSLATE_NOOP("toban::WindowActions", "Filter this page"),
     "filter", "/"},
    {WindowAction::ToggleProblems, "action.problems", QT_TRANSLATE_NOOP("toban::WindowActions", "Problems panel"),
     "problems", "P"},
    {WindowAction::ToggleRail, "action.rail", QT_TRANSLATE_NOOP("toban::WindowActions", "Narrow the navigation"),
     "sidebar", "Ctrl+B"},
    {WindowAction::Settings, "action.settings", QT_TRANSLATE_NOOP("toban::WindowActions", "Settings: environments"),
     "settings", "Ctrl+,"},
    {WindowAction::Appearance, "action.appearance",
     QT_TRANSLATE_NOOP("toban::WindowActions", "Settings: appearance and language"), "settings", ""},
    {WindowAction::AddEnvironment, "action.environment.add",
     QT_TRANSLATE_NOOP("toban::WindowActions", "Add an environment"), "plus", ""},
    {WindowAction::ThemeSystem, "action.theme.system",
     QT_TRANSLATE_NOOP("toban::WindowActions", "Theme: as the system"), "", ""},
    {WindowAction::ThemeLight, "action.theme.light", QT_TRANSLATE_NOOP("toban::WindowActions", "Theme: light"), "sun",
     ""},
    {WindowAction::ThemeDark, "action.theme.dark", QT_TRANSLATE_NOOP("toban::WindowActions", "Theme: dark"), "moon",
     ""},
    {WindowAction::KeyHelp, "action.keys", QT_TRANSLATE_NOOP("toban::WindowActions", "Show the keys"), "help", "?"},
    {WindowAction::Back, "action.back", QT_TRANSLATE_NOOP("toban::WindowActions", "Back"), "", "Esc", false},
    {WindowAction::About, "action.about", QT_TRANSLATE_NOOP("toban::WindowActions", "About Toban"), "info", ""},
    {WindowAction::Quit, "action.quit", QT_TRANSLATE_NOOP("toban::WindowActions", "Quit"), "", "Ctrl+Q"},
};

const char *const keysProperty = "keys";

} // namespace

WindowActions::WindowActions(QWidget *window) : QObject(window)
{
    for (const Spec &spec : specs) {
        auto *action = new QAction(this);
        action->setObjectName(QLatin1String(spec.name));
        if (*spec.icon) // drawn where it is shown: most never are
            action->setProperty("iconName", QLatin1String(spec.icon));
        const QKeySequence sequence(QLatin1String(spec.keys));
        action->setProperty(keysProperty, sequence.toString(QKeySequence::NativeText));
        if (spec.isShortcut && !sequence.isEmpty())
            action->setShortcut(sequence);
        window->addAction(action);
        m_actions.push_back(action);
    }
    for (const WindowAction checkable :
         {WindowAction::ToggleUtc, WindowAction::ToggleProblems, WindowAction::ToggleRail, WindowAction::ThemeSystem,
          WindowAction::ThemeLight, WindowAction::ThemeDark})
        (*this)[checkable]->setCheckable(true);
    retranslate();
}

QAction *WindowActions::operator[](WindowAction action) const
{
    return m_actions[std::size_t(action)];
}

QString WindowActions::keys(const QAction *action)
{
    const QString shown = action->property(keysProperty).toString();
    const QString keys = shown.isEmpty() ? action->shortcut().toString(QKeySequence::NativeText) : shown;
    return QString(keys).replace(QStringLiteral(", "), QStringLiteral(" ")); // "G O": one after the other
}

void WindowActions::retranslate()
{
    for (const Spec &spec : specs)
        (*this)[spec.action]->setText(tr(spec.text));
}

} // namespace toban
