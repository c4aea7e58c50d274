// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "taskloop.h"

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

namespace toban::sandbox {

struct WorkerOptions
{
    std::string id; ///< "code-generator-1"
    std::string agentType;
    std::string deployment; ///< empty: belongs to none
    std::string managerUrl; ///< base URL; empty: does not register
    std::string caFile; ///< PEM, to verify the manager's certificate against; empty: the system's authorities
    std::string logUrl; ///< base URL of the log store; empty: logs nothing there
    std::string address = "127.0.0.1";
    std::uint16_t port = 0;
    int revision = 0; ///< 0: unknown
    std::string model;
    std::string image;
    std::string promptHash;
    std::vector<std::string> tools;
    int capacity = 10;
    std::uint64_t memoryLimitBytes = 64u << 20;
    std::filesystem::path faultFile;
    std::filesystem::path portFile; ///< where to write the bound port; empty: nowhere
    std::string token; ///< of this agent, for the manager
    std::uint64_t seed = 0; ///< 0: from the system's entropy
};

/// A worker: serves /health, /metrics, /execute and /cancel, registers with the manager and sends heartbeats, ships its log.
/// Lives on the loop's thread; requests reach it from the server's threads.
class Worker
{
public:
    Worker(TaskLoop &loop, WorkerOptions options);
    ~Worker();

    /// Binds and begins. Returns an empty string, or what failed.
    std::string start();
    std::uint16_t port() const;
    /// Refuses new tasks, waits for those in hand up to `grace`, ships the log, then calls `done` on the loop.
    void shutDown(std::chrono::milliseconds grace, TaskLoop::Task done);

private:
    struct Impl;
    std::unique_ptr<Impl> d;
};

} // namespace toban::sandbox
