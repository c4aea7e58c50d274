// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "types.h"

#include <optional>

namespace toban::manager {

/// What a worker is started with.
struct WorkerSpec
{
    std::string agentId;
    std::string agentType;
    std::string deployment;
    Revision revision;
    std::string token; ///< its own; handed over so that no other process or file sees it
};

/// A worker that ended.
struct WorkerExit
{
    std::string agentId;
    std::string reason; ///< "exit status 3", "signal 9"
    bool asked = false; ///< after stop() or kill()
};

struct ScrapeTarget
{
    std::string agentId;
    std::string deployment;
    /// Tells the sides of a rollout apart; nothing while there is none, so that an agent's series stay the same over a
    /// change that concerns nobody.
    std::optional<int> revision;
    std::string address; ///< host:port
    auto operator<=>(const ScrapeTarget &) const = default;
};

/// How a driver fares with what it drives.
struct DriverHealth
{
    std::string trouble; ///< what the last action failed of; empty: nothing
    std::optional<SteadyPoint> lastSuccess; ///< nothing: nothing was done yet
};

/// Starts and stops what an agent is made of. All calls come from one thread, the main one.
class WorkerDriver
{
public:
    virtual ~WorkerDriver() = default;
    /// Returns an empty text, or why the worker could not be started.
    virtual std::string start(const WorkerSpec &spec) = 0;
    /// Asks the worker to end, and ends it by force after the driver's grace. Harmless for an unknown one.
    virtual void stop(const std::string &agentId) = 0;
    /// Ends it by force now.
    virtual void kill(const std::string &agentId) = 0;
    /// Workers that ended since the last call; also does what has fallen due.
    virtual std::vector<WorkerExit> poll() = 0;
    /// What Prometheus shall scrape; called when it may have changed.
    virtual void publishTargets(const std::vector<ScrapeTarget> &targets) = 0;
    virtual DriverHealth health() const = 0;
};

} // namespace toban::manager
