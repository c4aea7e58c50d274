// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "shell/problem.h"

#include <QHash>
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
    /// Firing alerts and rules that cannot be evaluated. With the time of the answer when there is none that is newer
    /// because asking failed.
    std::vector<Problem> problems() const;

Q_SIGNALS:
    void changed();

private:
    void ask();
    void onRulesChanged();

    AlertService &m_alerts;
    RefreshService &m_refresh;
    std::function<bool()> m_isPageShown;
    QHash<QString, qint64> m_failingSince; ///< per rule: when it was first seen to fail
    bool m_started = false;
};

} // namespace toban
