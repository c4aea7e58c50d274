// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tasktransport.h"

#include <memory>

namespace toban::manager {

/// Hands tasks to agents by POST {endpoint}/execute, and has them dropped by POST {endpoint}/cancel.
class HttpTaskTransport final : public TaskTransport
{
public:
    HttpTaskTransport();
    ~HttpTaskTransport() override; ///< what is under way ends as unreachable
    void execute(const std::string &endpoint, const Task &task, std::function<void(TaskOutcome)> callback) override;
    void cancel(const std::string &endpoint, const std::string &taskId) override;
    /// Ends what is under way as unreachable; nothing may be executed after that.
    void close();

private:
    struct Impl;
    std::unique_ptr<Impl> d;
};

} // namespace toban::manager
