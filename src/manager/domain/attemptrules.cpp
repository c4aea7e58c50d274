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

std::string forcedModel(const Fleet &fleet, const Task &task, const Agent &agent, bool downgrading, SteadyPoint now)
{
    const std::string own = modelOf(fleet, agent);
    const auto fallbackOf = [&fleet](const std::string &model) {
        const auto fallback = fleet.balancing.fallbackModels.find(model);
        return fallback == fleet.balancing.fallbackModels.end() ? std::string() : fallback->second;
    };
    if (task.modelAtFault && task.attempts >= fleet.options.taskAttempts) {
        if (std::string fallback = fallbackOf(own); !fallback.empty()) {
            return fallback;
        }
    }
    std::string wanted;
    if (fleet.emergency.has(Lever::DowngradeModels) && !own.empty()) {
        wanted = downgradedModel(own);
    } else if (downgrading) {
        wanted = cheaperModel(fleet.costControls, own);
    }
    const std::string &next = wanted.empty() ? own : wanted;
    if (fleet.health.isModelDown(next, now)) {
        std::string fallback = fallbackOf(next);
        if (!fallback.empty() && !fleet.health.isModelDown(fallback, now)) {
            return fallback;
        }
    }
    return wanted;
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
