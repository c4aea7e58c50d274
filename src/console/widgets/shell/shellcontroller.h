// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "error.h"
#include "settings/preferences.h"
#include "shell/mainwindow.h"
#include "timerange.h"

#include <QObject>
#include <QTimer>

#include <chrono>
#include <functional>
#include <optional>

namespace toban {

class Backends;
class Clock;
class ContextService;
class RangeHistory;
class RefreshService;
class SecretService;
class SettingsController;
class Translations;

/// What of the shell comes back at the next start.
struct ShellState
{
    WindowLayout layout;
    Preferences preferences;
    QString page = QStringLiteral("overview");
    TimeRange range;
    std::chrono::milliseconds interval{15'000};
    int chartPixels = 0; ///< width that the Overview's queries were made for
};

/// Connects the window with the services: environment, health, time range, refresh, zone, preferences, problems of
/// endpoints and keyring. The one place that changes theme and language.
class ShellController : public QObject
{
    Q_OBJECT
public:
    struct Services
    {
        ContextService &contexts;
        Backends &backends;
        RefreshService &refresh;
        SecretService &secrets;
        Translations &translations;
        const Clock &clock;
    };

    ShellController(MainWindow &window, const Services &services, const ShellState &state);
    ~ShellController() override;

    ShellState state() const;
    SettingsController &settings(); ///< made when first asked for
    /// The environment is on its way, with a word for it; empty: it has come or will not.
    void setEntering(const QString &word);
    /// Says in the banner what went wrong outside of any page (the contexts' file cannot be read, a sandbox did not
    /// start), until it is put away or another environment is there.
    void showFailure(const Error &error);
    /// Says in the banner what is awaited, until the environment has come or will not. `sentence` is asked again after
    /// a change of language.
    void showWaiting(std::function<QString()> sentence);

Q_SIGNALS:
    void stateChanged();
    void preferencesChanged(const toban::Preferences &preferences); ///< already in force

private:
    void connectBar();
    void connectActions();
    void showContext();
    void showZone();
    void showHealth();
    void showProblems();
    void showKeyring();
    void showBanner();
    void onBannerDismissed();
    void onContextChanged();
    void openSettings(const QString &endpoint);
    void probe();
    void setPreferences(const Preferences &preferences);
    void applyPreferences();
    void onTick();
    QTimeZone zone() const;

    MainWindow &m_window;
    Services m_services;
    Preferences m_preferences;
    RangeHistory *m_history;
    SettingsController *m_settings = nullptr;
    bool m_entering = false;
    std::optional<Error> m_failure; ///< what the banner says, the more pressing first: this,
    bool m_saysKeyring = false; ///< that the keyring gave nothing,
    std::function<QString()> m_waiting; ///< what is awaited
    qint64 m_keyringSinceMs = 0;
    qint64 m_probedMs = 0;
    QTimer m_tick;
    QTimer m_healthPause; ///< many answers, one update
};

} // namespace toban
