// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "workerdriver.h"

#include <map>
#include <utility>

namespace toban::manager {

/// Which set of agents: the deployment's name, and whether it is the other one of both that a rollout needs.
using SetKey = std::pair<std::string, bool>;

/// What a set of agents shall be.
struct SetGoal
{
    int replicas = 0;
    Revision revision;
};

/// An agent that the platform runs.
struct PlacedAgent
{
    std::string id;
    std::string content; ///< contentHash() of what it was made of; empty: not by this manager
    bool ready = false; ///< by the platform's own check
    bool leaving = false; ///< it is being ended
    bool ended = false; ///< it ended and does not start again in this place
    int restarts = 0; ///< times it ended and was started again in its place
    std::string trouble; ///< why it ended or cannot start; empty: nothing known
    bool operator==(const PlacedAgent &) const = default;
};

/// A set of agents as the platform has it.
struct PlacedSet
{
    int replicas = 0; ///< that the platform was told
    bool settled = false; ///< the platform has done all that it was told, and it was told the goal
    std::string trouble; ///< why the goal is not reached, with what to do; empty: nothing
    bool failed = false; ///< the trouble stays until somebody does something
    std::vector<PlacedAgent> agents;
};
using PlacedSets = std::map<SetKey, PlacedSet>;

/// Has a platform run sets of agents, which it starts, places and replaces by itself. All calls come from one thread,
/// the main one, and none waits for anything.
class FleetDriver
{
public:
    virtual ~FleetDriver() = default;
    /// What shall be there from now on; sets that are not named are left as they are.
    virtual void want(const std::map<SetKey, SetGoal> &goals) = 0;
    /// As last seen. A set of which nothing is known yet has a trouble that says so.
    virtual PlacedSets look() const = 0;
    /// Has an agent ended; the platform puts another one in its place while the goal wants it.
    virtual void replace(const std::string &agentId) = 0;
    /// What Prometheus shall scrape; called when it may have changed.
    virtual void publishTargets(const std::vector<ScrapeTarget> &targets) = 0;
    virtual DriverHealth health() const = 0;
};

/// Tells contents of revisions apart wherever they run: the SHA-256 of all members, hexadecimal.
std::string contentHash(const AgentTemplate &content);

} // namespace toban::manager
