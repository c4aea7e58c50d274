// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "emergencyviews.h"

#include "timetext.h"

#include <nlohmann/json.hpp>

namespace toban::manager {

namespace {

using Value = nlohmann::json;

Value leversValue(const Emergency &emergency)
{
    Value levers = Value::array();
    for (const Lever lever : emergency.levers) {
        levers.push_back(leverText(lever));
    }
    return levers;
}

Value moneyValue(const std::optional<Money> &amount)
{
    return amount ? Value(amount->text()) : Value(nullptr);
}

std::string emergencyText(const Value &value)
{
    return value.dump(-1, ' ', false, Value::error_handler_t::replace);
}

} // namespace

std::string emergencyJson(const Fleet &fleet, const Emergency &emergency, TimePoint now)
{
    const bool isActive = emergency.isActive();
    const auto orNull = [isActive](const std::string &content) {
        return isActive && !content.empty() ? Value(content) : Value(nullptr);
    };
    Value levers = Value::array();
    for (const Lever lever : leversInOrder) {
        levers.push_back({{"lever", leverText(lever)}, {"active", emergency.has(lever)}});
    }
    const auto spend = fleet.spend.rateOfLastMinute(now);
    return emergencyText(
        {{"active", isActive},
         {"levers", levers},
         {"next_restore", isActive ? Value(leverText(*emergency.levers.rbegin())) : Value(nullptr)},
         {"concurrency", emergency.has(Lever::CapConcurrency) ? Value(emergency.concurrency) : Value(nullptr)},
         {"paused_deployments", emergency.paused},
         {"since", isActive && emergency.since ? Value(timeText(*emergency.since)) : Value(nullptr)},
         {"by", orNull(emergency.by)},
         {"reason", orNull(emergency.reason)},
         {"alert_data", isActive && !emergency.alertData.empty() ? Value::parse(emergency.alertData) : Value(nullptr)},
         {"progress",
          {{"queued", fleet.board.queued()},
           {"in_flight", fleet.inFlight()},
           {"in_flight_at_entry", isActive ? Value(emergency.inFlightAtEntry) : Value(nullptr)},
           {"spend_per_hour", spend && spend->isKnown() ? Value(spend->perHour.text()) : Value(nullptr)},
           {"unpriced_tokens", spend ? spend->unpricedTokens : 0},
           {"spend_per_hour_at_entry", isActive ? moneyValue(emergency.spendAtEntry) : Value(nullptr)},
           {"spend_window_seconds", SpendMeter::minuteWindow.count()},
           {"currency", spendCurrency}}}});
}

std::string emergencyEventJson(const Emergency &emergency, int inFlight)
{
    return emergencyText(
        {{"active", emergency.isActive()},
         {"levers", leversValue(emergency)},
         {"concurrency", emergency.has(Lever::CapConcurrency) ? Value(emergency.concurrency) : Value(nullptr)},
         {"by", emergency.isActive() ? Value(emergency.by) : Value(nullptr)},
         {"reason", emergency.isActive() ? Value(emergency.reason) : Value(nullptr)},
         {"in_flight", inFlight}});
}

} // namespace toban::manager
