// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "attemptrules.h"

namespace toban::manager {

namespace {

constexpr int idleRefusalLimit = 5; // as failures until a breaker opens, facts §6

/// The model that an agent calls by itself; empty: unknown.
std::string modelOf(const Fleet &fleet, const Agent &agent)
{
    if (const auto entry = fleet.deployments.find(agent.deployment); entry != fleet.deployments.end()) {
        const auto &revisions = entry->second.revisions;
        const bool isKnown = agent.revision >= 1 && std::size_t(agent.revision) <= revisions.size();
        return (isKnown ? revisions[std::size_t(agent.revision - 1)] : entry->second.current()).content.model;
    }
    const auto model = agent.metadata.find("model");
    return model == agent.metadata.end() ? std::string() : model->second;
}

} // namespace

bool isModelAtFault(const TaskOutcome &outcome)
{
    return outcome.kind == TaskOutcome::Kind::Failed && (outcome.code == "rate_limit" || outcome.code == "model_error");
}

void noteAttempt(Fleet &fleet, const std::string &agentId, const TaskOutcome &outcome, SteadyPoint::duration time,
                 SteadyPoint now)
{
    using Kind = TaskOutcome::Kind;
    if (outcome.kind == Kind::Busy) {
        // It has not tried. But what stands before a dead agent may say so for ever, and would be asked for ever.
        if (fleet.board.load(agentId) == 0 && fleet.endpoints.refusedIdle(agentId) >= idleRefusalLimit) {
            fleet.attemptEnded(agentId, {false, std::nullopt, false}, now);
        }
        return;
    }
    AttemptEnd end;
    end.success
        = outcome.kind == Kind::Done || outcome.kind == Kind::Refused; // a wrong task is no failure of the agent
    if (outcome.kind == Kind::Done || outcome.kind == Kind::TimedOut) {
        end.seconds = std::chrono::duration<double>(time).count(); // a quick failure must not look like a quick agent
    }
    if (!isModelAtFault(outcome)) {
        end.healthy = end.success;
    }
    fleet.attemptEnded(agentId, end, now);
}

std::string forcedModel(const Fleet &fleet, const Task &task, const Agent &agent, bool downgrading)
{
    const std::string own = modelOf(fleet, agent);
    if (task.modelAtFault && task.attempts >= fleet.options.taskAttempts) {
        const auto fallback = fleet.balancing.fallbackModels.find(own);
        if (fallback != fleet.balancing.fallbackModels.end()) {
            return fallback->second;
        }
    }
    if (fleet.emergency.has(Lever::DowngradeModels) && !own.empty()) {
        return downgradedModel(own);
    }
    return downgrading ? cheaperModel(fleet.costControls, own) : std::string();
}

std::string overTaskBudget(const Fleet &fleet, const Task &task)
{
    const auto &budget = fleet.budgets.perTask;
    if (!budget || !fleet.costControls.enforced.contains(BudgetKind::PerTask) || task.spent < *budget) {
        return {};
    }
    return "The budget of a task, " + budget->text() + ' ' + spendCurrency + ", is used up: its "
        + std::to_string(task.attempts) + (task.attempts == 1 ? " attempt" : " attempts") + " cost " + task.spent.text()
        + ' ' + spendCurrency + ". ";
}

} // namespace toban::manager
