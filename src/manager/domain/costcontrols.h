// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "types.h"

#include <array>
#include <deque>
#include <set>
#include <unordered_map>

namespace toban::manager {

/// What hard limits there are. Those of an hour are of a whole hour of the clock, those of budgets of a day or a month,
/// all in UTC, so that what counts against them is the ledger's and the same after a restart.
enum class CostLimit { RequestsPerHour, TokensPerHour, CostPerHour, DailyBudget, MonthlyBudget };
inline constexpr std::array costLimits{CostLimit::RequestsPerHour, CostLimit::TokensPerHour, CostLimit::CostPerHour,
                                       CostLimit::DailyBudget, CostLimit::MonthlyBudget};
std::string_view costLimitText(CostLimit limit);

/// Which members of Budgets are hard limits and not only a reason to warn.
enum class BudgetKind { Daily, Monthly, PerTask };
inline constexpr std::array budgetKinds{BudgetKind::Daily, BudgetKind::Monthly, BudgetKind::PerTask};
std::string_view budgetKindText(BudgetKind kind);
std::optional<BudgetKind> parseBudgetKind(std::string_view text);

/// Cheaper models, from a share of any limit of tokens or money on.
struct Downgrade
{
    int atPercent = 80;
    std::map<std::string, std::string> models; ///< cheaper one by model
    bool operator==(const Downgrade &) const = default;
};

/// So many calls to an endpoint within any such span of time (facts §6: 100 in 60 s).
struct EndpointRate
{
    int calls = 100;
    std::chrono::seconds window{60};
    bool operator==(const EndpointRate &) const = default;
};

/// All of them are off until somebody sets them.
struct CostControls
{
    std::optional<std::int64_t> requestsPerHour; ///< submitted tasks
    std::optional<std::int64_t> tokensPerHour;
    std::optional<Money> costPerHour;
    std::set<BudgetKind> enforced;
    std::optional<Downgrade> downgrade;
    std::optional<EndpointRate> endpointRate;
    std::optional<TimePoint> updatedAt;
    std::string updatedBy;
    std::int64_t generation = 0;
};

/// What was used up within a period.
struct UsedUp
{
    std::int64_t requests = 0;
    std::int64_t tokens = 0; ///< unpriced ones included
    std::int64_t unpricedTokens = 0; ///< that are not in the cost
    Money cost;
    bool operator==(const UsedUp &) const = default;
};

/// Sums of the hour, the day and the month that go on, in UTC. Constant memory. Not thread-safe.
class PeriodUsage
{
public:
    void addRequest(TimePoint at);
    void addCharge(TimePoint at, const Charge &charge);
    /// What was used before this run of the manager.
    void restore(TimePoint now, const UsedUp &hour, const UsedUp &day, const UsedUp &month);
    UsedUp hour(TimePoint now) const;
    UsedUp day(TimePoint now) const;
    UsedUp month(TimePoint now) const;

private:
    struct Period
    {
        TimePoint begin{};
        UsedUp used;
    };
    template <typename Add>
    void add(TimePoint at, const Add &add);
    Period m_hour, m_day, m_month;
};

// Where the periods of a moment begin.
TimePoint beginOfHour(TimePoint at);
TimePoint beginOfDay(TimePoint at);
TimePoint beginOfMonth(TimePoint at);

/// How far a limit is used up.
struct LimitState
{
    CostLimit limit;
    std::int64_t value = 0; ///< the limit: a count, or billionths of a USD
    std::int64_t used = 0; ///< in the same unit
    TimePoint frees{}; ///< when its period ends

    bool isMoney() const { return limit != CostLimit::RequestsPerHour && limit != CostLimit::TokensPerHour; }
    bool isReached() const { return used >= value; }
    double percent() const { return value > 0 ? 100.0 * double(used) / double(value) : 100.0; }
    std::string valueText() const;
    std::string usedText() const;
};

/// All limits that are set, in order.
std::vector<LimitState> limitStates(const CostControls &controls, const Budgets &budgets, const PeriodUsage &usage,
                                    TimePoint now);
/// Of the limits that are reached that which frees last; nothing: none is. `onTheWay` requests count already.
std::optional<LimitState> reachedLimit(const std::vector<LimitState> &states, std::int64_t onTheWay);
/// Whether waiting tasks stay where they are: a limit of tokens or money is reached. That of requests is for submissions.
bool holdsDispatch(const std::vector<LimitState> &states);
/// Whether tasks go out with cheaper models.
bool isDowngrading(const CostControls &controls, const std::vector<LimitState> &states);
/// The model that a task must use instead of its agent's own; empty: none.
std::string cheaperModel(const CostControls &controls, const std::string &own);
/// The highest of the alert steps (percent) that is reached; 0: none.
int alertStep(const std::vector<int> &steps, Money used, Money budget);

/// The calls to each endpoint within the window. A call is O(1). Not thread-safe.
class CallBook
{
public:
    /// Forgets what was counted. Nothing: calls are not counted.
    void setRate(std::optional<EndpointRate> rate);
    /// Notes a call. Returns when the next one may follow, if that is not at once.
    std::optional<SteadyPoint> called(const std::string &agentId, SteadyPoint now);
    void forget(const std::string &agentId) { m_calls.erase(agentId); }

private:
    std::optional<EndpointRate> m_rate;
    std::unordered_map<std::string, std::deque<SteadyPoint>> m_calls; ///< the last ones, at most as many as the rate
};

} // namespace toban::manager
