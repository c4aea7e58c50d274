// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "api.h"

#include "views.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>

namespace toban::manager {

using nlohmann::json;

namespace {

constexpr std::chrono::seconds roundLimit{5}; // the main loop's rounds are a quarter of a second

std::string secondsAgo(SteadyPoint then, SteadyPoint now)
{
    const double seconds = std::chrono::duration<double>(now - then).count();
    return json(std::round(std::max(0.0, seconds) * 10) / 10).dump() + " s ago";
}

} // namespace

ReadyReport readiness(const Fleet &fleet, const StateStore &store, const Authenticator &authenticator, SteadyPoint now)
{
    const bool writes = store.trouble().empty();
    const bool reads = authenticator.trouble().empty();
    bool stopping = false;
    std::optional<SteadyPoint> round;
    DriverHealth driver;
    {
        const std::lock_guard lock(fleet.mutex);
        stopping = fleet.stopping;
        round = fleet.lastRound;
        driver = fleet.driver;
    }
    bool ready = true;
    json checks = json::array();
    const auto check = [&](const char *name, bool ok, const std::string &detail) {
        ready = ready && ok;
        checks.push_back({{"name", name}, {"ok", ok}, {"detail", detail}});
    };
    const double commit = double(store.lastCommit().count()) / 1000;
    check("store", writes,
          writes ? "last commit took " + json(commit).dump() + " ms" : "the last write failed; the log says why");
    check("tokens", reads, reads ? "as of a second ago" : "they cannot be read again; the log says why");
    check("control_loop", round && now - *round <= roundLimit,
          round ? "last round " + secondsAgo(*round, now) : "has not begun");
    check("driver", driver.trouble.empty(),
          std::string(driver.trouble.empty() ? "" : "the last action failed; the log says why; ")
              + (driver.lastSuccess ? "last success " + secondsAgo(*driver.lastSuccess, now) : "nothing done yet"));
    check("intake", !stopping, stopping ? "the manager is stopping" : "open");
    const char *status = stopping ? "stopping" : ready ? "ready" : "not_ready";
    return {ready, json{{"status", status}, {"checks", checks}}.dump()};
}

void Api::addHealthRoutes()
{
    open("GET", "/health", [this](const http::Request &) {
        const std::chrono::duration<double> uptime = m_parts.clock.steady() - m_since;
        return http::Response::json(
            200, json{{"status", "ok"}, {"version", m_parts.version}, {"uptime_seconds", uptime.count()}}.dump());
    });
    open("GET", "/ready", [this](const http::Request &) {
        auto report = readiness(m_parts.fleet, m_parts.store, m_parts.authenticator, m_parts.clock.steady());
        return http::Response::json(report.ready ? 200 : 503, std::move(report.json));
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
