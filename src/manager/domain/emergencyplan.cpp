// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "emergencyplan.h"

#include "planmaking.h"

#include <algorithm>
#include <cmath>

namespace toban::manager {

namespace {

std::string some(std::int64_t count, const std::string &one, const std::string &many)
{
    return std::to_string(count) + ' ' + (count == 1 ? one : many);
}

int agentsAtWork(const Fleet &fleet)
{
    return int(std::count_if(fleet.agents.all().begin(), fleet.agents.all().end(),
                             [](const auto &each) { return each.second.load > 0; }));
}

LeverEffect stopIntakeEffect(const Fleet &fleet)
{
    LeverEffect effect;
    effect.stops = "Submissions of tasks are refused with 503 intake_stopped. "
        + some(std::int64_t(fleet.board.queued()), "waiting task is", "waiting tasks are")
        + " still begun unless another lever stops that.";
    return effect;
}

LeverEffect capEffect(const Fleet &fleet, std::optional<int> concurrency)
{
    LeverEffect effect;
    const int running = fleet.inFlight();
    effect.stops = "No further task is begun while as many as `concurrency` are under way; now "
        + some(running, "is", "are") + ". Those above it run to their end.";
    if (concurrency) {
        effect.tasks = std::max(0, running - *concurrency);
    }
    return effect;
}

LeverEffect downgradeEffect(const Fleet &fleet)
{
    LeverEffect effect;
    std::string models;
    for (const auto &[name, entry] : fleet.deployments) {
        const std::string &model = entry.current().content.model;
        const std::string cheaper = downgradedModel(model);
        if (cheaper != model) {
            ++effect.deployments;
            effect.agents += int(entry.workers.size());
            models += (models.empty() ? "" : ", ") + name + ": " + model + " to " + cheaper;
        }
    }
    const auto unknown = std::count_if(fleet.agents.all().begin(), fleet.agents.all().end(), [&](const auto &each) {
        return !fleet.deployments.contains(each.second.deployment) && !each.second.metadata.contains("model");
    });
    effect.stops = "Each task is sent with the model that its agent must use: "
        + (models.empty() ? std::string("no deployment has one that is downgraded") : models)
        + "; the others keep their own and no other.";
    if (unknown > 0) {
        effect.stops += " It does not reach " + some(unknown, "agent", "agents") + " whose model is unknown.";
    }
    return effect;
}

LeverEffect pauseEffect(const Fleet &fleet)
{
    LeverEffect effect;
    for (const auto &[name, entry] : fleet.deployments) {
        if (entry.record.intake == Intake::Open) {
            ++effect.deployments;
            effect.agents += int(entry.workers.size());
        }
    }
    effect.queued = int(fleet.board.queued());
    effect.stops = "No agent of " + some(effect.deployments, "deployment", "deployments")
        + " gets tasks; what is under way goes on. Agents that belong to no deployment are not paused.";
    return effect;
}

LeverEffect inFlightEffect(const Fleet &fleet)
{
    LeverEffect effect;
    effect.tasks = fleet.inFlight();
    effect.agents = agentsAtWork(fleet);
    effect.queued = int(fleet.board.queued());
    effect.stops = some(effect.tasks, "task", "tasks")
        + " under way end as cancelled, their agents are told to drop them, and none is begun.";
    return effect;
}

} // namespace

void planEmergency(const Fleet &fleet, const EnterEmergency &what, TimePoint now, Plan &plan)
{
    for (const Lever lever : leversInOrder) {
        LeverEffect effect = lever == Lever::StopIntake ? stopIntakeEffect(fleet)
            : lever == Lever::CapConcurrency            ? capEffect(fleet, what.concurrency)
            : lever == Lever::DowngradeModels           ? downgradeEffect(fleet)
            : lever == Lever::PauseDeployments          ? pauseEffect(fleet)
                                                        : inFlightEffect(fleet);
        effect.lever = leverText(lever);
        effect.chosen = what.levers.contains(lever);
        effect.active = fleet.emergency.has(lever);
        if (effect.chosen) {
            plan.agents = std::max(plan.agents, effect.agents);
            plan.inFlightTasks = std::max(plan.inFlightTasks, lever == Lever::StopInFlight ? effect.tasks : 0);
        }
        plan.levers.push_back(std::move(effect));
    }
    const bool endsWork = what.levers.contains(Lever::PauseDeployments) || what.levers.contains(Lever::StopInFlight);
    if (endsWork || what.levers.contains(Lever::StopIntake)) {
        plan.requestsPerSecond = std::round(fleet.spend.tasksPerSecond(now) * 1000) / 1000;
    }
    const auto spend = fleet.spend.rateOfLastMinute(now);
    if (!spend || !spend->isKnown()) {
        plan.warnings.push_back(costUnknown(spend));
    } else if (endsWork) {
        plan.cost = CostEffect{spend->perHour,
                               {},
                               spendCurrency,
                               "Measured over the last " + std::to_string(spend->window.count())
                                   + " s; without tasks nothing is spent."};
    } else {
        plan.warnings.push_back("The cost per hour falls from " + spend->perHour.text() + ' ' + spendCurrency
                                + "/h (measured over the last " + std::to_string(spend->window.count())
                                + " s); by how much is not known.");
    }
}

void planRestore(const Fleet &fleet, Lever lever, TimePoint now, Plan &plan)
{
    const auto queued = std::int64_t(fleet.board.queued());
    if (lever == Lever::StopInFlight || lever == Lever::PauseDeployments || lever == Lever::CapConcurrency) {
        if (queued > 0) {
            plan.warnings.push_back(
                some(queued, "waiting task is", "waiting tasks are") + " begun"
                + (fleet.emergency.levers.size() > 1 ? " as far as the levers that stay let them." : " at once."));
        }
    }
    if (lever == Lever::PauseDeployments) {
        for (const std::string &name : fleet.emergency.paused) {
            if (const auto entry = fleet.deployments.find(name); entry != fleet.deployments.end()) {
                plan.agents += int(entry->second.workers.size());
            }
        }
    }
    const auto spend = fleet.spend.rateOfLastMinute(now);
    plan.warnings.push_back("The cost per hour is unknown: it depends on the tasks that come"
                            + (spend && spend->isKnown()
                                   ? "; now it is " + spend->perHour.text() + ' ' + spendCurrency + "/h."
                                   : std::string(".")));
}

} // namespace toban::manager
