// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "planmaking.h"

#include <cmath>

namespace toban::manager {

namespace {

std::string counted(long long count, const std::string &one, const std::string &many)
{
    return std::to_string(count) + ' ' + (count == 1 ? one : many);
}

int inFlight(const Fleet &fleet, const DeploymentEntry &entry, int fromOrdinal)
{
    int tasks = 0;
    for (const auto &[ordinal, worker] : entry.workers) {
        if (ordinal >= fromOrdinal) {
            tasks += fleet.board.load(worker.agentId);
        }
    }
    return tasks;
}

double roundedRate(double rate)
{
    return std::round(rate * 1000) / 1000;
}

void warnOfWaiting(const Fleet &fleet, const DeploymentEntry &entry, Plan &plan)
{
    const std::string &type = entry.record.agentType;
    for (const auto &[name, other] : fleet.deployments) {
        if (name != entry.record.name && other.record.agentType == type && other.record.intake == Intake::Open
            && other.record.replicas > 0) {
            return;
        }
    }
    plan.warnings.push_back("Nothing else takes tasks of type " + type + ": "
                            + counted((long long)fleet.board.queuedFor(type), "waiting task", "waiting tasks")
                            + " and all new ones stay queued.");
}

void warnOfInFlight(const Fleet &fleet, int tasks, Plan &plan)
{
    if (tasks > 0) {
        const auto grace = std::chrono::duration_cast<std::chrono::seconds>(fleet.options.drainGrace).count();
        plan.warnings.push_back(counted(tasks, "task is", "tasks are")
                                + " under way on agents that stop; what is not done within " + std::to_string(grace)
                                + " s is begun again by another agent.");
    }
}

void warnOfProgress(const DeploymentEntry &entry, Plan &plan)
{
    if (!entry.record.operationId.empty()) {
        plan.warnings.push_back("An earlier change (" + entry.record.operationAction + ") is still under way.");
    }
}

std::string basisOf(const SpendMeter::Rate &rate, int agents)
{
    const auto minutes = rate.window.count() / 60;
    const std::string window
        = minutes > 0 ? std::to_string(minutes) + " min" : std::to_string(rate.window.count()) + " s";
    return "Measured over the last " + window + ": " + counted(rate.tasks, "task", "tasks") + " on "
        + counted(agents, "agent", "agents") + " cost " + rate.perHour.text() + ' ' + spendCurrency + "/h"
        + (rate.unpricedTokens > 0 ? " without " + std::to_string(rate.unpricedTokens) + " tokens that have no price"
                                   : std::string());
}

Money scaled(Money amount, int by, int of)
{
    return Money::fromDouble(double(amount.nano) / 1e9 * by / of).rounded();
}

} // namespace

std::string costUnknown(const std::optional<SpendMeter::Rate> &rate)
{
    return rate && !rate->isKnown() ? "The cost per hour is unknown: " + std::to_string(rate->unpricedTokens)
            + " tokens were used without a price; GET /api/v1/prices shows the table."
                                    : "The cost per hour is unknown: no spending was measured yet.";
}

void planScaleEffects(const Fleet &fleet, const DeploymentEntry &entry, int to, TimePoint now, Plan &plan)
{
    const int from = entry.record.replicas;
    plan.agents = std::abs(to - from);
    if (to < from) {
        plan.inFlightTasks = inFlight(fleet, entry, to);
        plan.requestsPerSecond = from == 0 ? 0 : roundedRate(entry.spend.tasksPerSecond(now) * (from - to) / from);
        warnOfInFlight(fleet, plan.inFlightTasks, plan);
    }
    if (to == 0 && from > 0) {
        warnOfWaiting(fleet, entry, plan);
    }
    if (entry.record.intake != Intake::Open) {
        plan.warnings.push_back("The deployment is " + std::string(intakeText(entry.record.intake))
                                + (entry.record.intake == Intake::Draining
                                       ? ": its agents start when it is resumed."
                                       : ": its agents get no tasks until it is resumed."));
    }
    warnOfProgress(entry, plan);
    const auto rate = entry.spend.rate(now);
    const int agents = entry.ready() > 0 ? entry.ready() : from;
    if (!rate || !rate->isKnown() || agents == 0) {
        plan.warnings.push_back(costUnknown(rate));
        return;
    }
    plan.cost = CostEffect{scaled(rate->perHour, from, agents), scaled(rate->perHour, to, agents), spendCurrency,
                           basisOf(*rate, agents) + "; assumes that each agent goes on spending as much."};
}

void planReplaceEffects(const Fleet &fleet, const DeploymentEntry &entry, const AgentTemplate &to, TimePoint now,
                        Plan &plan)
{
    plan.agents = int(entry.workers.size());
    plan.inFlightTasks = inFlight(fleet, entry, 0);
    warnOfInFlight(fleet, plan.inFlightTasks, plan);
    warnOfProgress(entry, plan);
    const auto rate = entry.spend.rate(now);
    if (!rate || !rate->isKnown()) {
        plan.warnings.push_back(costUnknown(rate));
    } else if (to.model != entry.current().content.model) {
        plan.warnings.push_back("The cost per hour is unknown: nothing was measured with the model " + to.model
                                + "; with " + entry.current().content.model + " it is " + rate->perHour.text() + ' '
                                + spendCurrency + "/h.");
    } else {
        plan.cost = CostEffect{rate->perHour, rate->perHour, spendCurrency,
                               basisOf(*rate, entry.ready()) + "; the model and the number of agents stay."};
    }
}

void planIntakeEffects(const Fleet &fleet, const DeploymentEntry &entry, Intake to, TimePoint now, Plan &plan)
{
    plan.agents = to == Intake::Open ? entry.record.replicas : int(entry.workers.size());
    const auto rate = entry.spend.rate(now);
    if (to != Intake::Open) {
        plan.requestsPerSecond = roundedRate(entry.spend.tasksPerSecond(now));
        warnOfWaiting(fleet, entry, plan);
        if (to == Intake::Draining) {
            plan.inFlightTasks = inFlight(fleet, entry, 0);
            warnOfInFlight(fleet, plan.inFlightTasks, plan);
        }
        if (rate && rate->isKnown()) {
            plan.cost = CostEffect{
                rate->perHour, {}, spendCurrency, basisOf(*rate, entry.ready()) + "; without tasks nothing is spent."};
        } else {
            plan.warnings.push_back(costUnknown(rate));
        }
    } else {
        plan.warnings.emplace_back("The cost per hour is unknown: it depends on the tasks that come.");
    }
    warnOfProgress(entry, plan);
}

void planAgentEffects(const Fleet &fleet, const Agent &agent, bool stops, Intake to, TimePoint now, Plan &plan)
{
    plan.agents = 1;
    if (stops) {
        plan.inFlightTasks = agent.load;
        warnOfInFlight(fleet, agent.load, plan);
    }
    const auto deployment = fleet.deployments.find(agent.deployment);
    const int agents = deployment == fleet.deployments.end() ? 0 : deployment->second.ready();
    const auto rate = agents == 0 ? std::nullopt : deployment->second.spend.rate(now);
    if (agents > 0 && to != Intake::Open) {
        plan.requestsPerSecond = roundedRate(deployment->second.spend.tasksPerSecond(now) / agents);
    }
    if (agents == 1 && to != Intake::Open) {
        warnOfWaiting(fleet, deployment->second, plan);
    }
    if (rate && rate->isKnown()) {
        plan.cost = CostEffect{rate->perHour, rate->perHour, spendCurrency,
                               basisOf(*rate, agents) + "; the others take over its share of the tasks."};
    } else {
        plan.warnings.push_back(costUnknown(rate));
    }
}

} // namespace toban::manager
