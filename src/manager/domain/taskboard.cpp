// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "taskboard.h"

#include <algorithm>

namespace toban::manager {

void TaskBoard::enqueue(const std::string &taskId, const std::string &type, const std::string &deployment, int priority)
{
    insert(taskId, {type, deployment, priority, ++m_order});
}

void TaskBoard::putBack(const std::string &taskId, const std::string &type, const std::string &deployment, int priority)
{
    insert(taskId, {type, deployment, priority, --m_backOrder});
}

void TaskBoard::insert(const std::string &taskId, Place place)
{
    const auto [it, added] = m_places.try_emplace(taskId, std::move(place));
    if (!added) {
        return;
    }
    const Place &at = it->second;
    m_lanes[at.type].tasks[at.deployment].insert({-at.priority, at.order, taskId});
    ++m_figures[at.type].queued;
    m_dirty.insert(at.type);
}

bool TaskBoard::withdraw(const std::string &taskId)
{
    const auto found = m_places.find(taskId);
    if (found == m_places.end()) {
        return false;
    }
    const Place &at = found->second;
    auto &tasks = m_lanes[at.type].tasks;
    const auto queue = tasks.find(at.deployment);
    queue->second.erase({-at.priority, at.order, taskId});
    if (queue->second.empty()) {
        tasks.erase(queue);
    }
    --m_figures[at.type].queued;
    m_places.erase(found);
    return true;
}

TaskBoard::Room TaskBoard::room(const std::string &id, const Worker &worker)
{
    return {(std::uint64_t(worker.load) << 32) / std::uint64_t(worker.capacity), worker.lastPick, id};
}

void TaskBoard::show(const std::string &id, const Worker &worker)
{
    if (!worker.open) {
        return;
    }
    m_figures[worker.type].freeCapacity += std::max(0, worker.capacity - worker.load);
    if (worker.load < worker.capacity) {
        Lane &lane = m_lanes[worker.type];
        const Room entry = room(id, worker);
        lane.rooms.insert(entry);
        lane.roomsOf[worker.deployment].insert(entry);
        m_dirty.insert(worker.type);
    }
}

void TaskBoard::hide(const std::string &id, const Worker &worker)
{
    if (!worker.open) {
        return;
    }
    m_figures[worker.type].freeCapacity -= std::max(0, worker.capacity - worker.load);
    if (worker.load < worker.capacity) {
        Lane &lane = m_lanes[worker.type];
        const Room entry = room(id, worker);
        lane.rooms.erase(entry);
        const auto rooms = lane.roomsOf.find(worker.deployment);
        rooms->second.erase(entry);
        if (rooms->second.empty()) {
            lane.roomsOf.erase(rooms);
        }
    }
}

void TaskBoard::setAgent(const std::string &agentId, const std::string &type, const std::string &deployment,
                         int capacity, bool open)
{
    const auto [it, added] = m_workers.try_emplace(agentId);
    Worker &worker = it->second;
    if (added) {
        worker.incarnation = ++m_incarnations;
    } else {
        hide(agentId, worker);
        m_figures[worker.type].running -= worker.load;
    }
    worker.type = type;
    worker.deployment = deployment;
    worker.capacity = std::max(1, capacity);
    worker.open = open;
    m_figures[type].running += worker.load;
    show(agentId, worker);
}

void TaskBoard::removeAgent(const std::string &agentId)
{
    const auto found = m_workers.find(agentId);
    if (found == m_workers.end()) {
        return;
    }
    hide(agentId, found->second);
    m_figures[found->second.type].running -= found->second.load;
    m_workers.erase(found);
}

bool TaskBoard::release(const std::string &agentId, std::uint64_t incarnation)
{
    const auto found = m_workers.find(agentId);
    if (found == m_workers.end() || found->second.incarnation != incarnation || found->second.load == 0) {
        return false;
    }
    hide(agentId, found->second);
    --found->second.load;
    --m_figures[found->second.type].running;
    show(agentId, found->second);
    return true;
}

int TaskBoard::load(const std::string &agentId) const
{
    const auto found = m_workers.find(agentId);
    return found == m_workers.end() ? 0 : found->second.load;
}

std::optional<TaskBoard::Assignment> TaskBoard::next()
{
    while (!m_dirty.empty()) {
        const std::string type = *m_dirty.begin();
        if (auto assignment = nextOf(m_lanes[type])) {
            return assignment;
        }
        m_dirty.erase(type);
    }
    return std::nullopt;
}

std::optional<TaskBoard::Assignment> TaskBoard::nextOf(Lane &lane)
{
    const Waiting *best = nullptr;
    const std::set<Room> *rooms = nullptr;
    for (const auto &[deployment, tasks] : lane.tasks) {
        const std::set<Room> *candidates = &lane.rooms;
        if (!deployment.empty()) {
            const auto found = lane.roomsOf.find(deployment);
            if (found == lane.roomsOf.end()) {
                continue;
            }
            candidates = &found->second;
        }
        if (!candidates->empty() && (best == nullptr || *tasks.begin() < *best)) {
            best = &*tasks.begin();
            rooms = candidates;
        }
    }
    if (best == nullptr) {
        return std::nullopt;
    }
    Assignment assignment{best->taskId, rooms->begin()->agentId, 0};
    withdraw(assignment.taskId);
    Worker &worker = m_workers.at(assignment.agentId);
    assignment.incarnation = worker.incarnation;
    hide(assignment.agentId, worker);
    ++worker.load;
    ++m_figures[worker.type].running;
    worker.lastPick = ++m_picks;
    show(assignment.agentId, worker);
    return assignment;
}

std::size_t TaskBoard::queuedFor(const std::string &type) const
{
    const auto found = m_figures.find(type);
    return found == m_figures.end() ? 0 : found->second.queued;
}

} // namespace toban::manager
