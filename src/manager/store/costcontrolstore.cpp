// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "costcontrolstore.h"

#include "sqlitetransaction.h"

#include <algorithm>

namespace toban::manager {

namespace {

std::vector<int> numbersOf(const std::string &text)
{
    std::vector<int> numbers;
    for (std::size_t at = 0; at < text.size(); ++at) {
        const auto comma = std::min(text.find(',', at), text.size());
        numbers.push_back(std::stoi(text.substr(at, comma - at)));
        at = comma;
    }
    return numbers;
}

UsedUp usedSince(Database &database, TimePoint begin)
{
    auto row = database.prepare("SELECT SUM(input_tokens+output_tokens),SUM(unpriced_input+unpriced_output),"
                                "SUM(cost_nano) FROM spend_hours WHERE hour>=?");
    UsedUp used;
    if (row.bind(hourOf(begin)).step()) {
        used.tokens = row.integer(0);
        used.unpricedTokens = row.integer(1);
        used.cost = {row.integer(2)};
    }
    return used;
}

/// Tasks that were submitted since. They were written in the order of their submission, but for what waited for the
/// disk together: so those from the end on until one that is older by more than that.
std::int64_t submittedSince(Database &database, TimePoint begin)
{
    constexpr std::chrono::minutes disorder{1};
    auto rows = database.prepare("SELECT submitted_at FROM tasks ORDER BY sequence DESC");
    std::int64_t count = 0;
    while (rows.step()) {
        const TimePoint at = timeOf(rows.integer(0));
        if (at < begin - disorder) {
            break;
        }
        count += at >= begin ? 1 : 0;
    }
    return count;
}

} // namespace

void SqliteTransaction::putCostControls(const CostControls &controls)
{
    std::string enforced;
    for (const BudgetKind kind : controls.enforced) {
        enforced += (enforced.empty() ? "" : ",") + std::string(budgetKindText(kind));
    }
    const auto &downgrade = controls.downgrade;
    const auto &rate = controls.endpointRate;
    const auto number = [](bool isSet, std::int64_t value) { return isSet ? std::optional(value) : std::nullopt; };
    m_database.prepare("INSERT OR REPLACE INTO cost_controls VALUES (1,?,?,?,?,?,?,?,?,?,?)")
        .bindOrNull(controls.requestsPerHour)
        .bindOrNull(controls.tokensPerHour)
        .bindOrNull(number(controls.costPerHour.has_value(), controls.costPerHour.value_or(Money{}).nano))
        .bind(enforced)
        .bindOrNull(number(downgrade.has_value(), downgrade ? downgrade->atPercent : 0))
        .bindOrNull(number(rate.has_value(), rate ? rate->calls : 0))
        .bindOrNull(number(rate.has_value(), rate ? rate->window.count() : 0))
        .bindOrNull(number(controls.updatedAt.has_value(), stampOf(controls.updatedAt.value_or(TimePoint{}))))
        .bind(controls.updatedBy)
        .bind(controls.generation)
        .run();
    m_database.prepare("DELETE FROM cheaper_models").run();
    if (downgrade) {
        for (const auto &[model, cheaper] : downgrade->models) {
            m_database.prepare("INSERT INTO cheaper_models VALUES (?,?)").bind(model).bind(cheaper).run();
        }
    }
}

Budgets loadBudgets(Database &database)
{
    Budgets loaded;
    auto budgets = database.prepare("SELECT daily_nano,monthly_nano,per_task_nano,currency,alert_steps,updated_at,"
                                    "updated_by,generation FROM budgets");
    if (budgets.step()) {
        const auto amount = [&budgets](int column) {
            return budgets.isNull(column) ? std::nullopt : std::optional(Money{budgets.integer(column)});
        };
        loaded = {amount(0), amount(1),       amount(2),         budgets.text(3), numbersOf(budgets.text(4)),
                  {},        budgets.text(6), budgets.integer(7)};
        if (!budgets.isNull(5)) {
            loaded.updatedAt = timeOf(budgets.integer(5));
        }
    }
    return loaded;
}

void loadCostControls(Database &database, TimePoint now, StoredState &state)
{
    state.usedAt = now;
    state.usedInHour = usedSince(database, beginOfHour(now));
    state.usedInHour.requests = submittedSince(database, beginOfHour(now));
    state.usedInDay = usedSince(database, beginOfDay(now));
    state.usedInMonth = usedSince(database, beginOfMonth(now));
    auto row = database.prepare("SELECT requests_per_hour,tokens_per_hour,cost_per_hour_nano,enforced,"
                                "downgrade_percent,endpoint_calls,endpoint_window_s,updated_at,updated_by,generation"
                                " FROM cost_controls");
    if (!row.step()) {
        return;
    }
    const auto number
        = [&row](int column) { return row.isNull(column) ? std::nullopt : std::optional(row.integer(column)); };
    CostControls &controls = state.costControls;
    controls.requestsPerHour = number(0);
    controls.tokensPerHour = number(1);
    if (const auto nano = number(2)) {
        controls.costPerHour = Money{*nano};
    }
    const std::string enforced = ',' + row.text(3) + ',';
    for (const BudgetKind kind : budgetKinds) {
        if (enforced.find(',' + std::string(budgetKindText(kind)) + ',') != std::string::npos) {
            controls.enforced.insert(kind);
        }
    }
    if (const auto percent = number(4)) {
        controls.downgrade = Downgrade{int(*percent), {}};
        auto models = database.prepare("SELECT model,cheaper FROM cheaper_models");
        while (models.step()) {
            controls.downgrade->models[models.text(0)] = models.text(1);
        }
    }
    if (const auto calls = number(5)) {
        controls.endpointRate = EndpointRate{int(*calls), std::chrono::seconds(row.integer(6))};
    }
    if (const auto at = number(7)) {
        controls.updatedAt = timeOf(*at);
    }
    controls.updatedBy = row.text(8);
    controls.generation = row.integer(9);
}

} // namespace toban::manager
