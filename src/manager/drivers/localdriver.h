// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "clock.h"
#include "workerdriver.h"

#include <filesystem>
#include <map>
#include <set>
#include <sys/types.h>

namespace toban::manager {

struct LocalDriverOptions
{
    std::string agentBinary;
    std::vector<std::string> agentArguments; ///< given to every worker after its own
    std::string managerUrl; ///< where workers register
    std::string logUrl; ///< empty: none
    std::filesystem::path targetFile; ///< Prometheus file_sd; empty: none
    std::chrono::milliseconds stopGrace{10'000}; ///< from SIGTERM to SIGKILL
    std::string caFile = {}; ///< what workers verify the manager's certificate against; empty: the system's authorities
};

/// Workers are processes of this machine, children of the main thread: they die with the manager, whatever ends it.
class LocalDriver final : public WorkerDriver
{
public:
    LocalDriver(LocalDriverOptions options, const Clock &clock);

    std::string start(const WorkerSpec &spec) override;
    void stop(const std::string &agentId) override;
    void kill(const std::string &agentId) override;
    std::vector<WorkerExit> poll() override;
    void publishTargets(const std::vector<ScrapeTarget> &targets) override;
    DriverHealth health() const override { return m_health; }

private:
    struct Process
    {
        pid_t pid = -1;
        bool asked = false;
        SteadyPoint killAt = SteadyPoint::max();
    };

    std::string launch(const WorkerSpec &spec);
    void note(const std::string &error);

    LocalDriverOptions m_options;
    const Clock &m_clock;
    std::map<std::string, Process> m_processes;
    std::set<pid_t> m_failedStarts; ///< reported already, to be reaped
    DriverHealth m_health;
};

/// The file_sd document for these targets.
std::string targetFileText(const std::vector<ScrapeTarget> &targets);

} // namespace toban::manager
