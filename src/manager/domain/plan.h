// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "role.h"
#include "types.h"

#include <deque>
#include <map>
#include <memory>

namespace toban::manager {

/// What a change costs, reckoned from what was measured.
struct CostEffect
{
    Money before; ///< per hour
    Money after; ///< per hour
    std::string currency;
    std::string basis;
};

/// What a lever of emergency mode would do now.
struct LeverEffect
{
    std::string lever;
    bool chosen = false; ///< pulled by this change
    bool active = false; ///< pulled already
    int agents = 0; ///< that it cuts off or alters
    int deployments = 0; ///< the same
    int tasks = 0; ///< under way, that it stops or makes wait
    int queued = 0; ///< waiting tasks that it keeps from being begun
    std::string stops; ///< one sentence
};

/// What a change would do.
struct Plan
{
    std::string action;
    std::string targetKind;
    std::string targetName;
    std::vector<FieldChange> changes;
    int agents = 0;
    int inFlightTasks = 0;
    double requestsPerSecond = 0;
    std::optional<CostEffect> cost;
    std::vector<std::string> warnings;
    std::vector<LeverEffect> levers; ///< of emergency mode; all in order, else none
    Role requiredRole = Role::Operator;
    bool needsApproval = false;
    std::int64_t generation = 0; ///< of the target when the plan was made
    std::string hash;
    TimePoint expiresAt{};
};

/// "sha256:…" over action, target, changes, role, approval and the target's generation. Measured figures and texts do
/// not enter, so the plan stays the same while only they move.
std::string planHash(const Plan &plan);

/// The plans that were shown and until when each may be executed. Bounded: of each caller's the oldest are forgotten, and
/// beyond the whole capacity those of whoever has the most. So nobody can push out what others look at. Not thread-safe.
class PlanBook
{
public:
    explicit PlanBook(std::chrono::seconds validity = std::chrono::minutes(10), std::size_t perCaller = 200,
                      std::size_t capacity = 10'000);
    /// Sets the plan's hash and expiry and remembers it as the caller's newest.
    void issue(Plan &plan, const std::string &caller, TimePoint now);
    bool isValid(const std::string &hash, TimePoint now) const;
    /// A plan that was shown and needs an approval, or null. Others are not kept.
    std::shared_ptr<const Plan> approvable(const std::string &hash) const;

private:
    struct Shown
    {
        TimePoint expiresAt;
        std::shared_ptr<const Plan> approvable;
        int callers = 0; ///< that it was shown to and that have it among theirs
    };
    using Own = std::map<std::string, std::deque<std::string>>; ///< hashes by caller, the newest last
    void forgetOldest(Own::iterator own);

    std::chrono::seconds m_validity;
    std::size_t m_perCaller, m_capacity;
    std::map<std::string, Shown> m_shown;
    Own m_own;
};

/// Members that differ between two agent templates, in the contract's order and names.
std::vector<FieldChange> templateDiff(const AgentTemplate &from, const AgentTemplate &to);

} // namespace toban::manager
