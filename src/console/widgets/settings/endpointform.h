// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "context.h"
#include "settings/contextcheck.h"

#include <QWidget>

#include <functional>
#include <memory>

namespace Ui {
class EndpointForm;
}

namespace toban {

/// A secret that was typed and belongs into the keychain (or into this run's memory) when the settings are saved.
struct SecretEdit
{
    SecretName name;
    QString value;
    bool thisRunOnly = false;
};

/// The address and HTTP options of one endpoint. Keeps what was typed, also for the way of signing in that is not
/// chosen.
class EndpointForm : public QWidget
{
    Q_OBJECT
public:
    explicit EndpointForm(EndpointKind kind, QWidget *parent = nullptr);
    ~EndpointForm() override;

    EndpointKind kind() const { return m_kind; }
    void setConfig(const EndpointConfig &config);
    /// As entered. Secrets that were typed but have no name yet carry an empty one.
    EndpointConfig config() const;

    /// The configuration with a name for each secret, and the values that were typed. `name` is asked for every secret:
    /// `what` is "password", "token" or a header's name, `present` the name it has or empty, `typed` whether there is a
    /// new value.
    using NameGiver = std::function<SecretName(const QString &what, const SecretName &present, bool typed)>;
    struct Named
    {
        EndpointConfig config;
        std::vector<SecretEdit> secrets;
    };
    Named named(const NameGiver &name) const;

    void clearIssues();
    void showIssue(FieldIssue::Field field, const QString &text);
    void setTestRunning();
    void setTestResult(bool ok, const QString &sentence);

Q_SIGNALS:
    void edited();
    void testRequested();

protected:
    void changeEvent(QEvent *event) override;

private:
    void retranslate();
    void showAuthentication();

    EndpointKind m_kind;
    std::chrono::milliseconds m_timeout{0}; ///< finer than the seconds that are shown, until they are changed
    std::unique_ptr<::Ui::EndpointForm> m_ui;
};

} // namespace toban
