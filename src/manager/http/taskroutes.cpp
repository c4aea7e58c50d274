// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "api.h"

#include "crypto.h"
#include "views.h"

namespace toban::manager {

namespace {

constexpr int priorityLimit = 9;
constexpr int timeoutLimit = 3600;

Task readTask(BodyReader &body)
{
    Task task;
    task.id = body.text("task_id", Form::TaskId).value_or("");
    task.agentType = body.text("agent_type", Form::Identifier, true).value_or("");
    task.deployment = body.text("deployment", Form::Name).value_or("");
    task.operation = body.text("operation", Form::Identifier, true).value_or("");
    task.complexity = body.number("complexity", 0, 1, true).value_or(task.complexity);
    task.priority = int(body.integer("priority", 0, priorityLimit).value_or(task.priority));
    task.timeoutSeconds = int(body.integer("timeout_seconds", 1, timeoutLimit).value_or(task.timeoutSeconds));
    task.payload = body.rawObject("payload").value_or(task.payload);
    body.refuseUnread();
    task.fingerprint = sha256Hex(task.agentType + '\n' + task.deployment + '\n' + task.operation + '\n'
                                 + std::to_string(task.complexity) + '\n' + std::to_string(task.priority) + '\n'
                                 + std::to_string(task.timeoutSeconds) + '\n' + task.payload);
    return task;
}

} // namespace

void Api::addTaskRoutes()
{
    guarded("POST", "/api/v1/tasks", Role::Operator, [this](Context &context) {
        QueryReader query(context.request);
        auto body = BodyReader::of(context.request);
        Task task = body ? readTask(*body) : Task{};
        if (const auto refusal = !body ? body.error() : query.refusal().value_or(body->refusal().value_or(Refusal{}));
            !refusal.detail.empty()) {
            context.responder(respond(refusal));
            return;
        }
        m_parts.tasks.submit(std::move(task), context.caller, [responder = context.responder](const Answer &answer) {
            auto response = respond(answer);
            if (answer.status == 202) {
                constexpr std::string_view member = "\"status_url\":\"";
                const auto at = answer.body.find(member) + member.size();
                response.headers.set("Location", answer.body.substr(at, answer.body.find('"', at) - at));
            }
            responder(std::move(response));
        });
    });

    guarded("GET", "/api/v1/tasks/queue", Role::Viewer, [this](Context &context) {
        QueryReader query(context.request);
        if (const auto refusal = query.refusal()) {
            context.responder(respond(*refusal));
            return;
        }
        std::string json;
        {
            const std::lock_guard lock(m_parts.fleet.mutex);
            json = queueJson(m_parts.fleet, m_parts.clock.now());
        }
        context.responder(respond(Answer{200, json, false, 0}));
    });

    guarded("GET", "/api/v1/tasks/{id}", Role::Viewer, [this](Context &context) {
        QueryReader query(context.request);
        const std::string id = query.captured("id", Form::TaskId);
        if (const auto refusal = query.refusal()) {
            context.responder(respond(*refusal));
            return;
        }
        if (const auto task = m_parts.tasks.unfinished(id)) {
            context.responder(respond(Answer{200, taskJson(*task), false, 0}));
            return;
        }
        reading(context.responder, [this, id] {
            const auto task = m_parts.tasks.get(id);
            return task ? respond(Answer{200, taskJson(*task), false, 0}) : respond(task.error());
        });
    });

    const Change cancel{{}, CancelTask{}};
    change("POST", "/api/v1/tasks/{id}/cancel", "id", Form::TaskId, cancel,
           [cancel](Context &, BodyReader &) { return Change(cancel); });
}

} // namespace toban::manager
