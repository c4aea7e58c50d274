// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "alert.h"
#include "result.h"

#include <QCoro/QCoroTask>

#include <QObject>

#include <memory>
#include <optional>

namespace toban {

class Backends;
class Clock;

/// Rules from Prometheus and alerts from Alertmanager; each keeps its last good answer and its own error.
class AlertService : public QObject
{
    Q_OBJECT
public:
    AlertService(Backends &backends, const Clock &clock, QObject *parent = nullptr);
    ~AlertService() override;

    void refresh();
    const std::optional<std::vector<AlertRuleGroup>> &groups() const;
    const std::optional<std::vector<Alert>> &alerts() const; ///< Alertmanager's
    std::optional<Error> rulesError() const;
    std::optional<Error> alertsError() const;
    qint64 rulesAnsweredMs() const;
    qint64 alertsAnsweredMs() const;
    /// When a rule of the last answer was first seen to fail; 0: it does not. Prometheus says only when it was evaluated
    /// last.
    qint64 failingSinceMs(const AlertRule &rule) const;

Q_SIGNALS:
    void rulesChanged();
    void alertsChanged();

private:
    QCoro::Task<> refreshRules();
    QCoro::Task<> refreshAlerts();

    struct Private;
    std::unique_ptr<Private> d;
};

} // namespace toban
