// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "api.h"

#include "costviews.h"

namespace toban::manager {

namespace {

constexpr std::int64_t countLimit = 1'000'000'000'000;
constexpr std::size_t cheaperLimit = 100;
constexpr int callsLimit = 10'000;
constexpr int windowLimit = 3600; // seconds

std::optional<Money> readLimit(BodyReader &body, const char *name)
{
    const auto text = body.textOrNull(name, Form::Amount, true);
    const auto amount = text ? Money::parse(*text) : std::nullopt;
    if (amount && amount->nano == 0) {
        body.fault(name, "must be above 0, or null for no limit");
        return std::nullopt;
    }
    return amount;
}

std::set<BudgetKind> readEnforced(BodyReader &body)
{
    std::set<BudgetKind> enforced;
    for (const std::string &name : body.tools("enforced_budgets", true).value_or(std::vector<std::string>{})) {
        if (const auto kind = parseBudgetKind(name)) {
            enforced.insert(*kind);
        } else {
            body.fault("enforced_budgets", "must be of daily, monthly and per_task");
            return {};
        }
    }
    return enforced;
}

std::optional<Downgrade> readDowngrade(BodyReader &body)
{
    auto inner = body.objectOrNull("downgrade");
    if (!inner) {
        return std::nullopt;
    }
    Downgrade downgrade;
    downgrade.atPercent = int(inner->integer("at_percent", 1, 100, true).value_or(downgrade.atPercent));
    for (BodyReader &entry : inner->objects("models", cheaperLimit, true)) {
        const auto model = entry.text("model", Form::ShortText, true);
        const auto cheaper = entry.text("to", Form::ShortText, true);
        entry.refuseUnread();
        if (model && cheaper && !downgrade.models.emplace(*model, *cheaper).second) {
            entry.fault("model", "must be named once");
        }
    }
    inner->refuseUnread();
    return downgrade;
}

std::optional<EndpointRate> readEndpointRate(BodyReader &body)
{
    auto inner = body.objectOrNull("endpoint_rate");
    if (!inner) {
        return std::nullopt;
    }
    EndpointRate rate;
    rate.calls = int(inner->integer("calls", 1, callsLimit, true).value_or(rate.calls));
    rate.window = std::chrono::seconds(inner->integer("window_seconds", 1, windowLimit, true).value_or(60));
    inner->refuseUnread();
    return rate;
}

} // namespace

void Api::addCostRoutes()
{
    showing("/api/v1/cost-controls",
            [this](const Fleet &fleet) { return costControlsJson(fleet, fleet.costControls, m_parts.clock.now()); });

    change("PUT", "/api/v1/cost-controls", nullptr, Form::Name, {"cost_controls", PutCostControls{}},
           [](Context &, BodyReader &body) {
               CostControls controls;
               controls.requestsPerHour = body.integerOrNull("requests_per_hour", 1, countLimit, true);
               controls.tokensPerHour = body.integerOrNull("tokens_per_hour", 1, countLimit, true);
               controls.costPerHour = readLimit(body, "cost_per_hour");
               controls.enforced = readEnforced(body);
               controls.downgrade = readDowngrade(body);
               controls.endpointRate = readEndpointRate(body);
               return Change{"cost_controls", PutCostControls{controls}};
           });
}

} // namespace toban::manager
