// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "eventlog.h"

#include "redact.h"

#include <algorithm>
#include <array>
#include <cstdio>

namespace toban::sandbox {

namespace {

void appendJsonString(std::string &out, std::string_view text)
{
    out += '"';
    for (const char c : text) {
        switch (c) {
        case '"':
            out += "\\\"";
            break;
        case '\\':
            out += "\\\\";
            break;
        case '\n':
            out += "\\n";
            break;
        case '\t':
            out += "\\t";
            break;
        case '\r':
            out += "\\r";
            break;
        default:
            if (static_cast<unsigned char>(c) < 0x20) {
                char escape[8];
                std::snprintf(escape, sizeof escape, "\\u%04x", static_cast<unsigned>(c));
                out += escape;
            } else {
                out += c;
            }
        }
    }
    out += '"';
}

/// Builds one line in the style of the recorded logs: {"event": "…", "request_id": "…", …, "level": "…"}. Texts may
/// come from the caller of the agent, so each is redacted: before it is escaped, while it reads as it was written.
class Line
{
public:
    Line(std::string_view event, std::string_view requestId)
    {
        m_text = "{\"event\": ";
        appendJsonString(m_text, event);
        add("request_id", requestId);
    }
    void add(std::string_view key, std::string_view value)
    {
        name(key);
        appendJsonString(m_text, redact(value));
    }
    void addRaw(std::string_view key, std::string_view value)
    {
        name(key);
        m_text += value;
    }
    void addNumber(std::string_view key, int value) { addRaw(key, std::to_string(value)); }
    void addNumber(std::string_view key, double value, int decimals)
    {
        char buffer[48];
        std::snprintf(buffer, sizeof buffer, "%.*f", decimals, value);
        addRaw(key, buffer);
    }
    void addFlag(std::string_view key, bool value) { addRaw(key, value ? "true" : "false"); }
    LogLine finish(std::int64_t at, std::string_view level)
    {
        add("level", level);
        m_text += '}';
        return {at, level, std::move(m_text)};
    }

private:
    void name(std::string_view key)
    {
        m_text += ", ";
        appendJsonString(m_text, key);
        m_text += ": ";
    }
    std::string m_text;
};

std::string_view inputPreview(std::string_view tool)
{
    static constexpr std::array<std::pair<std::string_view, std::string_view>, 8> previews{{
        {"read_file", "src/orders/service.py:1-120"},
        {"write_file", "src/orders/service.py"},
        {"search_code", "pattern=retry scope=src"},
        {"run_tests", "pytest -q tests/orders"},
        {"scan_dependencies", "requirements.lock registry_token=s3cr3t-value"},
        {"run_benchmark", "scenario=checkout users=50"},
        {"query_metrics", "histogram_quantile(0.95, …)"},
        {"exec", "make check"},
    }};
    for (const auto &[name, preview] : previews) {
        if (name == tool)
            return preview;
    }
    return "…";
}

} // namespace

StreamLabels agentLabels(std::string_view agentType, std::string_view deployment, std::string_view agent,
                         std::string_view level)
{
    return {{"agent", std::string(agent)}, {"agent_type", std::string(agentType)},
            {"app", "claude-agent"},       {"deployment", std::string(deployment)},
            {"job", "claude-agents"},      {"level", std::string(level)},
            {"namespace", "ai-agents"},    {"pod", "claude-agent-" + std::string(agent)}};
}

StreamLabels gatewayLabels(std::string_view level)
{
    return {
        {"app", "agent-gateway"}, {"job", "agent-gateway"}, {"level", std::string(level)}, {"namespace", "ai-agents"}};
}

void executionEvents(const Execution &execution, std::string_view requestId, std::string_view task,
                     std::int64_t startNanoseconds, const std::function<void(LogLine)> &sink)
{
    Line started("agent_started", requestId);
    started.add("task", task);
    sink(started.finish(startNanoseconds, "info"));

    double elapsed = 0;
    int number = 0;
    // Lines of the same moment keep their order by a nanosecond each.
    auto at = [&, order = std::int64_t{0}]() mutable {
        const std::int64_t moment = startNanoseconds + static_cast<std::int64_t>(elapsed * 1e9);
        return moment + ++order;
    };
    for (const Step &step : execution.steps) {
        if (step.kind == Step::Kind::Model) {
            Line call("llm_call", requestId);
            call.addNumber("step", number);
            call.add("model", step.name);
            if (!step.success)
                call.addNumber("status", 429);
            sink(call.finish(at(), step.success ? "info" : "warn"));
            elapsed += step.seconds;
        } else {
            Line call("tool_call", requestId);
            call.addNumber("step", number);
            call.add("tool", step.name);
            call.add("input_preview", inputPreview(step.name));
            sink(call.finish(at(), "info"));
            elapsed += step.seconds;
            Line result("tool_result", requestId);
            result.addNumber("step", number);
            result.add("tool", step.name);
            result.addFlag("success", step.success);
            result.add("result_preview",
                       step.success ? "ok" : "Error: upstream timed out\n\tat call_tool (agent.py:88)");
            sink(result.finish(at(), step.success ? "info" : "error"));
        }
        ++number;
    }
    elapsed = std::max(elapsed, execution.seconds);
    if (execution.success) {
        Line completed("agent_completed", requestId);
        completed.addNumber("total_steps", number);
        completed.addNumber("total_tokens", execution.inputTokens + execution.outputTokens);
        if (execution.costUsd || execution.model.empty())
            completed.addNumber("cost_usd", execution.costUsd.value_or(0), 4);
        else
            completed.addRaw("cost_usd", "null"); // no price is not a price of nothing
        completed.addNumber("duration_seconds", execution.seconds, 3);
        sink(completed.finish(at(), "info"));
        return;
    }
    Line error("error", requestId);
    error.add("error_type", execution.error->type);
    error.add("error_message", execution.error->message);
    std::string nested = "{\"operation\": ";
    appendJsonString(nested, execution.operation);
    nested += ", \"step\": " + std::to_string(std::max(0, number - 1)) + ", \"model\": ";
    appendJsonString(nested, execution.model);
    nested += '}';
    error.addRaw("context", nested);
    sink(error.finish(at(), "error"));
}

LogLine gatewayRefusal(Rng &rng, std::int64_t nanoseconds)
{
    const auto address = [&rng](const char *net) { return std::string(net) + std::to_string(1 + rng.below(254)); };
    if (rng.chance(0.125)) {
        return {nanoseconds, "error",
                "level=error msg=\"access denied\" path=\"/admin/reset-system\" source_ip=" + address("198.51.100.")
                    + " principal=\"unknown\""};
    }
    static constexpr std::array<std::string_view, 3> reasons{"bad token", "expired token", "unknown user"};
    return {nanoseconds, "warn",
            "level=warn ts=" + std::to_string(nanoseconds) + " msg=\"authentication failed\" user=ops-"
                + std::to_string(rng.below(5)) + " source_ip=" + address("203.0.113.") + " reason=\""
                + std::string(reasons[rng.chance(0.7) ? 0 : 1 + rng.below(2)]) + "\""};
}

void PushBody::add(const StreamLabels &labels, std::int64_t nanoseconds, std::string_view text)
{
    std::string key = "{";
    for (const auto &[name, value] : labels) {
        if (key.size() > 1)
            key += ',';
        appendJsonString(key, name);
        key += ':';
        appendJsonString(key, value);
    }
    key += '}';
    auto stream = std::find_if(m_streams.begin(), m_streams.end(), [&key](const auto &s) { return s.first == key; });
    if (stream == m_streams.end())
        stream = m_streams.insert(m_streams.end(), {key, {}});
    std::string &values = stream->second;
    const std::size_t before = values.size();
    if (!values.empty())
        values += ',';
    values += "[\"" + std::to_string(nanoseconds) + "\",";
    appendJsonString(values, text);
    values += ']';
    m_bytes += values.size() - before;
}

std::string PushBody::take()
{
    std::string body = "{\"streams\":[";
    body.reserve(m_bytes + 512 * m_streams.size() + 16);
    for (const auto &[labels, values] : m_streams) {
        if (body.back() != '[')
            body += ',';
        body.append("{\"stream\":").append(labels).append(",\"values\":[").append(values).append("]}");
    }
    body += "]}";
    m_streams.clear();
    m_bytes = 0;
    return body;
}

std::string jsonString(std::string_view text)
{
    std::string out;
    appendJsonString(out, text);
    return out;
}

} // namespace toban::sandbox
