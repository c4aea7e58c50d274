// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "planmaking.h"
#include "preparing.h"
#include "scalingviews.h"
#include "statestore.h"
#include "views.h"

#include <nlohmann/json.hpp>

namespace toban::manager {

namespace {

using nlohmann::json;

/// A change of one deployment on its way: the record as it shall be, and revisions that come with it.
struct DeploymentChange
{
    PreparedChange prepared;
    Deployment record;
    std::vector<Revision> newRevisions;
};

const DeploymentEntry &entryOf(const Fleet &fleet, const std::string &name)
{
    static const DeploymentEntry none;
    const auto found = fleet.deployments.find(name);
    return found == fleet.deployments.end() ? none : found->second;
}

void apply(Fleet &fleet, const Deployment &record, const std::vector<Revision> &newRevisions, SteadyPoint now)
{
    DeploymentEntry &entry = fleet.deployments[record.name];
    entry.record = record;
    entry.settled = false;
    entry.revisions.insert(entry.revisions.end(), newRevisions.begin(), newRevisions.end());
    if (!newRevisions.empty()) {
        entry.backoffs.clear(); // what failed with the old content may work with the new
    }
    const std::set<std::string> ids = fleet.agents.ofDeployment(record.name);
    for (const std::string &id : ids) {
        fleet.updateAgent(id, now, [&record](Agent &agent) { agent.deploymentIntake = record.intake; });
    }
}

PreparedChange finished(const Preparing &preparing, DeploymentChange change)
{
    PreparedChange &prepared = change.prepared;
    Deployment &record = change.record;
    if (isNothing(prepared)) {
        record = entryOf(preparing.fleet, preparing.change.target).record;
        change.newRevisions.clear();
    } else {
        if (!record.operationId.empty()) {
            prepared.superseded = SupersededOperation{record.operationId, record.operationAction};
        }
        record.updatedAt = preparing.context.now;
        record.generation = prepared.plan.generation + 1;
        record.operationId = preparing.context.operationId;
        record.operationAction = prepared.plan.action;
        prepared.write = [record, added = change.newRevisions](Transaction &transaction) {
            transaction.putDeployment(record);
            for (const Revision &revision : added) {
                transaction.addRevision(record.name, revision);
            }
        };
        prepared.apply = [record, added = change.newRevisions](Fleet &fleet, SteadyPoint now) {
            apply(fleet, record, added, now);
        };
    }
    prepared.shown = [record, added = std::move(change.newRevisions), now = preparing.context.now](const Fleet &fleet) {
        const DeploymentEntry &entry = entryOf(fleet, record.name);
        const Revision &revision
            = added.empty() ? entry.revisions.at(std::size_t(record.currentRevision - 1)) : added.back();
        return deploymentJson(fleet, entry, record, revision, now);
    };
    return std::move(prepared);
}

/// Works a change of a deployment that exists out: `function` alters the change and may refuse.
template <typename Function>
Result<PreparedChange> withDeployment(const Preparing &preparing, Function &&function)
{
    const std::string &name = preparing.change.target;
    const auto found = preparing.fleet.deployments.find(name);
    if (found == preparing.fleet.deployments.end()) {
        return refuse(Refusal::Kind::NotFound, "There is no deployment " + name + ".");
    }
    DeploymentChange change{preparing.begin(), found->second.record, {}};
    change.prepared.plan.generation = change.record.generation;
    if (std::optional<Refusal> refusal = function(found->second, change)) {
        return tl::unexpected(std::move(*refusal));
    }
    return finished(preparing, std::move(change));
}

void addRevision(const Preparing &preparing, DeploymentChange &change, const AgentTemplate &content, int number)
{
    const ChangeContext &context = preparing.context;
    change.newRevisions.push_back({number, content, context.now, context.actor, context.reason});
    change.record.currentRevision = number;
}

void replaceContent(const Preparing &preparing, const DeploymentEntry &entry, const AgentTemplate &content,
                    DeploymentChange &change)
{
    Plan &plan = change.prepared.plan;
    plan.changes = templateDiff(entry.current().content, content);
    if (!plan.changes.empty()) {
        addRevision(preparing, change, content, int(entry.revisions.size()) + 1);
        planReplaceEffects(preparing.fleet, entry, content, preparing.context.now, plan);
    }
}

void warnOfAutoscaling(const DeploymentEntry &entry, int to, Plan &plan)
{
    const Autoscaling &autoscaling = entry.autoscaling;
    if (autoscaling.policy == ScalingPolicy::Off) {
        return;
    }
    const ScalingBounds &bounds = autoscaling.bounds;
    const bool isOutside = to < bounds.least || to > bounds.most;
    plan.warnings.push_back("Autoscaling (" + std::string(scalingPolicyText(autoscaling.policy)) + ", "
                            + std::to_string(bounds.least) + " to " + std::to_string(bounds.most) + ") is on: "
                            + (isOutside ? "it brings the number back within its bounds at its next evaluation."
                                         : "it may change the number again at its next evaluation."));
}

/// Makes an event of a scaling, kept with the deployment in the same transaction.
void noteScaling(const Preparing &preparing, const ScaleDeployment &what, PreparedChange &prepared)
{
    const DeploymentEntry &entry = entryOf(preparing.fleet, preparing.change.target);
    ScalingEvent event;
    event.sequence = entry.scalingEvents.empty() ? 1 : entry.scalingEvents.back().sequence + 1;
    event.at = preparing.context.now;
    event.from = entry.record.replicas;
    event.to = event.target = what.replicas;
    event.direction = event.to > event.from ? ScalingDirection::Up : ScalingDirection::Down;
    event.actor = preparing.context.actor;
    event.reason = preparing.context.reason;
    event.operationId = preparing.context.operationId;
    if (what.step != nullptr) {
        event.target = what.step->target;
        event.policy = what.step->policy;
        event.factors = scalingFactorsJson(what.step->factors);
    }
    prepared.write = [inner = std::move(prepared.write), name = entry.record.name, event](Transaction &transaction) {
        inner(transaction);
        transaction.addScalingEvent(name, event);
    };
    prepared.apply = [inner = std::move(prepared.apply), name = entry.record.name, event,
                      step = what.step](Fleet &fleet, SteadyPoint now) {
        inner(fleet, now);
        DeploymentEntry &scaled = fleet.deployments.at(name);
        scaled.scalingEvents.push_back(event);
        if (scaled.scalingEvents.size() > scalingEventsKept) {
            scaled.scalingEvents.pop_front();
        }
        scaled.scaling.history.lastScaled = step == nullptr ? now : step->decidedAt;
    };
}

/// Content is not changed while two revisions of it run.
std::optional<Refusal> duringRollout(const DeploymentEntry &entry)
{
    const Rollout *rollout = entry.activeRollout();
    if (rollout == nullptr) {
        return std::nullopt;
    }
    return refuse(Refusal::Kind::Conflict,
                  "Rollout " + std::to_string(rollout->number) + " of " + entry.record.name
                      + " is going on; wait for its end, or abort it.")
        .value();
}

} // namespace

AgentTemplate revised(AgentTemplate content, const CreateRevision &what)
{
    content.image = what.image.value_or(content.image);
    content.model = what.model.value_or(content.model);
    content.promptHash = what.promptHash.value_or(content.promptHash);
    content.tools = what.tools.value_or(content.tools);
    content.limits = what.limits.value_or(content.limits);
    return content;
}

Result<PreparedChange> prepare(const Preparing &preparing, const CreateDeployment &what)
{
    if (preparing.fleet.deployments.contains(what.name)) {
        return refuse(Refusal::Kind::Conflict, "The deployment " + what.name + " exists already.");
    }
    const TimePoint now = preparing.context.now;
    DeploymentChange change{
        preparing.begin(), {what.name, what.agentType, what.replicas, Intake::Open, 0, 1, now, now, {}, {}}, {}};
    for (const Revision &past : what.history) {
        change.newRevisions.push_back(past);
        change.newRevisions.back().number = int(change.newRevisions.size());
    }
    if (!what.history.empty()) {
        change.record.createdAt = what.history.front().createdAt;
    }
    addRevision(preparing, change, what.content, int(change.newRevisions.size()) + 1);
    Plan &plan = change.prepared.plan;
    const auto added = [&plan](const char *field, const json &value) {
        plan.changes.push_back({field, "null", value.dump()});
    };
    added("name", what.name);
    added("agent_type", what.agentType);
    added("replicas", what.replicas);
    // Against a template that differs in every member, so that the plan shows them all.
    const AgentTemplate none{{}, {}, {}, {"-"}, {-1, -1, -1}};
    for (const auto &field : templateDiff(none, what.content)) {
        plan.changes.push_back({field.field, "null", field.to});
    }
    if (!what.history.empty()) {
        added("history", std::to_string(what.history.size()) + " earlier revisions");
    }
    plan.agents = what.replicas;
    plan.warnings.emplace_back("The cost per hour is unknown: no spending was measured yet.");
    return finished(preparing, std::move(change));
}

Result<PreparedChange> prepare(const Preparing &preparing, const CreateRevision &what)
{
    return withDeployment(preparing, [&](const DeploymentEntry &entry, DeploymentChange &change) {
        if (auto refusal = duringRollout(entry)) {
            return refusal;
        }
        replaceContent(preparing, entry, revised(entry.current().content, what), change);
        return std::optional<Refusal>();
    });
}

Result<PreparedChange> prepare(const Preparing &preparing, const RollbackDeployment &what)
{
    return withDeployment(
        preparing, [&](const DeploymentEntry &entry, DeploymentChange &change) -> std::optional<Refusal> {
            if (auto refusal = duringRollout(entry)) {
                return refusal;
            }
            if (what.toRevision < 1 || what.toRevision > int(entry.revisions.size())) {
                return invalid("to_revision",
                               "must be a revision of the deployment, 1 to " + std::to_string(entry.revisions.size()))
                    .value();
            }
            replaceContent(preparing, entry, entry.revisions[std::size_t(what.toRevision - 1)].content, change);
            return std::nullopt;
        });
}

Result<PreparedChange> prepare(const Preparing &preparing, const ScaleDeployment &what)
{
    auto prepared = withDeployment(
        preparing, [&](const DeploymentEntry &entry, DeploymentChange &change) -> std::optional<Refusal> {
            if (what.from && *what.from != entry.record.replicas) {
                return refuse(Refusal::Kind::Conflict,
                              "The deployment " + entry.record.name + " has " + std::to_string(entry.record.replicas)
                                  + " agents by now; try again.")
                    .value();
            }
            const int most = preparing.fleet.options.maxReplicas;
            if (what.replicas < 0 || what.replicas > most) {
                return invalid("replicas", "must be between 0 and " + std::to_string(most)).value();
            }
            compare(change.prepared.plan, "replicas", change.record.replicas, what.replicas);
            change.record.replicas = what.replicas;
            planScaleEffects(preparing.fleet, entry, what.replicas, preparing.context.now, change.prepared.plan);
            if (what.step == nullptr) {
                warnOfAutoscaling(entry, what.replicas, change.prepared.plan);
            }
            return std::nullopt;
        });
    if (prepared && !prepared->plan.changes.empty()) {
        noteScaling(preparing, what, *prepared);
    }
    return prepared;
}

Result<PreparedChange> prepare(const Preparing &preparing, const SetDeploymentIntake &what)
{
    return withDeployment(preparing, [&](const DeploymentEntry &entry, DeploymentChange &change) {
        compare(change.prepared.plan, "intake", intakeText(change.record.intake), intakeText(what.intake));
        change.record.intake = what.intake;
        planIntakeEffects(preparing.fleet, entry, what.intake, preparing.context.now, change.prepared.plan);
        return std::optional<Refusal>();
    });
}

} // namespace toban::manager
