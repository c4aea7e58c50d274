// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "taskservice.h"

#include "crypto.h"
#include "views.h"

namespace toban::manager {

namespace {
constexpr int fullRetrySeconds = 30; // facts §4
constexpr std::chrono::seconds unreachableCooling{2};
constexpr std::chrono::seconds busyCoolingLimit{30};
} // namespace

TaskService::TaskService(Fleet &fleet, StateStore &store, TaskTransport &transport, const Clock &clock,
                         std::function<void(std::chrono::nanoseconds)> dispatched)
    : m_fleet(fleet), m_store(store), m_transport(transport), m_clock(clock), m_dispatched(std::move(dispatched))
{ }

void TaskService::submit(Task task, const Caller &caller, std::function<void(Answer)> callback)
{
    const auto refusal = [&]() -> std::optional<Refusal> {
        const std::lock_guard lock(m_fleet.mutex);
        if (m_fleet.stopping) {
            return Refusal{Refusal::Kind::Stopping, "The manager is stopping.", {}, {}, storageRetrySeconds, {}};
        }
        if (!task.deployment.empty()) {
            const auto found = m_fleet.deployments.find(task.deployment);
            if (found == m_fleet.deployments.end() || found->second.record.agentType != task.agentType) {
                return invalid("deployment", "must be a deployment of this agent_type").value();
            }
        } else if (!m_fleet.servesType(task.agentType)) {
            return invalid("agent_type", "no deployment or agent is of this type").value();
        }
        const std::size_t waiting = m_fleet.board.queued() + m_fleet.tasksOnTheirWay;
        if (waiting >= m_fleet.options.queueLimit && !m_fleet.tasks.contains(task.id)) {
            ++m_counters.refusedFull;
            return Refusal{Refusal::Kind::QueueFull,
                           std::to_string(waiting) + " tasks are waiting; try again in "
                               + std::to_string(fullRetrySeconds) + " s.",
                           {},
                           {},
                           fullRetrySeconds,
                           {}};
        }
        ++m_fleet.tasksOnTheirWay;
        return std::nullopt;
    }();
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
                    accept(task, since);
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

/// With the fleet's mutex held.
void TaskService::accept(const Task &task, SteadyPoint since)
{
    m_fleet.tasks.emplace(task.id, task);
    m_fleet.queuedSince.emplace(task.submittedAt, task.id);
    m_fleet.board.enqueue(task.id, task.agentType, task.deployment, task.priority);
    m_waitingSince[task.id] = since;
}

void TaskService::restore(std::vector<Task> tasks)
{
    const std::lock_guard lock(m_fleet.mutex);
    for (Task &task : tasks) {
        task.status = TaskStatus::Queued;
        accept(task, m_clock.steady());
    }
}

std::optional<Task> TaskService::unfinished(const std::string &id) const
{
    const std::lock_guard lock(m_fleet.mutex);
    const auto found = m_fleet.tasks.find(id);
    return found == m_fleet.tasks.end() ? std::nullopt : std::optional(found->second);
}

Result<Task> TaskService::get(const std::string &id) const
{
    if (auto task = unfinished(id)) {
        return *task;
    }
    // Not in memory: it has ended (an end is written before it leaves memory) or never was.
    auto stored = m_store.task(id);
    if (!stored) {
        return toban::manager::refuse(Refusal::Kind::NotFound, "There is no task " + id + ".");
    }
    return *stored;
}

void TaskService::pump()
{
    std::vector<Dispatch> dispatches;
    {
        const std::lock_guard lock(m_fleet.mutex);
        if (m_fleet.stopping) {
            return;
        }
        const SteadyPoint now = m_clock.steady();
        while (auto next = m_fleet.board.next()) {
            Task &task = m_fleet.tasks.at(next->taskId);
            m_fleet.queuedSince.erase({task.submittedAt, task.id});
            task.status = TaskStatus::Running;
            task.agentId = next->agentId;
            task.startedAt = m_clock.now();
            ++task.attempts;
            const int load = m_fleet.board.load(next->agentId);
            m_fleet.agents.update(next->agentId, [load](Agent &agent) { agent.load = load; });
            const Agent &agent = *m_fleet.agents.find(next->agentId);
            task.ranOn = agent.deployment;
            const auto waiting = m_waitingSince.find(task.id);
            dispatches.push_back({agent.endpoint, task, waiting == m_waitingSince.end() ? now : waiting->second});
            if (waiting != m_waitingSince.end()) {
                m_waitingSince.erase(waiting);
            }
        }
    }
    for (Dispatch &dispatch : dispatches) {
        const std::string taskId = dispatch.task.id;
        const std::string agentId = dispatch.task.agentId;
        m_transport.execute(dispatch.endpoint, dispatch.task,
                            [this, taskId, agentId, attempt = dispatch.task.attempts](TaskOutcome outcome) {
                                ended(taskId, agentId, attempt, std::move(outcome));
                            });
        m_dispatched(m_clock.steady() - dispatch.since);
    }
}

void TaskService::ended(const std::string &taskId, const std::string &agentId, int attempt, TaskOutcome outcome)
{
    using Kind = TaskOutcome::Kind;
    std::optional<Task> finished;
    {
        const std::lock_guard lock(m_fleet.mutex);
        const SteadyPoint now = m_clock.steady();
        const TimePoint at = m_clock.now();
        m_fleet.board.release(agentId);
        const int load = m_fleet.board.load(agentId);
        m_fleet.updateAgent(agentId, now, [&](Agent &agent) {
            agent.load = load;
            if (outcome.kind == Kind::Unreachable) {
                agent.coolingUntil = now + unreachableCooling;
            } else if (outcome.kind == Kind::Busy) {
                agent.coolingUntil = now + std::min(outcome.retryAfter, busyCoolingLimit);
            }
            if (agent.coolingUntil > now) {
                m_fleet.cooling.insert(agentId);
            }
        });
        const auto found = m_fleet.tasks.find(taskId);
        const Agent *agent = m_fleet.agents.find(agentId);
        const std::string deployment = found != m_fleet.tasks.end() ? found->second.ranOn
            : agent                                                 ? agent->deployment
                                                                    : "";
        m_fleet.spend.add(at, outcome.result.cost);
        if (const auto entry = m_fleet.deployments.find(deployment); entry != m_fleet.deployments.end()) {
            entry->second.spend.add(at, outcome.result.cost);
        }
        // Cancelled in the meantime, or given to another agent after this one was written off: the answer is dropped.
        if (found != m_fleet.tasks.end() && found->second.attempts == attempt
            && found->second.status == TaskStatus::Running && !found->second.ending) {
            finished = settle(found->second, std::move(outcome));
        }
    }
    if (finished) {
        finish(*finished);
    }
    pump();
}

/// With the fleet's mutex held: puts the task back, or returns its end.
std::optional<Task> TaskService::settle(Task &task, TaskOutcome outcome)
{
    using Kind = TaskOutcome::Kind;
    const bool again = outcome.kind == Kind::Unreachable || outcome.kind == Kind::Busy;
    if (again && task.attempts < m_fleet.options.taskAttempts) {
        task.status = TaskStatus::Queued;
        m_fleet.queuedSince.emplace(task.submittedAt, task.id);
        m_fleet.board.putBack(task.id, task.agentType, task.deployment, task.priority);
        ++m_counters.requeued;
        return std::nullopt;
    }
    task.ending = true;
    Task end = task;
    end.status = outcome.kind == Kind::Done ? TaskStatus::Succeeded
        : outcome.kind == Kind::TimedOut    ? TaskStatus::TimedOut
                                            : TaskStatus::Failed;
    end.finishedAt = m_clock.now();
    end.result = outcome.result.json;
    end.cost = outcome.result.cost;
    end.error = outcome.error;
    return end;
}

void TaskService::finish(const Task &task)
{
    ++(task.status == TaskStatus::Succeeded      ? m_counters.succeeded
           : task.status == TaskStatus::TimedOut ? m_counters.timedOut
                                                 : m_counters.failed);
    writeEnd(task);
}

void TaskService::agentGone(const std::string &agentId)
{
    std::vector<Task> ends;
    {
        const std::lock_guard lock(m_fleet.mutex);
        for (auto &[id, task] : m_fleet.tasks) {
            if (task.status == TaskStatus::Running && task.agentId == agentId && !task.ending) {
                if (auto end
                    = settle(task, {TaskOutcome::Kind::Unreachable, {}, "The agent " + agentId + " ended.", {}})) {
                    ends.push_back(std::move(*end));
                }
            }
        }
    }
    for (const Task &end : ends) {
        finish(end);
    }
    pump();
}

void TaskService::retryWrites()
{
    std::vector<Task> unwritten;
    {
        const std::lock_guard lock(m_fleet.mutex);
        unwritten.swap(m_unwritten);
    }
    for (const Task &task : unwritten) {
        writeEnd(task);
    }
}

void TaskService::writeEnd(const Task &task)
{
    m_store.post([task](Transaction &transaction) { transaction.finishTask(task); },
                 [this, task](const std::string &error) {
                     const std::lock_guard lock(m_fleet.mutex);
                     if (error.empty()) {
                         m_fleet.endTask(task.id);
                     } else {
                         m_unwritten.push_back(task); // stays "running" for others until the disk takes its end
                     }
                 });
}

} // namespace toban::manager
