// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "preparing.h"
#include "statestore.h"
#include "views.h"

#include <nlohmann/json.hpp>

namespace toban::manager {

namespace {

std::string amountJson(const std::optional<Money> &amount)
{
    return amount ? nlohmann::json(amount->text()).dump() : "null";
}

} // namespace

Result<PreparedChange> prepare(const Preparing &preparing, const PutBudgets &what)
{
    const Budgets &now = preparing.fleet.budgets;
    Budgets next = what.budgets;
    if (next.currency != spendCurrency) {
        return invalid("currency", std::string("must be ") + spendCurrency + ", in which spending is measured");
    }
    PreparedChange prepared = preparing.begin();
    Plan &plan = prepared.plan;
    compareText(plan, "daily", amountJson(now.daily), amountJson(next.daily));
    compareText(plan, "monthly", amountJson(now.monthly), amountJson(next.monthly));
    compareText(plan, "per_task", amountJson(now.perTask), amountJson(next.perTask));
    compare(plan, "currency", now.currency, next.currency);
    compare(plan, "alert_steps", now.alertSteps, next.alertSteps);
    if (!next.daily && !next.monthly) {
        plan.warnings.emplace_back("Without a daily or monthly limit nothing warns of spending.");
    }
    plan.generation = now.generation;
    if (isNothing(prepared)) {
        prepared.shown = [](const Fleet &fleet) { return budgetsJson(fleet.budgets); };
        return prepared;
    }
    next.generation = now.generation + 1;
    next.updatedAt = preparing.context.now;
    next.updatedBy = preparing.context.actor;
    prepared.write = [next](Transaction &transaction) { transaction.putBudgets(next); };
    prepared.apply = [next](Fleet &fleet, SteadyPoint) { fleet.budgets = next; };
    prepared.shown = [next](const Fleet &) { return budgetsJson(next); };
    return prepared;
}

} // namespace toban::manager
