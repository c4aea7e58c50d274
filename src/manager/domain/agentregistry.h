// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "types.h"

#include <array>
#include <functional>
#include <set>

namespace toban::manager {

/// An agent as the manager sees it.
struct Agent
{
    std::string id;
    std::string type;
    std::string deployment; ///< empty: none
    /// The deployment that it belongs to for certain: by the manager that started it, or by its token. Anyone may say to
    /// be of a deployment; only those get its secrets.
    std::string trustedDeployment;
    std::string endpoint; ///< empty until registered
    std::string version; ///< empty until registered
    int capacity = 10;
    int revision = 0; ///< 0: unknown
    std::map<std::string, std::string> metadata;
    TimePoint createdAt{};
    std::optional<TimePoint> lastHeartbeat;
    SteadyPoint lastSeen{};
    SteadyPoint coolingUntil{}; ///< gets no task before
    SteadyPoint rateUntil{}; ///< the same, because it was called as often as the cost controls allow
    AgentStatus reported = AgentStatus::Starting; ///< idle, busy, failed, maintenance by its own word; starting before
    Intake intake = Intake::Open; ///< by an operator, or because it is on its way out
    Intake deploymentIntake = Intake::Open;
    int load = 0; ///< tasks of this manager under way
    bool managed = false; ///< the manager started its process, or had the platform start it
    bool placed = false; ///< by the platform: it speaks with its deployment's token
    bool unready = false; ///< by the platform's check: it gets no tasks
    int ordinal = -1; ///< of its slot, when managed
    std::uint64_t shownVersion = 0; ///< rises when the agent looks different
    mutable std::string shownText; ///< its JSON as of shownTextVersion: long lists are put together from these
    mutable std::uint64_t shownTextVersion = 0;

    bool isRegistered() const { return reported != AgentStatus::Starting; }
    AgentStatus status() const;
    /// Draining wins over paused, the agent's own over its deployment's.
    Intake effectiveIntake() const;
    bool takesTasks(SteadyPoint now) const;
    bool isResting(SteadyPoint now) const { return now < coolingUntil || now < rateUntil; }
};

/// All agents with indexes for filtered, paged listing. Not thread-safe.
class AgentRegistry
{
public:
    enum class Event { Added, Changed, Removed };
    /// Called after an agent came, went, or got another type, deployment, version or status; to be busy or idle is the
    /// same here.
    using Observer = std::function<void(const Agent &agent, Event event)>;
    void setObserver(Observer observer) { m_observer = std::move(observer); }

    /// Adds or replaces.
    Agent &put(Agent agent);
    Agent *find(const std::string &id);
    const Agent *find(const std::string &id) const;
    /// Alters an agent, keeping the indexes right. Returns false if there is none.
    bool update(const std::string &id, const std::function<void(Agent &)> &change);
    bool remove(const std::string &id);

    struct Filter
    {
        std::string type, deployment;
        std::optional<AgentStatus> status;
    };
    struct Page
    {
        std::vector<const Agent *> items;
        std::string next; ///< id to go on after; empty: the end
    };
    /// Agents after the id `after`, in the order of ids.
    Page list(const Filter &filter, const std::string &after, std::size_t limit) const;
    const std::set<std::string> &ofDeployment(const std::string &deployment) const;
    bool hasType(const std::string &type) const { return m_byType.contains(type); }
    std::size_t count(AgentStatus status) const { return m_byStatus[std::size_t(status)].size(); }
    const std::map<std::string, Agent> &all() const { return m_agents; }
    /// Rises whenever a list or an agent would look different.
    std::uint64_t version() const { return m_version; }

private:
    void index(const Agent &agent);
    void unindex(const Agent &agent);
    void tell(const Agent &agent, Event event) const;

    std::map<std::string, Agent> m_agents;
    std::map<std::string, std::set<std::string>> m_byType, m_byDeployment;
    std::array<std::set<std::string>, 7> m_byStatus;
    std::uint64_t m_version = 1;
    Observer m_observer;
};

} // namespace toban::manager
