// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "costcontrols.h"

#include <algorithm>

namespace toban::manager {

using namespace std::chrono;

namespace {

constexpr std::array<std::string_view, costLimits.size()> limitNames{"requests_per_hour", "tokens_per_hour",
                                                                     "cost_per_hour", "daily_budget", "monthly_budget"};
constexpr std::array<std::string_view, budgetKinds.size()> kindNames{"daily", "monthly", "per_task"};

std::string quantityText(bool isMoney, std::int64_t quantity)
{
    return isMoney ? Money{quantity}.text() + ' ' + spendCurrency : std::to_string(quantity);
}

} // namespace

std::string_view costLimitText(CostLimit limit)
{
    return limitNames[std::size_t(limit)];
}

std::string_view budgetKindText(BudgetKind kind)
{
    return kindNames[std::size_t(kind)];
}

std::optional<BudgetKind> parseBudgetKind(std::string_view text)
{
    for (const BudgetKind kind : budgetKinds) {
        if (budgetKindText(kind) == text) {
            return kind;
        }
    }
    return std::nullopt;
}

TimePoint beginOfHour(TimePoint at)
{
    return floor<hours>(at);
}

TimePoint beginOfDay(TimePoint at)
{
    return floor<days>(at);
}

TimePoint beginOfMonth(TimePoint at)
{
    const year_month_day date{floor<days>(at)};
    return sys_days{date.year() / date.month() / 1};
}

template <typename Add>
void PeriodUsage::add(TimePoint at, const Add &add)
{
    const auto count = [&add](Period &period, TimePoint begin) {
        if (begin < period.begin) {
            return; // of a period that is over
        }
        if (begin > period.begin) {
            period = {begin, {}};
        }
        add(period.used);
    };
    count(m_hour, beginOfHour(at));
    count(m_day, beginOfDay(at));
    count(m_month, beginOfMonth(at));
}

void PeriodUsage::addRequest(TimePoint at)
{
    add(at, [](UsedUp &used) { ++used.requests; });
}

void PeriodUsage::addCharge(TimePoint at, const Charge &charge)
{
    add(at, [&charge](UsedUp &used) {
        used.tokens += charge.usage.inputTokens + charge.usage.outputTokens;
        used.unpricedTokens += charge.unpricedTokens();
        used.cost = used.cost + charge.cost.value_or(Money{});
    });
}

void PeriodUsage::restore(TimePoint now, const UsedUp &hour, const UsedUp &day, const UsedUp &month)
{
    m_hour = {beginOfHour(now), hour};
    m_day = {beginOfDay(now), day};
    m_month = {beginOfMonth(now), month};
}

UsedUp PeriodUsage::hour(TimePoint now) const
{
    return m_hour.begin == beginOfHour(now) ? m_hour.used : UsedUp{};
}

UsedUp PeriodUsage::day(TimePoint now) const
{
    return m_day.begin == beginOfDay(now) ? m_day.used : UsedUp{};
}

UsedUp PeriodUsage::month(TimePoint now) const
{
    return m_month.begin == beginOfMonth(now) ? m_month.used : UsedUp{};
}

std::string LimitState::valueText() const
{
    return quantityText(isMoney(), value);
}

std::string LimitState::usedText() const
{
    return quantityText(isMoney(), used);
}

std::vector<LimitState> limitStates(const CostControls &controls, const Budgets &budgets, const PeriodUsage &usage,
                                    TimePoint now)
{
    std::vector<LimitState> states;
    const UsedUp hour = usage.hour(now);
    const TimePoint hourEnds = beginOfHour(now) + hours(1);
    if (controls.requestsPerHour) {
        states.push_back({CostLimit::RequestsPerHour, *controls.requestsPerHour, hour.requests, hourEnds});
    }
    if (controls.tokensPerHour) {
        states.push_back({CostLimit::TokensPerHour, *controls.tokensPerHour, hour.tokens, hourEnds});
    }
    if (controls.costPerHour) {
        states.push_back({CostLimit::CostPerHour, controls.costPerHour->nano, hour.cost.nano, hourEnds});
    }
    if (budgets.daily && controls.enforced.contains(BudgetKind::Daily)) {
        states.push_back(
            {CostLimit::DailyBudget, budgets.daily->nano, usage.day(now).cost.nano, beginOfDay(now) + days(1)});
    }
    if (budgets.monthly && controls.enforced.contains(BudgetKind::Monthly)) {
        states.push_back({CostLimit::MonthlyBudget, budgets.monthly->nano, usage.month(now).cost.nano,
                          beginOfMonth(beginOfMonth(now) + days(31))});
    }
    return states;
}

std::optional<LimitState> reachedLimit(const std::vector<LimitState> &states, std::int64_t onTheWay)
{
    std::optional<LimitState> last;
    for (LimitState state : states) {
        if (state.limit == CostLimit::RequestsPerHour) {
            state.used += onTheWay;
        }
        if (state.isReached() && (!last || state.frees > last->frees)) {
            last = state;
        }
    }
    return last;
}

bool holdsDispatch(const std::vector<LimitState> &states)
{
    return std::any_of(states.begin(), states.end(), [](const LimitState &state) {
        return state.limit != CostLimit::RequestsPerHour && state.isReached();
    });
}

bool isDowngrading(const CostControls &controls, const std::vector<LimitState> &states)
{
    return controls.downgrade && std::any_of(states.begin(), states.end(), [&controls](const LimitState &state) {
               return state.limit != CostLimit::RequestsPerHour && state.percent() >= controls.downgrade->atPercent;
           });
}

std::string cheaperModel(const CostControls &controls, const std::string &own)
{
    if (!controls.downgrade) {
        return {};
    }
    const auto found = controls.downgrade->models.find(own);
    return found == controls.downgrade->models.end() ? std::string() : found->second;
}

int alertStep(const std::vector<int> &steps, Money used, Money budget)
{
    int reached = 0;
    for (const int step : steps) {
        if (used.nano > 0 && double(used.nano) * 100 >= double(budget.nano) * step) {
            reached = std::max(reached, step);
        }
    }
    return reached;
}

void CallBook::setRate(std::optional<EndpointRate> rate)
{
    m_rate = rate;
    m_calls.clear();
}

std::optional<SteadyPoint> CallBook::called(const std::string &agentId, SteadyPoint now)
{
    if (!m_rate) {
        return std::nullopt;
    }
    std::deque<SteadyPoint> &calls = m_calls[agentId];
    calls.push_back(now);
    if (calls.size() > std::size_t(m_rate->calls)) {
        calls.pop_front();
    }
    // As many as may be: the next one when the first of them has left the window.
    const bool isFull = calls.size() == std::size_t(m_rate->calls) && now - calls.front() < m_rate->window;
    return isFull ? std::optional(calls.front() + m_rate->window) : std::nullopt;
}

} // namespace toban::manager
