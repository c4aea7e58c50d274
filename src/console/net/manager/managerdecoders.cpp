// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "manager/managerdecoders.h"

#include "http/answererror.h"
#include "json/jsoncursor.h"

#include <QHash>

namespace toban {

namespace {

template <typename T>
T named(const QString &text, std::initializer_list<std::pair<const char16_t *, T>> names, T unknown)
{
    for (const auto &[name, value] : names) {
        if (text == QStringView(name))
            return value;
    }
    return unknown;
}

AgentStatus agentStatus(const QString &text)
{
    return named(text,
                 {{u"idle", AgentStatus::Idle},
                  {u"busy", AgentStatus::Busy},
                  {u"failed", AgentStatus::Failed},
                  {u"maintenance", AgentStatus::Maintenance},
                  {u"starting", AgentStatus::Starting},
                  {u"paused", AgentStatus::Paused},
                  {u"draining", AgentStatus::Draining}},
                 AgentStatus::Unknown);
}

DeploymentState deploymentState(const QString &text)
{
    return named(text,
                 {{u"running", DeploymentState::Running},
                  {u"paused", DeploymentState::Paused},
                  {u"draining", DeploymentState::Draining},
                  {u"progressing", DeploymentState::Progressing},
                  {u"failed", DeploymentState::Failed}},
                 DeploymentState::Unknown);
}

int count(const JsonCursor &json, const char *name)
{
    const qint64 value = json.integer(name);
    if (value < 0 || value > std::numeric_limits<int>::max())
        json.fail(name, QStringLiteral("a count was expected"));
    return int(value);
}

/// Money comes as a decimal text.
double amount(const JsonCursor &json, const char *name)
{
    bool ok = false;
    const QString text = json.text(name);
    const double value = text.toDouble(&ok);
    if (!ok && !json.hasFailed())
        json.fail(name, QStringLiteral("a decimal number in quotes was expected"));
    return value;
}

std::optional<double> optionalAmount(const JsonCursor &json, const char *name)
{
    return json.has(name) ? std::optional(amount(json, name)) : std::nullopt;
}

Revision readRevision(const JsonCursor &json)
{
    Revision revision;
    revision.number = count(json, "number");
    revision.image = json.text("image");
    revision.model = json.text("model");
    revision.promptHash = json.text("prompt_hash");
    revision.tools = json.texts("tools");
    revision.createdBy = json.text("created_by");
    revision.reason = json.text("reason");
    revision.createdMs = json.timeMs("created_at");
    return revision;
}

Deployment readDeployment(const JsonCursor &json)
{
    Deployment deployment;
    deployment.name = json.text("name");
    deployment.agentType = json.text("agent_type");
    deployment.state = deploymentState(json.text("state"));
    const JsonCursor replicas = json.object("replicas");
    deployment.desired = count(replicas, "desired");
    deployment.current = count(replicas, "current");
    deployment.ready = count(replicas, "ready");
    deployment.revision = readRevision(json.object("revision"));
    if (const auto cost = json.optionalObject("cost_per_hour")) {
        deployment.costPerHour = amount(*cost, "amount");
        deployment.currency = cost->text("currency");
    }
    return deployment;
}

Agent readAgent(const JsonCursor &json)
{
    Agent agent;
    agent.id = json.text("id");
    agent.type = json.text("type");
    agent.deployment = json.text("deployment", {});
    agent.status = agentStatus(json.text("status"));
    agent.capacity = count(json, "capacity");
    agent.currentLoad = count(json, "current_load");
    agent.version = json.text("version", {});
    agent.revision = json.has("revision") ? count(json, "revision") : 0;
    agent.endpoint = json.text("endpoint", {});
    agent.createdMs = json.timeMs("created_at");
    agent.lastHeartbeatMs = json.timeMs("last_heartbeat", 0);
    return agent;
}

/// A changed member's value, of whatever type, as text: texts bare, null as nothing, the rest as JSON.
QString valueText(const JsonCursor &json, const char *name)
{
    if (!json.has(name))
        return {};
    const simdjson::dom::element value = json.member(name).element();
    if (value.is_string())
        return json.text(name);
    return QString::fromStdString(simdjson::minify(value));
}

Plan::Cost readCost(const JsonCursor &json)
{
    return {amount(json, "before"), amount(json, "after"), amount(json, "delta"), json.text("currency"),
            json.text("basis")};
}

Plan readPlan(const JsonCursor &json)
{
    Plan plan;
    plan.action = json.text("action");
    const JsonCursor target = json.object("target");
    plan.targetKind = target.text("kind");
    plan.targetName = target.text("name");
    json.each("changes", [&plan](const JsonCursor &change) {
        plan.changes.push_back({change.text("field"), valueText(change, "from"), valueText(change, "to")});
    });
    const JsonCursor radius = json.object("blast_radius");
    plan.agents = count(radius, "agents");
    plan.inFlightTasks = count(radius, "in_flight_tasks");
    plan.requestsPerSecond = radius.number("requests_per_second");
    if (const auto cost = json.optionalObject("cost_per_hour"))
        plan.costPerHour = readCost(*cost);
    plan.warnings = json.texts("warnings");
    plan.requiredRole = json.text("required_role");
    if (!json.has("needs_approval"))
        json.fail("needs_approval", QStringLiteral("missing"));
    plan.needsApproval = json.boolean("needs_approval", true);
    plan.hash = json.text("plan_hash");
    plan.expiresMs = json.timeMs("expires_at");
    return plan;
}

Identity readIdentity(const JsonCursor &json)
{
    return {json.text("name"), json.text("role"), json.texts("permissions")};
}

Budget readBudget(const JsonCursor &json)
{
    return {optionalAmount(json, "daily"), optionalAmount(json, "monthly"), optionalAmount(json, "per_task"),
            json.text("currency")};
}

RecordedChange readRecordedChange(const JsonCursor &json)
{
    RecordedChange change;
    change.timeMs = json.timeMs("at");
    change.planHash = json.text("plan_hash", {});
    const QString outcome = json.text("outcome");
    change.accepted = outcome == u"accepted" || outcome == u"completed";
    change.status = int(json.integer("status", 0));
    change.detail = json.text("detail", {});
    return change;
}

template <typename T>
Result<T> decode(const QByteArray &json, T (*read)(const JsonCursor &))
{
    T value;
    if (const auto problem = readJson(json, [&](const JsonCursor &root) { value = read(root); }))
        return Failure(*problem);
    return value;
}

template <typename T>
Result<Page<T>> decodePage(const QByteArray &json, T (*read)(const JsonCursor &))
{
    Page<T> page;
    const auto problem = readJson(json, [&](const JsonCursor &root) {
        root.each("items", [&](const JsonCursor &item) { page.items.push_back(read(item)); });
        page.next = root.text("next_cursor", {});
    });
    if (problem)
        return Failure(*problem);
    return page;
}

} // namespace

Result<QString> decodeHealth(const QByteArray &json)
{
    return decode<QString>(json, [](const JsonCursor &root) { return root.text("version"); });
}

Result<Identity> decodeIdentity(const QByteArray &json)
{
    return decode<Identity>(json, readIdentity);
}

Result<Page<Deployment>> decodeDeployments(const QByteArray &json)
{
    return decodePage<Deployment>(json, readDeployment);
}

Result<Deployment> decodeDeployment(const QByteArray &json)
{
    return decode<Deployment>(json, readDeployment);
}

Result<Page<Revision>> decodeRevisions(const QByteArray &json)
{
    return decodePage<Revision>(json, readRevision);
}

Result<Page<Agent>> decodeAgents(const QByteArray &json)
{
    return decodePage<Agent>(json, readAgent);
}

Result<Budget> decodeBudget(const QByteArray &json)
{
    return decode<Budget>(json, readBudget);
}

Result<Page<RecordedChange>> decodeRecordedChanges(const QByteArray &json)
{
    return decodePage<RecordedChange>(json, readRecordedChange);
}

Result<Plan> decodePlan(const QByteArray &json)
{
    return decode<Plan>(json, readPlan);
}

Error managerError(const HttpAnswer &answer)
{
    Error error = plainError(answer);
    if (answer.contentType != "application/problem+json")
        return error;
    const auto problem = readJson(answer.body, [&](const JsonCursor &root) {
        const bool ownKind = answer.status == 401 || answer.status == 429;
        const QString said = root.text("detail", root.text("title", {}));
        error = Error(ownKind ? error.kind() : ErrorKind::Server, detailText(said.toUtf8()));
        error.withStatus(answer.status)
            .withCode(root.text("code", {}))
            .withRequiredRole(root.text("required_role", {}));
        if (root.has("retry_after"))
            error.withRetryAfter(std::chrono::seconds(root.integer("retry_after")));
        else if (answer.retryAfter)
            error.withRetryAfter(*answer.retryAfter);
    });
    return problem ? plainError(answer) : error;
}

} // namespace toban
