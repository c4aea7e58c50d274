// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "agentservice.h"
#include "authenticator.h"
#include "autoscaler.h"
#include "bodyreader.h"
#include "httpserver.h"
#include "metricspage.h"
#include "postponer.h"
#include "secretservice.h"
#include "taskservice.h"

namespace toban::manager {

/// What the routes work with. All of it outlives the server.
struct ApiParts
{
    Fleet &fleet;
    StateStore &store;
    const Clock &clock;
    Authenticator &authenticator;
    Postponer &postponer;
    ChangeService &changes;
    TaskService &tasks;
    AgentService &agents;
    SecretService &secrets;
    MetricsPage &metrics;
    std::string version;
};

/// What GET /ready says.
struct ReadyReport
{
    bool ready = false;
    std::string json;
};
/// From the fleet (its mutex is taken), the store's last write, the last reading of the tokens and the age of the main
/// loop's last round. Names no file: nobody needs a token to see it.
ReadyReport readiness(const Fleet &fleet, const StateStore &store, const Authenticator &authenticator, SteadyPoint now);

/// The routes of the contract resources/openapi/agent-manager.yaml, with its authentication, errors, paging and
/// conditional answers.
class Api
{
public:
    explicit Api(ApiParts parts);
    /// Registers everything; before the server starts.
    void attach(http::Server &server);
    /// "GET /api/v1/agents", one for each route.
    std::vector<std::string> routes() const;

private:
    struct Context
    {
        const http::Request &request;
        Caller caller;
        http::Responder responder;

        const std::string &capture(const char *name) const { return request.captures.at(name); }
    };
    using Handler = std::function<void(Context &)>;
    /// A request that waits for its caller to be known.
    struct Pending
    {
        http::Request request;
        http::Responder responder;
        std::optional<Role> required;
        Handler handler;
    };
    struct Route
    {
        std::string method, pattern;
        http::Server::Handler handler;
    };
    /// How a change is read from a request's body. Faults go into the reader.
    using ReadChange = std::function<Change(Context &, BodyReader &)>;
    /// The same for a request that is done without a plan: what it changes is worked out from the state as well.
    using ReadImmediate = std::function<Result<Change>(Context &, BodyReader &)>;

    void addHealthRoutes();
    void addAgentRoutes();
    void addDeploymentRoutes();
    void addScalingRoutes();
    void addRolloutRoutes();
    void addEmergencyRoutes();
    void addTaskRoutes();
    void addBudgetRoutes();
    void addPriceRoutes();
    void addSpendRoutes();
    void addCostRoutes();
    void addBalancingRoutes();
    void addApprovalRoutes();
    void addSecretRoutes();
    void addOwnSecretRoutes();
    void addIncidentRoutes();
    void addSecurityRoutes();
    void addAuditRoutes();
    void addEventRoutes();

    void open(const char *method, const char *pattern, std::function<http::Response(const http::Request &)> handler);
    /// `required`: nothing means any token.
    void guarded(const char *method, const char *pattern, std::optional<Role> required, Handler handler);
    /// A GET of one thing in memory, for any viewer, with ETag. `view` is called under the fleet's mutex.
    void showing(const char *pattern, std::function<std::string(const Fleet &)> view);
    /// A route with dry_run, reason, plan_hash and Idempotency-Key. `capture`: the one that names the target, or null.
    void change(const char *method, const char *pattern, const char *capture, Form targetForm, const Change &kind,
                ReadChange read);
    /// A route of a program that knows no plan (facts §4, the aliases): reason, optional ticket and Idempotency-Key; done
    /// at once. Refused ones are in the audit as well.
    void immediate(const char *method, const char *pattern, const Change &kind, bool needsReason, ReadImmediate read);
    /// The same without a plan: neither dry_run nor plan_hash, done at once. The target must be an id.
    void unplanned(const char *method, const char *pattern, const char *capture, const Change &kind, ReadChange read);
    void admit(const http::Request &request, const http::Responder &responder, Authenticator::Verdict verdict,
               std::optional<Role> required, const Handler &handler);
    /// Answers with what `work` makes of the store, on a thread of the store; 503 when that fails.
    void reading(const http::Responder &responder, std::function<http::Response()> work);
    void runChange(Context &context, const char *capture, Form targetForm, const Change &kind, const ReadChange &read,
                   bool planned);

    void runImmediate(Context &context, const Change &kind, bool needsReason, const ReadImmediate &read);
    /// Members of a deployment's content, those that are sent.
    static CreateRevision readRevisionMembers(BodyReader &body);
    /// Answers a change; a change of a deployment with its Location.
    static void answerChange(const http::Responder &responder, const Change &change, const Answer &answer);

    /// Of the request, to know it again by its Idempotency-Key.
    std::string fingerprintOf(const http::Request &request, const Change &kind) const;
    static http::Response respond(const Refusal &refusal);
    static http::Response respond(const Answer &answer);
    /// 200 with ETag, or 304.
    static http::Response conditional(const http::Headers &headers, const std::string &etag,
                                      const std::function<std::string()> &body);
    static http::Response conditional(const http::Headers &headers, std::string body);

    ApiParts m_parts;
    std::string m_boot; ///< makes versions of this run differ from those of the last
    SteadyPoint m_since;
    std::vector<Route> m_routes;
};

} // namespace toban::manager
