// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "balancing.h"
#include "types.h"

#include <set>
#include <unordered_map>

namespace toban::manager {

/// Matches waiting tasks with agents that have room: the task of highest priority first, equal ones in the order they
/// came; to the agent that the strategy picks, equal ones to that which waited longest. Every operation is O(log n) in
/// tasks and agents under every strategy, but setStrategy(). Knows nothing of time or transport. Not thread-safe.
///
/// `ai_optimized` is exact, not a sample: of its score only the fit of the complexity depends on the task as well as on
/// the agent (the compatibility is the same for all agents of a type), and that on the agent's weight alone. So agents
/// are kept in order by weight, and the best of at most ten firsts is the best of all.
///
/// A deployment may be split between blue and green agents. Green's turns among the tasks that its agents get follow a
/// sequence of low discrepancy: after n tasks it had n * weight / 100 of them, within one half. A turn that green has no
/// room for is lost to blue, so a green that hangs stops nobody; blue's turns wait for blue, so green never gets more.
class TaskBoard
{
public:
    struct Assignment
    {
        std::string taskId;
        std::string agentId;
        std::uint64_t incarnation = 0; ///< of the agent
    };

    struct Wanted
    {
        std::string type;
        std::string deployment; ///< empty: any agent of the type
        int priority = 0;
        double complexity = 0.5; ///< 0…1
    };
    /// What the board is told of an agent.
    struct AgentTerms
    {
        std::string type, deployment;
        int capacity = 1;
        bool open = false; ///< whether it may get tasks
        int weight = Balancing::defaultWeight;
        double historyScore = 0; ///< see historyScore()
        bool green = false; ///< matters while the deployment is split
    };

    /// A task that is on the board already stays where it is.
    void enqueue(const std::string &taskId, const Wanted &wanted);
    /// As enqueue, but before all of its priority: for a task that was given out and came back.
    void putBack(const std::string &taskId, const Wanted &wanted);
    /// As putBack, but it is not given out before release by unhold(). It counts as queued.
    void hold(const std::string &taskId, const Wanted &wanted);
    void unhold(const std::string &taskId);
    bool withdraw(const std::string &taskId);

    /// O(agents).
    void setStrategy(BalancingStrategy strategy);
    /// Splits a deployment: `weight` percent of its tasks go to green agents; nothing: it is whole. O(agents).
    void setSplit(const std::string &deployment, std::optional<int> weight);
    /// Adds or alters an agent. Its load is kept.
    void setAgent(const std::string &agentId, const AgentTerms &terms);
    /// Harmless when there is no such agent.
    void setHistoryScore(const std::string &agentId, double score);
    void removeAgent(const std::string &agentId);
    /// A task that was assigned to this incarnation of the agent ended. Harmless, and false, when that is gone: an agent
    /// that was removed and came back under its id is another one.
    bool release(const std::string &agentId, std::uint64_t incarnation);
    int load(const std::string &agentId) const;

    /// The next pair, taken off the queue and counted as load; nothing when no task has an agent.
    std::optional<Assignment> next();

    std::size_t queued() const { return m_places.size(); }
    struct TypeFigures
    {
        std::size_t queued = 0;
        int running = 0;
        int freeCapacity = 0; ///< of agents that may get tasks
    };
    /// By agent type; only of types that have an agent or a task.
    const std::map<std::string, TypeFigures> &figures() const { return m_figures; }
    /// Tasks waiting for this type, those for one of its deployments included.
    std::size_t queuedFor(const std::string &type) const;
    /// Tasks that this deployment of the type could begin now: those for it and those for any, but none that is held.
    std::size_t waitingFor(const std::string &type, const std::string &deployment) const;

private:
    struct Place
    {
        Wanted wanted;
        std::int64_t order = 0;
        bool held = false;
    };
    struct Waiting
    {
        int negativePriority;
        std::int64_t order;
        std::string taskId;
        auto operator<=>(const Waiting &) const = default;
    };
    struct Room
    {
        std::int64_t rank; ///< lowest first; what it means is the strategy's
        std::uint64_t lastPick;
        std::string agentId;
        auto operator<=>(const Room &) const = default;
    };
    struct Worker
    {
        AgentTerms terms;
        int load = 0;
        std::int64_t pass = 0; ///< its next turn, weighted round robin
        std::uint64_t lastPick = 0;
        std::uint64_t incarnation = 0;
    };
    using Rooms = std::map<int, std::set<Room>>; ///< by rankClass(), none empty
    struct Lane
    {
        std::map<std::string, std::set<Waiting>> tasks; ///< by deployment; "" for any
        Rooms rooms;
        std::map<std::string, Rooms> roomsOf; ///< by deployment, none empty
        std::size_t workers = 0;
        std::int64_t turn = 0; ///< of weighted round robin: no agent that can take a task has an earlier one
    };

    struct Split
    {
        int weight = 0; ///< percent for green
        int credit = 50; ///< of green, in hundredths of a task
        Rooms green; ///< its agents with room, while the weight is between the ends
    };

    void insert(const std::string &taskId, Place place);
    Split *splitOf(const Worker &worker);
    /// Whether an agent may get tasks, were there room.
    bool isUsed(const Worker &worker);
    bool waitsForTurn(const Worker &worker);
    static void dropRoom(Rooms &rooms, int rankClass, const Room &room);
    const Room &picked(const Rooms &rooms, double complexity);
    /// Agents of one class are in the same order for every task.
    int rankClass(const Worker &worker) const;
    Room room(const std::string &id, const Worker &worker) const;
    const Room &best(const Rooms &rooms, double complexity) const;
    void show(const std::string &id, Worker &worker);
    void hide(const std::string &id, const Worker &worker);
    /// Agents may call their types what they like: forgets one that has neither an agent nor a task.
    void forgetUnused(const std::string &type);
    std::optional<Assignment> nextOf(Lane &lane);

    BalancingStrategy m_strategy = BalancingStrategy::LeastConnections;
    std::unordered_map<std::string, Place> m_places;
    std::unordered_map<std::string, Worker> m_workers;
    std::map<std::string, Lane> m_lanes; ///< by type
    std::map<std::string, Split> m_splits; ///< by deployment
    std::map<std::string, TypeFigures> m_figures;
    std::set<std::string> m_dirty; ///< types where a match may be possible
    std::int64_t m_order = 0;
    std::int64_t m_backOrder = 0;
    std::uint64_t m_picks = 0;
    std::uint64_t m_incarnations = 0;
};

} // namespace toban::manager
