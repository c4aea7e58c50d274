// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "pricetable.h"
#include "tasktransport.h"

namespace toban::manager {

/// Sums of attempts at tasks. What has no price is counted beside the cost, never in it.
struct SpendFigures
{
    std::int64_t priced = 0; ///< attempts whose cost is known
    std::int64_t unpriced = 0; ///< attempts whose tokens are known but not their cost
    std::int64_t unreported = 0; ///< attempts that ended without a word of what they used
    std::int64_t inputTokens = 0; ///< of priced and unpriced ones
    std::int64_t outputTokens = 0;
    std::int64_t unpricedInput = 0; ///< tokens of unpriced ones
    std::int64_t unpricedOutput = 0;
    Money cost; ///< of priced ones
    Money agentCost; ///< the part of it that is agents' own figures

    /// Nothing when attempts there were, but none whose cost is known.
    std::optional<Money> knownCost() const;
    bool operator==(const SpendFigures &) const = default;
};

/// Hours since 1970, UTC.
using Hour = std::int64_t;
Hour hourOf(TimePoint at);
TimePoint beginOf(Hour hour);

/// A line of the ledger: what agents of a type spent on a model within an hour. In an answer to a query that does not
/// group by one of the three that one is 0 or empty.
struct SpendEntry
{
    Hour hour = 0;
    std::string agentType;
    std::string model; ///< empty: no agent said which
    SpendFigures figures;
};

/// Lines of one hour at most; further models are added up as otherModels.
constexpr std::int64_t spendLinesPerHour = 1000;
constexpr const char *otherModels = "(other)";

struct SpendQuery
{
    Hour from = 0;
    Hour to = 0; ///< not included
    bool byHour = true, byType = true, byModel = true;
    std::string agentType, model; ///< empty: all
    std::optional<SpendEntry> after; ///< the last line of the page before
    std::size_t limit = 1;
};

/// What the end of an attempt adds to the ledger: nothing when the agent did not try.
std::optional<SpendEntry> spendOf(const TaskOutcome &outcome, const std::optional<Charge> &charge,
                                  const std::string &agentType, TimePoint at);

/// A result's JSON with what it cost and by whose figures.
std::string withCost(const std::string &resultJson, const Charge &charge);
std::string spendJson(const SpendEntry &entry, const SpendQuery &query);
/// The answer to GET /api/v1/spend without its items: a JSON object.
std::string spendRangeJson(const SpendQuery &query, const SpendFigures &total);
std::string pricesJson(const PriceTable &table);
/// The prices of one model, as JSON; null when it has none.
std::string modelPricesJson(const PriceTable &table, const std::string &model);

} // namespace toban::manager
