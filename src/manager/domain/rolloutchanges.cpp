// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "planmaking.h"
#include "preparing.h"
#include "rolloutviews.h"
#include "statestore.h"

#include <nlohmann/json.hpp>

namespace toban::manager {

namespace {

/// A rollout as it shall be, perhaps with the deployment and a revision that change with it.
struct RolloutChange
{
    PreparedChange prepared;
    Rollout next;
    std::optional<Deployment> record;
    std::optional<Revision> revision;
};

void notePlan(Plan &plan, const Rollout &from, const Rollout &to)
{
    compare(plan, "phase", rolloutPhaseText(from.phase), rolloutPhaseText(to.phase));
    compare(plan, "paused", from.paused, to.paused);
    compare(plan, "step", from.step + 1, to.step + 1);
    compare(plan, "weight", from.weight(), to.weight());
}

PreparedChange finishedRollout(const Preparing &preparing, RolloutChange change)
{
    PreparedChange prepared = std::move(change.prepared);
    const std::string name = preparing.change.target;
    if (isNothing(prepared)) {
        prepared.shown = [name](const Fleet &fleet) {
            const DeploymentEntry &entry = fleet.deployments.at(name);
            return rolloutJson(entry, entry.rollouts.back());
        };
        return prepared;
    }
    auto shared = std::make_shared<const RolloutChange>(std::move(change));
    prepared.write = [shared, name](Transaction &transaction) {
        if (shared->revision) {
            transaction.addRevision(name, *shared->revision);
        }
        if (shared->record) {
            transaction.putDeployment(*shared->record);
        }
        transaction.putRollout(name, shared->next);
    };
    prepared.apply = [shared, name](Fleet &fleet, SteadyPoint now) {
        DeploymentEntry &entry = fleet.deployments.at(name);
        if (shared->revision) {
            entry.revisions.push_back(*shared->revision);
            // What the other set of workers failed of before says nothing of this content.
            std::erase_if(entry.backoffs, [&entry](const auto &slot) { return !entry.isLive(slot.first); });
        }
        if (shared->record) {
            entry.record = *shared->record;
        }
        fleet.setRollout(name, shared->next, now);
        fleet.events.publish("rollout", rolloutEventJson(name, shared->next));
    };
    prepared.shown
        = [shared, name](const Fleet &fleet) { return rolloutJson(fleet.deployments.at(name), shared->next); };
    return prepared;
}

/// Stamps a rollout that is another one now, with what was measured last, and what of the deployment changes with it.
void stamp(const Preparing &preparing, const DeploymentEntry &entry, RolloutChange &change)
{
    const Rollout &now = entry.rollouts.back();
    Rollout &next = change.next;
    const TimePoint at = preparing.context.now;
    ++next.generation;
    if (next.phase != now.phase || next.step != now.step) {
        next.phaseSince = at;
    }
    if (entry.rollout.readings.measuredAt) {
        next.readings = entry.rollout.readings;
    }
    if (next.isOver()) {
        next.endedAt = at;
    }
    if (next.phase == RolloutPhase::CleaningUp && now.phase != RolloutPhase::CleaningUp) {
        change.record = entry.record;
        change.record->currentRevision = next.toRevision;
        change.record->updatedAt = at;
        ++change.record->generation;
    }
}

tl::unexpected<Refusal> noDeploymentNamed(const std::string &name)
{
    return refuse(Refusal::Kind::NotFound, "There is no deployment " + name + ".");
}

/// Why no rollout can begin; empty: it can.
std::string startFault(const DeploymentEntry &entry)
{
    if (const Rollout *rollout = entry.activeRollout()) {
        return "Rollout " + std::to_string(rollout->number) + " is going on; wait for its end, or abort it.";
    }
    if (!entry.record.operationId.empty()) {
        return "The change " + entry.record.operationAction + " is under way; wait for its end.";
    }
    if (entry.record.replicas == 0 || entry.record.intake == Intake::Draining) {
        return "It runs no agents that a new revision could be held against; resume it and scale it first.";
    }
    return {};
}

} // namespace

Result<PreparedChange> prepare(const Preparing &preparing, const StartRollout &what)
{
    const std::string &name = preparing.change.target;
    const auto found = preparing.fleet.deployments.find(name);
    if (found == preparing.fleet.deployments.end()) {
        return noDeploymentNamed(name);
    }
    const DeploymentEntry &entry = found->second;
    if (const std::string fault = startFault(entry); !fault.empty()) {
        return refuse(Refusal::Kind::Conflict, fault);
    }
    const AgentTemplate content = revised(entry.current().content, what.content);
    RolloutChange change{preparing.begin(), {}, {}, {}};
    Plan &plan = change.prepared.plan;
    plan.changes = templateDiff(entry.current().content, content);
    if (plan.changes.empty()) {
        return refuse(Refusal::Kind::Conflict,
                      "The content is that of the current revision already: there is nothing to roll out.");
    }
    const ChangeContext &context = preparing.context;
    Rollout &next = change.next;
    next.number = entry.rollouts.empty() ? 1 : entry.rollouts.back().number + 1;
    next.fromRevision = entry.record.currentRevision;
    next.toRevision = int(entry.revisions.size()) + 1;
    next.blueBase = entry.liveBase();
    next.greenBase = next.blueBase == 0 ? secondSlots : 0;
    next.settings = what.settings;
    next.readings = readGates({{}, {}, "nothing was measured yet"}, 0, {}, what.settings.gates);
    next.startedAt = next.phaseSince = context.now;
    next.startedBy = context.actor;
    next.reason = context.reason;
    next.detail = "Green is being started.";
    next.operationId = context.operationId;
    change.revision = Revision{next.toRevision, content, context.now, context.actor, context.reason};
    plan.generation = entry.record.generation;
    compareText(plan, "rollout", "null", settingsValue(what.settings).dump());
    planReplaceEffects(preparing.fleet, entry, content, context.now, plan);
    plan.warnings.push_back("Until the old agents are gone twice as many run: " + std::to_string(entry.record.replicas)
                            + " more.");
    if (!preparing.fleet.options.measuresRollouts) {
        plan.warnings.emplace_back(
            "This manager knows no Prometheus (prometheus_url): every gate stays unknown, and the "
            "rollout returns at the end of its first step unless an operator promotes it.");
    }
    return finishedRollout(preparing, std::move(change));
}

Result<PreparedChange> prepare(const Preparing &preparing, const SteerRollout &what)
{
    const std::string &name = preparing.change.target;
    const auto found = preparing.fleet.deployments.find(name);
    if (found == preparing.fleet.deployments.end()) {
        return noDeploymentNamed(name);
    }
    const DeploymentEntry &entry = found->second;
    const auto &rollouts = entry.rollouts;
    if (rollouts.empty() || what.number < rollouts.front().number || what.number > rollouts.back().number) {
        return refuse(Refusal::Kind::NotFound,
                      "The deployment " + name + " has no rollout " + std::to_string(what.number) + '.');
    }
    if (what.number != rollouts.back().number) {
        return refuse(Refusal::Kind::Conflict, "Rollout " + std::to_string(what.number) + " has ended.");
    }
    const Rollout &now = rollouts.back();
    auto next = steered(now, what.verb, preparing.context.actor, preparing.context.reason);
    if (const auto *fault = std::get_if<std::string>(&next)) {
        return refuse(Refusal::Kind::Conflict, *fault);
    }
    RolloutChange change{preparing.begin(), std::get<Rollout>(std::move(next)), {}, {}};
    Plan &plan = change.prepared.plan;
    notePlan(plan, now, change.next);
    plan.generation = now.generation;
    plan.agents
        = what.verb == RolloutVerb::Abort || change.next.phase == RolloutPhase::CleaningUp ? entry.record.replicas : 0;
    if (what.verb == RolloutVerb::Promote) {
        plan.warnings.emplace_back("The gates of this step are not waited for.");
    }
    if (now.weight() < 100 && entry.rollout.total) {
        change.next.baseline = entry.rollout.total;
    }
    stamp(preparing, entry, change);
    return finishedRollout(preparing, std::move(change));
}

Result<PreparedChange> prepare(const Preparing &preparing, const MoveRollout &what)
{
    const std::string &name = preparing.change.target;
    const auto found = preparing.fleet.deployments.find(name);
    if (found == preparing.fleet.deployments.end()) {
        return noDeploymentNamed(name);
    }
    const DeploymentEntry &entry = found->second;
    const Rollout *now = entry.activeRollout();
    if (now == nullptr || now->number != what.next.number || now->generation != what.next.generation) {
        return refuse(Refusal::Kind::Conflict, "The rollout is another one by now.");
    }
    RolloutChange change{preparing.begin(), what.next, {}, {}};
    notePlan(change.prepared.plan, *now, what.next);
    change.prepared.plan.generation = now->generation;
    stamp(preparing, entry, change);
    return finishedRollout(preparing, std::move(change));
}

} // namespace toban::manager
