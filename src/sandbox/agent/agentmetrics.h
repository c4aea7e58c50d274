// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "simulator.h"

#include <array>
#include <cstdint>
#include <memory>
#include <string>

namespace toban::sandbox {

/// Buckets of facts §1.
inline constexpr std::array<double, 8> durationBuckets{0.1, 0.5, 1, 2, 5, 10, 30, 60};
inline constexpr std::array<double, 10> qualityBuckets{0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0};
inline constexpr std::array<double, 10> coverageBuckets{10, 20, 30, 40, 50, 60, 70, 80, 90, 100};

/// What the operating system says about a process.
struct ProcessUsage
{
    double cpuSeconds = 0; ///< user and system
    double memoryBytes = 0; ///< resident
};

/// Of this process, from /proc/self.
ProcessUsage ownUsage();

/// The metrics of one agent: the claude_agent_* family of facts §1 with agent_tool_calls_total and container_* beside
/// it. Every series that can occur exists from the start with 0, so that rates are right from the first event.
/// Thread-safe.
class AgentMetrics
{
public:
    AgentMetrics(const Simulator &simulator, const std::string &pod, std::uint64_t memoryLimitBytes);
    ~AgentMetrics();

    void record(const Execution &execution);
    /// Tokens and cost alone: of one that was cancelled, which neither succeeded nor failed.
    void recordUsage(const Execution &execution);
    void setActive(bool active);
    void setUsage(const ProcessUsage &usage);
    /// Prometheus text format 0.0.4.
    std::string text() const;

private:
    struct Impl;
    std::unique_ptr<Impl> d;
};

} // namespace toban::sandbox
