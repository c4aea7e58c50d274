// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "emergencyplan.h"
#include "emergencyviews.h"
#include "preparing.h"
#include "statestore.h"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace toban::manager {

namespace {

/// A change of emergency mode on its way: its state as it shall be, and deployments and agents that change with it.
struct EmergencyChange
{
    PreparedChange prepared;
    Emergency next;
    std::vector<Deployment> deployments;
    std::vector<std::string> openedAgents;
    bool forgetsTrouble = false;
};

nlohmann::json leverNamesOf(const Emergency &emergency)
{
    nlohmann::json names = nlohmann::json::array();
    for (const Lever lever : emergency.levers) {
        names.push_back(leverText(lever));
    }
    return names;
}

nlohmann::json capOf(const Emergency &emergency)
{
    return emergency.has(Lever::CapConcurrency) ? nlohmann::json(emergency.concurrency) : nlohmann::json(nullptr);
}

void setIntake(const Preparing &preparing, EmergencyChange &change, const Deployment &record, Intake intake)
{
    compare(change.prepared.plan, ("deployments." + record.name + ".intake").c_str(), intakeText(record.intake),
            intakeText(intake));
    change.deployments.push_back(record);
    Deployment &next = change.deployments.back();
    next.intake = intake;
    next.updatedAt = preparing.context.now;
    ++next.generation;
}

/// Without levers nothing is left of it but its number.
void endWithoutLevers(Emergency &emergency)
{
    if (!emergency.isActive()) {
        const auto generation = emergency.generation;
        emergency = Emergency{};
        emergency.generation = generation;
    }
}

void applyIntakes(Fleet &fleet, const EmergencyChange &change, SteadyPoint now)
{
    for (const Deployment &record : change.deployments) {
        DeploymentEntry &entry = fleet.deployments.at(record.name);
        entry.record = record;
        entry.settled = false;
        const std::set<std::string> ids = fleet.agents.ofDeployment(record.name);
        for (const std::string &id : ids) {
            fleet.updateAgent(id, now, [&record](Agent &agent) { agent.deploymentIntake = record.intake; });
        }
    }
    for (const std::string &id : change.openedAgents) {
        fleet.agentIntakes.erase(id);
        fleet.updateAgent(id, now, [](Agent &agent) { agent.intake = Intake::Open; });
    }
    if (change.forgetsTrouble) {
        for (auto &[name, entry] : fleet.deployments) {
            entry.backoffs.clear();
        }
    }
}

PreparedChange finishedEmergency(const Preparing &preparing, EmergencyChange change)
{
    const TimePoint now = preparing.context.now;
    PreparedChange prepared = std::move(change.prepared);
    prepared.plan.generation = preparing.fleet.emergency.generation;
    if (isNothing(prepared)) {
        prepared.shown = [now](const Fleet &fleet) { return emergencyJson(fleet, fleet.emergency, now); };
        return prepared;
    }
    change.next.generation = preparing.fleet.emergency.generation + 1;
    auto shared = std::make_shared<const EmergencyChange>(std::move(change));
    prepared.write = [shared](Transaction &transaction) {
        transaction.putEmergency(shared->next);
        for (const Deployment &record : shared->deployments) {
            transaction.putDeployment(record);
        }
        for (const std::string &id : shared->openedAgents) {
            transaction.putAgentIntake(id, Intake::Open);
        }
    };
    prepared.apply = [shared](Fleet &fleet, SteadyPoint steady) {
        fleet.emergency = shared->next;
        applyIntakes(fleet, *shared, steady);
    };
    prepared.shown = [shared, now](const Fleet &fleet) { return emergencyJson(fleet, shared->next, now); };
    return prepared;
}

} // namespace

Result<PreparedChange> prepare(const Preparing &preparing, const EnterEmergency &what)
{
    const Fleet &fleet = preparing.fleet;
    const Emergency &now = fleet.emergency;
    const bool caps = what.levers.contains(Lever::CapConcurrency);
    if (what.levers.empty()) {
        return invalid("levers", "must name at least one");
    }
    if (caps != what.concurrency.has_value()) {
        return invalid("concurrency", caps ? "is missing; cap_concurrency needs it" : "is only for cap_concurrency");
    }
    EmergencyChange change{preparing.begin(), now, {}, {}};
    Emergency &next = change.next;
    next.levers.insert(what.levers.begin(), what.levers.end());
    next.concurrency = what.concurrency.value_or(now.concurrency);
    if (!now.isActive()) {
        const auto spend = fleet.spend.rateOfLastMinute(preparing.context.now);
        next.since = preparing.context.now;
        next.by = preparing.context.actor;
        next.reason = preparing.context.reason;
        next.inFlightAtEntry = fleet.inFlight();
        next.spendAtEntry = spend && spend->isKnown() ? std::optional(spend->perHour) : std::nullopt;
    }
    if (next.alertData.empty()) {
        next.alertData = what.alertData;
    }
    compare(change.prepared.plan, "levers", leverNamesOf(now), leverNamesOf(next));
    compare(change.prepared.plan, "concurrency", capOf(now), capOf(next));
    if (what.levers.contains(Lever::PauseDeployments)) {
        for (const auto &[name, entry] : fleet.deployments) {
            if (entry.record.intake == Intake::Open) {
                setIntake(preparing, change, entry.record, Intake::Paused);
                next.paused.insert(name);
            }
        }
    }
    planEmergency(fleet, what, preparing.context.now, change.prepared.plan);
    return finishedEmergency(preparing, std::move(change));
}

Result<PreparedChange> prepare(const Preparing &preparing, const RestoreLever &what)
{
    const Fleet &fleet = preparing.fleet;
    const Emergency &now = fleet.emergency;
    if (!now.isActive()) {
        return refuse(Refusal::Kind::Conflict, "Emergency mode is off: there is no lever to take back.");
    }
    if (const Lever last = *now.levers.rbegin(); what.lever != last) {
        return refuse(Refusal::Kind::Conflict,
                      "Levers are taken back in reverse order: " + std::string(leverText(last)) + " comes first.");
    }
    EmergencyChange change{preparing.begin(), now, {}, {}};
    Emergency &next = change.next;
    next.levers.erase(what.lever);
    compare(change.prepared.plan, "levers", leverNamesOf(now), leverNamesOf(next));
    compare(change.prepared.plan, "concurrency", capOf(now), capOf(next));
    if (what.lever == Lever::PauseDeployments) {
        for (const std::string &name : now.paused) {
            const auto entry = fleet.deployments.find(name);
            if (entry != fleet.deployments.end() && entry->second.record.intake == Intake::Paused) {
                setIntake(preparing, change, entry->second.record, Intake::Open);
            }
        }
        next.paused.clear();
    }
    if (what.lever == Lever::CapConcurrency) {
        next.concurrency = 0;
    }
    endWithoutLevers(next);
    planRestore(fleet, what.lever, preparing.context.now, change.prepared.plan);
    return finishedEmergency(preparing, std::move(change));
}

Result<PreparedChange> prepare(const Preparing &preparing, const ResetSystem &)
{
    const Fleet &fleet = preparing.fleet;
    int operations = 0, rollouts = 0;
    std::size_t backoffs = 0;
    for (const auto &[name, entry] : fleet.deployments) {
        operations += entry.record.operationId.empty() ? 0 : 1;
        rollouts += entry.activeRollout() != nullptr ? 1 : 0;
        backoffs += entry.backoffs.size();
    }
    const auto &secrets = fleet.secrets.all();
    const auto rotations
        = int(std::count_if(secrets.begin(), secrets.end(), [](const auto &is) { return is.second.isRotating(); }));
    const int running = fleet.inFlight();
    if (const int active = operations + rollouts + rotations + running; active > 0) {
        return refuse(Refusal::Kind::Conflict,
                      std::to_string(active) + " operations are active: " + std::to_string(operations)
                          + " changes of deployments, " + std::to_string(rollouts) + " rollouts, "
                          + std::to_string(rotations) + " rotations of secrets and " + std::to_string(running)
                          + " tasks are under way. Wait for their end, or stop them first.");
    }
    EmergencyChange change{preparing.begin(), fleet.emergency, {}, {}};
    change.forgetsTrouble = true;
    Plan &plan = change.prepared.plan;
    change.next.levers.clear();
    endWithoutLevers(change.next);
    compare(plan, "levers", leverNamesOf(fleet.emergency), leverNamesOf(change.next));
    compare(plan, "concurrency", capOf(fleet.emergency), capOf(change.next));
    for (const auto &[name, entry] : fleet.deployments) {
        if (entry.record.intake != Intake::Open) {
            setIntake(preparing, change, entry.record, Intake::Open);
            plan.agents += entry.record.replicas;
        }
    }
    for (const auto &[id, intake] : fleet.agentIntakes) {
        compare(plan, ("agents." + id + ".intake").c_str(), intakeText(intake), intakeText(Intake::Open));
        change.openedAgents.push_back(id);
        ++plan.agents;
    }
    compare(plan, "backoffs", backoffs, 0);
    if (const auto queued = fleet.board.queued(); queued > 0) {
        plan.warnings.push_back(std::to_string(queued) + " tasks wait and are begun at once.");
    }
    plan.warnings.emplace_back("The cost per hour is unknown: it depends on the tasks that come.");
    return finishedEmergency(preparing, std::move(change));
}

} // namespace toban::manager
