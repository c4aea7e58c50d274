// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "alertservice.h"

#include "alertmanager/alertmanagerclient.h"
#include "backends.h"
#include "clock.h"
#include "prometheus/prometheusclient.h"

#include <QCoro/QCoroTask>
#include <QHash>
#include <QPointer>

namespace toban {

namespace {

/// One question, its last good answer and its own error.
template <typename T>
struct Asked
{
    std::optional<T> value;
    std::optional<Error> error;
    qint64 answeredMs = 0;
    bool running = false;

    void take(Result<T> answer, qint64 nowMs)
    {
        running = false;
        if (!answer) {
            if (answer.error().kind() != ErrorKind::Cancelled)
                error = answer.error();
            return;
        }
        value = std::move(*answer);
        error.reset();
        answeredMs = nowMs;
    }
};

} // namespace

struct AlertService::Private
{
    Backends &backends;
    const Clock &clock;
    Asked<std::vector<AlertRuleGroup>> rules;
    Asked<std::vector<Alert>> alerts;
    QHash<QString, qint64> failingSince; ///< by keyOf() the rule
    int generation = 0;

    static QString keyOf(const AlertRule &rule) { return rule.group + QLatin1Char('/') + rule.name; }
    void rememberFailing();
};

void AlertService::Private::rememberFailing()
{
    QHash<QString, qint64> failing;
    for (const AlertRuleGroup &group : rules.value.value_or(std::vector<AlertRuleGroup>())) {
        for (const AlertRule &rule : group.rules) {
            if (rule.health != RuleHealth::Error)
                continue;
            const qint64 seen = rule.lastEvaluationMs > 0 ? rule.lastEvaluationMs : clock.nowMs();
            failing.insert(keyOf(rule), failingSince.value(keyOf(rule), seen));
        }
    }
    failingSince = std::move(failing);
}

AlertService::AlertService(Backends &backends, const Clock &clock, QObject *parent)
    : QObject(parent), d(new Private{backends, clock, {}, {}, {}, 0})
{
    connect(&backends, &Backends::contextChanged, this, [this] {
        ++d->generation;
        d->rules = {};
        d->alerts = {};
        d->failingSince.clear();
        Q_EMIT rulesChanged();
        Q_EMIT alertsChanged();
    });
}

AlertService::~AlertService() = default;

void AlertService::refresh()
{
    if (!d->rules.running)
        refreshRules();
    if (!d->alerts.running)
        refreshAlerts();
}

QCoro::Task<> AlertService::refreshRules()
{
    const QPointer<AlertService> guard(this);
    const int generation = d->generation;
    Result<std::vector<AlertRuleGroup>> answer = Failure(notConfigured(EndpointKind::Prometheus));
    if (auto *client = d->backends.prometheus()) {
        d->rules.running = true;
        answer = co_await client->rules();
    }
    if (!guard || generation != d->generation)
        co_return;
    d->rules.take(std::move(answer), d->clock.nowMs());
    d->rememberFailing();
    Q_EMIT rulesChanged();
}

QCoro::Task<> AlertService::refreshAlerts()
{
    const QPointer<AlertService> guard(this);
    const int generation = d->generation;
    Result<std::vector<Alert>> answer = Failure(notConfigured(EndpointKind::Alertmanager));
    if (auto *client = d->backends.alertmanager()) {
        d->alerts.running = true;
        answer = co_await client->alerts();
    }
    if (!guard || generation != d->generation)
        co_return;
    d->alerts.take(std::move(answer), d->clock.nowMs());
    Q_EMIT alertsChanged();
}

const std::optional<std::vector<AlertRuleGroup>> &AlertService::groups() const
{
    return d->rules.value;
}

const std::optional<std::vector<Alert>> &AlertService::alerts() const
{
    return d->alerts.value;
}

std::optional<Error> AlertService::rulesError() const
{
    return d->rules.error;
}

std::optional<Error> AlertService::alertsError() const
{
    return d->alerts.error;
}

qint64 AlertService::rulesAnsweredMs() const
{
    return d->rules.answeredMs;
}

qint64 AlertService::alertsAnsweredMs() const
{
    return d->alerts.answeredMs;
}

qint64 AlertService::failingSinceMs(const AlertRule &rule) const
{
    return d->failingSince.value(Private::keyOf(rule));
}

} // namespace toban
