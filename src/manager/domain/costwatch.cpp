// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "costwatch.h"

#include "costviews.h"
#include "timetext.h"

namespace toban::manager {

CostWatch::CostWatch(Fleet &fleet, ChangeService &changes, const Clock &clock)
    : m_fleet(fleet), m_changes(changes), m_clock(clock)
{ }

/// With the fleet's mutex held.
void CostWatch::lookAtBudget(BudgetKind kind, const std::optional<Money> &budget, TimePoint begin, Money used)
{
    ToldStep &told = m_steps[kind];
    if (told.period != begin) {
        told = {begin, 0};
    }
    const int step = budget ? alertStep(m_fleet.budgets.alertSteps, used, *budget) : 0;
    if (step > told.step) {
        m_fleet.events.publish("cost", budgetEventJson(kind, step, *budget, used));
    }
    told.step = step; // of a larger budget the same step may come again
}

void CostWatch::step()
{
    struct Note
    {
        std::string action, name, detail;
    };
    std::vector<Note> notes;
    {
        const std::lock_guard lock(m_fleet.mutex);
        const TimePoint now = m_clock.now();
        const auto states = m_fleet.limits(now);
        std::map<CostLimit, LimitState> reached;
        for (const LimitState &state : states) {
            if (state.isReached()) {
                reached.emplace(state.limit, state);
            }
        }
        for (const auto &[limit, state] : reached) {
            if (!m_reached.contains(limit)) {
                m_fleet.events.publish("cost", limitEventJson(state));
                notes.push_back({"limit.reached", std::string(costLimitText(limit)),
                                 state.usedText() + " of " + state.valueText() + " are used up; it frees at "
                                     + timeText(state.frees) + '.'});
            }
        }
        for (auto &[limit, state] : m_reached) {
            if (!reached.contains(limit)) {
                for (const LimitState &each : states) {
                    state = each.limit == limit ? each : state;
                }
                state.used = state.isReached() ? 0 : state.used; // it is not set any more
                m_fleet.events.publish("cost", limitEventJson(state));
                notes.push_back({"limit.free", std::string(costLimitText(limit)), "Tasks are taken again."});
            }
        }
        m_reached = std::move(reached);
        if (const bool downgrading = isDowngrading(m_fleet.costControls, states); downgrading != m_downgrading) {
            m_downgrading = downgrading;
            m_fleet.events.publish("cost", downgradeEventJson(downgrading));
            notes.push_back(
                {downgrading ? "downgrade.begin" : "downgrade.end", "models",
                 downgrading ? "Tasks go out with cheaper models." : "Tasks go out with their own models."});
        }
        lookAtBudget(BudgetKind::Daily, m_fleet.budgets.daily, beginOfDay(now), m_fleet.usage.day(now).cost);
        lookAtBudget(BudgetKind::Monthly, m_fleet.budgets.monthly, beginOfMonth(now), m_fleet.usage.month(now).cost);
    }
    for (const Note &note : notes) {
        m_changes.note(note.action, "cost_controls", note.name, note.detail);
    }
}

} // namespace toban::manager
