// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "shell/problem.h"

#include <QObject>

#include <functional>
#include <vector>

namespace toban {

class AlertService;
class Backends;
class RefreshService;

/// Keeps an eye on the alerts while their page is not shown: asks at every beat, and says what is wrong in the words of
/// the page. From start() on. GUI thread.
class AlertWatch : public QObject
{
    Q_OBJECT
public:
    AlertWatch(AlertService &alerts, RefreshService &refresh, Backends &backends, std::function<bool()> isPageShown,
               QObject *parent = nullptr);

    void start(); ///< once; further calls do nothing
    std::vector<Problem> problems() const; ///< alertProblems() of the last answers

Q_SIGNALS:
    void changed();

private:
    void ask();

    AlertService &m_alerts;
    std::function<bool()> m_isPageShown;
    bool m_started = false;
};

} // namespace toban
