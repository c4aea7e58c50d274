// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "context.h"

#include <QWidget>

namespace toban {

/// The environment an action works on: a bar in its colour and its name. In every operator dialog, so that nobody
/// scales production for staging.
class EnvironmentTag : public QWidget
{
    Q_OBJECT
public:
    explicit EnvironmentTag(QWidget *parent = nullptr);
    void setContext(const Context &context);
    QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    Context m_context;
};

} // namespace toban
