// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "costviews.h"

#include "fleet.h"
#include "timetext.h"

#include <nlohmann/json.hpp>

#include <cmath>

namespace toban::manager {

namespace {

using CostValue = nlohmann::json;

CostValue controlsValue(const CostControls &controls)
{
    const auto orNull = [](const auto &value) { return value ? CostValue(*value) : CostValue(nullptr); };
    CostValue enforced = CostValue::array();
    for (const BudgetKind kind : controls.enforced) {
        enforced.push_back(budgetKindText(kind));
    }
    CostValue value{
        {"requests_per_hour", orNull(controls.requestsPerHour)},
        {"tokens_per_hour", orNull(controls.tokensPerHour)},
        {"cost_per_hour", controls.costPerHour ? CostValue(controls.costPerHour->text()) : CostValue(nullptr)},
        {"currency", spendCurrency},
        {"enforced_budgets", enforced},
        {"downgrade", nullptr},
        {"endpoint_rate", nullptr}};
    if (controls.downgrade) {
        CostValue models = CostValue::array();
        for (const auto &[model, cheaper] : controls.downgrade->models) {
            models.push_back({{"model", model}, {"to", cheaper}});
        }
        value["downgrade"] = {{"at_percent", controls.downgrade->atPercent}, {"models", models}};
    }
    if (controls.endpointRate) {
        value["endpoint_rate"]
            = {{"calls", controls.endpointRate->calls}, {"window_seconds", controls.endpointRate->window.count()}};
    }
    return value;
}

CostValue usedValue(const UsedUp &used, TimePoint begin)
{
    return {
        {"begin", timeText(begin)},
        {"tokens", used.tokens},
        {"unpriced_tokens", used.unpricedTokens},
        {"cost", used.cost.nano == 0 && used.unpricedTokens > 0 ? CostValue(nullptr) : CostValue(used.cost.text())}};
}

CostValue limitValue(const LimitState &state)
{
    const auto quantity = [&state](std::int64_t amount) {
        return state.isMoney() ? CostValue(Money{amount}.text()) : CostValue(amount);
    };
    return {{"limit", costLimitText(state.limit)}, {"value", quantity(state.value)},
            {"used", quantity(state.used)},        {"percent", std::round(state.percent() * 10) / 10},
            {"reached", state.isReached()},        {"frees_at", timeText(state.frees)}};
}

} // namespace

std::string costSettingsJson(const CostControls &controls)
{
    return controlsValue(controls).dump();
}

std::string costControlsJson(const Fleet &fleet, const CostControls &controls, TimePoint now)
{
    const auto states = limitStates(controls, fleet.budgets, fleet.usage, now);
    CostValue value = controlsValue(controls);
    value["updated_at"] = controls.updatedAt ? CostValue(timeText(*controls.updatedAt)) : CostValue(nullptr);
    value["updated_by"] = controls.updatedBy.empty() ? CostValue(nullptr) : CostValue(controls.updatedBy);
    value["usage"] = {{"hour", usedValue(fleet.usage.hour(now), beginOfHour(now))},
                      {"day", usedValue(fleet.usage.day(now), beginOfDay(now))},
                      {"month", usedValue(fleet.usage.month(now), beginOfMonth(now))}};
    value["usage"]["hour"]["requests"] = fleet.usage.hour(now).requests;
    value["limits"] = CostValue::array();
    for (const LimitState &state : states) {
        value["limits"].push_back(limitValue(state));
    }
    value["downgrading"] = isDowngrading(controls, states);
    return value.dump();
}

std::string limitJson(const LimitState &state)
{
    return limitValue(state).dump();
}

std::string limitEventJson(const LimitState &state)
{
    return CostValue{{"change", state.isReached() ? "limit_reached" : "limit_free"}, {"limit", limitValue(state)}}
        .dump();
}

std::string downgradeEventJson(bool downgrading)
{
    return CostValue{{"change", downgrading ? "downgrade_began" : "downgrade_ended"}}.dump();
}

std::string budgetEventJson(BudgetKind kind, int step, Money budget, Money used)
{
    return CostValue{{"change", "budget_step"},
                     {"budget", budgetKindText(kind)},
                     {"step", step},
                     {"value", budget.text()},
                     {"used", used.text()}}
        .dump();
}

} // namespace toban::manager
