// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "layout.h"
#include "programs.h"
#include "taskloop.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

namespace toban::sandbox {

struct SupervisorOptions
{
    Layout layout;
    Programs programs;
    std::optional<int> days; ///< of history; not given: what the folder has, or 62
    std::optional<std::uint64_t> seed; ///< not given: what the folder has, or 1
    double load = 1;
    int waiter = -1; ///< write end of a pipe to whoever waits for the start: that ends if nobody does any more
};

/// Owns every process of a sandbox: brings them up, keeps them up, breaks them on request, takes them down. Lives on
/// the loop of the main thread, which launches the processes, so that they die with this one, however it ends. The
/// folder is held by a FolderLock that outlives it.
class Supervisor
{
public:
    Supervisor(TaskLoop &loop, SupervisorOptions options);
    ~Supervisor(); ///< takes everything down

    /// Brings everything up and returns when it is ready. Throws std::runtime_error, also when the loop is stopped.
    void start();
    /// Takes everything down; idempotent.
    void shutDown();
    /// The state as JSON (one line): state, dir, pid, …_url, seed, days, load, agents, services, faults.
    std::string statusJson();

private:
    struct Impl;
    std::unique_ptr<Impl> d;
};

} // namespace toban::sandbox
