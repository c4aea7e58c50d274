// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "spending.h"

#include "timetext.h"

#include <nlohmann/json.hpp>

namespace toban::manager {

namespace {

using Json = nlohmann::json;

std::string spendText(const Json &value)
{
    return value.dump(-1, ' ', false, Json::error_handler_t::replace);
}

Json spendFiguresValue(const SpendFigures &figures)
{
    const auto cost = figures.knownCost();
    return {
        {"attempts", {{"priced", figures.priced}, {"unpriced", figures.unpriced}, {"unreported", figures.unreported}}},
        {"tokens", {{"input", figures.inputTokens}, {"output", figures.outputTokens}}},
        {"unpriced_tokens", {{"input", figures.unpricedInput}, {"output", figures.unpricedOutput}}},
        {"cost", cost ? Json(cost->text()) : Json(nullptr)},
        {"cost_by_agents", figures.agentCost.text()}};
}

Json priceValue(const Price &price)
{
    return {{"model", price.model},
            {"valid_from", timeText(price.validFrom)},
            {"input", price.input.text()},
            {"output", price.output.text()},
            {"source", price.source.empty() ? Json(nullptr) : Json(price.source)}};
}

} // namespace

std::optional<Money> SpendFigures::knownCost() const
{
    return priced == 0 && unpriced + unreported > 0 ? std::nullopt : std::optional(cost);
}

Hour hourOf(TimePoint at)
{
    return std::chrono::floor<std::chrono::hours>(at).time_since_epoch().count();
}

TimePoint beginOf(Hour hour)
{
    return TimePoint{std::chrono::hours(hour)};
}

std::optional<SpendEntry> spendOf(const TaskOutcome &outcome, const std::optional<Charge> &charge,
                                  const std::string &agentType, TimePoint at)
{
    using Kind = TaskOutcome::Kind;
    SpendEntry entry{hourOf(at), agentType, {}, {}};
    SpendFigures &figures = entry.figures;
    if (!charge) {
        if (outcome.kind != Kind::Failed && outcome.kind != Kind::TimedOut && outcome.kind != Kind::Unreachable) {
            return std::nullopt;
        }
        figures.unreported = 1;
        return entry;
    }
    const Usage &usage = charge->usage;
    entry.model = usage.model;
    figures.inputTokens = usage.inputTokens;
    figures.outputTokens = usage.outputTokens;
    if (charge->cost) {
        figures.priced = 1;
        figures.cost = *charge->cost;
        figures.agentCost = charge->source == Charge::Source::Agent ? *charge->cost : Money{};
    } else {
        figures.unpriced = 1;
        figures.unpricedInput = usage.inputTokens;
        figures.unpricedOutput = usage.outputTokens;
    }
    return entry;
}

std::string withCost(const std::string &resultJson, const Charge &charge)
{
    Json value = Json::parse(resultJson);
    value["cost_usd"] = charge.cost ? Json(double(charge.cost->nano) / 1e9) : Json(nullptr);
    value["cost_source"] = charge.source == Charge::Source::PriceTable ? Json("price_table")
        : charge.source == Charge::Source::Agent                       ? Json("agent")
                                                                       : Json(nullptr);
    return spendText(value);
}

std::string spendJson(const SpendEntry &entry, const SpendQuery &query)
{
    Json value = spendFiguresValue(entry.figures);
    value["hour"] = query.byHour ? Json(timeText(beginOf(entry.hour))) : Json(nullptr);
    value["agent_type"] = query.byType ? Json(entry.agentType) : Json(nullptr);
    value["model"] = query.byModel && !entry.model.empty() ? Json(entry.model) : Json(nullptr);
    return spendText(value);
}

std::string spendRangeJson(const SpendQuery &query, const SpendFigures &total)
{
    return spendText({{"from", timeText(beginOf(query.from))},
                      {"to", timeText(beginOf(query.to))},
                      {"currency", spendCurrency},
                      {"total", spendFiguresValue(total)}});
}

std::string pricesJson(const PriceTable &table)
{
    Json prices = Json::array();
    for (const Price &price : table.prices) {
        prices.push_back(priceValue(price));
    }
    return spendText({{"currency", spendCurrency},
                      {"per_tokens", 1'000'000},
                      {"prices", prices},
                      {"updated_at", table.updatedAt ? Json(timeText(*table.updatedAt)) : Json(nullptr)},
                      {"updated_by", table.updatedBy.empty() ? Json(nullptr) : Json(table.updatedBy)}});
}

std::string modelPricesJson(const PriceTable &table, const std::string &model)
{
    Json prices = Json::array();
    for (const Price &price : table.prices) {
        if (price.model == model) {
            prices.push_back(priceValue(price));
        }
    }
    return prices.empty() ? "null" : spendText(prices);
}

} // namespace toban::manager
