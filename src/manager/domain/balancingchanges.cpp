// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "preparing.h"
#include "statestore.h"
#include "views.h"

#include <nlohmann/json.hpp>

namespace toban::manager {

namespace {

nlohmann::json weightsValue(const Balancing &balancing)
{
    nlohmann::json list = nlohmann::json::array();
    for (const auto &[deployment, weight] : balancing.weights) {
        list.push_back({{"deployment", deployment}, {"weight", weight}});
    }
    return list;
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
    PreparedChange prepared = preparing.begin();
    Plan &plan = prepared.plan;
    compare(plan, "strategy", balancingStrategyText(now.strategy), balancingStrategyText(next.strategy));
    compare(plan, "weights", weightsValue(now), weightsValue(next));
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
