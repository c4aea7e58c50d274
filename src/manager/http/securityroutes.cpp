// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "api.h"

#include "speaking.h"
#include "timetext.h"
#include "views.h"

namespace toban::manager {

namespace {

constexpr std::size_t eventsAtOnce = 100;
constexpr std::size_t subjectsOfOne = 100;
constexpr double longestExecution = 30.0 * 24 * 3600; // seconds
constexpr std::chrono::minutes clockSkew{5}; // that an agent's clock may be ahead
constexpr int threatWindowHours = 24;
constexpr int threatWindowLimit = 24 * 366;

Execution readExecution(BodyReader &body, const std::string &agentId, TimePoint now)
{
    Execution execution;
    execution.agentId = agentId;
    execution.id = body.text("id", Form::TaskId, true).value_or("");
    const auto text = body.text("at", Form::ShortText, true);
    const auto at = text ? parseTime(*text) : std::nullopt;
    if (text && (!at || *at > now + clockSkew)) {
        body.fault("at", "must be a time in UTC (…Z), not in the future");
    }
    execution.at = at.value_or(now);
    execution.type = body.text("type", Form::Identifier, true).value_or("");
    execution.user = body.textOrNull("user", Form::ShortText).value_or("");
    execution.session = body.textOrNull("session", Form::ShortText).value_or("");
    execution.operations = body.texts("operations", Form::Subject, subjectsOfOne);
    execution.dataAccessed = body.texts("data_accessed", Form::Subject, subjectsOfOne);
    execution.filesModified = body.texts("files_modified", Form::Subject, subjectsOfOne);
    execution.connections = body.texts("network_connections", Form::Subject, subjectsOfOne);
    execution.permissions = body.texts("permissions", Form::Subject, subjectsOfOne);
    execution.durationSeconds = body.number("duration_seconds", 0, longestExecution, true, true).value_or(0);
    execution.outcome = body.text("outcome", Form::ShortText, true).value_or("");
    if (!execution.outcome.empty() && execution.outcome != "succeeded" && execution.outcome != "failed"
        && execution.outcome != "denied") {
        body.fault("outcome", "must be succeeded, failed or denied");
    }
    body.refuseUnread();
    return execution;
}

} // namespace

void Api::addSecurityRoutes()
{
    guarded("POST", "/api/v1/security/events", Role::Agent, [this](Context &context) {
        QueryReader query(context.request);
        auto body = BodyReader::of(context.request);
        if (!body) {
            context.responder(respond(body.error()));
            return;
        }
        const TimePoint now = m_parts.clock.now();
        const std::string agentId = body->text("agent", Form::AgentId, true).value_or("");
        auto executions = std::make_shared<std::vector<StoredExecution>>();
        for (BodyReader &event : body->objects("events", eventsAtOnce, true)) {
            executions->push_back(assessed(readExecution(event, agentId, now), AnomalyRules::shipped(), now));
        }
        body->refuseUnread();
        if (const auto refusal = query.refusal() ? query.refusal() : body->refusal()) {
            context.responder(respond(*refusal));
            return;
        }
        const auto mute = [&] {
            const std::lock_guard lock(m_parts.fleet.mutex);
            return whyNotFor(m_parts.fleet, context.caller, agentId);
        }();
        if (mute) {
            context.responder(respond(*mute));
            return;
        }
        auto added = std::make_shared<std::size_t>(0);
        m_parts.store.post(
            [executions, added](Transaction &transaction) {
                *added = 0;
                for (const StoredExecution &execution : *executions) {
                    *added += transaction.addExecution(execution) ? 1 : 0;
                }
            },
            [executions, added, responder = context.responder](const std::string &error) {
                if (!error.empty()) {
                    responder(respond(Refusal{Refusal::Kind::Storage,
                                              "The events could not be written to disk; send them again.",
                                              {},
                                              {},
                                              storageRetrySeconds,
                                              {}}));
                    return;
                }
                responder(respond(Answer{200,
                                         "{\"kept\":" + std::to_string(*added) + ",\"known_already\":"
                                             + std::to_string(executions->size() - *added) + '}',
                                         false, 0}));
            });
    });

    guarded("GET", "/api/v1/security/events", Role::Viewer, [this](Context &context) {
        QueryReader query(context.request);
        ExecutionFilter filter;
        filter.agentId = query.text("agent", Form::AgentId).value_or("");
        if (const auto text = query.text("severity", Form::Filter)) {
            filter.atLeast = parseAnomalySeverity(*text);
            if (!filter.atLeast) {
                query.fault("severity", "must be medium, high or critical");
            }
        }
        filter.from = query.time("from");
        filter.to = query.time("to");
        const std::size_t limit = query.limit();
        const std::int64_t before = query.before().value_or(0); // 0: from the newest
        if (const auto refusal = query.refusal()) {
            context.responder(respond(*refusal));
            return;
        }
        reading(context.responder, [this, filter, before, limit, headers = context.request.headers] {
            auto executions = m_parts.store.executions(filter, before, limit + 1);
            std::string next;
            if (executions.size() > limit) {
                executions.resize(limit);
                next = std::to_string(executions.back().sequence);
            }
            std::vector<std::string> items;
            items.reserve(executions.size());
            for (StoredExecution &execution : executions) {
                items.push_back(std::move(execution.body));
            }
            return conditional(headers, pageJson(items, encodeCursor(next)));
        });
    });

    guarded("GET", "/api/v1/security/threats", Role::Viewer, [this](Context &context) {
        QueryReader query(context.request);
        const int hours = query.integer("window_hours", 1, threatWindowLimit, threatWindowHours);
        if (const auto refusal = query.refusal()) {
            context.responder(respond(*refusal));
            return;
        }
        reading(context.responder, [this, window = std::chrono::hours(hours), headers = context.request.headers] {
            return conditional(headers, threatsJson(m_parts.store.threats(m_parts.clock.now() - window), window));
        });
    });
}

} // namespace toban::manager
