// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "change.h"
#include "statestore.h"

namespace toban::manager {

// The contract's JSON of each thing, as text. Pure. Where a Fleet is asked for its mutex is held by the caller.

/// Kept with the agent until it looks different.
const std::string &agentJson(const Agent &agent);
std::string deploymentJson(const Fleet &fleet, const DeploymentEntry &entry, TimePoint now);
/// The same with a record and a current revision that it has not got yet.
std::string deploymentJson(const Fleet &fleet, const DeploymentEntry &entry, const Deployment &record,
                           const Revision &revision, TimePoint now);
/// The data of events.
std::string agentEventJson(const Agent &agent, AgentRegistry::Event event);
std::string deploymentEventJson(const std::string &name, const DeploymentLook &look);
/// An entry of the list of revisions; `before` is the one it followed, if any.
std::string revisionJson(const Revision &revision, const Revision *before, bool current);
std::string planJson(const Plan &plan);
std::string taskJson(const Task &task);
std::string taskAcceptedJson(const Task &task);
std::string queueJson(const Fleet &fleet, TimePoint now);
std::string budgetsJson(const Budgets &budgets);
std::string balancingJson(const Balancing &balancing);
/// An agent as a target of balancing; its score is that for a task of this operation and complexity.
std::string endpointJson(const Fleet &fleet, const Agent &agent, const std::string &operation, double complexity,
                         const Clock &clock);
std::string approvalJson(const Approval &approval, TimePoint now);
std::string approvalEventJson(const Approval &approval, TimePoint now);
std::string problemJson(const Refusal &refusal);
std::string meJson(const Caller &caller);
/// {"items":[…],"next_cursor":…} from the items' JSON.
std::string pageJson(const std::vector<std::string> &items, const std::string &nextCursor);
/// A JSON object with one member more.
std::string withMember(std::string object, const std::string &name, const std::string &text);

/// The text that is hashed and stored for an entry: sorted members, no blanks.
std::string auditBody(const AuditDraft &draft, std::int64_t sequence, const std::string &previousHash);
/// SHA-256 over previous hash, a line feed and the body.
std::string auditHash(const std::string &previousHash, const std::string &body);

std::string stringArrayJson(const std::vector<std::string> &texts);
std::string jsonString(const std::string &text);

} // namespace toban::manager
