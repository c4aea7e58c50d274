// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "context.h"
#include "endpointhealth.h"

#include <QCoro/QCoroTask>

#include <QObject>

#include <map>
#include <memory>

namespace toban {

class AlertmanagerClient;
class Clock;
class HttpClient;
class LokiClient;
class ManagerClient;
class PrometheusClient;
class SecretService;

/// The clients of the current context and how their endpoints do. Made anew at each change of context; every task of
/// the old ones ends with Cancelled. A client is null when its endpoint is not configured. Health is fed by every
/// exchange; probe() asks those that were silent (manager /health, Prometheus and Loki buildinfo, Alertmanager status).
class Backends : public QObject
{
    Q_OBJECT
public:
    Backends(SecretService &secrets, const Clock &clock, QObject *parent = nullptr);
    ~Backends() override;

    /// Interactive: retries, breaker and rate limit of facts §6. OneShot: one try each, for commands that run once.
    enum class Patience { Interactive, OneShot };
    void setPatience(Patience patience); ///< for the contexts set from now on

    /// Somebody chose it: a keyring that was refused before may ask again.
    void setContext(const Context &context);
    const Context &context() const;

    PrometheusClient *prometheus() const;
    LokiClient *loki() const;
    AlertmanagerClient *alertmanager() const;
    ManagerClient *manager() const;

    EndpointHealth health(EndpointKind kind) const;
    void askKeyringAgain(); ///< the operator wants an answer now: a refusal from before counts no more
    QCoro::Task<> probe(); ///< asks every endpoint now, without retries; ends when all have answered or failed
    /// One try against a configuration that is not in use yet (the settings dialog's "Test"): version or error.
    QCoro::Task<Result<QString>> test(EndpointKind kind, EndpointConfig config);

Q_SIGNALS:
    void contextChanged();
    void healthChanged(toban::EndpointKind kind);

private:
    QCoro::Task<> probeOne(EndpointKind kind);

    struct Private;
    std::unique_ptr<Private> d;
};

/// The Precondition (code "not_configured", the kind's name as origin) of a call that needs an endpoint which the context
/// does not have.
Error notConfigured(EndpointKind kind);

} // namespace toban
