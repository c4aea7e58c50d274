// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "types.h"

#include <set>
#include <unordered_map>

namespace toban::manager {

/// Matches waiting tasks with agents that have room: the task of highest priority first, equal ones in the order they
/// came; to the agent of the lowest load/capacity, equal ones to that which waited longest. Every operation is
/// O(log n) in tasks and agents. Knows nothing of time or transport. Not thread-safe.
class TaskBoard
{
public:
    struct Assignment
    {
        std::string taskId;
        std::string agentId;
        std::uint64_t incarnation = 0; ///< of the agent
    };

    /// `deployment` empty: any agent of the type. A task that is on the board already stays where it is.
    void enqueue(const std::string &taskId, const std::string &type, const std::string &deployment, int priority);
    /// As enqueue, but before all of its priority: for a task that was given out and came back.
    void putBack(const std::string &taskId, const std::string &type, const std::string &deployment, int priority);
    bool withdraw(const std::string &taskId);

    /// Adds or alters an agent; `open` says whether it may get tasks. Its load is kept.
    void setAgent(const std::string &agentId, const std::string &type, const std::string &deployment, int capacity,
                  bool open);
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
    /// By agent type.
    const std::map<std::string, TypeFigures> &figures() const { return m_figures; }
    /// Tasks waiting for this type, those for one of its deployments included.
    std::size_t queuedFor(const std::string &type) const;

private:
    struct Place
    {
        std::string type, deployment;
        int priority = 0;
        std::int64_t order = 0;
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
        std::uint64_t ratio; ///< load/capacity, scaled
        std::uint64_t lastPick;
        std::string agentId;
        auto operator<=>(const Room &) const = default;
    };
    struct Worker
    {
        std::string type, deployment;
        int capacity = 1;
        int load = 0;
        bool open = false;
        std::uint64_t lastPick = 0;
        std::uint64_t incarnation = 0;
    };
    struct Lane
    {
        std::map<std::string, std::set<Waiting>> tasks; ///< by deployment; "" for any
        std::set<Room> rooms;
        std::map<std::string, std::set<Room>> roomsOf; ///< by deployment
    };

    void insert(const std::string &taskId, Place place);
    static Room room(const std::string &id, const Worker &worker);
    void show(const std::string &id, const Worker &worker);
    void hide(const std::string &id, const Worker &worker);
    std::optional<Assignment> nextOf(Lane &lane);

    std::unordered_map<std::string, Place> m_places;
    std::unordered_map<std::string, Worker> m_workers;
    std::map<std::string, Lane> m_lanes; ///< by type
    std::map<std::string, TypeFigures> m_figures;
    std::set<std::string> m_dirty; ///< types where a match may be possible
    std::int64_t m_order = 0;
    std::int64_t m_backOrder = 0;
    std::uint64_t m_picks = 0;
    std::uint64_t m_incarnations = 0;
};

} // namespace toban::manager
