// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "plan.h"

namespace toban::manager {

enum class ApprovalState { Pending, Approved, Rejected, Expired, Used };
std::string_view approvalStateText(ApprovalState state);
std::optional<ApprovalState> parseApprovalState(std::string_view text);

/// A second person's word on one plan. It holds for that plan's hash only, until it expires, and once.
struct Approval
{
    std::string id;
    std::string planHash;
    std::string action;
    std::string targetKind;
    std::string targetName;
    std::string plan; ///< the contract's JSON, as it was shown when this was asked for
    std::string requestedBy; ///< name of a token
    std::string reason;
    std::string ticket;
    TimePoint requestedAt{};
    TimePoint expiresAt{};
    ApprovalState state = ApprovalState::Pending; ///< as written; what holds now is stateAt()
    std::string decidedBy; ///< who approved or rejected it; empty: nobody
    std::string decisionReason;
    std::optional<TimePoint> decidedAt;
    std::string usedBy; ///< who executed the plan
    std::string operationId; ///< of that execution
    std::optional<TimePoint> usedAt;

    /// Pending and approved ones expire by themselves, whether or not that is written yet.
    ApprovalState stateAt(TimePoint now) const;
    /// Pending or approved.
    bool isOpenAt(TimePoint now) const;
};

using Approvals = std::map<std::string, Approval>; ///< by id

/// The open one for a plan, or null; there is one at most.
const Approval *openApproval(const Approvals &approvals, const std::string &planHash, TimePoint now);

/// Which plans a second person must approve: all conditions of a rule must hold.
struct ApprovalRule
{
    std::string
        action; ///< "deployment.scale", "deployment.*" or "*"; patterns do not mean "emergency.enter", "rollout.abort"
    int agents = 0; ///< at least so many in the blast radius
    double share = 0; ///< at least this part, 0 to 1, of the agents there are

    /// "deployment.scale agents>=10 share>=0.5", the conditions being optional. Throws std::runtime_error: no such
    /// action, or not of this form. A rule with a slip in it would protect nothing.
    static ApprovalRule parse(const std::string &text);
    bool covers(const Plan &plan, std::size_t agentsThere) const;
};

} // namespace toban::manager
