// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "agentregistry.h"

#include <algorithm>

namespace toban::manager {

AgentStatus Agent::status() const
{
    if (!isRegistered()) {
        return AgentStatus::Starting;
    }
    switch (effectiveIntake()) {
    case Intake::Draining:
        return AgentStatus::Draining;
    case Intake::Paused:
        return AgentStatus::Paused;
    case Intake::Open:
        break;
    }
    if (reported == AgentStatus::Failed || reported == AgentStatus::Maintenance) {
        return reported;
    }
    if (unready) {
        return AgentStatus::Failed;
    }
    return load > 0 ? AgentStatus::Busy : AgentStatus::Idle;
}

Intake Agent::effectiveIntake() const
{
    return std::max(intake, deploymentIntake); // open < paused < draining
}

bool Agent::takesTasks(SteadyPoint now) const
{
    return isRegistered() && effectiveIntake() == Intake::Open && reported != AgentStatus::Failed
        && reported != AgentStatus::Maintenance && !unready && !isResting(now);
}

void AgentRegistry::index(const Agent &agent)
{
    m_byType[agent.type].insert(agent.id);
    m_byDeployment[agent.deployment].insert(agent.id);
    m_byStatus[std::size_t(agent.status())].insert(agent.id);
}

void AgentRegistry::unindex(const Agent &agent)
{
    const auto drop = [&agent](auto &map, const std::string &key) {
        const auto found = map.find(key);
        found->second.erase(agent.id);
        if (found->second.empty()) {
            map.erase(found);
        }
    };
    drop(m_byType, agent.type);
    drop(m_byDeployment, agent.deployment);
    m_byStatus[std::size_t(agent.status())].erase(agent.id);
}

namespace {

/// What observers are told of: idle and busy change with every task.
AgentStatus coarse(const Agent &agent)
{
    const AgentStatus status = agent.status();
    return status == AgentStatus::Busy ? AgentStatus::Idle : status;
}

} // namespace

void AgentRegistry::tell(const Agent &agent, Event event) const
{
    if (m_observer) {
        m_observer(agent, event);
    }
}

Agent &AgentRegistry::put(Agent agent)
{
    const auto before = m_agents.find(agent.id);
    const bool isNew = before == m_agents.end();
    bool isOther = false;
    if (!isNew) {
        const Agent &old = before->second;
        isOther = coarse(old) != coarse(agent) || old.type != agent.type || old.deployment != agent.deployment
            || old.version != agent.version || old.revision != agent.revision;
        unindex(old);
    }
    agent.shownVersion = ++m_version;
    const std::string id = agent.id;
    Agent &stored = m_agents[id] = std::move(agent);
    index(stored);
    if (isNew || isOther) {
        tell(stored, isNew ? Event::Added : Event::Changed);
    }
    return stored;
}

Agent *AgentRegistry::find(const std::string &id)
{
    const auto found = m_agents.find(id);
    return found == m_agents.end() ? nullptr : &found->second;
}

const Agent *AgentRegistry::find(const std::string &id) const
{
    const auto found = m_agents.find(id);
    return found == m_agents.end() ? nullptr : &found->second;
}

bool AgentRegistry::update(const std::string &id, const std::function<void(Agent &)> &change)
{
    const auto found = m_agents.find(id);
    if (found == m_agents.end()) {
        return false;
    }
    Agent &agent = found->second;
    const auto before = agent.status();
    const auto shown = coarse(agent);
    change(agent);
    const auto after = agent.status();
    if (before != after) {
        m_byStatus[std::size_t(before)].erase(id);
        m_byStatus[std::size_t(after)].insert(id);
    }
    agent.shownVersion = ++m_version;
    if (shown != coarse(agent)) {
        tell(agent, Event::Changed);
    }
    return true;
}

bool AgentRegistry::remove(const std::string &id)
{
    const auto found = m_agents.find(id);
    if (found == m_agents.end()) {
        return false;
    }
    unindex(found->second);
    const Agent gone = std::move(found->second);
    m_agents.erase(found);
    ++m_version;
    tell(gone, Event::Removed);
    return true;
}

AgentRegistry::Page AgentRegistry::list(const Filter &filter, const std::string &after, std::size_t limit) const
{
    static const std::set<std::string> none;
    const std::set<std::string> *smallest = nullptr;
    const auto consider = [&smallest](const std::set<std::string> &candidates) {
        if (smallest == nullptr || candidates.size() < smallest->size()) {
            smallest = &candidates;
        }
    };
    const auto lookUp = [&consider](const auto &map, const std::string &key) {
        const auto found = map.find(key);
        consider(found == map.end() ? none : found->second);
    };
    if (!filter.type.empty()) {
        lookUp(m_byType, filter.type);
    }
    if (!filter.deployment.empty()) {
        lookUp(m_byDeployment, filter.deployment);
    }
    if (filter.status) {
        consider(m_byStatus[std::size_t(*filter.status)]);
    }

    Page page;
    const auto take = [&](const Agent &agent) {
        if ((!filter.type.empty() && agent.type != filter.type)
            || (!filter.deployment.empty() && agent.deployment != filter.deployment)
            || (filter.status && agent.status() != *filter.status)) {
            return true;
        }
        if (page.items.size() == limit) {
            page.next = page.items.back()->id;
            return false;
        }
        page.items.push_back(&agent);
        return true;
    };
    if (smallest != nullptr) {
        for (auto it = smallest->upper_bound(after); it != smallest->end() && take(m_agents.at(*it)); ++it) { }
    } else {
        for (auto it = m_agents.upper_bound(after); it != m_agents.end() && take(it->second); ++it) { }
    }
    return page;
}

const std::set<std::string> &AgentRegistry::ofDeployment(const std::string &deployment) const
{
    static const std::set<std::string> none;
    const auto found = m_byDeployment.find(deployment);
    return found == m_byDeployment.end() ? none : found->second;
}

} // namespace toban::manager
