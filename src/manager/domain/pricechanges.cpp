// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "preparing.h"
#include "spending.h"
#include "statestore.h"

#include <utility>

namespace toban::manager {

Result<PreparedChange> prepare(const Preparing &preparing, const PutPrices &what)
{
    const Fleet &fleet = preparing.fleet;
    const PriceTable &now = fleet.prices;
    PriceTable next = what.prices;
    if (!next.arrange()) {
        return invalid("prices", "must name a model once for each valid_from");
    }
    PreparedChange prepared = preparing.begin();
    Plan &plan = prepared.plan;
    std::set<std::string> models;
    for (const PriceTable *table : {&now, &std::as_const(next)}) {
        for (const Price &price : table->prices) {
            models.insert(price.model);
        }
    }
    for (const std::string &model : models) {
        compareText(plan, ("prices." + model).c_str(), modelPricesJson(now, model), modelPricesJson(next, model));
    }
    std::set<std::string> missing;
    for (const auto &[name, entry] : fleet.deployments) {
        const std::string &model = entry.current().content.model;
        if (next.find(model, preparing.context.now) == nullptr && missing.insert(model).second) {
            plan.warnings.push_back("The model " + model + " of the deployment " + name
                                    + " has no price: what it uses is shown as tokens, not as a cost.");
        }
    }
    plan.generation = now.generation;
    if (isNothing(prepared)) {
        prepared.shown = [](const Fleet &shown) { return pricesJson(shown.prices); };
        return prepared;
    }
    next.generation = now.generation + 1;
    next.updatedAt = preparing.context.now;
    next.updatedBy = preparing.context.actor;
    prepared.write = [next](Transaction &transaction) { transaction.putPrices(next); };
    prepared.apply = [next](Fleet &changed, SteadyPoint) { changed.prices = next; };
    prepared.shown = [next](const Fleet &) { return pricesJson(next); };
    return prepared;
}

} // namespace toban::manager
