// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "manager/managerclient.h"

#include "http/fetch.h"
#include "http/urls.h"
#include "manager/listcache.h"
#include "manager/managerdecoders.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <QPointer>

namespace toban {

struct ManagerClient::Caches
{
    std::shared_ptr<ListCache<Agent>> agents = std::make_shared<ListCache<Agent>>();
    std::shared_ptr<ListCache<Deployment>> deployments = std::make_shared<ListCache<Deployment>>();
};

namespace {

template <typename T>
QCoro::Task<Result<T>> managerGet(HttpClient &http, const QString &path, Result<T> (*decode)(const QByteArray &))
{
    return fetch(http, getRequest(path), bodyReader(decode, managerError));
}

QString deploymentPath(const QString &name, const QString &rest = {})
{
    return QStringLiteral("/api/v1/deployments/") + QString::fromLatin1(QUrl::toPercentEncoding(name)) + rest;
}

/// A change or its plan.
HttpRequest post(const QString &path, const QJsonObject &body)
{
    HttpRequest request;
    request.method = "POST";
    request.path = path;
    request.body = QJsonDocument(body).toJson(QJsonDocument::Compact);
    request.contentType = "application/json";
    request.rate = HttpRequest::Rate::Always;
    return request;
}

void insertUnlessEmpty(QJsonObject &body, const QString &name, const QString &value)
{
    if (!value.isEmpty())
        body.insert(name, value);
}

} // namespace

ManagerClient::ManagerClient(HttpClient &http) : m_http(http), m_caches(std::make_unique<Caches>())
{ }

ManagerClient::~ManagerClient() = default;

QCoro::Task<Result<QString>> ManagerClient::health()
{
    return fetch(m_http, versionRequest(QStringLiteral("/health")), bodyReader(decodeHealth, managerError));
}

QCoro::Task<Result<Identity>> ManagerClient::me()
{
    return managerGet(m_http, QStringLiteral("/api/v1/me"), decodeIdentity);
}

QCoro::Task<Result<std::vector<Deployment>>> ManagerClient::deployments()
{
    return ListCache<Deployment>::read(m_caches->deployments, m_http, QStringLiteral("/api/v1/deployments"),
                                       decodeDeployments);
}

QCoro::Task<Result<Deployment>> ManagerClient::deployment(QString name)
{
    return managerGet(m_http, deploymentPath(name), decodeDeployment);
}

QCoro::Task<Result<std::vector<Revision>>> ManagerClient::revisions(QString name)
{
    return ListCache<Revision>::read(std::make_shared<ListCache<Revision>>(), m_http,
                                     deploymentPath(name, QStringLiteral("/revisions")), decodeRevisions);
}

QCoro::Task<Result<std::vector<Agent>>> ManagerClient::agents()
{
    return ListCache<Agent>::read(m_caches->agents, m_http, QStringLiteral("/api/v1/agents"), decodeAgents);
}

QCoro::Task<Result<Budget>> ManagerClient::budget()
{
    return managerGet(m_http, QStringLiteral("/api/v1/budgets"), decodeBudget);
}

QCoro::Task<Result<RecordedChanges>> ManagerClient::recordedChanges(QString action, QString target, qint64 sinceMs)
{
    constexpr int maxPages = 20;
    const QPointer<HttpClient> alive(&m_http);
    RecordedChanges all;
    QString cursor;
    for (int page = 0; page < maxPages && !all.isComplete; ++page) {
        HttpRequest request = getRequest(QStringLiteral("/api/v1/audit"));
        addItem(request.query, QStringLiteral("action"), action);
        addItem(request.query, QStringLiteral("target"), target);
        addItem(request.query, QStringLiteral("limit"), QStringLiteral("500"));
        if (!cursor.isEmpty())
            addItem(request.query, QStringLiteral("cursor"), cursor);
        const auto read = co_await fetch(*alive, std::move(request), bodyReader(decodeRecordedChanges, managerError));
        if (!read)
            co_return Failure(read.error());
        if (!alive)
            co_return Failure(Error(ErrorKind::Cancelled, {}));
        all.changes.insert(all.changes.end(), read->items.begin(), read->items.end());
        cursor = read->next;
        all.isComplete = cursor.isEmpty() || (!all.changes.empty() && all.changes.back().timeMs < sinceMs);
    }
    co_return all;
}

QCoro::Task<Result<Plan>> ManagerClient::planScale(QString deployment, int replicas, QString reason)
{
    QJsonObject body{{QStringLiteral("replicas"), replicas}};
    insertUnlessEmpty(body, QStringLiteral("reason"), reason);
    HttpRequest request = post(deploymentPath(deployment, QStringLiteral("/scale")), body);
    addItem(request.query, QStringLiteral("dry_run"), QStringLiteral("true"));
    return fetch(m_http, std::move(request), bodyReader(decodePlan, managerError));
}

QCoro::Task<Result<Deployment>> ManagerClient::scale(QString deployment, int replicas, ChangeRequest change)
{
    QJsonObject body{{QStringLiteral("replicas"), replicas},
                     {QStringLiteral("reason"), change.reason},
                     {QStringLiteral("plan_hash"), change.planHash}};
    insertUnlessEmpty(body, QStringLiteral("ticket"), change.ticket);
    HttpRequest request = post(deploymentPath(deployment, QStringLiteral("/scale")), body);
    request.headers.emplace_back("Idempotency-Key", change.idempotencyKey);
    // With a key the manager gives the first answer again instead of doing it twice; without one it is sent once.
    request.idempotent = !change.idempotencyKey.isEmpty();
    return fetch(m_http, std::move(request), bodyReader(decodeDeployment, managerError));
}

} // namespace toban
