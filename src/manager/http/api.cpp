// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "api.h"

#include "crypto.h"
#include "logging.h"
#include "views.h"

namespace toban::manager {

namespace {

constexpr std::size_t strangerBody = 16 * 1024; // with more than that nobody waits to become known

Refusal tooManyLogins()
{
    return {Refusal::Kind::TooManyLogins, "Too many failed log-ins; try again later.", {}, {}, 5, {}};
}

bool matches(std::string_view header, std::string_view etag)
{
    if (header == "*") {
        return true;
    }
    // The server may mark an answer as weak when it compresses it; for GET weak comparison is right.
    return header.find(etag) != std::string_view::npos;
}

http::Response jsonResponse(int status, std::string body)
{
    auto response = http::Response::json(status, std::move(body));
    response.headers.set("Cache-Control", "no-cache");
    return response;
}

} // namespace

Api::Api(ApiParts parts) : m_parts(std::move(parts)), m_boot(randomHex(6)), m_since(m_parts.clock.steady())
{
    addHealthRoutes();
    addAgentRoutes();
    addDeploymentRoutes();
    addScalingRoutes();
    addRolloutRoutes();
    addEmergencyRoutes();
    addTaskRoutes();
    addBudgetRoutes();
    addPriceRoutes();
    addSpendRoutes();
    addCostRoutes();
    addBalancingRoutes();
    addApprovalRoutes();
    addSecretRoutes();
    addOwnSecretRoutes();
    addIncidentRoutes();
    addSecurityRoutes();
    addAuditRoutes();
    addEventRoutes();
}

void Api::attach(http::Server &server)
{
    for (const Route &route : m_routes) {
        server.route(route.method, route.pattern, route.handler);
    }
    server.setObserver([this](const http::Request &request, const std::string &pattern, int status,
                              std::chrono::nanoseconds duration) {
        m_parts.metrics.observeRequest(request.method, pattern, status, duration);
        logger("http")->debug("{} {} {} {} us", request.method, request.path, status, duration.count() / 1000);
    });
}

std::vector<std::string> Api::routes() const
{
    std::vector<std::string> lines;
    lines.reserve(m_routes.size());
    for (const Route &route : m_routes) {
        lines.push_back(route.method + ' ' + route.pattern);
    }
    return lines;
}

http::Response Api::respond(const Refusal &refusal)
{
    return respond(answerOf(refusal));
}

http::Response Api::respond(const Answer &answer)
{
    auto response = jsonResponse(answer.status, answer.body);
    if (answer.isProblem()) {
        response.headers.set("Content-Type", "application/problem+json");
    }
    if (answer.status == 401) {
        response.headers.set("WWW-Authenticate", "Bearer");
    }
    if (answer.retryAfter > 0) {
        response.headers.set("Retry-After", std::to_string(answer.retryAfter));
    }
    if (answer.replayed) {
        response.headers.set("Idempotency-Replayed", "true");
    }
    return response;
}

http::Response Api::conditional(const http::Headers &headers, const std::string &etag,
                                const std::function<std::string()> &body)
{
    http::Response response;
    if (matches(headers.get("If-None-Match"), etag)) {
        response.status = 304;
        response.headers.set("Cache-Control", "no-cache");
    } else {
        response = jsonResponse(200, body());
    }
    response.headers.set("ETag", etag);
    return response;
}

http::Response Api::conditional(const http::Headers &headers, std::string body)
{
    const std::string etag = '"' + sha256Hex(body).substr(0, 24) + '"';
    return conditional(headers, etag, [&body] { return std::move(body); });
}

void Api::open(const char *method, const char *pattern, std::function<http::Response(const http::Request &)> handler)
{
    m_routes.push_back({method, pattern,
                        [handler = std::move(handler)](const http::Request &request, const http::Responder &responder) {
                            const auto refusal = QueryReader(request).refusal(); // these take no parameter
                            responder(refusal ? respond(*refusal) : handler(request));
                        }});
}

void Api::showing(const char *pattern, std::function<std::string(const Fleet &)> view)
{
    guarded("GET", pattern, Role::Viewer, [this, view = std::move(view)](Context &context) {
        QueryReader query(context.request);
        if (const auto refusal = query.refusal()) {
            context.responder(respond(*refusal));
            return;
        }
        std::string shown;
        {
            const std::lock_guard lock(m_parts.fleet.mutex);
            shown = view(m_parts.fleet);
        }
        context.responder(conditional(context.request.headers, std::move(shown)));
    });
}

void Api::guarded(const char *method, const char *pattern, std::optional<Role> required, Handler handler)
{
    m_routes.push_back({method, pattern,
                        [this, required, handler = std::move(handler)](const http::Request &request,
                                                                       const http::Responder &responder) {
                            auto verdict = m_parts.authenticator.check(request);
                            if (!verdict.mayBeNew) {
                                admit(request, responder, std::move(verdict), required, handler);
                                return;
                            }
                            if (request.body.size() > strangerBody) {
                                admit(request, responder, m_parts.authenticator.recheck(request), required, handler);
                                return;
                            }
                            auto pending = std::make_shared<Pending>(Pending{request, responder, required, handler});
                            if (!m_parts.postponer.postpone(verdict.delay, [this, pending] {
                                    admit(pending->request, pending->responder,
                                          m_parts.authenticator.recheck(pending->request), pending->required,
                                          pending->handler);
                                })) {
                                responder(respond(tooManyLogins()));
                            }
                        }});
}

void Api::admit(const http::Request &request, const http::Responder &responder, Authenticator::Verdict verdict,
                std::optional<Role> required, const Handler &handler)
{
    if (!verdict.caller) {
        const Refusal refusal{
            Refusal::Kind::Unauthorized, "Send a valid token: Authorization: Bearer …", {}, {}, 0, {}};
        if (verdict.delay.count() == 0) {
            responder(respond(refusal));
        } else if (!m_parts.postponer.postpone(verdict.delay, [responder, refusal] { responder(respond(refusal)); })) {
            responder(respond(tooManyLogins()));
        }
        return;
    }
    if (required && !covers(verdict.caller->role, *required)) {
        responder(respond(forbidden(verdict.caller->role, *required).value()));
        return;
    }
    Context context{request, std::move(*verdict.caller), responder};
    handler(context);
}

void Api::reading(const http::Responder &responder, std::function<http::Response()> work)
{
    m_parts.store.read([responder, work = std::move(work)] {
        try {
            responder(work());
        } catch (const std::exception &failure) {
            logger("http")->error("{}", failure.what());
            responder(respond(Refusal{
                Refusal::Kind::Storage, "The state could not be read from disk.", {}, {}, storageRetrySeconds, {}}));
        }
    });
}

void Api::change(const char *method, const char *pattern, const char *capture, Form targetForm, const Change &kind,
                 ReadChange read)
{
    // Any token: who may not is refused by runChange(), so that the attempt to change something is in the audit.
    guarded(method, pattern, std::nullopt, [=, this, read = std::move(read)](Context &context) {
        runChange(context, capture, targetForm, kind, read, true);
    });
}

void Api::unplanned(const char *method, const char *pattern, const char *capture, const Change &kind, ReadChange read)
{
    guarded(method, pattern, std::nullopt, [=, this, read = std::move(read)](Context &context) {
        runChange(context, capture, Form::AgentId, kind, read, false);
    });
}

std::string Api::fingerprintOf(const http::Request &request, const Change &kind) const
{
    std::string text = request.method + ' ' + request.path + '\n' + request.body;
    if (!std::holds_alternative<CreateSecret>(kind.what)) {
        return sha256Hex(text);
    }
    // It is stored: a plain hash of a body with a value would let a thief of the database try values against it.
    std::string fingerprint = m_parts.secrets.fingerprint(text);
    wipe(text);
    return fingerprint;
}

void Api::runChange(Context &context, const char *capture, Form targetForm, const Change &kind, const ReadChange &read,
                    bool planned)
{
    const http::Request &request = context.request;
    QueryReader query(request);
    const bool dryRun = planned && query.boolean("dry_run");
    ChangeRequest wanted;
    wanted.caller = context.caller;
    wanted.change = kind;
    wanted.fingerprint = fingerprintOf(request, kind);
    if (capture != nullptr) {
        wanted.change.target = context.capture(capture);
        if (const auto message = formFault(targetForm, wanted.change.target); !message.empty()) {
            query.fault(capture, std::string(message));
            wanted.change.target.clear();
        }
    }

    const auto problem = [&]() -> std::optional<Refusal> {
        const Role needed = dryRun ? Role::Viewer : roleFor(kind);
        if (!covers(context.caller.role, needed)) {
            return forbidden(context.caller.role, needed).value();
        }
        if (auto refusal = query.refusal()) {
            return refusal;
        }
        auto body = BodyReader::of(request);
        if (!body) {
            return body.error();
        }
        const std::string target = wanted.change.target;
        wanted.change = read(context, *body);
        if (capture != nullptr) {
            wanted.change.target = target;
        }
        wanted.reason = body->text("reason", Form::Reason, !dryRun).value_or("");
        wanted.ticket = body->text("ticket", Form::Ticket).value_or("");
        if (planned) {
            wanted.planHash = body->text("plan_hash", Form::PlanHash, !dryRun).value_or("");
        }
        body->refuseUnread();
        if (auto refusal = body->refusal()) {
            return refusal;
        }
        wanted.idempotencyKey = request.headers.get("Idempotency-Key");
        if (!dryRun && !formFault(Form::IdempotencyKey, wanted.idempotencyKey).empty()) {
            return Refusal{
                Refusal::Kind::KeyRequired,
                "Send the header Idempotency-Key with 8 to 128 printable characters, a new one for each change.",
                {},
                {},
                0,
                {}};
        }
        return std::nullopt;
    }();

    const http::Responder responder = context.responder;
    if (dryRun) {
        responder(problem ? respond(*problem) : respond(m_parts.changes.plan(wanted.change, context.caller)));
        return;
    }
    if (problem) {
        m_parts.changes.refuse(wanted, actionOf(kind), targetKindOf(kind), *problem,
                               [responder](const Answer &answer) { responder(respond(answer)); });
        return;
    }
    const Change what = wanted.change;
    const auto done = [responder, what](const Answer &answer) { answerChange(responder, what, answer); };
    if (planned) {
        m_parts.changes.execute(std::move(wanted), done);
    } else {
        m_parts.changes.executeNow(std::move(wanted), done);
    }
}

void Api::answerChange(const http::Responder &responder, const Change &change, const Answer &answer)
{
    auto response = respond(answer);
    if (answer.status == 202 && targetKindOf(change) == "deployment") {
        response.headers.set("Location", "/api/v1/deployments/" + change.target);
    }
    responder(std::move(response));
}

void Api::immediate(const char *method, const char *pattern, const Change &kind, bool needsReason, ReadImmediate read)
{
    guarded(method, pattern, std::nullopt,
            [=, this, read = std::move(read)](Context &context) { runImmediate(context, kind, needsReason, read); });
}

void Api::runImmediate(Context &context, const Change &kind, bool needsReason, const ReadImmediate &read)
{
    const http::Request &request = context.request;
    QueryReader query(request);
    ChangeRequest wanted;
    wanted.caller = context.caller;
    wanted.change = kind;
    wanted.fingerprint = fingerprintOf(request, kind);
    wanted.idempotencyKey = request.headers.get("Idempotency-Key");
    const auto problem = [&]() -> std::optional<Refusal> {
        if (!covers(context.caller.role, roleFor(kind))) {
            return forbidden(context.caller.role, roleFor(kind)).value();
        }
        if (auto refusal = query.refusal()) {
            return refusal;
        }
        auto body = BodyReader::of(request);
        if (!body) {
            return body.error();
        }
        wanted.reason = body->text("reason", Form::Reason, needsReason).value_or("");
        wanted.ticket = body->text("ticket", Form::Ticket).value_or("");
        if (wanted.reason.empty() && !needsReason) {
            wanted.reason = "Asked for by " + request.method + ' ' + request.path;
        }
        auto change = read(context, *body);
        body->refuseUnread();
        if (auto refusal = body->refusal()) {
            return refusal;
        }
        if (!wanted.idempotencyKey.empty() && !formFault(Form::IdempotencyKey, wanted.idempotencyKey).empty()) {
            return Refusal{Refusal::Kind::KeyRequired,
                           "The header Idempotency-Key, when it is sent, has 8 to 128 printable characters.",
                           {},
                           {},
                           0,
                           {}};
        }
        if (!change) {
            return change.error();
        }
        wanted.change = std::move(*change);
        return std::nullopt;
    }();
    const http::Responder responder = context.responder;
    if (problem) {
        m_parts.changes.refuse(wanted, actionOf(kind), targetKindOf(kind), *problem,
                               [responder](const Answer &answer) { responder(respond(answer)); });
        return;
    }
    const Change what = wanted.change;
    m_parts.changes.executeNow(std::move(wanted),
                               [responder, what](const Answer &answer) { answerChange(responder, what, answer); });
}

} // namespace toban::manager
