// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "settings/settingscontroller.h"

#include "backends.h"
#include "contextservice.h"
#include "kit/describe.h"
#include "secretservice.h"

namespace toban {

SettingsController::SettingsController(ContextService &contexts, SecretService &secrets, Backends &backends,
                                       QWidget *window)
    : QObject(window), m_contexts(contexts), m_secrets(secrets), m_backends(backends), m_window(window)
{ }

void SettingsController::setPreferences(const Preferences &preferences)
{
    m_preferences = preferences;
    if (m_dialog)
        m_dialog->setPreferences(preferences);
}

void SettingsController::openAppearance()
{
    dialog()->showAppearance();
}

void SettingsController::openEnvironment(const QString &name)
{
    if (name.isEmpty() && m_contexts.current())
        dialog()->showEnvironment(m_contexts.current()->name);
    else
        dialog()->showEnvironment(name);
}

void SettingsController::openEndpoint(EndpointKind kind)
{
    const QString name = m_contexts.current() ? m_contexts.current()->name : QString();
    SettingsDialog *shown = dialog();
    if (!shown->showEndpoint(name, kind) && !name.isEmpty())
        shown->setBanner(tr("%1 exists for this run only. Its addresses come from where it was started and cannot be "
                            "changed here.")
                             .arg(name),
                         false);
}

void SettingsController::addEnvironment()
{
    dialog()->addEnvironment();
}

SettingsDialog *SettingsController::dialog()
{
    if (m_dialog) {
        m_dialog->raise();
        m_dialog->activateWindow();
        return m_dialog;
    }
    m_dialog = new SettingsDialog(m_window);
    m_dialog->setAttribute(Qt::WA_DeleteOnClose);
    m_dialog->setContexts(m_contexts.saved(), m_contexts.current() ? m_contexts.current()->name : QString(),
                          m_contexts.defaultName());
    m_dialog->setPreferences(m_preferences);
    if (const std::optional<Error> error = m_secrets.keyringError())
        m_dialog->setBanner(describe(*error).text(), false);
    connect(m_dialog, &SettingsDialog::saveRequested, this, &SettingsController::save);
    connect(m_dialog, &SettingsDialog::testRequested, this, &SettingsController::test);
    connect(m_dialog, &SettingsDialog::preferencesEdited, this, [this](const Preferences &preferences) {
        m_preferences = preferences;
        Q_EMIT preferencesChanged(preferences);
    });
    m_dialog->open();
    return m_dialog;
}

QCoro::Task<void> SettingsController::save(std::vector<Context> contexts, std::vector<SecretEdit> secrets,
                                           EnvironmentNames names)
{
    const QPointer<SettingsController> guard(this);
    const QPointer<SettingsDialog> dialog(m_dialog);
    for (const SecretEdit &secret : secrets) {
        if (secret.thisRunOnly) {
            m_secrets.holdForThisRun(secret.name, secret.value);
            continue;
        }
        const Result<void> stored = co_await m_secrets.store(secret.name, secret.value);
        if (!guard || !dialog)
            co_return;
        if (!stored) {
            dialog->setSaving(false);
            dialog->setBanner(describe(stored.error()).text(), true);
            co_return;
        }
    }
    const std::vector<Context> before = m_contexts.saved();
    const Result<void> saved = m_contexts.save(contexts, names.renamed, names.defaultName);
    if (!saved) {
        dialog->setSaving(false);
        dialog->setBanner(describe(saved.error()).text(), false);
        co_return;
    }
    removeOrphans(before, contexts);
    settleCurrent();
    dialog->accept();
}

void SettingsController::removeOrphans(const std::vector<Context> &before, const std::vector<Context> &after)
{
    // What no environment refers to any more would lie in the keychain for ever. The answer changes nothing here.
    for (const SecretName &name : secretsNoLongerUsed(before, after))
        m_secrets.remove(name);
}

void SettingsController::settleCurrent()
{
    if (!m_contexts.current() && !m_contexts.contexts().empty())
        static_cast<void>(m_contexts.setCurrent(m_contexts.contexts().front().name)); // exists
}

QCoro::Task<void> SettingsController::test(QString environment, EndpointKind kind, EndpointConfig config,
                                           std::vector<SecretEdit> secrets)
{
    const QPointer<SettingsController> guard(this);
    const QPointer<SettingsDialog> dialog(m_dialog);
    m_secrets.askAgain();
    for (const SecretEdit &secret : secrets)
        m_secrets.holdForThisRun(secret.name, secret.value);
    const Result<QString> answer = co_await m_backends.test(kind, config);
    if (!guard)
        co_return;
    for (const SecretEdit &secret : secrets)
        m_secrets.release(secret.name);
    EndpointForm *form = dialog ? dialog->endpointForm(environment, kind) : nullptr;
    if (!form)
        co_return;
    const QString subject = endpointName(kind);
    if (!answer)
        form->setTestResult(false, describe(answer.error(), subject).text());
    else if (answer->isEmpty())
        form->setTestResult(true, tr("%1 answers.").arg(subject));
    else
        form->setTestResult(true, tr("%1 %2 answers.").arg(subject, *answer));
}

} // namespace toban
