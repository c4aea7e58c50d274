// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "change.h"

#include "planmaking.h"
#include "statestore.h"

#include <nlohmann/json.hpp>

namespace toban::manager {

using nlohmann::json;

namespace {

template <typename... Ts>
struct Overloaded : Ts...
{
    using Ts::operator()...;
};
template <typename... Ts>
Overloaded(Ts...) -> Overloaded<Ts...>;

std::string verbOf(Intake intake)
{
    return intake == Intake::Open ? "resume" : intake == Intake::Paused ? "pause" : "drain";
}

std::string text(const std::optional<Money> &amount)
{
    return amount ? json(amount->text()).dump() : "null";
}

/// Works one change out. A member function per kind; `plan` has action, target and role already.
class Preparation
{
public:
    Preparation(const Fleet &fleet, const Change &change, const ChangeContext &context)
        : m_fleet(fleet), m_change(change), m_context(context)
    {
        m_prepared.plan.action = actionOf(change);
        m_prepared.plan.targetKind = targetKindOf(change);
        m_prepared.plan.targetName = change.target;
        m_prepared.plan.requiredRole = roleFor(change);
    }

    Result<PreparedChange> operator()(const CreateDeployment &what)
    {
        if (m_fleet.deployments.contains(what.name)) {
            return refuse(Refusal::Kind::Conflict, "The deployment " + what.name + " exists already.");
        }
        Deployment record{what.name, what.agentType, what.replicas, Intake::Open, 0,
                          1,         m_context.now,  m_context.now, {},           {}};
        for (const Revision &past : what.history) {
            m_prepared.newRevisions.push_back(past);
            m_prepared.newRevisions.back().number = int(m_prepared.newRevisions.size());
        }
        if (!what.history.empty()) {
            record.createdAt = what.history.front().createdAt;
        }
        record.currentRevision = addRevision(what.content, int(m_prepared.newRevisions.size()) + 1);
        Plan &plan = m_prepared.plan;
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
        return finish(std::move(record));
    }

    Result<PreparedChange> operator()(const CreateRevision &what)
    {
        return withDeployment([&](const DeploymentEntry &entry) -> Result<PreparedChange> {
            AgentTemplate content = entry.current().content;
            content.image = what.image.value_or(content.image);
            content.model = what.model.value_or(content.model);
            content.promptHash = what.promptHash.value_or(content.promptHash);
            content.tools = what.tools.value_or(content.tools);
            content.limits = what.limits.value_or(content.limits);
            return replaceContent(entry, content);
        });
    }

    Result<PreparedChange> operator()(const RollbackDeployment &what)
    {
        return withDeployment([&](const DeploymentEntry &entry) -> Result<PreparedChange> {
            if (what.toRevision < 1 || what.toRevision > int(entry.revisions.size())) {
                return invalid("to_revision",
                               "must be a revision of the deployment, 1 to " + std::to_string(entry.revisions.size()));
            }
            return replaceContent(entry, entry.revisions[std::size_t(what.toRevision - 1)].content);
        });
    }

    Result<PreparedChange> operator()(const ScaleDeployment &what)
    {
        return withDeployment([&](const DeploymentEntry &entry) -> Result<PreparedChange> {
            if (what.replicas < 0 || what.replicas > m_fleet.options.maxReplicas) {
                return invalid("replicas", "must be between 0 and " + std::to_string(m_fleet.options.maxReplicas));
            }
            Deployment record = entry.record;
            compare("replicas", record.replicas, what.replicas);
            record.replicas = what.replicas;
            planScaleEffects(m_fleet, entry, what.replicas, m_context.now, m_prepared.plan);
            return finish(std::move(record));
        });
    }

    Result<PreparedChange> operator()(const SetDeploymentIntake &what)
    {
        return withDeployment([&](const DeploymentEntry &entry) -> Result<PreparedChange> {
            Deployment record = entry.record;
            compare("intake", intakeText(record.intake), intakeText(what.intake));
            record.intake = what.intake;
            planIntakeEffects(m_fleet, entry, what.intake, m_context.now, m_prepared.plan);
            return finish(std::move(record));
        });
    }

    Result<PreparedChange> operator()(const SetAgentIntake &what)
    {
        const auto removed = m_fleet.removed.find(m_change.target);
        if (removed != m_fleet.removed.end() && what.intake == Intake::Open) {
            compare("removed", true, false);
            m_prepared.readmittedAgent = m_change.target;
            if (m_fleet.agents.find(m_change.target) == nullptr) {
                m_prepared.plan.agents = 1;
                m_prepared.plan.warnings.emplace_back("It comes back when it registers by itself.");
                return finish();
            }
        }
        return withAgent([&](const Agent &agent) {
            compare("intake", intakeText(agent.intake), intakeText(what.intake));
            planAgentEffects(m_fleet, agent, false, what.intake, m_context.now, m_prepared.plan);
            m_prepared.agentIntake = {agent.id, what.intake};
            return finish();
        });
    }

    Result<PreparedChange> operator()(const RemoveAgent &)
    {
        return withAgent([&](const Agent &agent) {
            m_prepared.plan.changes.push_back({"agent", json(agent.id).dump(), "null"});
            planAgentEffects(m_fleet, agent, true, Intake::Draining, m_context.now, m_prepared.plan);
            if (agent.managed) {
                m_prepared.plan.warnings.emplace_back("A fresh worker takes its place while the deployment wants it.");
            } else {
                m_prepared.plan.warnings.emplace_back("It may not register again until it is resumed.");
                m_prepared.removedAgent = {agent.id, agent.type, agent.deployment, m_context.now, m_context.actor};
            }
            m_prepared.agentIntake = {agent.id, Intake::Open};
            m_prepared.removesAgent = true;
            return finish();
        });
    }

    Result<PreparedChange> operator()(const CancelTask &)
    {
        const auto found = m_fleet.tasks.find(m_change.target);
        if (found == m_fleet.tasks.end()) {
            return refuse(Refusal::Kind::NotFound, "There is no unfinished task " + m_change.target + ".");
        }
        const Task &task = found->second;
        if (task.ending) {
            return refuse(Refusal::Kind::Conflict, "The task " + task.id + " has just ended.");
        }
        compare("status", taskStatusText(task.status), taskStatusText(TaskStatus::Cancelled));
        m_prepared.plan.inFlightTasks = task.status == TaskStatus::Running ? 1 : 0;
        if (task.status == TaskStatus::Running) {
            m_prepared.plan.warnings.push_back("The agent " + task.agentId
                                               + " goes on until it is done; its answer is dropped.");
        }
        m_prepared.endedTask = task;
        m_prepared.endedTask->status = TaskStatus::Cancelled;
        m_prepared.endedTask->finishedAt = m_context.now;
        m_prepared.endedTask->error = "Cancelled by " + m_context.actor + ".";
        return finish();
    }

    Result<PreparedChange> operator()(const PutBudgets &what)
    {
        const Budgets &now = m_fleet.budgets;
        Budgets next = what.budgets;
        if (next.currency != spendCurrency) {
            return invalid("currency", std::string("must be ") + spendCurrency + ", in which spending is measured");
        }
        compareText("daily", text(now.daily), text(next.daily));
        compareText("monthly", text(now.monthly), text(next.monthly));
        compareText("per_task", text(now.perTask), text(next.perTask));
        compare("currency", now.currency, next.currency);
        compare("alert_steps", now.alertSteps, next.alertSteps);
        if (!next.daily && !next.monthly) {
            m_prepared.plan.warnings.emplace_back("Without a daily or monthly limit nothing warns of spending.");
        }
        m_prepared.plan.generation = now.generation;
        next.generation = now.generation + 1;
        next.updatedAt = m_context.now;
        next.updatedBy = m_context.actor;
        m_prepared.budgets = std::move(next);
        return finish();
    }

private:
    template <typename Function>
    Result<PreparedChange> withDeployment(Function &&function)
    {
        const auto found = m_fleet.deployments.find(m_change.target);
        if (found == m_fleet.deployments.end()) {
            return refuse(Refusal::Kind::NotFound, "There is no deployment " + m_change.target + ".");
        }
        m_prepared.plan.generation = found->second.record.generation;
        m_prepared.supersededOperation = found->second.record.operationId;
        m_prepared.supersededAction = found->second.record.operationAction;
        return function(found->second);
    }

    template <typename Function>
    Result<PreparedChange> withAgent(Function &&function)
    {
        const Agent *agent = m_fleet.agents.find(m_change.target);
        if (agent == nullptr) {
            return refuse(Refusal::Kind::NotFound, "There is no agent " + m_change.target + ".");
        }
        return function(*agent);
    }

    Result<PreparedChange> replaceContent(const DeploymentEntry &entry, const AgentTemplate &content)
    {
        Deployment record = entry.record;
        m_prepared.plan.changes = templateDiff(entry.current().content, content);
        if (!m_prepared.plan.changes.empty()) {
            record.currentRevision = addRevision(content, int(entry.revisions.size()) + 1);
            planReplaceEffects(m_fleet, entry, content, m_context.now, m_prepared.plan);
        }
        return finish(std::move(record));
    }

    int addRevision(const AgentTemplate &content, int number)
    {
        m_prepared.newRevisions.push_back({number, content, m_context.now, m_context.actor, m_context.reason});
        return number;
    }

    void compareText(const char *field, std::string from, std::string to)
    {
        if (from != to) {
            m_prepared.plan.changes.push_back({field, std::move(from), std::move(to)});
        }
    }
    void compare(const char *field, const json &from, const json &to) { compareText(field, from.dump(), to.dump()); }

    Result<PreparedChange> finish(std::optional<Deployment> record = {})
    {
        if (m_prepared.plan.changes.empty()) {
            Plan &plan = m_prepared.plan;
            plan.warnings = {"Nothing would change."};
            plan.agents = plan.inFlightTasks = 0;
            plan.requestsPerSecond = 0;
            PreparedChange nothing;
            nothing.plan = std::move(plan);
            m_prepared = std::move(nothing);
        } else if (record) {
            record->updatedAt = m_context.now;
            record->generation = m_prepared.plan.generation + 1;
            record->operationId = m_context.operationId;
            record->operationAction = m_prepared.plan.action;
            m_prepared.deployment = std::move(record);
        }
        return std::move(m_prepared);
    }

    const Fleet &m_fleet;
    const Change &m_change;
    const ChangeContext &m_context;
    PreparedChange m_prepared;
};

} // namespace

std::string actionOf(const Change &change)
{
    return std::visit(Overloaded{[](const CreateDeployment &) -> std::string { return "deployment.create"; },
                                 [](const CreateRevision &) -> std::string { return "deployment.revise"; },
                                 [](const ScaleDeployment &) -> std::string { return "deployment.scale"; },
                                 [](const RollbackDeployment &) -> std::string { return "deployment.rollback"; },
                                 [](const SetDeploymentIntake &what) { return "deployment." + verbOf(what.intake); },
                                 [](const SetAgentIntake &what) { return "agent." + verbOf(what.intake); },
                                 [](const RemoveAgent &) -> std::string { return "agent.remove"; },
                                 [](const CancelTask &) -> std::string { return "task.cancel"; },
                                 [](const PutBudgets &) -> std::string { return "budgets.put"; }},
                      change.what);
}

std::string targetKindOf(const Change &change)
{
    const std::string action = actionOf(change);
    return action.substr(0, action.find('.'));
}

Role roleFor(const Change &change)
{
    if (std::holds_alternative<PutBudgets>(change.what)) {
        return Role::Approver;
    }
    const auto *create = std::get_if<CreateDeployment>(&change.what);
    return create != nullptr && !create->history.empty() ? Role::Admin : Role::Operator;
}

Result<PreparedChange> prepareChange(const Fleet &fleet, const Change &change, const ChangeContext &context)
{
    return std::visit(Preparation(fleet, change, context), change.what);
}

void writeChange(Transaction &transaction, const PreparedChange &prepared)
{
    if (prepared.deployment) {
        transaction.putDeployment(*prepared.deployment);
        for (const Revision &revision : prepared.newRevisions) {
            transaction.addRevision(prepared.deployment->name, revision);
        }
    }
    if (prepared.agentIntake) {
        transaction.putAgentIntake(prepared.agentIntake->first, prepared.agentIntake->second);
    }
    if (prepared.removedAgent) {
        transaction.putRemovedAgent(*prepared.removedAgent);
    }
    if (!prepared.readmittedAgent.empty()) {
        transaction.dropRemovedAgent(prepared.readmittedAgent);
    }
    if (prepared.endedTask) {
        transaction.finishTask(*prepared.endedTask);
    }
    if (prepared.budgets) {
        transaction.putBudgets(*prepared.budgets);
    }
}

void applyChange(Fleet &fleet, const PreparedChange &prepared, SteadyPoint now)
{
    if (prepared.deployment) {
        DeploymentEntry &entry = fleet.deployments[prepared.deployment->name];
        entry.record = *prepared.deployment;
        entry.settled = false;
        entry.revisions.insert(entry.revisions.end(), prepared.newRevisions.begin(), prepared.newRevisions.end());
        if (!prepared.newRevisions.empty()) {
            entry.backoffs.clear(); // what failed with the old content may work with the new
        }
        const std::set<std::string> ids = fleet.agents.ofDeployment(entry.record.name);
        for (const std::string &id : ids) {
            fleet.updateAgent(id, now, [&entry](Agent &agent) { agent.deploymentIntake = entry.record.intake; });
        }
    }
    if (!prepared.readmittedAgent.empty()) {
        fleet.removed.erase(prepared.readmittedAgent);
        fleet.leaving.erase(prepared.readmittedAgent);
    }
    if (prepared.removedAgent) {
        fleet.removed[prepared.removedAgent->id] = *prepared.removedAgent;
    }
    if (prepared.agentIntake) {
        const auto &[id, intake] = *prepared.agentIntake;
        if (intake == Intake::Open) {
            fleet.agentIntakes.erase(id);
        } else {
            fleet.agentIntakes[id] = intake;
        }
        const Intake shown = prepared.removesAgent ? Intake::Draining : intake;
        fleet.updateAgent(id, now, [shown](Agent &agent) { agent.intake = shown; });
        if (prepared.removesAgent) {
            fleet.leaving.emplace(id, now);
            const Agent *agent = fleet.agents.find(id);
            const auto entry = agent == nullptr ? fleet.deployments.end() : fleet.deployments.find(agent->deployment);
            if (entry != fleet.deployments.end()) {
                entry->second.settled = false;
            }
        }
    }
    if (prepared.endedTask) {
        fleet.endTask(prepared.endedTask->id);
    }
    if (prepared.budgets) {
        fleet.budgets = *prepared.budgets;
    }
}

} // namespace toban::manager
