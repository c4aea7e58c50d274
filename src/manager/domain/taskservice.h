// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "changeservice.h"
#include "tasktransport.h"

#include <atomic>
#include <random>

namespace toban::manager {

/// Counts since the start, for metrics.
struct TaskCounters
{
    std::atomic<std::int64_t> submitted{0}, succeeded{0}, failed{0}, timedOut{0}, requeued{0}, refusedFull{0};
    std::array<std::atomic<std::int64_t>, costLimits.size()> refusedLimit{}; ///< by CostLimit
};

/// Takes tasks in, gives them to agents, writes their ends. A task that was accepted is on disk; it is executed at
/// least once, and its first end stands. Thread-safe; callbacks run on the store's or the transport's threads.
class TaskService
{
public:
    /// `dispatched` sees the time from acceptance on disk to being handed to the transport.
    TaskService(Fleet &fleet, StateStore &store, TaskTransport &transport, const Clock &clock,
                std::function<void(std::chrono::nanoseconds)> dispatched);

    /// `task` has the submitted members; id may be empty. Answers 202 once it is on disk.
    void submit(Task task, const Caller &caller, std::function<void(Answer)> callback);
    /// A task that has not ended; reads nothing from the store.
    std::optional<Task> unfinished(const std::string &id) const;
    /// Any task. May read from the store, and throws std::runtime_error when that fails.
    Result<Task> get(const std::string &id) const;
    /// Takes up the unfinished tasks of an earlier run.
    void restore(std::vector<Task> tasks);
    /// Hands out what can be handed out. Call after agents came or became free.
    void pump();
    /// These agents were written off: their tasks go to others. O(unfinished tasks), however many agents.
    void agentsGone(const std::vector<std::string> &agentIds);
    /// Offers to the store again what it refused.
    void retryWrites();
    /// While emergency mode stops what is in flight: cancels every task under way. Call in every round, as an answer to
    /// the lever may cross with a task on its way to an agent.
    void stopInFlight();
    /// Tells agents which of their tasks ended here.
    void tellAborts();
    const TaskCounters &counters() const { return m_counters; }

private:
    struct Dispatch
    {
        std::string endpoint;
        std::string agentType;
        Task task;
        TaskBoard::Assignment assignment;
    };
    /// What is remembered of an attempt until its answer comes.
    struct Attempt
    {
        TaskBoard::Assignment assignment;
        int number = 1;
        SteadyPoint since{};
        std::string agentType, ranOn; ///< the agent may be gone by then
    };
    /// Something for the store that it is offered until it takes it.
    struct Write
    {
        std::function<void(Transaction &)> work;
        std::string endedTask; ///< that leaves memory then; empty: none
    };
    /// What came of an answer.
    struct Settled
    {
        std::optional<Task> end;
        std::optional<int> attempts; ///< to be noted of a task that waits again
    };
    std::optional<Refusal> refusalOf(const Task &task);
    std::optional<Refusal> limitRefusal();
    static TaskBoard::Wanted wantedBy(const Task &task);
    void accept(Task task, SteadyPoint since);
    void evaluateSoon(const Task &task);
    void ended(const Attempt &attempt, TaskOutcome outcome);
    /// When a task that is tried again goes to the next agent.
    enum class Again { AtOnce, Later };
    Settled settle(Task &task, TaskOutcome outcome, const std::optional<Charge> &charge, Again when);
    void measure(const Task &end);
    void spend(const std::string &deployment, const std::optional<Charge> &charge, int tasks);
    /// `spent` is written with the end, or on top of a task that has none, or had one already.
    void write(const std::string &taskId, const Settled &settled, const std::optional<Charge> &charge = {},
               const std::optional<SpendEntry> &spent = {});
    void write(Write write);

    Fleet &m_fleet;
    StateStore &m_store;
    TaskTransport &m_transport;
    const Clock &m_clock;
    std::function<void(std::chrono::nanoseconds)> m_dispatched;
    std::vector<Write> m_unwritten; ///< what the store refused; guarded by the fleet's mutex
    TaskCounters m_counters;
    std::mt19937 m_random{std::random_device{}()}; ///< guarded by the fleet's mutex
    std::uniform_real_distribution<double> m_jitter{0, 1};
};

} // namespace toban::manager
