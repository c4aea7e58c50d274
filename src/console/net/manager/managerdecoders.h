// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "http/httpclient.h"
#include "manager/managerclient.h"

namespace toban {

// Decoders of the agent manager's answers, by resources/openapi/agent-manager.yaml. Pure; any thread. States and
// statuses that are not in it yet come out as Unknown.

/// A page of a list, and the cursor of the next one; empty at the end.
template <typename T>
struct Page
{
    std::vector<T> items;
    QString next;
};

Result<QString> decodeHealth(const QByteArray &json);
Result<Identity> decodeIdentity(const QByteArray &json);
Result<Page<Deployment>> decodeDeployments(const QByteArray &json);
Result<Deployment> decodeDeployment(const QByteArray &json);
Result<Page<Revision>> decodeRevisions(const QByteArray &json);
Result<Page<Agent>> decodeAgents(const QByteArray &json);
Result<Budget> decodeBudget(const QByteArray &json);
Result<Page<RecordedChange>> decodeRecordedChanges(const QByteArray &json); ///< a page of the manager's journal
Result<Plan> decodePlan(const QByteArray &json);

/// A problem document as Error Server (401 and 429 as Http and RateLimited) with code, required role and Retry-After;
/// anything else as plainError().
Error managerError(const HttpAnswer &answer);

} // namespace toban
