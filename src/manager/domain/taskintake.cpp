// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later

// How tasks come in: what is refused, and what is on disk before it is answered.

#include "taskservice.h"

#include "crypto.h"
#include "timetext.h"
#include "views.h"

namespace toban::manager {

namespace {

constexpr int fullRetrySeconds = 30; // facts §4
constexpr std::size_t bytesPerMiB = 1024UL * 1024;
constexpr std::chrono::seconds earlyEvaluation{5}; // after the last one
constexpr int intakeRetrySeconds = 30; // as when none is free, facts §4

} // namespace

TaskBoard::Wanted TaskService::wantedBy(const Task &task)
{
    return {task.agentType, task.deployment, task.priority, task.complexity};
}

/// With the fleet's mutex held: the refusal of a new task by the cost controls.
std::optional<Refusal> TaskService::limitRefusal()
{
    const TimePoint now = m_clock.now();
    const auto reached = reachedLimit(m_fleet.limits(now), std::int64_t(m_fleet.tasksOnTheirWay));
    if (!reached) {
        return std::nullopt;
    }
    ++m_counters.refusedLimit[std::size_t(reached->limit)];
    return Refusal{
        Refusal::Kind::LimitReached,
        "The limit " + std::string(costLimitText(reached->limit)) + " of " + reached->valueText()
            + " is reached: " + reached->usedText() + " are used up. Try again after " + timeText(reached->frees)
            + ", or have the cost controls changed.",
        {},
        {},
        int(std::max(std::chrono::ceil<std::chrono::seconds>(reached->frees - now), std::chrono::seconds(1)).count()),
        {},
        std::make_shared<const LimitState>(*reached)};
}

/// With the fleet's mutex held: why a task is not taken.
std::optional<Refusal> TaskService::refusalOf(const Task &task)
{
    if (m_fleet.stopping) {
        return Refusal{Refusal::Kind::Stopping, "The manager is stopping.", {}, {}, storageRetrySeconds, {}};
    }
    if (m_fleet.emergency.has(Lever::StopIntake) && !m_fleet.tasks.contains(task.id)) {
        return Refusal{Refusal::Kind::IntakeStopped,
                       "Emergency mode has stopped the intake of tasks; GET /api/v1/emergency says since when and why.",
                       {},
                       {},
                       intakeRetrySeconds,
                       {}};
    }
    if (!task.deployment.empty()) {
        const auto found = m_fleet.deployments.find(task.deployment);
        if (found == m_fleet.deployments.end() || found->second.record.agentType != task.agentType) {
            return invalid("deployment", "must be a deployment of this agent_type").value();
        }
    } else if (!m_fleet.servesType(task.agentType)) {
        return invalid("agent_type", "no deployment or agent is of this type").value();
    }
    if (auto refusal = m_fleet.tasks.contains(task.id) ? std::nullopt : limitRefusal()) {
        return refusal;
    }
    const std::size_t waiting = m_fleet.board.queued() + m_fleet.tasksOnTheirWay;
    if (waiting >= m_fleet.options.queueLimit && !m_fleet.tasks.contains(task.id)) {
        ++m_counters.refusedFull;
        return Refusal{Refusal::Kind::QueueFull,
                       std::to_string(waiting) + " tasks are waiting; try again in " + std::to_string(fullRetrySeconds)
                           + " s.",
                       {},
                       {},
                       fullRetrySeconds,
                       {}};
    }
    if (m_fleet.payloadBytes + task.payload.size() > m_fleet.options.payloadLimit && !m_fleet.tasks.contains(task.id)) {
        ++m_counters.refusedFull;
        return Refusal{Refusal::Kind::QueueFull,
                       "The payloads of the unfinished tasks have " + std::to_string(m_fleet.payloadBytes / bytesPerMiB)
                           + " MiB of the " + std::to_string(m_fleet.options.payloadLimit / bytesPerMiB)
                           + " that they may have; try again in " + std::to_string(fullRetrySeconds) + " s.",
                       {},
                       {},
                       fullRetrySeconds,
                       {}};
    }
    return std::nullopt;
}

void TaskService::submit(Task task, const Caller &caller, std::function<void(Answer)> callback)
{
    std::optional<Refusal> refusal;
    {
        const std::lock_guard lock(m_fleet.mutex);
        refusal = refusalOf(task);
        m_fleet.tasksOnTheirWay += refusal ? 0 : 1;
        m_fleet.payloadBytes += refusal ? 0 : task.payload.size();
    }
    if (refusal) {
        callback(answerOf(*refusal));
        return;
    }
    if (task.id.empty()) {
        task.id = randomUuid();
    }
    task.status = TaskStatus::Queued;
    task.submittedBy = caller.name;
    task.submittedAt = m_clock.now();
    auto existing = std::make_shared<std::optional<Task>>();
    const SteadyPoint since = m_clock.steady();
    m_store.post(
        [task, existing](Transaction &transaction) { *existing = transaction.addTask(task); },
        [this, task, existing, since, callback = std::move(callback)](const std::string &error) {
            {
                const std::lock_guard lock(m_fleet.mutex);
                --m_fleet.tasksOnTheirWay;
                if (error.empty() && !*existing) {
                    m_fleet.usage.addRequest(task.submittedAt);
                    accept(task, since);
                    evaluateSoon(task);
                } else {
                    m_fleet.payloadBytes -= task.payload.size();
                }
            }
            if (!error.empty()) {
                callback(answerOf({Refusal::Kind::Storage,
                                   "The task could not be written to disk and was not accepted.",
                                   {},
                                   {},
                                   storageRetrySeconds,
                                   {}}));
            } else if (!*existing) {
                ++m_counters.submitted;
                pump();
                callback({202, taskAcceptedJson(task), false, 0});
            } else if ((*existing)->fingerprint == task.fingerprint) {
                const auto now = unfinished(task.id); // it may run by now; as written it is queued until its end
                callback({202, taskAcceptedJson(now ? *now : **existing), true, 0});
            } else {
                callback(answerOf(
                    {Refusal::Kind::Conflict, "There is a task " + task.id + " with other content.", {}, {}, 0, {}}));
            }
        });
}

/// With the fleet's mutex held. None free → try to scale (facts §4): what takes such tasks need not wait for its next
/// evaluation, which decides by its policy as ever.
void TaskService::evaluateSoon(const Task &task)
{
    const auto &figures = m_fleet.board.figures();
    const auto type = figures.find(task.agentType);
    if (type != figures.end() && type->second.freeCapacity > 0) {
        return;
    }
    for (auto &[name, entry] : m_fleet.deployments) {
        if (entry.record.agentType == task.agentType && (task.deployment.empty() || task.deployment == name)) {
            const SteadyPoint last = entry.scaling.nextEvaluation - entry.autoscaling.interval;
            entry.scaling.nextEvaluation = std::min(entry.scaling.nextEvaluation, last + earlyEvaluation);
        }
    }
}

/// With the fleet's mutex held.
void TaskService::accept(Task task, SteadyPoint since)
{
    task.waitingSince = since;
    m_fleet.queuedSince.emplace(task.submittedAt, task.id);
    m_fleet.board.enqueue(task.id, wantedBy(task));
    m_fleet.tasks.emplace(task.id, std::move(task));
}

void TaskService::restore(std::vector<Task> tasks)
{
    const std::lock_guard lock(m_fleet.mutex);
    for (Task &task : tasks) {
        task.status = TaskStatus::Queued;
        task.spent = std::exchange(task.cost, {}); // of the answers before
        task.unpricedTokens = 0;
        m_fleet.payloadBytes += task.payload.size();
        accept(std::move(task), m_clock.steady());
    }
}

} // namespace toban::manager
