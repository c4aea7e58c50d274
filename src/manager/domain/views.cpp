// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "views.h"

#include "costviews.h"
#include "crypto.h"
#include "timetext.h"

#include <nlohmann/json.hpp>

namespace toban::manager {

using nlohmann::json;

namespace {

/// Invalid UTF-8 in what others sent (an agent's error text, say) must never make an answer fail.
std::string dumped(const json &value)
{
    return value.dump(-1, ' ', false, json::error_handler_t::replace);
}

json orNull(const std::string &text)
{
    return text.empty() ? json(nullptr) : json(text);
}

json orNull(const std::optional<TimePoint> &time)
{
    return time ? json(timeText(*time)) : json(nullptr);
}

json orNull(const std::optional<Money> &amount)
{
    return amount ? json(amount->text()) : json(nullptr);
}

json toJson(const std::vector<FieldChange> &changes)
{
    json list = json::array();
    for (const auto &change : changes) {
        list.push_back({{"field", change.field}, {"from", json::parse(change.from)}, {"to", json::parse(change.to)}});
    }
    return list;
}

json toJson(const Revision &revision)
{
    const AgentTemplate &content = revision.content;
    return {{"number", revision.number},
            {"image", content.image},
            {"model", content.model},
            {"prompt_hash", content.promptHash},
            {"tools", content.tools},
            {"limits",
             {{"cpu", content.limits.cpu},
              {"memory_bytes", content.limits.memoryBytes},
              {"capacity", content.limits.capacity}}},
            {"created_at", timeText(revision.createdAt)},
            {"created_by", revision.createdBy},
            {"reason", revision.reason}};
}

json toJson(const Plan &plan)
{
    json value{{"action", plan.action},
               {"target", {{"kind", plan.targetKind}, {"name", plan.targetName}}},
               {"changes", toJson(plan.changes)},
               {"blast_radius",
                {{"agents", plan.agents},
                 {"in_flight_tasks", plan.inFlightTasks},
                 {"requests_per_second", plan.requestsPerSecond}}},
               {"cost_per_hour", nullptr},
               {"warnings", plan.warnings},
               {"required_role", roleText(plan.requiredRole)},
               {"needs_approval", plan.needsApproval},
               {"plan_hash", plan.hash},
               {"expires_at", timeText(plan.expiresAt)}};
    for (const LeverEffect &effect : plan.levers) {
        value["levers"].push_back({{"lever", effect.lever},
                                   {"chosen", effect.chosen},
                                   {"active", effect.active},
                                   {"agents", effect.agents},
                                   {"deployments", effect.deployments},
                                   {"in_flight_tasks", effect.tasks},
                                   {"queued_tasks", effect.queued},
                                   {"stops", effect.stops}});
    }
    if (plan.cost) {
        value["cost_per_hour"] = {{"before", plan.cost->before.text()},
                                  {"after", plan.cost->after.text()},
                                  {"delta", (plan.cost->after - plan.cost->before).text()},
                                  {"currency", plan.cost->currency},
                                  {"basis", plan.cost->basis}};
    }
    return value;
}

json deploymentValue(const Fleet &fleet, const DeploymentEntry &entry, const Deployment &record,
                     const Revision &revision, TimePoint now)
{
    const auto rate = entry.spend.rate(now);
    return {{"name", record.name},
            {"agent_type", record.agentType},
            {"state", deploymentStateText(Fleet::stateOf(entry, record, fleet.options))},
            {"replicas", {{"desired", record.replicas}, {"current", entry.workers.size()}, {"ready", entry.ready()}}},
            {"current_revision", record.currentRevision},
            {"revision", toJson(revision)},
            {"cost_per_hour",
             rate && rate->isKnown() ? json{{"amount", rate->perHour.text()},
                                            {"currency", spendCurrency},
                                            {"unpriced_tokens", rate->unpricedTokens}}
                                     : json(nullptr)},
            {"detail", orNull(Fleet::detailOf(entry, record, fleet.options))},
            {"agents", fleet.agents.ofDeployment(record.name)},
            {"created_at", timeText(record.createdAt)},
            {"updated_at", timeText(record.updatedAt)}};
}

} // namespace

const std::string &agentJson(const Agent &agent)
{
    if (agent.shownTextVersion != agent.shownVersion) {
        agent.shownText = dumped({{"id", agent.id},
                                  {"type", agent.type},
                                  {"deployment", orNull(agent.deployment)},
                                  {"status", agentStatusText(agent.status())},
                                  {"capacity", agent.capacity},
                                  {"current_load", agent.load},
                                  {"version", orNull(agent.version)},
                                  {"revision", agent.revision == 0 ? json(nullptr) : json(agent.revision)},
                                  {"endpoint", orNull(agent.endpoint)},
                                  {"created_at", timeText(agent.createdAt)},
                                  {"last_heartbeat", orNull(agent.lastHeartbeat)},
                                  {"metadata", agent.metadata}});
        agent.shownTextVersion = agent.shownVersion;
    }
    return agent.shownText;
}

std::string deploymentJson(const Fleet &fleet, const DeploymentEntry &entry, TimePoint now)
{
    return dumped(deploymentValue(fleet, entry, entry.record, entry.current(), now));
}

std::string deploymentJson(const Fleet &fleet, const DeploymentEntry &entry, const Deployment &record,
                           const Revision &revision, TimePoint now)
{
    return dumped(deploymentValue(fleet, entry, record, revision, now));
}

std::string agentEventJson(const Agent &agent, AgentRegistry::Event event)
{
    using Event = AgentRegistry::Event;
    return dumped({{"id", agent.id},
                   {"type", agent.type},
                   {"deployment", orNull(agent.deployment)},
                   {"change",
                    event == Event::Added         ? "added"
                        : event == Event::Removed ? "removed"
                                                  : "changed"},
                   {"status", agentStatusText(agent.status())}});
}

std::string deploymentEventJson(const std::string &name, const DeploymentLook &look)
{
    return dumped({{"name", name},
                   {"state", deploymentStateText(*look.state)},
                   {"replicas", {{"desired", look.desired}, {"current", look.current}, {"ready", look.ready}}},
                   {"current_revision", look.revision},
                   {"operation_id", orNull(look.operationId)},
                   {"detail", orNull(look.detail)}});
}

std::string revisionJson(const Revision &revision, const Revision *before, bool current)
{
    json value = toJson(revision);
    value["current"] = current;
    value["diff"] = before == nullptr ? json::array() : toJson(templateDiff(before->content, revision.content));
    return dumped(value);
}

std::string planJson(const Plan &plan)
{
    return dumped(toJson(plan));
}

std::string taskJson(const Task &task)
{
    return dumped({{"task_id", task.id},
                   {"status", taskStatusText(task.status)},
                   {"agent_type", task.agentType},
                   {"deployment", orNull(task.deployment)},
                   {"operation", task.operation},
                   {"complexity", task.complexity},
                   {"priority", task.priority},
                   {"timeout_seconds", task.timeoutSeconds},
                   {"agent_id", orNull(task.agentId)},
                   {"attempts", task.attempts},
                   {"submitted_by", task.submittedBy},
                   {"submitted_at", timeText(task.submittedAt)},
                   {"started_at", orNull(task.startedAt)},
                   {"finished_at", orNull(task.finishedAt)},
                   {"result", task.result.empty() ? json(nullptr) : json::parse(task.result)},
                   {"error", orNull(task.error)}});
}

std::string taskAcceptedJson(const Task &task)
{
    return dumped(
        {{"task_id", task.id}, {"status", taskStatusText(task.status)}, {"status_url", "/api/v1/tasks/" + task.id}});
}

std::string queueJson(const Fleet &fleet, TimePoint now)
{
    json types = json::array();
    int running = 0;
    for (const auto &[type, figures] : fleet.taskFigures()) {
        running += figures.running;
        types.push_back({{"agent_type", type},
                         {"queued", figures.queued},
                         {"running", figures.running},
                         {"free_capacity", figures.freeCapacity}});
    }
    double oldest = 0;
    if (!fleet.queuedSince.empty()) {
        oldest = std::max(0.0, std::chrono::duration<double>(now - fleet.queuedSince.begin()->first).count());
    }
    return dumped({{"queued", fleet.board.queued()},
                   {"running", running},
                   {"limit", fleet.options.queueLimit},
                   {"oldest_queued_seconds", oldest},
                   {"requests_per_second", fleet.spend.tasksPerSecond(now)},
                   {"by_agent_type", types}});
}

std::string budgetsJson(const Budgets &budgets)
{
    return dumped({{"daily", orNull(budgets.daily)},
                   {"monthly", orNull(budgets.monthly)},
                   {"per_task", orNull(budgets.perTask)},
                   {"currency", budgets.currency},
                   {"alert_steps", budgets.alertSteps},
                   {"updated_at", orNull(budgets.updatedAt)},
                   {"updated_by", orNull(budgets.updatedBy)}});
}

std::string problemJson(const Refusal &refusal)
{
    const int status = statusOf(refusal.kind);
    json value{{"type", "about:blank"},
               {"title", titleOf(status)},
               {"status", status},
               {"code", codeOf(refusal.kind)},
               {"detail", refusal.detail}};
    if (refusal.requiredRole) {
        value["required_role"] = roleText(*refusal.requiredRole);
    }
    if (refusal.retryAfter > 0) {
        value["retry_after"] = refusal.retryAfter;
    }
    if (!refusal.fields.empty()) {
        json fields = json::array();
        for (const auto &[field, message] : refusal.fields) {
            fields.push_back({{"field", field}, {"message", message}});
        }
        value["fields"] = std::move(fields);
    }
    if (refusal.plan) {
        value["plan"] = toJson(*refusal.plan);
    }
    if (refusal.limit) {
        value["limit"] = json::parse(limitJson(*refusal.limit));
    }
    return dumped(value);
}

std::string meJson(const Caller &caller)
{
    return dumped({{"name", caller.name},
                   {"role", roleText(caller.role)},
                   {"permissions", permissions(caller.role)},
                   {"agents", orNull(caller.agents)}});
}

std::string pageJson(const std::vector<std::string> &items, const std::string &nextCursor)
{
    std::size_t size = 64 + nextCursor.size();
    for (const auto &item : items) {
        size += item.size() + 1;
    }
    std::string text;
    text.reserve(size);
    text += "{\"items\":[";
    for (std::size_t i = 0; i < items.size(); ++i) {
        text += i == 0 ? "" : ",";
        text += items[i];
    }
    text += "],\"next_cursor\":";
    text += nextCursor.empty() ? "null" : jsonString(nextCursor);
    text += '}';
    return text;
}

std::string withMember(std::string object, const std::string &name, const std::string &text)
{
    object.pop_back();
    object += (object.size() > 1 ? "," : "") + jsonString(name) + ':' + text + '}';
    return object;
}

std::string auditBody(const AuditDraft &draft, std::int64_t sequence, const std::string &previousHash)
{
    return dumped({{"sequence", sequence},
                   {"at", timeText(draft.at)},
                   {"actor", {{"name", draft.actor}, {"role", draft.actorRole}, {"address", orNull(draft.address)}}},
                   {"action", draft.action},
                   {"target", {{"kind", draft.targetKind}, {"name", draft.targetName}}},
                   {"outcome", draft.outcome},
                   {"status", draft.status == 0 ? json(nullptr) : json(draft.status)},
                   {"detail", orNull(draft.detail)},
                   {"reason", orNull(draft.reason)},
                   {"ticket", orNull(draft.ticket)},
                   {"changes", toJson(draft.changes)},
                   {"plan_hash", orNull(draft.planHash)},
                   {"operation_id", orNull(draft.operationId)},
                   {"previous_hash", previousHash}});
}

std::string auditHash(const std::string &previousHash, const std::string &body)
{
    return sha256Hex(previousHash + '\n' + body);
}

std::string stringArrayJson(const std::vector<std::string> &texts)
{
    return dumped(texts);
}

std::string jsonString(const std::string &text)
{
    return dumped(text);
}

} // namespace toban::manager
