// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "context.h"

#include <QToolButton>

#include <vector>

namespace toban {

/// The current environment by colour, name and kind, and a menu to go to another one.
class EnvironmentSwitcher : public QToolButton
{
    Q_OBJECT
public:
    explicit EnvironmentSwitcher(QWidget *parent = nullptr);

    void setEnvironments(const std::vector<Context> &contexts, const QString &current); ///< current may be empty: none

Q_SIGNALS:
    void environmentRequested(const QString &name);

protected:
    void changeEvent(QEvent *event) override;

private:
    void showCurrent();
    void fillMenu();

    std::vector<Context> m_contexts;
    QString m_current;
};

} // namespace toban
