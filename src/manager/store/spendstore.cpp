// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "spendstore.h"

#include "sqlitetransaction.h"

namespace toban::manager {

void SqliteTransaction::putPrices(const PriceTable &table)
{
    m_database.prepare("INSERT OR REPLACE INTO price_table VALUES (1,?,?,?)")
        .bind(stampOf(table.updatedAt.value_or(TimePoint{})))
        .bind(table.updatedBy)
        .bind(table.generation)
        .run();
    m_database.prepare("DELETE FROM prices").run();
    for (const Price &price : table.prices) {
        m_database.prepare("INSERT INTO prices VALUES (?,?,?,?,?)")
            .bind(price.model)
            .bind(stampOf(price.validFrom))
            .bind(price.input.nano)
            .bind(price.output.nano)
            .bindOrNull(price.source)
            .run();
    }
}

void SqliteTransaction::addSpend(const SpendEntry &entry)
{
    const SpendFigures &figures = entry.figures;
    const auto add = [&](const std::string &model) {
        m_database
            .prepare("UPDATE spend_hours SET priced=priced+?,unpriced=unpriced+?,unreported=unreported+?,"
                     "input_tokens=input_tokens+?,output_tokens=output_tokens+?,unpriced_input=unpriced_input+?,"
                     "unpriced_output=unpriced_output+?,cost_nano=cost_nano+?,agent_cost_nano=agent_cost_nano+?"
                     " WHERE hour=? AND agent_type=? AND model=?")
            .bind(figures.priced)
            .bind(figures.unpriced)
            .bind(figures.unreported)
            .bind(figures.inputTokens)
            .bind(figures.outputTokens)
            .bind(figures.unpricedInput)
            .bind(figures.unpricedOutput)
            .bind(figures.cost.nano)
            .bind(figures.agentCost.nano)
            .bind(entry.hour)
            .bind(entry.agentType)
            .bind(model)
            .run();
        return m_database.changes() > 0;
    };
    if (add(entry.model)) {
        return;
    }
    auto count = m_database.prepare("SELECT COUNT(*) FROM spend_hours WHERE hour=?");
    const bool isFull = count.bind(entry.hour).step() && count.integer(0) >= spendLinesPerHour;
    const std::string model = isFull ? otherModels : entry.model; // agents name models, as many as they like
    m_database.prepare("INSERT OR IGNORE INTO spend_hours VALUES (?,?,?,0,0,0,0,0,0,0,0,0)")
        .bind(entry.hour)
        .bind(entry.agentType)
        .bind(model)
        .run();
    add(model);
}

void SqliteTransaction::forgetSpend(Hour before)
{
    m_database.prepare("DELETE FROM spend_hours WHERE hour<?").bind(before).run();
}

std::optional<PriceTable> loadPrices(Database &database)
{
    auto row = database.prepare("SELECT updated_at,updated_by,generation FROM price_table");
    if (!row.step()) {
        return std::nullopt;
    }
    PriceTable table;
    table.updatedAt = timeOf(row.integer(0));
    table.updatedBy = row.text(1);
    table.generation = row.integer(2);
    auto prices = database.prepare("SELECT model,valid_from,input_nano,output_nano,source FROM prices");
    while (prices.step()) {
        table.prices.push_back(
            {prices.text(0), timeOf(prices.integer(1)), {prices.integer(2)}, {prices.integer(3)}, prices.text(4)});
    }
    table.arrange();
    return table;
}

std::vector<SpendEntry> spendLines(Database &database, const SpendQuery &query)
{
    // Values are bound, never written into the text: each text stays compiled.
    std::string sql = std::string("SELECT ") + (query.byHour ? "hour" : "0*hour") + " AS h,"
        + (query.byType ? "agent_type" : "substr(agent_type,1,0)") + " AS t,"
        + (query.byModel ? "model" : "substr(model,1,0)") + " AS m,"
        + "SUM(priced),SUM(unpriced),SUM(unreported),SUM(input_tokens),SUM(output_tokens),SUM(unpriced_input),"
          "SUM(unpriced_output),SUM(cost_nano),SUM(agent_cost_nano) FROM spend_hours WHERE hour>=? AND hour<?"
        + (query.agentType.empty() ? "" : " AND agent_type=?") + (query.model.empty() ? "" : " AND model=?")
        + " GROUP BY h,t,m" + (query.after ? " HAVING (h,t,m)>(?,?,?)" : "") + " ORDER BY h,t,m LIMIT ?";
    auto rows = database.prepare(sql);
    rows.bind(query.from).bind(query.to);
    if (!query.agentType.empty()) {
        rows.bind(query.agentType);
    }
    if (!query.model.empty()) {
        rows.bind(query.model);
    }
    if (query.after) {
        rows.bind(query.after->hour).bind(query.after->agentType).bind(query.after->model);
    }
    rows.bind(std::int64_t(query.limit));
    std::vector<SpendEntry> entries;
    while (rows.step()) {
        entries.push_back({rows.integer(0),
                           rows.text(1),
                           rows.text(2),
                           {rows.integer(3),
                            rows.integer(4),
                            rows.integer(5),
                            rows.integer(6),
                            rows.integer(7),
                            rows.integer(8),
                            rows.integer(9),
                            {rows.integer(10)},
                            {rows.integer(11)}}});
    }
    return entries;
}

} // namespace toban::manager
