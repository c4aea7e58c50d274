// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "clock.h"
#include "money.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace toban::manager {

/// What a model costs from a moment on, until the next price of that model.
struct Price
{
    std::string model;
    TimePoint validFrom{};
    Money input; ///< USD for a million tokens
    Money output; ///< the same
    std::string source; ///< where the figures are from; empty: not said
    bool operator==(const Price &) const = default;
};

/// The dated prices. In order of model and date, one for each of both.
struct PriceTable
{
    std::vector<Price> prices;
    std::optional<TimePoint> updatedAt; ///< nothing: as this program was shipped
    std::string updatedBy;
    std::int64_t generation = 0;

    /// The price of a model that holds at that moment; null when there is none, or none yet.
    const Price *find(const std::string &model, TimePoint at) const;
    /// Puts them in order. False when two are of one model and date.
    bool arrange();
};

/// What an agent used up in an attempt, by its own word.
struct Usage
{
    std::string model;
    std::int64_t inputTokens = 0;
    std::int64_t outputTokens = 0;
    std::optional<Money> cost; ///< as the agent reckons; nothing: it does not know
};

// What an agent says beyond these is no answer. They keep every sum of the ledger within 64 bits.
constexpr std::int64_t tokensLimit = 10'000'000'000; ///< of an attempt, for input and output each
constexpr Money attemptCostLimit{1'000'000'000'000'000}; ///< a million USD

/// What an attempt cost.
struct Charge
{
    enum class Source { PriceTable, Agent, None };

    Usage usage;
    std::optional<Money> cost; ///< nothing: there is no price, so it is known by its tokens only
    Source source = Source::None;

    std::int64_t unpricedTokens() const { return cost ? 0 : usage.inputTokens + usage.outputTokens; }
};

/// The price table decides where it has a price that holds at that moment. Where it has none the agent's own figure
/// counts, but not its 0 for tokens: models that cost nothing are in the table with that price, and agents that know no
/// price used to say 0. Without tokens nothing was spent.
Charge chargeOf(const PriceTable &table, const Usage &usage, TimePoint at);

/// Tokens at a price for a million of them, rounded to the nearest billionth; attemptCostLimit at most.
Money costOfTokens(std::int64_t tokens, Money perMillion);

} // namespace toban::manager
