// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "approval.h"

#include "change.h"

#include <algorithm>
#include <charconv>
#include <sstream>
#include <stdexcept>

namespace toban::manager {

namespace {

constexpr std::pair<ApprovalState, std::string_view> approvalStates[]{{ApprovalState::Pending, "pending"},
                                                                      {ApprovalState::Approved, "approved"},
                                                                      {ApprovalState::Rejected, "rejected"},
                                                                      {ApprovalState::Expired, "expired"},
                                                                      {ApprovalState::Used, "used"}};
constexpr int mostAgents = 1'000'000;

/// "deployment.*" and "*" match what begins so.
bool matchesAction(const std::string &pattern, const std::string &action)
{
    return pattern.ends_with('*') ? action.starts_with(std::string_view(pattern).substr(0, pattern.size() - 1))
                                  : action == pattern;
}

template <typename Number>
std::optional<Number> conditionValue(const std::string &text, std::string_view name, Number low, Number high)
{
    Number value{};
    if (!text.starts_with(name)) {
        return std::nullopt;
    }
    const char *last = text.data() + text.size();
    const auto [end, error] = std::from_chars(text.data() + name.size(), last, value);
    return error == std::errc{} && end == last && value >= low && value <= high ? std::optional(value) : std::nullopt;
}

} // namespace

std::string_view approvalStateText(ApprovalState state)
{
    for (const auto &[known, text] : approvalStates) {
        if (known == state) {
            return text;
        }
    }
    return "pending";
}

std::optional<ApprovalState> parseApprovalState(std::string_view text)
{
    for (const auto &[state, known] : approvalStates) {
        if (known == text) {
            return state;
        }
    }
    return std::nullopt;
}

ApprovalState Approval::stateAt(TimePoint now) const
{
    const bool waits = state == ApprovalState::Pending || state == ApprovalState::Approved;
    return waits && now >= expiresAt ? ApprovalState::Expired : state;
}

bool Approval::isOpenAt(TimePoint now) const
{
    const ApprovalState holds = stateAt(now);
    return holds == ApprovalState::Pending || holds == ApprovalState::Approved;
}

const Approval *openApproval(const Approvals &approvals, const std::string &planHash, TimePoint now)
{
    const auto found = std::find_if(approvals.begin(), approvals.end(), [&](const auto &entry) {
        return entry.second.planHash == planHash && entry.second.isOpenAt(now);
    });
    return found == approvals.end() ? nullptr : &found->second;
}

ApprovalRule ApprovalRule::parse(const std::string &text)
{
    std::istringstream words(text);
    ApprovalRule rule;
    words >> rule.action;
    const auto &actions = changeActions();
    const bool isWhole = rule.action.find('*') == std::string::npos || rule.action == "*"
        || (rule.action.ends_with(".*") && rule.action.find('*') == rule.action.size() - 1);
    if (rule.action.empty() || !isWhole || std::none_of(actions.begin(), actions.end(), [&rule](const auto &known) {
            return matchesAction(rule.action, known);
        })) {
        std::string known;
        for (const std::string &one : actions) {
            known += (known.empty() ? "" : ", ") + one;
        }
        throw std::runtime_error("there is no action \"" + rule.action + "\"; there are " + known
                                 + ", and patterns such as deployment.* and *");
    }
    for (std::string word; words >> word;) {
        if (const auto agents = conditionValue(word, "agents>=", 1, mostAgents)) {
            rule.agents = *agents;
        } else if (const auto share = conditionValue(word, "share>=", 0.0, 1.0)) {
            rule.share = *share;
        } else {
            throw std::runtime_error("\"" + word + "\" is no condition; use agents>=NUMBER or share>=0.0 to 1.0");
        }
    }
    return rule;
}

bool ApprovalRule::covers(const Plan &plan, std::size_t agentsThere) const
{
    // Without any agent there is no share to reckon: the rule holds, for a protection must not fail open.
    const bool stops = plan.action == "emergency.enter" || plan.action == "rollout.abort";
    if (stops && action != plan.action) {
        return false; // stopping must not wait for somebody: only who names it means it
    }
    return matchesAction(action, plan.action) && plan.agents >= agents
        && (agentsThere == 0 || double(plan.agents) >= share * double(agentsThere));
}

} // namespace toban::manager
