// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "clock.h"
#include "money.h"
#include "pricetable.h"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace toban::manager {

/// Whether new tasks may go to an agent or a deployment.
enum class Intake { Open, Paused, Draining };
std::string_view intakeText(Intake intake);
std::optional<Intake> parseIntake(std::string_view text);

enum class AgentStatus { Idle, Busy, Failed, Maintenance, Starting, Paused, Draining };
std::string_view agentStatusText(AgentStatus status);
std::optional<AgentStatus> parseAgentStatus(std::string_view text);

enum class DeploymentState { Running, Paused, Draining, Progressing, Failed };
std::string_view deploymentStateText(DeploymentState state);
std::optional<DeploymentState> parseDeploymentState(std::string_view text);

enum class TaskStatus { Queued, Running, Succeeded, Failed, TimedOut, Cancelled };
std::string_view taskStatusText(TaskStatus status);
std::optional<TaskStatus> parseTaskStatus(std::string_view text);

struct Limits
{
    double cpu = 1; ///< cores
    std::int64_t memoryBytes = 512 * 1024 * 1024;
    int capacity = 10; ///< tasks at once
    bool operator==(const Limits &) const = default;
};

/// What an agent of a deployment is made of.
struct AgentTemplate
{
    std::string image;
    std::string model;
    std::string promptHash;
    std::vector<std::string> tools;
    Limits limits;
    bool operator==(const AgentTemplate &) const = default;
};

struct Revision
{
    int number = 1;
    AgentTemplate content;
    TimePoint createdAt{};
    std::string createdBy;
    std::string reason;
};

/// The stored part of a deployment: what is wanted of it.
struct Deployment
{
    std::string name;
    std::string agentType;
    int replicas = 0;
    Intake intake = Intake::Open;
    int currentRevision = 1;
    std::int64_t generation = 1; ///< rises with every change
    TimePoint createdAt{};
    TimePoint updatedAt{};
    std::string operationId; ///< the change that is still under way; empty: none
    std::string operationAction;
};

/// One member that a change alters. Values are JSON texts.
struct FieldChange
{
    std::string field;
    std::string from;
    std::string to;
    bool operator==(const FieldChange &) const = default;
};

struct Budgets
{
    std::optional<Money> daily;
    std::optional<Money> monthly;
    std::optional<Money> perTask;
    std::string currency = spendCurrency;
    std::vector<int> alertSteps{50, 80, 90, 100}; ///< percent
    std::optional<TimePoint> updatedAt;
    std::string updatedBy;
    std::int64_t generation = 0;
};

/// An agent that an operator took out and that may not come back by itself.
struct RemovedAgent
{
    std::string id;
    std::string type;
    std::string deployment; ///< empty: none
    TimePoint at{};
    std::string by;
};

/// What an agent answered to a task.
struct TaskResult
{
    std::string json; ///< the documented members only, without the cost, as JSON; empty: no result
    std::optional<Usage> usage; ///< nothing: it did not say
};

struct Task
{
    std::string id;
    TaskStatus status = TaskStatus::Queued;
    std::string agentType;
    std::string deployment; ///< empty: any of the type
    std::string operation;
    double complexity = 0.5;
    int priority = 5; ///< 9 first
    int timeoutSeconds = 300;
    std::string payload = "{}"; ///< JSON object; dropped when finished
    std::string fingerprint; ///< of the submitted content
    std::string model; ///< that the agent must use for this attempt; empty: its own choice; not stored
    std::string agentId; ///< of the last attempt
    std::string ranOn; ///< deployment of that agent
    int attempts = 0; ///< times it was given to an agent, those that were just too busy not counted
    std::string submittedBy;
    TimePoint submittedAt{};
    std::optional<TimePoint> startedAt;
    std::optional<TimePoint> finishedAt;
    std::string result; ///< JSON object or empty
    Money cost; ///< of the answer that ended it; in the store, of all its answers
    std::int64_t unpricedTokens = 0; ///< that are not in the cost; of the same answers
    Money spent; ///< of all its answers until now; not stored but as the sum of `cost`
    std::string error;
    bool ending = false; ///< its end is being written; not stored
    SteadyPoint waitingSince{}; ///< accepted by this run of the manager; not stored
    SteadyPoint notBefore{}; ///< of its next attempt, while it is postponed; not stored
    bool modelAtFault = false; ///< in its last attempt; not stored
};

inline bool isFinished(TaskStatus status)
{
    return status != TaskStatus::Queued && status != TaskStatus::Running;
}

/// An entry of the audit chain before it has its place in it.
struct AuditDraft
{
    TimePoint at{};
    std::string actor;
    std::string actorRole; ///< a role, "manager" or "local"
    std::string address; ///< empty: none
    std::string action;
    std::string targetKind;
    std::string targetName;
    std::string outcome; ///< accepted, refused, completed, failed
    int status = 0; ///< of the HTTP answer; 0: none
    std::string detail;
    std::string reason;
    std::string ticket;
    std::vector<FieldChange> changes;
    std::string planHash;
    std::string operationId;
};

struct AuditEntry
{
    std::int64_t sequence = 0;
    std::string previousHash;
    std::string hash;
    std::string body; ///< the entry without its hash: JSON with sorted members and no blanks
};

struct TokenRecord
{
    std::int64_t id = 0;
    std::string name;
    std::string role;
    std::string agents;
    std::string hash; ///< SHA-256 of the token, hexadecimal
    TimePoint createdAt{};
    std::optional<TimePoint> revokedAt;
};

} // namespace toban::manager
