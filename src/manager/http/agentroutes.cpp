// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "api.h"

#include "crypto.h"
#include "views.h"

namespace toban::manager {

namespace {

constexpr std::size_t metadataMembers = 32;
constexpr std::size_t metadataLength = 256;
constexpr int loadLimit = 100'000;
constexpr int revisionLimit = 1'000'000;

Registration readRegistration(BodyReader &body)
{
    Registration agent;
    agent.id = body.text("id", Form::AgentId, true).value_or("");
    agent.type = body.text("type", Form::Identifier, true).value_or("");
    agent.deployment = body.textOrNull("deployment", Form::Name).value_or("");
    agent.endpoint = body.text("endpoint", Form::Endpoint, true).value_or("");
    agent.version = body.text("version", Form::ShortText, true).value_or("");
    agent.capacity = int(body.integer("capacity", 1, capacityLimit, true).value_or(1));
    agent.revision = int(body.integerOrNull("revision", 1, revisionLimit).value_or(0));
    agent.metadata
        = body.textMap("metadata", metadataMembers, metadataLength).value_or(std::map<std::string, std::string>{});
    body.refuseUnread();
    return agent;
}

Heartbeat readHeartbeat(BodyReader &body)
{
    Heartbeat heartbeat;
    const auto status = body.text("status", Form::ShortText, true);
    const auto parsed = status ? parseAgentStatus(*status) : std::nullopt;
    if (status && (!parsed || *parsed > AgentStatus::Maintenance)) {
        body.fault("status", "must be idle, busy, failed or maintenance");
    }
    heartbeat.status = parsed.value_or(AgentStatus::Idle);
    heartbeat.currentLoad = int(body.integer("current_load", 0, loadLimit, true).value_or(0));
    heartbeat.metadata = body.textMap("metadata", metadataMembers, metadataLength);
    body.refuseUnread();
    return heartbeat;
}

} // namespace

void Api::addAgentRoutes()
{
    guarded("GET", "/api/v1/agents", Role::Viewer, [this](Context &context) {
        QueryReader query(context.request);
        AgentRegistry::Filter filter;
        filter.type = query.text("type", Form::Identifier).value_or("");
        filter.deployment = query.text("deployment", Form::Name).value_or("");
        if (const auto status = query.text("status", Form::Filter)) {
            filter.status = parseAgentStatus(*status);
            if (!filter.status) {
                query.fault("status", "must be idle, busy, failed, maintenance, starting, paused or draining");
            }
        }
        const std::size_t limit = query.limit();
        const std::string after = query.cursor().value_or("");
        if (const auto refusal = query.refusal()) {
            context.responder(respond(*refusal));
            return;
        }
        std::unique_lock lock(m_parts.fleet.mutex);
        const auto version = m_parts.fleet.agents.version();
        const std::string etag = '"' + m_boot + '-' + std::to_string(version) + '-'
            + sha256Hex(context.request.target).substr(0, 12) + '"';
        auto response = conditional(context.request.headers, etag, [&] {
            const auto page = m_parts.fleet.agents.list(filter, after, limit);
            std::vector<std::string> items;
            items.reserve(page.items.size());
            for (const Agent *agent : page.items) {
                items.push_back(agentJson(*agent));
            }
            return pageJson(items, encodeCursor(page.next));
        });
        lock.unlock();
        context.responder(std::move(response));
    });

    guarded("POST", "/api/v1/agents", Role::Agent, [this](Context &context) {
        QueryReader query(context.request);
        auto body = BodyReader::of(context.request);
        const Registration agent = body ? readRegistration(*body) : Registration{};
        if (const auto refusal = !body ? body.error() : query.refusal().value_or(body->refusal().value_or(Refusal{}));
            !refusal.detail.empty()) {
            context.responder(respond(refusal));
            return;
        }
        const auto registered = m_parts.agents.registerAgent(agent, context.caller);
        context.responder(registered ? respond(Answer{registered->isNew ? 201 : 200, registered->json, false, 0})
                                     : respond(registered.error()));
    });

    guarded("GET", "/api/v1/agents/{id}", Role::Viewer, [this](Context &context) {
        QueryReader query(context.request);
        const std::string id = query.captured("id", Form::AgentId);
        if (const auto refusal = query.refusal()) {
            context.responder(respond(*refusal));
            return;
        }
        std::string body;
        {
            const std::lock_guard lock(m_parts.fleet.mutex);
            if (const Agent *agent = m_parts.fleet.agents.find(id)) {
                body = agentJson(*agent);
            }
        }
        context.responder(body.empty()
                              ? respond(refuse(Refusal::Kind::NotFound, "There is no agent " + id + ".").value())
                              : conditional(context.request.headers, std::move(body)));
    });

    guarded("POST", "/api/v1/agents/{id}/heartbeat", Role::Agent, [this](Context &context) {
        QueryReader query(context.request);
        const std::string id = query.captured("id", Form::AgentId);
        auto body = BodyReader::of(context.request);
        const Heartbeat heartbeat = body ? readHeartbeat(*body) : Heartbeat{};
        if (const auto refusal = !body ? body.error() : query.refusal().value_or(body->refusal().value_or(Refusal{}));
            !refusal.detail.empty()) {
            context.responder(respond(refusal));
            return;
        }
        const auto answer = m_parts.agents.heartbeat(id, heartbeat, context.caller);
        context.responder(answer ? respond(Answer{200, *answer, false, 0}) : respond(answer.error()));
    });

    const auto intakeRoute = [this](const char *pattern, Intake intake) {
        const Change kind{{}, SetAgentIntake{intake}};
        change("POST", pattern, "id", Form::AgentId, kind, [kind](Context &, BodyReader &) { return Change(kind); });
    };
    intakeRoute("/api/v1/agents/{id}/pause", Intake::Paused);
    intakeRoute("/api/v1/agents/{id}/resume", Intake::Open);
    intakeRoute("/api/v1/agents/{id}/drain", Intake::Draining);
    const Change removal{{}, RemoveAgent{}};
    change("POST", "/api/v1/agents/{id}/remove", "id", Form::AgentId, removal,
           [removal](Context &, BodyReader &) { return Change(removal); });
}

} // namespace toban::manager
