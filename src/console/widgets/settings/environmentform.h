// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "context.h"
#include "settings/endpointform.h"

#include <QWidget>

#include <map>
#include <memory>

namespace Ui {
class EnvironmentForm;
}

namespace toban {

/// One environment as it is edited. Made when it is first shown and kept, so that nothing typed is lost by looking
/// elsewhere.
class EnvironmentForm : public QWidget
{
    Q_OBJECT
public:
    explicit EnvironmentForm(const Context &context, QWidget *parent = nullptr);
    ~EnvironmentForm() override;

    Context context() const; ///< as entered
    EndpointForm *endpoint(EndpointKind kind) const { return m_endpoints.at(kind); }
    /// Whether it is the default; the default stays it until another one becomes it.
    void setDefault(bool on);
    void clearIssues();
    void showIssue(const FieldIssue &issue);
    void revealIssue(const FieldIssue &issue); ///< brings the field's tab to the front
    void revealEndpoint(EndpointKind kind); ///< its tab to the front, the cursor in its address

Q_SIGNALS:
    void edited();
    void defaultRequested();
    void testRequested(toban::EndpointKind kind);

protected:
    void changeEvent(QEvent *event) override;

private:
    void retranslate();

    std::unique_ptr<::Ui::EnvironmentForm> m_ui;
    std::map<EndpointKind, EndpointForm *> m_endpoints;
};

} // namespace toban
