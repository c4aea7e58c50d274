// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "costviews.h"
#include "preparing.h"
#include "statestore.h"
#include "timetext.h"

#include <nlohmann/json.hpp>

namespace toban::manager {

namespace {

void warnOfLimits(const Fleet &fleet, const CostControls &next, TimePoint now, Plan &plan)
{
    const auto states = limitStates(next, fleet.budgets, fleet.usage, now);
    bool countsMoney = false, counts = false;
    for (const LimitState &state : states) {
        countsMoney = countsMoney || state.isMoney();
        counts = counts || state.limit != CostLimit::RequestsPerHour;
        if (state.isReached()) {
            plan.warnings.push_back("The limit " + std::string(costLimitText(state.limit))
                                    + " is reached already: " + state.usedText() + " of " + state.valueText()
                                    + ". Tasks are refused until " + timeText(state.frees) + '.');
        }
    }
    if (next.downgrade && !counts) {
        plan.warnings.emplace_back("Nothing is downgraded: there is no limit of tokens or money to take the share of.");
    }
    for (const BudgetKind kind : next.enforced) {
        const auto &budget = kind == BudgetKind::Daily ? fleet.budgets.daily
            : kind == BudgetKind::Monthly              ? fleet.budgets.monthly
                                                       : fleet.budgets.perTask;
        if (!budget) {
            plan.warnings.push_back("The budget " + std::string(budgetKindText(kind))
                                    + " is to be enforced and is not set; PUT /api/v1/budgets sets it.");
        }
    }
    if (!countsMoney) {
        return;
    }
    std::set<std::string> missing;
    for (const auto &[name, entry] : fleet.deployments) {
        const std::string &model = entry.current().content.model;
        if (fleet.prices.find(model, now) == nullptr && missing.insert(model).second) {
            plan.warnings.push_back("The model " + model + " of the deployment " + name
                                    + " has no price: what it uses counts against tokens_per_hour only.");
        }
    }
}

} // namespace

Result<PreparedChange> prepare(const Preparing &preparing, const PutCostControls &what)
{
    const CostControls &now = preparing.fleet.costControls;
    CostControls next = what.controls;
    if (next.downgrade) {
        for (const auto &[model, cheaper] : next.downgrade->models) {
            if (model == cheaper) {
                return invalid("downgrade.models", "the cheaper model of " + model + " must be another one");
            }
        }
    }
    PreparedChange prepared = preparing.begin();
    Plan &plan = prepared.plan;
    const auto before = nlohmann::json::parse(costSettingsJson(now));
    const auto after = nlohmann::json::parse(costSettingsJson(next));
    for (const char *member :
         {"requests_per_hour", "tokens_per_hour", "cost_per_hour", "enforced_budgets", "downgrade", "endpoint_rate"}) {
        compare(plan, member, before.at(member), after.at(member));
    }
    warnOfLimits(preparing.fleet, next, preparing.context.now, plan);
    plan.generation = now.generation;
    const TimePoint at = preparing.context.now;
    if (isNothing(prepared)) {
        prepared.shown = [at](const Fleet &fleet) { return costControlsJson(fleet, fleet.costControls, at); };
        return prepared;
    }
    next.generation = now.generation + 1;
    next.updatedAt = at;
    next.updatedBy = preparing.context.actor;
    prepared.write = [next](Transaction &transaction) { transaction.putCostControls(next); };
    prepared.apply = [next](Fleet &fleet, SteadyPoint steady) { fleet.setCostControls(next, steady); };
    prepared.shown = [next, at](const Fleet &fleet) { return costControlsJson(fleet, next, at); };
    return prepared;
}

} // namespace toban::manager
