// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "faultfile.h"
#include "service.h"

#include <filesystem>
#include <functional>
#include <set>
#include <string>
#include <vector>

namespace toban::sandbox {

/// Breaks the sandbox on request, and mends it.
class FaultControl
{
public:
    /// `restart` launches a stopped service on its old port and returns when it is ready, or throws.
    FaultControl(std::filesystem::path faultFile, Service &prometheus, Service &alertmanager, Service &logs,
                 Service &manager, std::function<void(Service &)> restart);

    /// The kinds, with what each does.
    static const std::vector<std::pair<std::string, std::string>> &kinds();
    /// Forgets faults of a run before.
    void reset();
    /// Sets a fault. `target`: the agent for kill-agent, the tool for failing-tool; empty: the first. Returns what was
    /// done, in words. Throws std::runtime_error.
    std::string set(const std::string &kind, const std::string &target);
    /// Undoes one kind, or all if it is empty: each that can be. Returns what was done, in words. Throws
    /// std::runtime_error, for all with what was done and what was not.
    std::string clear(const std::string &kind);
    std::vector<std::string> active() const;
    /// Processes of workers that the manager has, by rising id.
    std::vector<pid_t> agentPids() const;

private:
    void writeFile();
    std::string killAgent(const std::string &target);
    Service *serviceOf(const std::string &kind);

    std::filesystem::path m_file;
    Service &m_prometheus;
    Service &m_alertmanager;
    Service &m_logs;
    Service &m_manager;
    std::function<void(Service &)> m_restart;
    std::set<std::string> m_active;
    Faults m_faults;
};

} // namespace toban::sandbox
