// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "preparing.h"
#include "scalingviews.h"
#include "statestore.h"

#include <nlohmann/json.hpp>

namespace toban::manager {

Result<PreparedChange> prepare(const Preparing &preparing, const PutAutoscaling &what)
{
    const std::string &name = preparing.change.target;
    const auto found = preparing.fleet.deployments.find(name);
    if (found == preparing.fleet.deployments.end()) {
        return refuse(Refusal::Kind::NotFound, "There is no deployment " + name + ".");
    }
    const DeploymentEntry &entry = found->second;
    const Autoscaling &now = entry.autoscaling;
    Autoscaling next = what.autoscaling;
    if (next.bounds.least > next.bounds.most) {
        return invalid("max_replicas", "must not be below min_replicas, " + std::to_string(next.bounds.least));
    }
    PreparedChange prepared = preparing.begin();
    Plan &plan = prepared.plan;
    compare(plan, "policy", scalingPolicyText(now.policy), scalingPolicyText(next.policy));
    compare(plan, "min_replicas", now.bounds.least, next.bounds.least);
    compare(plan, "max_replicas", now.bounds.most, next.bounds.most);
    compare(plan, "interval_seconds", now.interval.count(), next.interval.count());
    compare(plan, "stabilisation_seconds", now.stabilisation.count(), next.stabilisation.count());
    plan.generation = now.generation;
    if (isNothing(prepared)) {
        prepared.shown = [name](const Fleet &fleet) { return autoscalingJson(fleet.deployments.at(name)); };
        return prepared;
    }
    if (next.policy != ScalingPolicy::Off) {
        const int replicas = entry.record.replicas;
        const int first = std::clamp(replicas, next.bounds.least, next.bounds.most);
        plan.agents = std::abs(first - replicas);
        if (first != replicas) {
            plan.warnings.push_back("It has " + std::to_string(replicas)
                                    + " agents, outside of the bounds: it is scaled to " + std::to_string(first)
                                    + " at once.");
        }
        plan.warnings.push_back("From now on the manager itself changes the number of agents, from "
                                + std::to_string(next.bounds.least) + " to " + std::to_string(next.bounds.most)
                                + "; what they cost changes with it.");
    }
    next.generation = now.generation + 1;
    next.updatedAt = preparing.context.now;
    next.updatedBy = preparing.context.actor;
    prepared.write = [name, next](Transaction &transaction) { transaction.putAutoscaling(name, next); };
    prepared.apply = [name, next](Fleet &fleet, SteadyPoint) {
        DeploymentEntry &changed = fleet.deployments.at(name);
        changed.autoscaling = next;
        changed.scaling.nextEvaluation = {};
        changed.scaling.evaluatedAt.reset();
        changed.scaling.history.watchedSince.reset(); // another policy wanted other things
        changed.scaling.history.wishes.clear();
    };
    prepared.shown = [name, next](const Fleet &fleet) { return autoscalingJson(fleet.deployments.at(name), next); };
    return prepared;
}

} // namespace toban::manager
