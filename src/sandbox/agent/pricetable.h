// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace toban::sandbox {

/// USD per 1000 tokens.
struct Price
{
    double input = 0;
    double output = 0;
};

/// The dated price table of resources/prices/prices.yaml. A value.
class PriceTable
{
public:
    /// The tables of a YAML text. Throws std::runtime_error that says which table or model is wrong.
    static PriceTable fromYaml(std::string_view text);
    /// The table that is compiled into the program.
    static PriceTable shipped();

    /// Price of a model on a day: from the last table that holds by then; usage before the first table takes the
    /// first. Nothing for a model that the table does not name.
    std::optional<Price> price(std::string_view model, std::chrono::sys_days day) const;

private:
    struct Table
    {
        std::chrono::sys_days validFrom;
        std::map<std::string, Price, std::less<>> models;
    };
    std::vector<Table> m_tables; // by rising date
};

} // namespace toban::sandbox
