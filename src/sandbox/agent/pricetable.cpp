// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "pricetable.h"

#include "pricesresource.h"

#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <cstdio>
#include <stdexcept>

namespace toban::sandbox {

namespace {

std::chrono::sys_days parseDay(const std::string &text)
{
    int year = 0;
    unsigned month = 0;
    unsigned day = 0;
    char rest = 0;
    const int fields = std::sscanf(text.c_str(), "%4d-%2u-%2u%c", &year, &month, &day, &rest);
    const std::chrono::year_month_day date{std::chrono::year(year), std::chrono::month(month), std::chrono::day(day)};
    if (fields != 3 || !date.ok())
        throw std::runtime_error("prices: \"" + text + "\" is not a date (YYYY-MM-DD)");
    return date;
}

double parseRate(const YAML::Node &node, const std::string &model, const char *member)
{
    const double value = node[member] ? node[member].as<double>(-1.0) : -1.0;
    if (value < 0)
        throw std::runtime_error("prices: " + model + " needs a number \"" + member + "\" of at least 0");
    return value;
}

} // namespace

PriceTable PriceTable::fromYaml(std::string_view text)
{
    PriceTable result;
    try {
        const YAML::Node root = YAML::Load(std::string(text));
        const double unit = root["per_tokens"].as<double>(0);
        if (unit <= 0)
            throw std::runtime_error("prices: per_tokens must be above 0");
        for (const YAML::Node &node : root["tables"]) {
            Table table{parseDay(node["valid_from"].as<std::string>("")), {}};
            for (const auto &entry : node["models"]) {
                const auto model = entry.first.as<std::string>();
                table.models[model] = {parseRate(entry.second, model, "input") * 1000 / unit,
                                       parseRate(entry.second, model, "output") * 1000 / unit};
            }
            result.m_tables.push_back(std::move(table));
        }
    } catch (const YAML::Exception &e) {
        throw std::runtime_error(std::string("prices: ") + e.what());
    }
    if (result.m_tables.empty())
        throw std::runtime_error("prices: there is no table");
    std::sort(result.m_tables.begin(), result.m_tables.end(),
              [](const Table &a, const Table &b) { return a.validFrom < b.validFrom; });
    return result;
}

PriceTable PriceTable::shipped()
{
    return fromYaml(resources::prices);
}

std::optional<Price> PriceTable::price(std::string_view model, std::chrono::sys_days day) const
{
    const Table *valid = &m_tables.front();
    for (const Table &table : m_tables) {
        if (table.validFrom <= day)
            valid = &table;
    }
    const auto found = valid->models.find(model);
    if (found == valid->models.end())
        return std::nullopt;
    return found->second;
}

} // namespace toban::sandbox
