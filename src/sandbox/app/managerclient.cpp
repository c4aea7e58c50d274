// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "managerclient.h"

#include <nlohmann/json.hpp>

#include <chrono>
#include <ctime>
#include <random>
#include <stdexcept>

namespace toban::sandbox {

using Json = nlohmann::json;

namespace {

constexpr std::int64_t agentMemoryBytes = 64 << 20;
constexpr int agentCapacity = 10;

std::string rfc3339(std::int64_t unixSeconds)
{
    const std::time_t time = unixSeconds;
    std::tm utc{};
    gmtime_r(&time, &utc);
    char text[32];
    std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &utc);
    return text;
}

Json revision(const AgentProfile &profile, const PastRelease &release)
{
    Json tools = Json::array();
    for (const std::string_view tool : profile.tools)
        tools.push_back(tool);
    return {{"image", release.image},
            {"model", release.model},
            {"prompt_hash", release.promptHash},
            {"tools", tools},
            {"limits", {{"cpu", 0.5}, {"memory_bytes", agentMemoryBytes}, {"capacity", agentCapacity}}}};
}

/// What went wrong, for a person: the problem document's detail if there is one.
std::string explain(const http::Exchange &exchange)
{
    if (!exchange.response)
        return exchange.error;
    const Json json = Json::parse(exchange.response->body, nullptr, false);
    const std::string detail = json.is_object() ? json.value("detail", "") : "";
    return "status " + std::to_string(exchange.response->status) + (detail.empty() ? "" : ": " + detail);
}

} // namespace

std::string randomKey()
{
    std::random_device device;
    std::string text;
    for (int i = 0; i < 4; ++i) {
        char part[9];
        std::snprintf(part, sizeof part, "%08x", device());
        text += part;
    }
    return text;
}

ManagerClient::ManagerClient(http::Client &client, std::string url, std::string token)
    : m_client(client), m_url(std::move(url)), m_token(std::move(token))
{ }

http::Exchange ManagerClient::call(const std::string &method, const std::string &path, const std::string &body,
                                   const std::string &idempotencyKey)
{
    http::ClientRequest request;
    request.method = method;
    request.url = m_url + path;
    request.body = body;
    request.headers.set("Authorization", "Bearer " + m_token);
    if (!body.empty())
        request.headers.set("Content-Type", "application/json");
    if (!idempotencyKey.empty())
        request.headers.set("Idempotency-Key", idempotencyKey);
    return m_client.fetch(std::move(request));
}

void ManagerClient::change(const std::string &method, const std::string &path, const std::string &body,
                           const std::string &reason)
{
    const http::Exchange planned = call(method, path + "?dry_run=true", body);
    const Json plan = planned.response && planned.response->status == 200
        ? Json::parse(planned.response->body, nullptr, false)
        : Json();
    if (!plan.is_object() || !plan.contains("plan_hash"))
        throw std::runtime_error(m_url + path + ": no plan, " + explain(planned));
    Json request = Json::parse(body);
    request["reason"] = reason;
    request["plan_hash"] = plan["plan_hash"];
    const http::Exchange done = call(method, path, request.dump(), randomKey());
    if (!done.response || done.response->status != 202)
        throw std::runtime_error(m_url + path + ": " + explain(done));
}

bool ManagerClient::isKnown()
{
    const http::Exchange answer = call("GET", "/api/v1/me");
    return answer.response && answer.response->status == 200;
}

void ManagerClient::createDeployments(const Story &story)
{
    for (const AgentProfile &profile : fleetProfiles()) {
        const std::string path = "/api/v1/deployments";
        const http::Exchange there = call("GET", path + "/" + profile.deployment);
        if (there.response && there.response->status == 200)
            continue;
        const PastRelease current = story.currentRelease(profile);
        Json body = revision(profile, current);
        body["name"] = profile.deployment;
        body["agent_type"] = profile.agentType;
        body["replicas"] = profile.replicas;
        body["history"] = Json::array();
        for (const PastRelease &release : story.pastReleases(profile)) {
            Json past = revision(profile, release);
            past["created_at"] = rfc3339(release.at);
            past["created_by"] = release.by;
            past["reason"] = release.reason;
            body["history"].push_back(std::move(past));
        }
        change("POST", path, body.dump(), current.reason);
    }
}

void ManagerClient::createBudgets()
{
    const http::Exchange there = call("GET", "/api/v1/budgets");
    const Json json = there.response ? Json::parse(there.response->body, nullptr, false) : Json();
    if (!json.is_object() || !json.contains("daily"))
        throw std::runtime_error(m_url + "/api/v1/budgets: " + explain(there));
    if (!json["daily"].is_null())
        return;
    const Json body{{"daily", "150.00"},
                    {"monthly", "4500.00"},
                    {"per_task", "5.00"},
                    {"currency", "USD"},
                    {"alert_steps", {50, 80, 90, 100}}};
    change("PUT", "/api/v1/budgets", body.dump(), "Budget of the sandbox");
}

void ManagerClient::createSecrets()
{
    for (const AgentProfile &profile : fleetProfiles()) {
        const std::string name = std::string(profile.deployment) + "-model-key";
        const http::Exchange there = call("GET", "/api/v1/secrets/" + name);
        if (there.response && there.response->status == 200)
            continue;
        const Json body{{"name", name}, {"owner", {{"kind", "deployment"}, {"name", profile.deployment}}}};
        change("POST", "/api/v1/secrets", body.dump(), "Key of the sandbox's simulated models");
    }
}

bool ManagerClient::allReady()
{
    const http::Exchange answer = call("GET", "/api/v1/deployments");
    if (!answer.response || answer.response->status != 200)
        return false;
    const Json json = Json::parse(answer.response->body, nullptr, false);
    if (!json.is_object() || !json.contains("items"))
        return false;
    for (const Json &deployment : json["items"]) {
        // What was paused or drained on purpose is as ready as it should be.
        const std::string state = deployment.value("state", "");
        const Json replicas = deployment.value("replicas", Json::object());
        if ((state == "progressing" || state == "failed" || state == "running")
            && replicas.value("ready", 0) < replicas.value("desired", 0))
            return false;
    }
    return true;
}

} // namespace toban::sandbox
