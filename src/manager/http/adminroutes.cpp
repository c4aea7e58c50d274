// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "api.h"

#include "views.h"

namespace toban::manager {

namespace {

constexpr std::size_t stepsLimit = 10;
constexpr int stepHigh = 1000;

std::optional<Money> readAmount(BodyReader &body, const char *name)
{
    const auto text = body.textOrNull(name, Form::Amount, true);
    return text ? Money::parse(*text) : std::nullopt;
}

} // namespace

void Api::addBudgetRoutes()
{
    showing("/api/v1/budgets", [](const Fleet &fleet) { return budgetsJson(fleet.budgets); });

    change("PUT", "/api/v1/budgets", nullptr, Form::Name, {"budgets", PutBudgets{}}, [](Context &, BodyReader &body) {
        Budgets budgets;
        budgets.daily = readAmount(body, "daily");
        budgets.monthly = readAmount(body, "monthly");
        budgets.perTask = readAmount(body, "per_task");
        budgets.currency = body.text("currency", Form::Currency, true).value_or(spendCurrency);
        budgets.alertSteps
            = body.risingIntegers("alert_steps", 1, stepHigh, stepsLimit, true).value_or(std::vector<int>{});
        return Change{"budgets", PutBudgets{budgets}};
    });
}

} // namespace toban::manager
