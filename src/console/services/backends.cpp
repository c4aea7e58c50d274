// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backends.h"

#include "alertmanager/alertmanagerclient.h"
#include "clock.h"
#include "healthtracker.h"
#include "http/httpclient.h"
#include "loki/lokiclient.h"
#include "manager/managerclient.h"
#include "prometheus/prometheusclient.h"
#include "secretservice.h"

#include <QPointer>
#include <QTimer>

#include <utility>

namespace toban {

namespace {

HttpLimits limitsOf(Backends::Patience patience, EndpointKind kind)
{
    HttpLimits limits;
    // docs/adr/0005: a busy minute of a dashboard is more than the common limit lets through.
    if (kind == EndpointKind::Prometheus)
        limits.rateCalls *= 3;
    if (patience == Backends::Patience::OneShot) {
        limits.maxRetries = 0;
        limits.rateCalls = 0;
    }
    return limits;
}

/// The typed clients over one endpoint's HTTP; only the one of the endpoint's kind is set.
struct Clients
{
    std::unique_ptr<PrometheusClient> prometheus;
    std::unique_ptr<LokiClient> loki;
    std::unique_ptr<AlertmanagerClient> alertmanager;
    std::unique_ptr<ManagerClient> manager;

    Clients(EndpointKind kind, HttpClient &http)
    {
        switch (kind) {
        case EndpointKind::Prometheus:
            prometheus = std::make_unique<PrometheusClient>(http);
            break;
        case EndpointKind::Loki:
            loki = std::make_unique<LokiClient>(http);
            break;
        case EndpointKind::Alertmanager:
            alertmanager = std::make_unique<AlertmanagerClient>(http);
            break;
        case EndpointKind::Manager:
            manager = std::make_unique<ManagerClient>(http);
            break;
        }
    }

    /// One small question: the version.
    QCoro::Task<Result<QString>> ask()
    {
        if (prometheus)
            return prometheus->version();
        if (loki)
            return loki->version();
        if (alertmanager)
            return alertmanagerVersion(alertmanager.get());
        return manager->health();
    }

private:
    static QCoro::Task<Result<QString>> alertmanagerVersion(AlertmanagerClient *client)
    {
        const auto status = co_await client->status();
        if (!status)
            co_return Failure(status.error());
        co_return status->version;
    }
};

/// What is kept for one configured endpoint. The HTTP goes first when it ends: that completes every task under way,
/// and those still need their client.
struct Endpoint
{
    std::shared_ptr<Clients> clients;
    std::unique_ptr<HttpClient> http;
};

} // namespace

struct Backends::Private
{
    SecretService &secrets;
    const Clock &clock;
    Context context;
    std::map<EndpointKind, Endpoint> endpoints;
    std::map<EndpointKind, HealthTracker> health;
    int generation = 0;
    Patience patience = Patience::Interactive;

    SecretLookup lookup()
    {
        return [service = &secrets](SecretName name) { return service->value(std::move(name)); };
    }
    Clients *clients(EndpointKind kind) const
    {
        const auto it = endpoints.find(kind);
        return it == endpoints.end() ? nullptr : it->second.clients.get();
    }
};

Backends::Backends(SecretService &secrets, const Clock &clock, QObject *parent)
    : QObject(parent), d(new Private{secrets, clock, {}, {}, {}, 0, Patience::Interactive})
{
    for (const EndpointKind kind : allEndpointKinds)
        d->health.emplace(kind, HealthTracker(kind));
}

Backends::~Backends()
{
    for (auto &[kind, endpoint] : d->endpoints) {
        disconnect(endpoint.http.get(), nullptr, this, nullptr);
        endpoint.http.reset();
    }
}

void Backends::setPatience(Patience patience)
{
    d->patience = patience;
}

void Backends::setContext(const Context &context)
{
    ++d->generation;
    askKeyringAgain();
    auto retired = std::exchange(d->endpoints, {});
    for (auto &[kind, endpoint] : retired)
        disconnect(endpoint.http.get(), nullptr, this, nullptr);
    d->context = context;
    for (const EndpointKind kind : allEndpointKinds) {
        const EndpointConfig config = context.endpoint(kind);
        if (config.url.isEmpty()) {
            d->health.insert_or_assign(kind, HealthTracker(kind));
            continue;
        }
        auto http = std::make_unique<HttpClient>(config, d->lookup(), d->clock, limitsOf(d->patience, kind));
        d->health.insert_or_assign(kind, HealthTracker(kind, http->origin()));
        connect(http.get(), &HttpClient::exchangeFinished, this,
                [this, kind](std::chrono::milliseconds latency, const std::optional<Error> &error) {
                    d->health.at(kind).exchange(d->clock.nowMs(), latency, error);
                    Q_EMIT healthChanged(kind);
                });
        connect(http.get(), &HttpClient::notSent, this, [this, kind](const Error &error) {
            d->health.at(kind).notSent(d->clock.nowMs(), error);
            Q_EMIT healthChanged(kind);
        });
        auto clients = std::make_shared<Clients>(kind, *http);
        d->endpoints.emplace(kind, Endpoint{std::move(clients), std::move(http)});
    }
    Q_EMIT contextChanged();
    for (const EndpointKind kind : allEndpointKinds)
        Q_EMIT healthChanged(kind);
    // Only now, when everybody has let go of the old ones' answers: their tasks under way end with Cancelled here.
    for (auto &[kind, endpoint] : retired) {
        endpoint.http.reset();
        // A decoder on the thread pool may still be about to come back to its client.
        QTimer::singleShot(std::chrono::minutes(1), this, [kept = std::move(endpoint.clients)] {});
    }
}

const Context &Backends::context() const
{
    return d->context;
}

PrometheusClient *Backends::prometheus() const
{
    const Clients *clients = d->clients(EndpointKind::Prometheus);
    return clients ? clients->prometheus.get() : nullptr;
}

LokiClient *Backends::loki() const
{
    const Clients *clients = d->clients(EndpointKind::Loki);
    return clients ? clients->loki.get() : nullptr;
}

AlertmanagerClient *Backends::alertmanager() const
{
    const Clients *clients = d->clients(EndpointKind::Alertmanager);
    return clients ? clients->alertmanager.get() : nullptr;
}

ManagerClient *Backends::manager() const
{
    const Clients *clients = d->clients(EndpointKind::Manager);
    return clients ? clients->manager.get() : nullptr;
}

EndpointHealth Backends::health(EndpointKind kind) const
{
    return d->health.at(kind).health(d->clock.nowMs());
}

void Backends::askKeyringAgain()
{
    d->secrets.askAgain();
}

QCoro::Task<> Backends::probe()
{
    std::vector<QCoro::Task<>> tasks;
    for (const EndpointKind kind : allEndpointKinds) {
        if (d->clients(kind))
            tasks.push_back(probeOne(kind));
    }
    for (auto &task : tasks)
        co_await task;
}

QCoro::Task<> Backends::probeOne(EndpointKind kind)
{
    const QPointer<Backends> guard(this);
    const int generation = d->generation;
    const auto version = co_await d->clients(kind)->ask();
    if (!guard || generation != d->generation || !version)
        co_return; // a failure is in the health already
    d->health.at(kind).setVersion(*version);
    Q_EMIT healthChanged(kind);
}

QCoro::Task<Result<QString>> Backends::test(EndpointKind kind, EndpointConfig config)
{
    if (config.url.isEmpty())
        co_return Failure(notConfigured(kind));
    HttpClient http(config, d->lookup(), d->clock, limitsOf(Patience::OneShot, kind));
    Clients clients(kind, http);
    co_return co_await clients.ask();
}

Error notConfigured(EndpointKind kind)
{
    return Error(ErrorKind::Precondition, QStringLiteral("%1 is not configured in this context").arg(toString(kind)),
                 toString(kind))
        .withCode(QStringLiteral("not_configured"));
}

} // namespace toban
