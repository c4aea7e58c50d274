// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "api.h"

#include "secretviews.h"
#include "views.h"

namespace toban::manager {

namespace {

constexpr std::size_t valueLow = 8; // bytes
constexpr std::size_t valueHigh = 4096;
constexpr int overlapHigh = 7 * 86'400;
constexpr int limitHigh = 86'400;
constexpr int limitDefault = 300;
constexpr int versionHigh = 1'000'000'000;

SecretOwner readOwner(BodyReader &body)
{
    SecretOwner owner;
    auto object = body.object("owner", true);
    if (!object) {
        return owner;
    }
    const auto kind = object->text("kind", Form::ShortText, true);
    const auto parsed = kind ? parseOwnerKind(*kind) : std::nullopt;
    if (kind && !parsed) {
        object->fault("kind", "must be agent or deployment");
    }
    owner.kind = parsed.value_or(SecretOwner::Kind::Deployment);
    owner.name
        = object->text("name", owner.kind == SecretOwner::Kind::Agent ? Form::AgentId : Form::Name, true).value_or("");
    object->refuseUnread();
    return owner;
}

} // namespace

void Api::addSecretRoutes()
{
    guarded("GET", "/api/v1/secrets", Role::Viewer, [this](Context &context) {
        QueryReader query(context.request);
        const std::size_t limit = query.limit();
        const std::string after = query.cursor().value_or("");
        if (const auto refusal = query.refusal()) {
            context.responder(respond(*refusal));
            return;
        }
        const TimePoint now = m_parts.clock.now();
        std::unique_lock lock(m_parts.fleet.mutex);
        const SecretBook &book = m_parts.fleet.secrets;
        if (!book.trouble.empty()) {
            const auto refusal = refuse(Refusal::Kind::NoVault, book.trouble).value();
            lock.unlock();
            context.responder(respond(refusal));
            return;
        }
        std::vector<std::string> items;
        std::string next;
        for (auto it = book.all().upper_bound(after); it != book.all().end(); ++it) {
            if (items.size() == limit) {
                next = std::prev(it)->first;
                break;
            }
            items.push_back(secretJson(m_parts.fleet, it->second, now));
        }
        lock.unlock();
        context.responder(conditional(context.request.headers, pageJson(items, encodeCursor(next))));
    });

    guarded("GET", "/api/v1/secrets/{name}", Role::Viewer, [this](Context &context) {
        QueryReader query(context.request);
        const std::string name = query.captured("name", Form::Name);
        const TimePoint now = m_parts.clock.now();
        std::string body;
        auto refusal = query.refusal();
        if (!refusal) {
            const std::lock_guard lock(m_parts.fleet.mutex);
            const SecretBook &book = m_parts.fleet.secrets;
            const Secret *secret = book.find(name);
            if (!book.trouble.empty()) {
                refusal = refuse(Refusal::Kind::NoVault, book.trouble).value();
            } else if (secret == nullptr) {
                refusal = refuse(Refusal::Kind::NotFound, "There is no secret " + name + ".").value();
            } else {
                body = secretJson(m_parts.fleet, *secret, now);
            }
        }
        context.responder(refusal ? respond(*refusal) : conditional(context.request.headers, std::move(body)));
    });

    change("POST", "/api/v1/secrets", nullptr, Form::Name, {{}, CreateSecret{}}, [this](Context &, BodyReader &body) {
        CreateSecret create;
        const std::string name = body.text("name", Form::Name, true).value_or("");
        create.owner = readOwner(body);
        create.expiresAt = body.timeOrNull("expires_at");
        auto value = body.secret("value", valueLow, valueHigh);
        create.isGiven = value.has_value();
        create.seal = value ? m_parts.secrets.sealGiven(std::move(*value)) : m_parts.secrets.sealGenerated();
        return Change{name, std::move(create)};
    });
    change("POST", "/api/v1/secrets/{name}/rotate", "name", Form::Name, {{}, RotateSecret{}},
           [this](Context &, BodyReader &body) {
               RotateSecret rotate;
               rotate.overlap = std::chrono::seconds(body.integer("overlap_seconds", 0, overlapHigh, true).value_or(0));
               rotate.limit
                   = std::chrono::seconds(body.integer("confirm_within_seconds", 1, limitHigh).value_or(limitDefault));
               rotate.expiresAt = body.timeOrNull("expires_at");
               rotate.seal = m_parts.secrets.sealGenerated();
               return Change{{}, std::move(rotate)};
           });
    change("POST", "/api/v1/secrets/{name}/remove", "name", Form::Name, {{}, RemoveSecret{}},
           [](Context &, BodyReader &) {
               return Change{{}, RemoveSecret{}};
           });
}

void Api::addOwnSecretRoutes()
{
    // What an agent gets and shows must not be kept by anybody on the way.
    const auto answering = [](const http::Responder &responder) {
        return [responder](const Answer &answer) {
            auto response = respond(answer);
            response.headers.set("Cache-Control", "no-store");
            responder(std::move(response));
        };
    };
    const auto checkPath = [](QueryReader &query, bool hasName) {
        query.captured("id", Form::AgentId);
        if (hasName) {
            query.captured("name", Form::Name);
        }
    };

    guarded("GET", "/api/v1/agents/{id}/secrets", Role::Agent, [=, this](Context &context) {
        QueryReader query(context.request);
        checkPath(query, false);
        if (const auto refusal = query.refusal()) {
            context.responder(respond(*refusal));
            return;
        }
        m_parts.secrets.deliver(context.capture("id"), context.caller, answering(context.responder));
    });

    guarded("POST", "/api/v1/agents/{id}/secrets/{name}/use", Role::Agent, [=, this](Context &context) {
        QueryReader query(context.request);
        checkPath(query, true);
        auto body = BodyReader::of(context.request);
        auto value = body ? body->secret("value", 1, valueHigh, true) : std::nullopt;
        if (body) {
            body->refuseUnread();
        }
        const auto refusal = !body ? std::optional(body.error()) : query.refusal() ? query.refusal() : body->refusal();
        if (refusal) {
            context.responder(respond(*refusal));
            return;
        }
        m_parts.secrets.use(context.capture("id"), context.capture("name"), std::move(*value), context.caller,
                            answering(context.responder));
    });

    guarded("POST", "/api/v1/agents/{id}/secrets/{name}/confirm", Role::Agent, [=, this](Context &context) {
        QueryReader query(context.request);
        checkPath(query, true);
        auto body = BodyReader::of(context.request);
        SecretService::Confirmation confirmation;
        if (body) {
            confirmation.version = int(body->integer("version", 1, versionHigh, true).value_or(1));
            confirmation.works = body->boolean("works").value_or(true);
            confirmation.detail = body->text("detail", Form::ShortText).value_or("");
            if (auto value = body->secret("value", 1, valueHigh, confirmation.works)) {
                confirmation.value = std::move(*value);
            }
            body->refuseUnread();
        }
        const auto refusal = !body ? std::optional(body.error()) : query.refusal() ? query.refusal() : body->refusal();
        if (refusal) {
            context.responder(respond(*refusal));
            return;
        }
        m_parts.secrets.confirm(context.capture("id"), context.capture("name"), std::move(confirmation), context.caller,
                                answering(context.responder));
    });
}

} // namespace toban::manager
