// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "api.h"

#include "timetext.h"
#include "views.h"

namespace toban::manager {

namespace {

constexpr std::int64_t memoryLow = 1'048'576;
constexpr std::int64_t memoryHigh = 1'125'899'906'842'624;
constexpr double cpuHigh = 1024;
constexpr std::size_t historyLimit = 200;

std::optional<Limits> readLimits(BodyReader &body, bool required)
{
    auto object = body.object("limits", required);
    if (!object) {
        return std::nullopt;
    }
    Limits limits;
    limits.cpu = object->number("cpu", 0, cpuHigh, false, true).value_or(1);
    limits.memoryBytes = object->integer("memory_bytes", memoryLow, memoryHigh, true).value_or(memoryLow);
    limits.capacity = int(object->integer("capacity", 1, capacityLimit, true).value_or(1));
    object->refuseUnread();
    return limits;
}

AgentTemplate readTemplate(BodyReader &body)
{
    AgentTemplate content;
    content.image = body.text("image", Form::ShortText, true).value_or("");
    content.model = body.text("model", Form::ShortText, true).value_or("");
    content.promptHash = body.text("prompt_hash", Form::ShortText, true).value_or("");
    content.tools = body.tools("tools", true).value_or(std::vector<std::string>{});
    content.limits = readLimits(body, true).value_or(Limits{});
    return content;
}

std::vector<Revision> readHistory(BodyReader &body, TimePoint now)
{
    std::vector<Revision> history;
    for (BodyReader &past : body.objects("history", historyLimit)) {
        Revision revision;
        revision.content = readTemplate(past);
        revision.createdBy = past.text("created_by", Form::TokenName, true).value_or("");
        revision.reason = past.text("reason", Form::Reason, true).value_or("");
        const auto text = past.text("created_at", Form::ShortText, true);
        const auto time = text ? parseTime(*text) : std::nullopt;
        if (text && (!time || *time > now || (!history.empty() && *time < history.back().createdAt))) {
            past.fault("created_at",
                       "must be a time in UTC (…Z), not before that of the revision before and not in the future");
        }
        revision.createdAt = time.value_or(TimePoint{});
        past.refuseUnread();
        history.push_back(std::move(revision));
    }
    return history;
}

} // namespace

CreateRevision Api::readRevisionMembers(BodyReader &body)
{
    CreateRevision what;
    what.image = body.text("image", Form::ShortText);
    what.model = body.text("model", Form::ShortText);
    what.promptHash = body.text("prompt_hash", Form::ShortText);
    what.tools = body.tools("tools");
    what.limits = readLimits(body, false);
    return what;
}

void Api::addDeploymentRoutes()
{
    guarded("GET", "/api/v1/deployments", Role::Viewer, [this](Context &context) {
        QueryReader query(context.request);
        const std::string type = query.text("agent_type", Form::Identifier).value_or("");
        std::optional<DeploymentState> state;
        if (const auto text = query.text("state", Form::Filter)) {
            state = parseDeploymentState(*text);
            if (!state) {
                query.fault("state", "must be running, paused, draining, progressing or failed");
            }
        }
        const std::size_t limit = query.limit();
        const std::string after = query.cursor().value_or("");
        if (const auto refusal = query.refusal()) {
            context.responder(respond(*refusal));
            return;
        }
        std::vector<std::string> items;
        std::string last, next;
        {
            const Fleet &fleet = m_parts.fleet;
            const std::lock_guard lock(fleet.mutex);
            const TimePoint now = m_parts.clock.now();
            for (auto it = fleet.deployments.upper_bound(after); it != fleet.deployments.end(); ++it) {
                const DeploymentEntry &entry = it->second;
                if ((!type.empty() && entry.record.agentType != type)
                    || (state && Fleet::stateOf(entry, entry.record, fleet.options) != *state)) {
                    continue;
                }
                if (items.size() == limit) {
                    next = last;
                    break;
                }
                items.push_back(deploymentJson(fleet, entry, now));
                last = it->first;
            }
        }
        context.responder(conditional(context.request.headers, pageJson(items, encodeCursor(next))));
    });

    guarded("GET", "/api/v1/deployments/{name}", Role::Viewer, [this](Context &context) {
        QueryReader query(context.request);
        const std::string name = query.captured("name", Form::Name);
        if (const auto refusal = query.refusal()) {
            context.responder(respond(*refusal));
            return;
        }
        std::string json;
        {
            const std::lock_guard lock(m_parts.fleet.mutex);
            const auto found = m_parts.fleet.deployments.find(name);
            if (found != m_parts.fleet.deployments.end()) {
                json = deploymentJson(m_parts.fleet, found->second, m_parts.clock.now());
            }
        }
        context.responder(json.empty()
                              ? respond(refuse(Refusal::Kind::NotFound, "There is no deployment " + name + ".").value())
                              : conditional(context.request.headers, std::move(json)));
    });

    guarded("GET", "/api/v1/deployments/{name}/revisions", Role::Viewer, [this](Context &context) {
        QueryReader query(context.request);
        const std::string name = query.captured("name", Form::Name);
        const std::size_t limit = query.limit();
        const auto before = std::size_t(query.before().value_or(INT64_MAX));
        if (const auto refusal = query.refusal()) {
            context.responder(respond(*refusal));
            return;
        }
        std::vector<std::string> items;
        std::string next;
        {
            const std::lock_guard lock(m_parts.fleet.mutex);
            const auto found = m_parts.fleet.deployments.find(name);
            if (found == m_parts.fleet.deployments.end()) {
                context.responder(
                    respond(refuse(Refusal::Kind::NotFound, "There is no deployment " + name + ".").value()));
                return;
            }
            const auto &revisions = found->second.revisions;
            for (std::size_t number = std::min(before - 1, revisions.size()); number >= 1; --number) {
                if (items.size() == limit) {
                    next = std::to_string(number + 1);
                    break;
                }
                items.push_back(revisionJson(revisions[number - 1], number > 1 ? &revisions[number - 2] : nullptr,
                                             int(number) == found->second.record.currentRevision));
            }
        }
        context.responder(conditional(context.request.headers, pageJson(items, encodeCursor(next))));
    });

    change("POST", "/api/v1/deployments", nullptr, Form::Name, {{}, CreateDeployment{}},
           [this](Context &, BodyReader &body) {
               CreateDeployment what;
               what.name = body.text("name", Form::Name, true).value_or("");
               what.agentType = body.text("agent_type", Form::Identifier, true).value_or("");
               what.replicas = int(body.integer("replicas", 0, m_parts.fleet.options.maxReplicas, true).value_or(0));
               what.content = readTemplate(body);
               what.history = readHistory(body, m_parts.clock.now());
               return Change{what.name, what};
           });

    change("POST", "/api/v1/deployments/{name}/revisions", "name", Form::Name, {{}, CreateRevision{}},
           [](Context &, BodyReader &body) {
               return Change{{}, readRevisionMembers(body)};
           });

    change("POST", "/api/v1/deployments/{name}/scale", "name", Form::Name, {{}, ScaleDeployment{}},
           [this](Context &, BodyReader &body) {
               const auto replicas = body.integer("replicas", 0, m_parts.fleet.options.maxReplicas, true);
               return Change{{}, ScaleDeployment{int(replicas.value_or(0))}};
           });

    change("POST", "/api/v1/deployments/{name}/rollback", "name", Form::Name, {{}, RollbackDeployment{}},
           [](Context &, BodyReader &body) {
               const auto revision = body.integer("to_revision", 1, 1'000'000, true);
               return Change{{}, RollbackDeployment{int(revision.value_or(1))}};
           });

    const auto intakeRoute = [this](const char *pattern, Intake intake) {
        const Change kind{{}, SetDeploymentIntake{intake}};
        change("POST", pattern, "name", Form::Name, kind, [kind](Context &, BodyReader &) { return Change(kind); });
    };
    intakeRoute("/api/v1/deployments/{name}/pause", Intake::Paused);
    intakeRoute("/api/v1/deployments/{name}/resume", Intake::Open);
    intakeRoute("/api/v1/deployments/{name}/drain", Intake::Draining);
}

} // namespace toban::manager
