// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "preparing.h"
#include "statestore.h"
#include "views.h"

#include <nlohmann/json.hpp>

namespace toban::manager {

namespace {

/// A member of the settings as JSON.
std::string memberOf(const Balancing &balancing, const char *name)
{
    return nlohmann::json::parse(balancingJson(balancing)).at(name).dump();
}

} // namespace

Result<PreparedChange> prepare(const Preparing &preparing, const PutBalancing &what)
{
    const Balancing &now = preparing.fleet.balancing;
    Balancing next = what.balancing;
    for (const auto &[deployment, weight] : next.weights) {
        if (!preparing.fleet.deployments.contains(deployment)) {
            return invalid("weights", "there is no deployment " + deployment);
        }
    }
    for (const auto &[model, fallback] : next.fallbackModels) {
        if (model == fallback) {
            return invalid("fallback_models", "the fallback of " + model + " must be another model");
        }
    }
    PreparedChange prepared = preparing.begin();
    Plan &plan = prepared.plan;
    for (const char *member : {"strategy", "weights", "fallback_models"}) {
        compareText(plan, member, memberOf(now, member), memberOf(next, member));
    }
    if (!next.weights.empty() && next.strategy != BalancingStrategy::WeightedRoundRobin
        && next.strategy != BalancingStrategy::AiOptimized) {
        plan.warnings.push_back("Weights mean nothing to the strategy "
                                + std::string(balancingStrategyText(next.strategy)) + ".");
    }
    plan.generation = now.generation;
    if (isNothing(prepared)) {
        prepared.shown = [](const Fleet &fleet) { return balancingJson(fleet.balancing); };
        return prepared;
    }
    next.generation = now.generation + 1;
    next.updatedAt = preparing.context.now;
    next.updatedBy = preparing.context.actor;
    prepared.write = [next](Transaction &transaction) { transaction.putBalancing(next); };
    prepared.apply = [next](Fleet &fleet, SteadyPoint steady) { fleet.setBalancing(next, steady); };
    prepared.shown = [next](const Fleet &) { return balancingJson(next); };
    return prepared;
}

} // namespace toban::manager
