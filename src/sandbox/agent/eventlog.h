// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "simulator.h"

#include <chrono>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace toban::sandbox {

/// Labels of a stream of the log store, sorted by name.
using StreamLabels = std::vector<std::pair<std::string, std::string>>;

/// Labels of an agent's lines of one level: those of the recorded Loki (app, namespace, pod, agent_type, level) and
/// those by which Prometheus knows the agent (job, deployment, agent).
StreamLabels agentLabels(std::string_view agentType, std::string_view deployment, std::string_view agent,
                         std::string_view level);
/// Labels of the lines of the gateway in front of the fleet.
StreamLabels gatewayLabels(std::string_view level);

/// A line to be logged: nanoseconds since the epoch, level, text.
struct LogLine
{
    std::int64_t nanoseconds;
    std::string_view level;
    std::string text;
};

/// Writes the events of facts §13 of one execution that began at `start`: agent_started, llm_call, tool_call and
/// tool_result for every step, then agent_completed or error; JSON, bound by `requestId`, in the order of time,
/// sensitive values redacted.
void executionEvents(const Execution &execution, std::string_view requestId, std::string_view task,
                     std::int64_t startNanoseconds, const std::function<void(LogLine)> &sink);

/// A refused log-in or a denied request as the gateway writes it (logfmt). One in eight is a denied request.
LogLine gatewayRefusal(Rng &rng, std::int64_t nanoseconds);

/// Lines of many streams as the body of Loki's push API.
class PushBody
{
public:
    /// Adds a line; streams keep the order in which they first came.
    void add(const StreamLabels &labels, std::int64_t nanoseconds, std::string_view text);
    bool empty() const { return m_streams.empty(); }
    std::size_t bytes() const { return m_bytes; }
    /// The JSON text; the body is empty again afterwards.
    std::string take();

private:
    std::vector<std::pair<std::string, std::string>> m_streams; // labels as JSON, values as JSON
    std::size_t m_bytes = 0;
};

/// Text as a JSON string with its quotes.
std::string jsonString(std::string_view text);

} // namespace toban::sandbox
