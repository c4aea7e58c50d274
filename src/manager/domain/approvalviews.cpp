// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "timetext.h"
#include "views.h"

#include <nlohmann/json.hpp>

namespace toban::manager {

namespace {

nlohmann::json approvalTarget(const Approval &approval)
{
    return {{"kind", approval.targetKind}, {"name", approval.targetName}};
}

nlohmann::json textOrNothing(const std::string &text)
{
    return text.empty() ? nlohmann::json(nullptr) : nlohmann::json(text);
}

std::string shownText(const nlohmann::json &value)
{
    return value.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

} // namespace

std::string approvalJson(const Approval &approval, TimePoint now)
{
    nlohmann::json value{{"id", approval.id},
                         {"state", approvalStateText(approval.stateAt(now))},
                         {"plan_hash", approval.planHash},
                         {"action", approval.action},
                         {"target", approvalTarget(approval)},
                         {"plan", nlohmann::json::parse(approval.plan)},
                         {"requested_by", approval.requestedBy},
                         {"reason", approval.reason},
                         {"ticket", textOrNothing(approval.ticket)},
                         {"requested_at", timeText(approval.requestedAt)},
                         {"expires_at", timeText(approval.expiresAt)},
                         {"decision", nullptr},
                         {"used", nullptr}};
    if (approval.decidedAt) {
        value["decision"]
            = {{"by", approval.decidedBy}, {"at", timeText(*approval.decidedAt)}, {"reason", approval.decisionReason}};
    }
    if (approval.usedAt) {
        value["used"]
            = {{"by", approval.usedBy}, {"at", timeText(*approval.usedAt)}, {"operation_id", approval.operationId}};
    }
    return shownText(value);
}

std::string approvalEventJson(const Approval &approval, TimePoint now)
{
    return shownText({{"id", approval.id},
                      {"state", approvalStateText(approval.stateAt(now))},
                      {"plan_hash", approval.planHash},
                      {"action", approval.action},
                      {"target", approvalTarget(approval)},
                      {"requested_by", approval.requestedBy},
                      {"decided_by", textOrNothing(approval.decidedBy)}});
}

} // namespace toban::manager
