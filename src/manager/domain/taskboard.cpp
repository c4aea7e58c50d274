// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "taskboard.h"

#include <algorithm>
#include <cmath>
#include <tuple>
#include <utility>

namespace toban::manager {

namespace {

constexpr std::int64_t fullTurn = 2520; // divisible by every weight from 1 to 10, so turns stay exact
constexpr double scoreScale = 1e12; // scores are compared as whole numbers: an order must not depend on rounding

std::int64_t rankOfScore(double score)
{
    return -std::int64_t(std::llround(score * scoreScale));
}

} // namespace

void TaskBoard::enqueue(const std::string &taskId, const Wanted &wanted)
{
    insert(taskId, {wanted, ++m_order, false});
}

void TaskBoard::putBack(const std::string &taskId, const Wanted &wanted)
{
    insert(taskId, {wanted, --m_backOrder, false});
}

void TaskBoard::hold(const std::string &taskId, const Wanted &wanted)
{
    insert(taskId, {wanted, --m_backOrder, true});
}

void TaskBoard::unhold(const std::string &taskId)
{
    const auto found = m_places.find(taskId);
    if (found != m_places.end() && std::exchange(found->second.held, false)) {
        const auto &[wanted, order, held] = found->second;
        m_lanes[wanted.type].tasks[wanted.deployment].insert({-wanted.priority, order, taskId});
        m_dirty.insert(wanted.type);
    }
}

void TaskBoard::insert(const std::string &taskId, Place place)
{
    const auto [it, added] = m_places.try_emplace(taskId, std::move(place));
    if (!added) {
        return;
    }
    const auto &[wanted, order, held] = it->second;
    ++m_figures[wanted.type].queued;
    if (!held) {
        m_lanes[wanted.type].tasks[wanted.deployment].insert({-wanted.priority, order, taskId});
        m_dirty.insert(wanted.type);
    }
}

bool TaskBoard::withdraw(const std::string &taskId)
{
    const auto found = m_places.find(taskId);
    if (found == m_places.end()) {
        return false;
    }
    const auto &[wanted, order, held] = found->second;
    if (!held) {
        auto &tasks = m_lanes[wanted.type].tasks;
        const auto queue = tasks.find(wanted.deployment);
        queue->second.erase({-wanted.priority, order, taskId});
        if (queue->second.empty()) {
            tasks.erase(queue);
        }
    }
    --m_figures[wanted.type].queued;
    const std::string type = wanted.type;
    m_places.erase(found);
    forgetUnused(type);
    return true;
}

void TaskBoard::forgetUnused(const std::string &type)
{
    const auto lane = m_lanes.find(type);
    if ((lane == m_lanes.end() || lane->second.workers == 0) && queuedFor(type) == 0) {
        m_figures.erase(type);
        m_dirty.erase(type);
        m_lanes.erase(type);
    }
}

int TaskBoard::rankClass(const Worker &worker) const
{
    return m_strategy == BalancingStrategy::AiOptimized ? worker.terms.weight : 0;
}

TaskBoard::Room TaskBoard::room(const std::string &id, const Worker &worker) const
{
    const AgentTerms &terms = worker.terms;
    std::int64_t rank = 0; // round robin: lastPick alone decides
    switch (m_strategy) {
    case BalancingStrategy::RoundRobin:
        break;
    case BalancingStrategy::LeastConnections:
        rank = (std::int64_t(worker.load) << 32) / terms.capacity;
        break;
    case BalancingStrategy::WeightedRoundRobin:
        rank = worker.pass;
        break;
    case BalancingStrategy::AiOptimized:
        rank = rankOfScore(terms.historyScore + loadScore(worker.load, terms.capacity));
        break;
    }
    return {rank, worker.lastPick, id};
}

const TaskBoard::Room &TaskBoard::best(const Rooms &rooms, double complexity) const
{
    const auto ranked = [&](const Rooms::value_type &rankClass) {
        const Room &first = *rankClass.second.begin();
        const bool fits = m_strategy == BalancingStrategy::AiOptimized;
        return std::tuple(first.rank
                              + (fits ? rankOfScore(complexityShare * complexityFit(complexity, rankClass.first)) : 0),
                          first.lastPick, std::string_view(first.agentId));
    };
    return *std::min_element(rooms.begin(), rooms.end(), [&](const auto &left, const auto &right) {
                return ranked(left) < ranked(right);
            })->second.begin();
}

TaskBoard::Split *TaskBoard::splitOf(const Worker &worker)
{
    const auto found = m_splits.find(worker.terms.deployment);
    return found == m_splits.end() ? nullptr : &found->second;
}

bool TaskBoard::isUsed(const Worker &worker)
{
    const Split *split = splitOf(worker);
    const bool hasShare = split == nullptr || split->weight != (worker.terms.green ? 0 : 100);
    return worker.terms.open && hasShare;
}

bool TaskBoard::waitsForTurn(const Worker &worker)
{
    const Split *split = splitOf(worker);
    return split != nullptr && worker.terms.green && split->weight < 100;
}

void TaskBoard::dropRoom(Rooms &rooms, int rankClass, const Room &room)
{
    const auto found = rooms.find(rankClass);
    found->second.erase(room);
    if (found->second.empty()) {
        rooms.erase(found);
    }
}

/// The best of these, or of the green ones that stand beside them if it is their turn, which is used up.
const TaskBoard::Room &TaskBoard::picked(const Rooms &rooms, double complexity)
{
    const Room &first = best(rooms, complexity);
    Split *split = splitOf(m_workers.at(first.agentId));
    if (split == nullptr || split->weight == 0 || split->weight == 100) {
        return first;
    }
    split->credit += split->weight;
    if (split->credit < 100) {
        return first;
    }
    split->credit -= 100;
    return split->green.empty() ? first : best(split->green, complexity);
}

void TaskBoard::setSplit(const std::string &deployment, std::optional<int> weight)
{
    const auto now = m_splits.find(deployment);
    if (weight ? now != m_splits.end() && now->second.weight == *weight : now == m_splits.end()) {
        return;
    }
    for (const auto &[id, worker] : m_workers) {
        if (worker.terms.deployment == deployment) {
            hide(id, worker);
        }
    }
    m_splits.erase(deployment);
    if (weight) {
        m_splits[deployment].weight = *weight;
    }
    for (auto &[id, worker] : m_workers) {
        if (worker.terms.deployment == deployment) {
            show(id, worker);
        }
    }
}

void TaskBoard::show(const std::string &id, Worker &worker)
{
    const AgentTerms &terms = worker.terms;
    if (!isUsed(worker)) {
        return;
    }
    m_figures[terms.type].freeCapacity += std::max(0, terms.capacity - worker.load);
    if (worker.load < terms.capacity) {
        Lane &lane = m_lanes[terms.type];
        // Turns that it could not take are gone: it must not get all tasks now to make up for them.
        worker.pass = std::max(worker.pass, lane.turn);
        const Room entry = room(id, worker);
        m_dirty.insert(terms.type);
        if (waitsForTurn(worker)) {
            splitOf(worker)->green[rankClass(worker)].insert(entry);
            return;
        }
        lane.rooms[rankClass(worker)].insert(entry);
        lane.roomsOf[terms.deployment][rankClass(worker)].insert(entry);
    }
}

void TaskBoard::hide(const std::string &id, const Worker &worker)
{
    const AgentTerms &terms = worker.terms;
    if (!isUsed(worker)) {
        return;
    }
    m_figures[terms.type].freeCapacity -= std::max(0, terms.capacity - worker.load);
    if (worker.load < terms.capacity) {
        Lane &lane = m_lanes[terms.type];
        const Room entry = room(id, worker);
        if (waitsForTurn(worker)) {
            dropRoom(splitOf(worker)->green, rankClass(worker), entry);
            return;
        }
        dropRoom(lane.rooms, rankClass(worker), entry);
        const auto rooms = lane.roomsOf.find(terms.deployment);
        dropRoom(rooms->second, rankClass(worker), entry);
        if (rooms->second.empty()) {
            lane.roomsOf.erase(rooms);
        }
    }
}

void TaskBoard::setStrategy(BalancingStrategy strategy)
{
    for (const auto &[id, worker] : m_workers) {
        hide(id, worker);
    }
    m_strategy = strategy;
    for (auto &[id, worker] : m_workers) {
        show(id, worker);
    }
}

void TaskBoard::setAgent(const std::string &agentId, const AgentTerms &terms)
{
    const auto [it, added] = m_workers.try_emplace(agentId);
    Worker &worker = it->second;
    const std::string before = worker.terms.type;
    if (added) {
        worker.incarnation = ++m_incarnations;
    } else {
        hide(agentId, worker);
        m_figures[before].running -= worker.load;
        --m_lanes[before].workers;
    }
    if (before != terms.type) {
        worker.pass = 0; // turns are counted by type
    }
    worker.terms = terms;
    worker.terms.capacity = std::max(1, terms.capacity);
    m_figures[terms.type].running += worker.load;
    ++m_lanes[terms.type].workers;
    show(agentId, worker);
    if (!added && before != terms.type) {
        forgetUnused(before);
    }
}

void TaskBoard::setHistoryScore(const std::string &agentId, double score)
{
    const auto found = m_workers.find(agentId);
    if (found == m_workers.end()) {
        return;
    }
    Worker &worker = found->second;
    if (m_strategy != BalancingStrategy::AiOptimized) {
        worker.terms.historyScore = score; // no order depends on it
        return;
    }
    hide(agentId, worker);
    worker.terms.historyScore = score;
    show(agentId, worker);
}

void TaskBoard::removeAgent(const std::string &agentId)
{
    const auto found = m_workers.find(agentId);
    if (found == m_workers.end()) {
        return;
    }
    hide(agentId, found->second);
    const std::string type = found->second.terms.type;
    m_figures[type].running -= found->second.load;
    --m_lanes[type].workers;
    m_workers.erase(found);
    forgetUnused(type);
}

bool TaskBoard::release(const std::string &agentId, std::uint64_t incarnation)
{
    const auto found = m_workers.find(agentId);
    if (found == m_workers.end() || found->second.incarnation != incarnation || found->second.load == 0) {
        return false;
    }
    hide(agentId, found->second);
    --found->second.load;
    --m_figures[found->second.terms.type].running;
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
    const Waiting *first = nullptr;
    const Rooms *rooms = nullptr;
    for (const auto &[deployment, tasks] : lane.tasks) {
        const Rooms *candidates = &lane.rooms;
        if (!deployment.empty()) {
            const auto found = lane.roomsOf.find(deployment);
            if (found == lane.roomsOf.end()) {
                continue;
            }
            candidates = &found->second;
        }
        if (!candidates->empty() && (first == nullptr || *tasks.begin() < *first)) {
            first = &*tasks.begin();
            rooms = candidates;
        }
    }
    if (first == nullptr) {
        return std::nullopt;
    }
    const double complexity = m_places.at(first->taskId).wanted.complexity;
    Assignment assignment{first->taskId, picked(*rooms, complexity).agentId, 0};
    withdraw(assignment.taskId);
    Worker &worker = m_workers.at(assignment.agentId);
    assignment.incarnation = worker.incarnation;
    if (!waitsForTurn(worker) && best(lane.rooms, complexity).agentId == assignment.agentId) {
        lane.turn = std::max(lane.turn, worker.pass); // tasks for one deployment take others' turns out of order
    }
    hide(assignment.agentId, worker);
    ++worker.load;
    ++m_figures[worker.terms.type].running;
    worker.lastPick = ++m_picks;
    worker.pass += fullTurn / worker.terms.weight;
    show(assignment.agentId, worker);
    return assignment;
}

std::size_t TaskBoard::queuedFor(const std::string &type) const
{
    const auto found = m_figures.find(type);
    return found == m_figures.end() ? 0 : found->second.queued;
}

std::size_t TaskBoard::waitingFor(const std::string &type, const std::string &deployment) const
{
    const auto lane = m_lanes.find(type);
    if (lane == m_lanes.end()) {
        return 0;
    }
    const auto count = [&tasks = lane->second.tasks](const std::string &name) {
        const auto queue = tasks.find(name);
        return queue == tasks.end() ? 0 : queue->second.size();
    };
    return count(deployment) + count({});
}

} // namespace toban::manager
