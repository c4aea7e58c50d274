// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "settings/environmentform.h"
#include "settings/preferences.h"

#include <QDialog>
#include <QHash>

#include <memory>
#include <vector>

namespace Ui {
class SettingsDialog;
class AppearanceForm;
} // namespace Ui

namespace toban {

/// What became of the environments' names.
struct EnvironmentNames
{
    QHash<QString, QString> renamed; ///< old name → new one
    QString defaultName;
};

/// Edits the environments and the appearance. A view: setters and …Requested signals; SettingsController does the work.
/// Appearance holds at once; environments are handed over as a whole by saveRequested(), and stay in the dialog until
/// accepted().
class SettingsDialog : public QDialog
{
    Q_OBJECT
public:
    explicit SettingsDialog(QWidget *parent = nullptr);
    ~SettingsDialog() override;

    /// `defaultName` is what the file's `current` names; empty: the first.
    void setContexts(const std::vector<Context> &contexts, const QString &current, const QString &defaultName = {});
    void setPreferences(const Preferences &preferences);
    /// Environments as entered, without names for new secrets.
    std::vector<Context> contexts() const;

    void showAppearance();
    void showEnvironment(const QString &name); ///< empty or unknown: the first
    /// The same, at one of its endpoints. False, and nothing is shown, when there is no environment of that name.
    bool showEndpoint(const QString &name, EndpointKind kind);
    void addEnvironment(); ///< a new one, ready to be named

    /// One sentence about the keyring or the file; with `offerThisRun` a button beside it keeps all typed secrets for
    /// this run only.
    void setBanner(const QString &sentence, bool offerThisRun);
    void setSaving(bool saving);
    EndpointForm *endpointForm(const QString &environment, EndpointKind kind) const; ///< null when it is gone

Q_SIGNALS:
    void saveRequested(const std::vector<toban::Context> &contexts, const std::vector<toban::SecretEdit> &secrets,
                       const toban::EnvironmentNames &names);
    /// `config` with temporary secret names; `secrets` holds the values typed for them.
    void testRequested(const QString &environment, toban::EndpointKind kind, const toban::EndpointConfig &config,
                       const std::vector<toban::SecretEdit> &secrets);
    void preferencesEdited(const toban::Preferences &preferences);

public Q_SLOTS:
    void reject() override;

protected:
    void changeEvent(QEvent *event) override;

private:
    struct Entry
    {
        Context context;
        EnvironmentForm *form = nullptr;
        QString savedName; ///< what the file calls it; empty: it is new
        bool isDefault = false;
    };
    Context contextOf(const Entry &entry) const { return entry.form ? entry.form->context() : entry.context; }
    EnvironmentForm *formAt(std::size_t index);
    void onSectionChanged(int row);
    void onEdited();
    void addSection(const QString &name);
    void insert(const Context &context, const QString &savedName = {});
    void setDefault(std::size_t index);
    EnvironmentNames names() const;
    void duplicate();
    void remove();
    void save();
    bool showIssues(bool reveal); ///< true: there are some
    std::vector<SecretEdit> nameSecrets(std::vector<Context> &contexts) const;
    void requestTest(const EnvironmentForm *form, EndpointKind kind);
    void emitPreferences();
    void showNames();
    void retranslate();

    std::unique_ptr<::Ui::SettingsDialog> m_ui;
    std::unique_ptr<::Ui::AppearanceForm> m_appearance;
    std::vector<Entry> m_entries;
    std::vector<Context> m_original;
    QString m_originalDefault;
    bool m_checked = false; ///< issues are shown from the first attempt to save on
    bool m_dropOffered = false; ///< the banner's button drops the changes
};

} // namespace toban
