// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "fleet.h"
#include "plan.h"
#include "result.h"
#include "settlement.h"

#include <QCoro/QCoroTask>

#include <memory>

namespace toban {

class HttpClient;

/// A change to be made: the same key may be sent again, the plan's hash binds it to what was shown.
struct ChangeRequest
{
    QString reason;
    QString ticket; ///< optional
    QString planHash;
    QByteArray idempotencyKey;
};

/// The agent manager by resources/openapi/agent-manager.yaml. Lists are read to their last page, unchanged pages
/// from memory (ETag).
/// A 409 "plan_changed" is an Error of kind Server with that code; the new plan has to be asked for.
class ManagerClient
{
public:
    explicit ManagerClient(HttpClient &http);
    ~ManagerClient();
    Q_DISABLE_COPY_MOVE(ManagerClient)

    QCoro::Task<Result<QString>> health(); ///< version
    QCoro::Task<Result<Identity>> me();
    QCoro::Task<Result<std::vector<Deployment>>> deployments();
    QCoro::Task<Result<Deployment>> deployment(QString name);
    QCoro::Task<Result<std::vector<Revision>>> revisions(QString name);
    QCoro::Task<Result<std::vector<Agent>>> agents();
    QCoro::Task<Result<Budget>> budget();
    /// What the manager's journal has of one action on one target ("deployment.scale", "code-generator"), back to
    /// `sinceMs`; at most 20 pages of it.
    QCoro::Task<Result<RecordedChanges>> recordedChanges(QString action, QString target, qint64 sinceMs);
    QCoro::Task<Result<Plan>> planScale(QString deployment, int replicas, QString reason);
    QCoro::Task<Result<Deployment>> scale(QString deployment, int replicas, ChangeRequest change);

private:
    struct Caches;

    HttpClient &m_http;
    std::unique_ptr<Caches> m_caches;
};

} // namespace toban
