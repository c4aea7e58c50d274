// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "api.h"

#include "views.h"

#include <charconv>

namespace toban::manager {

namespace {

constexpr std::size_t weightsLimit = 1000;
constexpr std::size_t fallbacksLimit = 100;

Balancing readBalancing(BodyReader &body)
{
    Balancing balancing;
    const auto text = body.text("strategy", Form::ShortText, true);
    const auto strategy = text ? parseBalancingStrategy(*text) : std::nullopt;
    if (text && !strategy) {
        body.fault("strategy", "must be round_robin, least_connections, weighted_round_robin or ai_optimized");
    }
    balancing.strategy = strategy.value_or(balancing.strategy);
    for (BodyReader &entry : body.objects("weights", weightsLimit, true)) {
        const auto deployment = entry.text("deployment", Form::Name, true);
        const auto weight = entry.integer("weight", Balancing::lowestWeight, Balancing::highestWeight, true);
        entry.refuseUnread();
        if (deployment && weight && !balancing.weights.emplace(*deployment, int(*weight)).second) {
            entry.fault("deployment", "must be named once");
        }
    }
    for (BodyReader &entry : body.objects("fallback_models", fallbacksLimit, true)) {
        const auto model = entry.text("model", Form::ShortText, true);
        const auto fallback = entry.text("fallback", Form::ShortText, true);
        entry.refuseUnread();
        if (model && fallback && !balancing.fallbackModels.emplace(*model, *fallback).second) {
            entry.fault("model", "must be named once");
        }
    }
    return balancing;
}

} // namespace

void Api::addBalancingRoutes()
{
    guarded("GET", "/api/v1/balancing", Role::Viewer, [this](Context &context) {
        QueryReader query(context.request);
        AgentRegistry::Filter filter;
        filter.type = query.text("type", Form::Identifier).value_or("");
        filter.deployment = query.text("deployment", Form::Name).value_or("");
        const std::string operation = query.text("operation", Form::Identifier).value_or("");
        double complexity = Task{}.complexity;
        if (const auto text = query.text("complexity", Form::Filter)) {
            const auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), complexity);
            if (error != std::errc{} || end != text->data() + text->size() || !(complexity >= 0 && complexity <= 1)) {
                query.fault("complexity", "must be a number from 0 to 1");
            }
        }
        const std::size_t limit = query.limit();
        const std::string after = query.cursor().value_or("");
        if (const auto refusal = query.refusal()) {
            context.responder(respond(*refusal));
            return;
        }
        std::string json;
        {
            const Fleet &fleet = m_parts.fleet;
            const std::lock_guard lock(fleet.mutex);
            const auto page = fleet.agents.list(filter, after, limit);
            std::vector<std::string> items;
            items.reserve(page.items.size());
            for (const Agent *agent : page.items) {
                items.push_back(endpointJson(fleet, *agent, operation, complexity, m_parts.clock));
            }
            json = balancingJson(fleet.balancing);
            json.back() = ',';
            json += pageJson(items, encodeCursor(page.next)).substr(1);
        }
        context.responder(conditional(context.request.headers, std::move(json)));
    });

    change("PUT", "/api/v1/balancing", nullptr, Form::Name, {"balancing", PutBalancing{}},
           [](Context &, BodyReader &body) {
               return Change{"balancing", PutBalancing{readBalancing(body)}};
           });
}

} // namespace toban::manager
