// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "changeservice.h"

namespace toban::manager {

/// Tells, as events and in the audit, when a limit is reached or free again and when models are downgraded; as events,
/// when spending passes an alert step of a budget. Part of the control loop: one thread.
class CostWatch
{
public:
    CostWatch(Fleet &fleet, ChangeService &changes, const Clock &clock);
    /// One round. Never blocks.
    void step();

private:
    void lookAtBudget(BudgetKind kind, const std::optional<Money> &budget, TimePoint begin, Money used);

    Fleet &m_fleet;
    ChangeService &m_changes;
    const Clock &m_clock;
    std::map<CostLimit, LimitState> m_reached; ///< as told
    bool m_downgrading = false;
    struct ToldStep
    {
        TimePoint period{};
        int step = 0;
    };
    std::map<BudgetKind, ToldStep> m_steps;
};

} // namespace toban::manager
