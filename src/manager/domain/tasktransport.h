// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "types.h"

#include <functional>

namespace toban::manager {

/// What came of handing a task to an agent.
struct TaskOutcome
{
    enum class Kind {
        Done, ///< it answered with a result
        Refused, ///< it answered that it will not do this task, whoever asks
        Failed, ///< it answered that it failed, or what is no answer; another attempt may do better
        Busy, ///< it answered 429 or 503: not now
        Unreachable, ///< no whole answer came
        TimedOut,
    };
    Kind kind = Kind::Done;
    TaskResult result; ///< when done
    std::string error; ///< else
    std::chrono::seconds retryAfter{1}; ///< when busy
    std::string code{}; ///< of the agent's problem document; empty: none
};

/// Carries tasks to agents. Thread-safe.
class TaskTransport
{
public:
    virtual ~TaskTransport() = default;
    /// Returns at once; the callback runs once, on a thread of the transport.
    virtual void execute(const std::string &endpoint, const Task &task, std::function<void(TaskOutcome)> callback) = 0;
    /// Asks the agent to drop a task that it executes. Returns at once; whether it does shows by the end of execute().
    virtual void cancel(const std::string &endpoint, const std::string &taskId) = 0;
};

} // namespace toban::manager
