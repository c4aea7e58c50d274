// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "planmaking.h"
#include "preparing.h"
#include "statestore.h"
#include "views.h"

#include <nlohmann/json.hpp>

namespace toban::manager {

namespace {

tl::unexpected<Refusal> noAgent(const std::string &id)
{
    return refuse(Refusal::Kind::NotFound, "There is no agent " + id + ".");
}

/// How the agent will look with this intake.
std::string shownWith(Agent agent, Intake intake)
{
    agent.intake = intake;
    agent.shownVersion = agent.shownTextVersion + 1;
    return agentJson(agent);
}

void setIntake(Fleet &fleet, const std::string &id, Intake intake)
{
    if (intake == Intake::Open) {
        fleet.agentIntakes.erase(id);
    } else {
        fleet.agentIntakes[id] = intake;
    }
}

/// One that was removed and has gone may come back: it is shown as it will be until it registers.
PreparedChange readmitted(const Preparing &preparing, PreparedChange prepared, const RemovedAgent &removed)
{
    prepared.plan.agents = 1;
    prepared.plan.warnings.emplace_back("It comes back when it registers by itself.");
    prepared.write = [id = removed.id](Transaction &transaction) { transaction.dropRemovedAgent(id); };
    prepared.apply = [id = removed.id](Fleet &fleet, SteadyPoint) {
        fleet.removed.erase(id);
        fleet.leaving.erase(id);
    };
    Agent agent;
    agent.id = removed.id;
    agent.type = removed.type;
    agent.deployment = removed.deployment;
    agent.createdAt = preparing.context.now;
    prepared.shown = [agent](const Fleet &) { return shownWith(agent, Intake::Open); };
    return prepared;
}

} // namespace

Result<PreparedChange> prepare(const Preparing &preparing, const SetAgentIntake &what)
{
    const std::string &id = preparing.change.target;
    const Agent *agent = preparing.fleet.agents.find(id);
    PreparedChange prepared = preparing.begin();
    const auto removed = preparing.fleet.removed.find(id);
    const bool readmits = removed != preparing.fleet.removed.end() && what.intake == Intake::Open;
    if (readmits) {
        compare(prepared.plan, "removed", true, false);
        if (agent == nullptr) {
            return readmitted(preparing, std::move(prepared), removed->second);
        }
    }
    if (agent == nullptr) {
        return noAgent(id);
    }
    compare(prepared.plan, "intake", intakeText(agent->intake), intakeText(what.intake));
    planAgentEffects(preparing.fleet, *agent, false, what.intake, preparing.context.now, prepared.plan);
    prepared.shown
        = [id, intake = what.intake](const Fleet &fleet) { return shownWith(*fleet.agents.find(id), intake); };
    if (!isNothing(prepared)) {
        prepared.write = [id, intake = what.intake, readmits](Transaction &transaction) {
            transaction.putAgentIntake(id, intake);
            if (readmits) {
                transaction.dropRemovedAgent(id);
            }
        };
        prepared.apply = [id, intake = what.intake, readmits](Fleet &fleet, SteadyPoint now) {
            if (readmits) {
                fleet.removed.erase(id);
                fleet.leaving.erase(id);
            }
            setIntake(fleet, id, intake);
            fleet.updateAgent(id, now, [intake](Agent &known) { known.intake = intake; });
        };
    }
    return prepared;
}

Result<PreparedChange> prepare(const Preparing &preparing, const RemoveAgent &)
{
    const std::string &id = preparing.change.target;
    const Agent *agent = preparing.fleet.agents.find(id);
    if (agent == nullptr) {
        return noAgent(id);
    }
    PreparedChange prepared = preparing.begin();
    Plan &plan = prepared.plan;
    plan.changes.push_back({"agent", nlohmann::json(id).dump(), "null"});
    planAgentEffects(preparing.fleet, *agent, true, Intake::Draining, preparing.context.now, plan);
    std::optional<RemovedAgent> staysAway;
    if (agent->managed) {
        plan.warnings.emplace_back("A fresh worker takes its place while the deployment wants it.");
    } else {
        plan.warnings.emplace_back("It may not register again until it is resumed.");
        staysAway = {id, agent->type, agent->deployment, preparing.context.now, preparing.context.actor};
    }
    prepared.write = [id, staysAway](Transaction &transaction) {
        transaction.putAgentIntake(id, Intake::Open);
        if (staysAway) {
            transaction.putRemovedAgent(*staysAway);
        }
    };
    prepared.apply = [id, staysAway](Fleet &fleet, SteadyPoint now) {
        if (staysAway) {
            fleet.removed[id] = *staysAway;
        }
        setIntake(fleet, id, Intake::Open);
        fleet.updateAgent(id, now, [](Agent &known) { known.intake = Intake::Draining; });
        fleet.leaving.emplace(id, now);
        const Agent *known = fleet.agents.find(id);
        const auto entry = known == nullptr ? fleet.deployments.end() : fleet.deployments.find(known->deployment);
        if (entry != fleet.deployments.end()) {
            entry->second.settled = false;
        }
    };
    prepared.shown = [id](const Fleet &fleet) { return shownWith(*fleet.agents.find(id), Intake::Draining); };
    return prepared;
}

} // namespace toban::manager
