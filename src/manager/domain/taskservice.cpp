// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "taskservice.h"

#include "attemptrules.h"
#include "views.h"

namespace toban::manager {

namespace {
constexpr std::chrono::seconds unreachableCooling{2};
constexpr std::chrono::minutes busyCoolingLimit{10}; // an agent that asks for more is looked at all the same

} // namespace

TaskService::TaskService(Fleet &fleet, StateStore &store, TaskTransport &transport, const Clock &clock,
                         std::function<void(std::chrono::nanoseconds)> dispatched)
    : m_fleet(fleet), m_store(store), m_transport(transport), m_clock(clock), m_dispatched(std::move(dispatched))
{ }

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
        while (!m_fleet.postponed.empty() && m_fleet.postponed.begin()->first <= now) {
            m_fleet.board.unhold(m_fleet.postponed.begin()->second);
            m_fleet.postponed.erase(m_fleet.postponed.begin());
        }
        const auto limits = m_fleet.limits(m_clock.now()); // none, as a rule
        const bool downgrading = isDowngrading(m_fleet.costControls, limits);
        while (m_fleet.mayDispatch() && !holdsDispatch(limits)) {
            auto next = m_fleet.board.next();
            if (!next) {
                break;
            }
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
            task.model = forcedModel(m_fleet, task, agent, downgrading, now);
            dispatches.push_back({agent.endpoint, agent.type, task, std::move(*next)});
            task.waitingSince = SteadyPoint::max(); // only its first way to an agent is measured
            m_fleet.noteCall(dispatches.back().assignment.agentId, now);
        }
    }
    for (Dispatch &dispatch : dispatches) {
        const Task &task = dispatch.task;
        Attempt attempt{std::move(dispatch.assignment), task.attempts, m_clock.steady(), std::move(dispatch.agentType),
                        task.ranOn};
        m_transport.execute(dispatch.endpoint, task, [this, attempt = std::move(attempt)](TaskOutcome outcome) {
            ended(attempt, std::move(outcome));
        });
        if (task.waitingSince != SteadyPoint::max()) {
            m_dispatched(m_clock.steady() - task.waitingSince);
        }
    }
}

void TaskService::ended(const Attempt &attempt, TaskOutcome outcome)
{
    using Kind = TaskOutcome::Kind;
    const auto &[taskId, agentId, incarnation] = attempt.assignment;
    Settled settled;
    std::optional<Charge> charge;
    std::optional<SpendEntry> spent;
    {
        const std::lock_guard lock(m_fleet.mutex);
        const SteadyPoint now = m_clock.steady();
        const auto found = m_fleet.tasks.find(taskId);
        // Else it was cancelled in the meantime, or given to another agent after this one was written off: the answer is
        // dropped and says nothing of the endpoint, but it was paid for.
        const bool isAwaited = found != m_fleet.tasks.end() && found->second.attempts == attempt.number
            && found->second.status == TaskStatus::Running && !found->second.ending;
        if (m_fleet.board.release(agentId, incarnation)) {
            if (isAwaited) {
                noteAttempt(m_fleet, agentId, outcome, now - attempt.since, now);
            }
            const int load = m_fleet.board.load(agentId);
            m_fleet.updateAgent(agentId, now, [&, &id = agentId](Agent &agent) {
                agent.load = load;
                m_fleet.cool(agent, m_fleet.endpoints.breaker(id).openUntil(), now);
                if (outcome.kind == Kind::Unreachable) {
                    m_fleet.cool(agent, now + unreachableCooling, now);
                } else if (outcome.kind == Kind::Busy) {
                    m_fleet.cool(agent, now + std::min<std::chrono::seconds>(outcome.retryAfter, busyCoolingLimit),
                                 now);
                }
            });
        }
        const TimePoint at = m_clock.now();
        if (outcome.result.usage) {
            charge = chargeOf(m_fleet.prices, *outcome.result.usage, at);
        }
        spent = spendOf(outcome, charge, attempt.agentType, at);
        if (charge) {
            m_fleet.usage.addCharge(at, *charge);
            if (found != m_fleet.tasks.end()) {
                found->second.spent = found->second.spent + charge->cost.value_or(Money{});
            }
        }
        if (isAwaited) {
            settled = settle(found->second, std::move(outcome), charge, Again::Later);
        }
        if (settled.end) {
            measure(*settled.end);
        }
        if (settled.end || charge) {
            spend(attempt.ranOn, charge, settled.end ? 1 : 0);
        }
    }
    write(taskId, settled, charge, spent);
    pump();
}

/// With the fleet's mutex held.
void TaskService::measure(const Task &end)
{
    const auto entry = m_fleet.deployments.find(end.ranOn);
    if (entry != m_fleet.deployments.end() && end.startedAt && end.finishedAt) {
        entry->second.work.add(*end.finishedAt, *end.finishedAt - *end.startedAt, end.status != TaskStatus::Succeeded);
    }
}

/// With the fleet's mutex held.
void TaskService::spend(const std::string &deployment, const std::optional<Charge> &charge, int tasks)
{
    const TimePoint at = m_clock.now();
    const Money cost = charge ? charge->cost.value_or(Money{}) : Money{};
    const std::int64_t unpriced = charge ? charge->unpricedTokens() : 0;
    m_fleet.spend.add(at, cost, tasks, unpriced);
    if (const auto entry = m_fleet.deployments.find(deployment); entry != m_fleet.deployments.end()) {
        entry->second.spend.add(at, cost, tasks, unpriced);
    }
}

/// With the fleet's mutex held: puts the task back, or makes its end.
TaskService::Settled TaskService::settle(Task &task, TaskOutcome outcome, const std::optional<Charge> &charge,
                                         Again when)
{
    using Kind = TaskOutcome::Kind;
    // An agent that is just too busy has not tried: that never uses a task up.
    const bool again = outcome.kind == Kind::Busy
        || ((outcome.kind == Kind::Unreachable || outcome.kind == Kind::Failed)
            && task.attempts < m_fleet.options.taskAttempts);
    const std::string overBudget = again ? overTaskBudget(m_fleet, task) : std::string();
    if (again && overBudget.empty()) {
        task.status = TaskStatus::Queued;
        m_fleet.queuedSince.emplace(task.submittedAt, task.id);
        if (outcome.kind == Kind::Busy) {
            --task.attempts;
        } else {
            task.modelAtFault = isModelAtFault(outcome);
        }
        if (outcome.kind == Kind::Busy || when == Again::AtOnce) {
            m_fleet.board.putBack(task.id, wantedBy(task));
        } else {
            task.notBefore = m_clock.steady() + retryDelay(task.attempts, m_jitter(m_random));
            m_fleet.board.hold(task.id, wantedBy(task));
            m_fleet.postponed.emplace(task.notBefore, task.id);
        }
        ++m_counters.requeued;
        return {std::nullopt, outcome.kind == Kind::Busy ? std::nullopt : std::optional(task.attempts)};
    }
    task.ending = true;
    Task end = task;
    end.status = outcome.kind == Kind::Done ? TaskStatus::Succeeded
        : outcome.kind == Kind::TimedOut    ? TaskStatus::TimedOut
                                            : TaskStatus::Failed;
    end.finishedAt = m_clock.now();
    end.result = charge && !outcome.result.json.empty() ? withCost(outcome.result.json, *charge) : std::string();
    end.cost = charge ? charge->cost.value_or(Money{}) : Money{};
    end.unpricedTokens = charge ? charge->unpricedTokens() : 0;
    end.error = overBudget + outcome.error;
    ++(end.status == TaskStatus::Succeeded      ? m_counters.succeeded
           : end.status == TaskStatus::TimedOut ? m_counters.timedOut
                                                : m_counters.failed);
    return {std::move(end), std::nullopt};
}

void TaskService::agentsGone(const std::vector<std::string> &agentIds)
{
    if (agentIds.empty()) {
        return;
    }
    const std::set<std::string_view> gone(agentIds.begin(), agentIds.end());
    std::vector<std::pair<std::string, Settled>> all;
    {
        const std::lock_guard lock(m_fleet.mutex);
        for (auto &[id, task] : m_fleet.tasks) {
            if (task.status != TaskStatus::Running || task.ending || !gone.contains(task.agentId)) {
                continue;
            }
            // Another agent is not to blame, so it need not wait.
            TaskOutcome outcome{TaskOutcome::Kind::Unreachable, {}, "The agent " + task.agentId + " ended.", {}};
            all.emplace_back(id, settle(task, std::move(outcome), std::nullopt, Again::AtOnce));
            if (all.back().second.end) {
                measure(*all.back().second.end);
                spend(task.ranOn, std::nullopt, 1);
            }
        }
    }
    for (const auto &[id, settled] : all) {
        write(id, settled);
    }
    pump();
}

void TaskService::stopInFlight()
{
    std::vector<Task> ends;
    {
        const std::lock_guard lock(m_fleet.mutex);
        if (!m_fleet.emergency.has(Lever::StopInFlight)) {
            return;
        }
        for (auto &[id, task] : m_fleet.tasks) {
            if (task.status != TaskStatus::Running || task.ending) {
                continue;
            }
            m_fleet.abort(task);
            task.ending = true;
            Task end = task;
            end.status = TaskStatus::Cancelled;
            end.finishedAt = m_clock.now();
            end.error = "Stopped by emergency mode: " + m_fleet.emergency.reason;
            ends.push_back(std::move(end));
        }
    }
    for (const Task &end : ends) {
        write(end.id, {end, std::nullopt});
    }
}

void TaskService::tellAborts()
{
    std::vector<TaskAbort> aborts;
    {
        const std::lock_guard lock(m_fleet.mutex);
        aborts.swap(m_fleet.aborts);
    }
    for (const TaskAbort &abort : aborts) {
        m_transport.cancel(abort.endpoint, abort.taskId);
    }
}

void TaskService::retryWrites()
{
    std::vector<Write> unwritten;
    {
        const std::lock_guard lock(m_fleet.mutex);
        unwritten.swap(m_unwritten);
    }
    for (Write &again : unwritten) {
        write(std::move(again));
    }
}

void TaskService::write(const std::string &taskId, const Settled &settled, const std::optional<Charge> &charge,
                        const std::optional<SpendEntry> &spent)
{
    if (settled.end) {
        write({[task = *settled.end, spent](Transaction &transaction) {
                   transaction.finishTask(task);
                   if (spent) {
                       transaction.addSpend(*spent);
                   }
               },
               taskId});
    } else if (spent) {
        write({[taskId, charge, spent](Transaction &transaction) {
                   if (charge) {
                       transaction.addTaskCost(taskId, charge->cost.value_or(Money{}), charge->unpricedTokens());
                   }
                   transaction.addSpend(*spent);
               },
               {}});
    }
    if (settled.attempts) {
        // Not offered again: the next attempt writes a later number.
        m_store.post([taskId, attempts = *settled.attempts](
                         Transaction &transaction) { transaction.putTaskAttempts(taskId, attempts); },
                     [](const std::string &) {});
    }
}

void TaskService::write(Write write)
{
    auto shared = std::make_shared<Write>(std::move(write));
    m_store.post([shared](Transaction &transaction) { shared->work(transaction); },
                 [this, shared](const std::string &error) {
                     const std::lock_guard lock(m_fleet.mutex);
                     if (!error.empty()) {
                         m_unwritten.push_back(*shared); // an ended task stays "running" until the disk takes its end
                     } else if (!shared->endedTask.empty()) {
                         m_fleet.endTask(shared->endedTask);
                     }
                 });
}

} // namespace toban::manager
