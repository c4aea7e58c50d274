// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "shippedprices.h"

#include "pricesresource.h"
#include "timetext.h"

#include <yaml-cpp/yaml.h>

#include <stdexcept>

namespace toban::manager {

namespace {

constexpr std::int64_t perTokens = 1'000'000; // what a Price is for

[[noreturn]] void failPrices(const std::string &what)
{
    throw std::runtime_error("prices: " + what);
}

Money priceOf(const YAML::Node &node, const std::string &model, const char *member, std::int64_t unit)
{
    const auto amount = node[member] ? Money::parse(node[member].as<std::string>("")) : std::nullopt;
    if (!amount || amount->nano < 0) {
        failPrices(model + " needs an amount \"" + member + "\" of at least 0");
    }
    return {amount->nano * (perTokens / unit)};
}

} // namespace

PriceTable pricesFromYaml(std::string_view text)
{
    PriceTable table;
    try {
        const YAML::Node root = YAML::Load(std::string(text));
        const auto unit = root["per_tokens"].as<std::int64_t>(0);
        if (unit <= 0 || perTokens % unit != 0) {
            failPrices("per_tokens must divide a million");
        }
        if (root["currency"].as<std::string>("") != spendCurrency) {
            failPrices(std::string("currency must be ") + spendCurrency);
        }
        for (const YAML::Node &dated : root["tables"]) {
            const auto day = dated["valid_from"].as<std::string>("");
            const auto validFrom = parseTime(day + "T00:00:00Z");
            if (!validFrom) {
                failPrices("\"" + day + "\" is not a date (YYYY-MM-DD)");
            }
            for (const auto &entry : dated["models"]) {
                const auto model = entry.first.as<std::string>();
                table.prices.push_back({model, *validFrom, priceOf(entry.second, model, "input", unit),
                                        priceOf(entry.second, model, "output", unit),
                                        dated["source"].as<std::string>("")});
            }
        }
    } catch (const YAML::Exception &fault) {
        failPrices(fault.what());
    }
    if (!table.arrange()) {
        failPrices("a model is twice in one table");
    }
    return table;
}

PriceTable shippedPrices()
{
    return pricesFromYaml(resources::prices);
}

} // namespace toban::manager
