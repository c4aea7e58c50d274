// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "api.h"

#include "spending.h"
#include "views.h"

namespace toban::manager {

namespace {

constexpr std::size_t pricesLimit = 1000;
constexpr Hour spendRangeLimit = 24 * 92; // a quarter of a year in one answer
constexpr Hour spendRangeDefault = 24;

Money readPrice(BodyReader &entry, const char *name)
{
    const auto text = entry.text(name, Form::Amount, true);
    return text ? Money::parse(*text).value_or(Money{}) : Money{};
}

PriceTable readPrices(BodyReader &body)
{
    PriceTable table;
    for (BodyReader &entry : body.objects("prices", pricesLimit, true)) {
        Price price;
        price.model = entry.text("model", Form::ShortText, true).value_or("");
        price.validFrom = entry.time("valid_from").value_or(TimePoint{});
        price.input = readPrice(entry, "input");
        price.output = readPrice(entry, "output");
        price.source = entry.textOrNull("source", Form::ShortText).value_or("");
        entry.refuseUnread();
        table.prices.push_back(std::move(price));
    }
    return table;
}

void readGrouping(QueryReader &query, SpendQuery &wanted)
{
    const auto text = query.text("group_by", Form::Filter);
    if (!text) {
        return;
    }
    wanted.byHour = wanted.byType = wanted.byModel = false;
    for (std::size_t at = 0; at <= text->size();) {
        const auto comma = std::min(text->find(',', at), text->size());
        const std::string_view name = std::string_view(*text).substr(at, comma - at);
        bool *member = name == "hour" ? &wanted.byHour
            : name == "agent_type"    ? &wanted.byType
            : name == "model"         ? &wanted.byModel
                                      : nullptr;
        if (member == nullptr || *member) {
            query.fault("group_by", "must be some of hour, agent_type and model, with commas between, each once");
            return;
        }
        *member = true;
        at = comma + 1;
    }
}

/// "HOUR/TYPE/MODEL"; a model may have slashes, a type has none.
std::string cursorOf(const SpendEntry &entry)
{
    return std::to_string(entry.hour) + '/' + entry.agentType + '/' + entry.model;
}

std::optional<SpendEntry> parseSpendCursor(const std::string &text)
{
    const auto first = text.find('/');
    const auto second = first == std::string::npos ? first : text.find('/', first + 1);
    if (second == std::string::npos || first == 0 || first > 9 || text.find_first_not_of("0123456789") != first) {
        return std::nullopt;
    }
    return SpendEntry{std::stoll(text), text.substr(first + 1, second - first - 1), text.substr(second + 1), {}};
}

SpendQuery readSpendQuery(QueryReader &query, TimePoint now)
{
    SpendQuery wanted;
    const auto from = query.time("from"), to = query.time("to");
    wanted.to = to ? hourOf(*to + (std::chrono::hours(1) - std::chrono::milliseconds(1)))
        : from     ? hourOf(*from) + spendRangeDefault
                   : hourOf(now) + 1;
    wanted.from = from ? hourOf(*from) : wanted.to - spendRangeDefault;
    if (wanted.from >= wanted.to) {
        query.fault("from", "must be before to");
    } else if (wanted.to - wanted.from > spendRangeLimit) {
        query.fault("from", "must be within 92 days before to");
    }
    readGrouping(query, wanted);
    wanted.agentType = query.text("agent_type", Form::Identifier).value_or("");
    wanted.model = query.text("model", Form::ShortText).value_or("");
    wanted.limit = query.limit() + 1; // one more tells whether there is a next page
    if (const auto cursor = query.cursor()) {
        wanted.after = parseSpendCursor(*cursor);
        if (!wanted.after) {
            query.fault("cursor", "is none that this manager gave");
        }
    }
    return wanted;
}

std::string spendPage(StateStore &store, const SpendQuery &wanted)
{
    SpendQuery whole = wanted;
    whole.byHour = whole.byType = whole.byModel = false;
    whole.after = {};
    const auto total = store.spend(whole);
    auto entries = store.spend(wanted);
    std::string next;
    if (entries.size() == wanted.limit) {
        entries.pop_back();
        next = encodeCursor(cursorOf(entries.back()));
    }
    std::vector<std::string> items;
    items.reserve(entries.size());
    for (const SpendEntry &entry : entries) {
        items.push_back(spendJson(entry, wanted));
    }
    std::string json = spendRangeJson(wanted, total.empty() ? SpendFigures{} : total.front().figures);
    json.back() = ',';
    return json + pageJson(items, next).substr(1);
}

} // namespace

void Api::addPriceRoutes()
{
    showing("/api/v1/prices", [](const Fleet &fleet) { return pricesJson(fleet.prices); });

    change("PUT", "/api/v1/prices", nullptr, Form::Name, {"prices", PutPrices{}}, [](Context &, BodyReader &body) {
        return Change{"prices", PutPrices{readPrices(body)}};
    });
}

void Api::addSpendRoutes()
{
    guarded("GET", "/api/v1/spend", Role::Viewer, [this](Context &context) {
        QueryReader query(context.request);
        const SpendQuery wanted = readSpendQuery(query, m_parts.clock.now());
        if (const auto refusal = query.refusal()) {
            context.responder(respond(*refusal));
            return;
        }
        reading(context.responder, [this, wanted] {
            return respond(Answer{200, spendPage(m_parts.store, wanted), false, 0});
        });
    });
}

} // namespace toban::manager
