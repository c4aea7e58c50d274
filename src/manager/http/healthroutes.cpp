// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "api.h"

#include "views.h"

#include <nlohmann/json.hpp>

namespace toban::manager {

using nlohmann::json;

void Api::addHealthRoutes()
{
    open("GET", "/health", [this](const http::Request &) {
        const std::chrono::duration<double> uptime = m_parts.clock.steady() - m_since;
        return http::Response::json(
            200, json{{"status", "ok"}, {"version", m_parts.version}, {"uptime_seconds", uptime.count()}}.dump());
    });
    open("GET", "/ready", [this](const http::Request &) {
        const std::string trouble = m_parts.store.trouble();
        bool stopping = false;
        {
            const std::lock_guard lock(m_parts.fleet.mutex);
            stopping = m_parts.fleet.stopping;
        }
        const double commit = double(m_parts.store.lastCommit().count()) / 1000;
        // The error names the file; who is not logged in need not know where it is.
        const json checks = json::array(
            {{{"name", "store"},
              {"ok", trouble.empty()},
              {"detail",
               trouble.empty() ? "last commit took " + json(commit).dump() + " ms" : "the last write failed"}},
             {{"name", "intake"}, {"ok", !stopping}, {"detail", stopping ? "the manager is stopping" : "open"}}});
        const bool ready = trouble.empty() && !stopping;
        return http::Response::json(ready ? 200 : 503,
                                    json{{"status",
                                          stopping    ? "stopping"
                                              : ready ? "ready"
                                                      : "not_ready"},
                                         {"checks", checks}}
                                        .dump());
    });
    open("GET", "/metrics", [this](const http::Request &) {
        auto response = http::Response::text(200, m_parts.metrics.text());
        response.headers.set("Content-Type", "text/plain; version=0.0.4; charset=utf-8");
        return response;
    });
    guarded("GET", "/api/v1/me", std::nullopt, [](Context &context) {
        QueryReader query(context.request);
        if (const auto refusal = query.refusal()) {
            context.responder(respond(*refusal));
            return;
        }
        context.responder(respond(Answer{200, meJson(context.caller), false, 0}));
    });
}

} // namespace toban::manager
