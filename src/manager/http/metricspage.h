// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "taskservice.h"

#include <memory>

namespace toban::manager {

/// The manager's metrics in Prometheus' text format. Thread-safe.
class MetricsPage
{
public:
    MetricsPage(const Fleet &fleet, const StateStore &store, const Clock &clock);
    ~MetricsPage();
    /// Counters that live elsewhere; call before the first text().
    void watch(const TaskCounters &tasks, std::function<std::int64_t()> failedLogins);
    void observeRequest(const std::string &method, const std::string &route, int status,
                        std::chrono::nanoseconds duration);
    void observeDispatch(std::chrono::nanoseconds duration);
    std::string text() const;

private:
    struct Impl;
    std::unique_ptr<Impl> d;
};

} // namespace toban::manager
