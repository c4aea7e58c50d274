// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "pricetable.h"

#include <algorithm>
#include <tuple>

namespace toban::manager {

namespace {

constexpr std::int64_t million = 1'000'000;

auto placeOf(const Price &price)
{
    return std::tie(price.model, price.validFrom);
}

} // namespace

const Price *PriceTable::find(const std::string &model, TimePoint at) const
{
    const auto after = std::upper_bound(prices.begin(), prices.end(), std::tie(model, at),
                                        [](const auto &place, const Price &price) { return place < placeOf(price); });
    if (after == prices.begin() || std::prev(after)->model != model) {
        return nullptr;
    }
    return &*std::prev(after);
}

bool PriceTable::arrange()
{
    std::sort(prices.begin(), prices.end(),
              [](const Price &left, const Price &right) { return placeOf(left) < placeOf(right); });
    return std::adjacent_find(prices.begin(), prices.end(),
                              [](const Price &left, const Price &right) { return placeOf(left) == placeOf(right); })
        == prices.end();
}

Money costOfTokens(std::int64_t tokens, Money perMillion)
{
    const std::int64_t whole = perMillion.nano / million;
    const std::int64_t rest = perMillion.nano % million;
    if (whole > 0 && tokens > attemptCostLimit.nano / whole) {
        return attemptCostLimit;
    }
    // tokens are at most 10^10 and the rest is below 10^6, so nothing here leaves 64 bits
    return std::min(attemptCostLimit, Money{tokens * whole + (tokens * rest + million / 2) / million});
}

Charge chargeOf(const PriceTable &table, const Usage &usage, TimePoint at)
{
    if (const Price *price = table.find(usage.model, at)) {
        const Money sum
            = costOfTokens(usage.inputTokens, price->input) + costOfTokens(usage.outputTokens, price->output);
        return {usage, sum, Charge::Source::PriceTable};
    }
    const bool usedAny = usage.inputTokens > 0 || usage.outputTokens > 0;
    if (usage.cost && (usage.cost->nano > 0 || !usedAny)) {
        return {usage, usage.cost, Charge::Source::Agent};
    }
    return usedAny ? Charge{usage, std::nullopt, Charge::Source::None} : Charge{usage, Money{}, Charge::Source::Agent};
}

} // namespace toban::manager
