// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "settings/preferences.h"
#include "settings/settingsdialog.h"

#include <QCoro/QCoroTask>

#include <QObject>
#include <QPointer>

namespace toban {

class Backends;
class ContextService;
class SecretService;

/// Does what the settings dialog asks for: tests endpoints, puts secrets into the keychain and then environments into
/// their file. A failure is said in the dialog, which stays open with everything that was typed.
class SettingsController : public QObject
{
    Q_OBJECT
public:
    SettingsController(ContextService &contexts, SecretService &secrets, Backends &backends, QWidget *window);

    void setPreferences(const Preferences &preferences);
    void openAppearance();
    void openEnvironment(const QString &name); ///< empty: the current one
    void openEndpoint(EndpointKind kind); ///< of the current environment
    void addEnvironment();

Q_SIGNALS:
    void preferencesChanged(const toban::Preferences &preferences);

private:
    SettingsDialog *dialog(); ///< the open one, or a new one
    QCoro::Task<void> save(std::vector<Context> contexts, std::vector<SecretEdit> secrets, EnvironmentNames names);
    QCoro::Task<void> test(QString environment, EndpointKind kind, EndpointConfig config,
                           std::vector<SecretEdit> secrets);
    void removeOrphans(const std::vector<Context> &before, const std::vector<Context> &after);
    void settleCurrent();

    ContextService &m_contexts;
    SecretService &m_secrets;
    Backends &m_backends;
    QWidget *m_window;
    QPointer<SettingsDialog> m_dialog;
    Preferences m_preferences;
};

} // namespace toban
