// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "state.h"

#include <QWidget>

class QToolButton;

namespace toban {

class WindowActions;

/// Below the pages in the rail: how many problems there are (opens their panel), and the settings.
class RailFooter : public QWidget
{
    Q_OBJECT
public:
    explicit RailFooter(const WindowActions &actions, QWidget *parent = nullptr);

    void setCounts(int critical, int warn, int unknown);
    void setCollapsed(bool collapsed);

protected:
    void changeEvent(QEvent *event) override;

private:
    void retranslate();

    QToolButton *m_problems;
    QToolButton *m_settings;
    int m_count = 0;
    State m_worst = State::Ok;
    bool m_collapsed = false;
};

} // namespace toban
