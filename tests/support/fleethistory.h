// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QString>

#include <functional>
#include <vector>

namespace toban {

/// OpenMetrics text of a small claude_agent_* fleet: eight days ago for a day, and the last 26 hours; five minutes
/// apart, and 15 s in the last two hours, the newest sample 2 s before `nowMs`. Counters grow unevenly and start anew
/// once.
inline QByteArray fleetHistory(qint64 nowMs)
{
    std::vector<qint64> times;
    const auto add = [&times](qint64 from, qint64 to, qint64 step) {
        for (qint64 time = from; time <= to; time += step)
            times.push_back(time / 1000);
    };
    constexpr qint64 hour = 3'600'000;
    const qint64 newest = nowMs - 2000;
    add(newest - 8 * 24 * hour, newest - 165 * hour, 300'000);
    add(newest - 26 * hour, newest - 2 * hour, 300'000);
    add(newest - 2 * hour + 15'000, newest, 15'000);

    QByteArray text;
    const auto series = [&](const QByteArray &name, const QByteArray &labels, const std::function<double(int)> &value) {
        for (std::size_t i = 0; i < times.size(); ++i)
            text += name + '{' + labels + "} " + QByteArray::number(value(int(i)), 'g', 12) + ' '
                + QByteArray::number(times[i]) + '\n';
    };
    const auto counter = [](double step, int seed) {
        return [step, seed](int i) {
            const int since = i > 400 ? i - 400 : i; // a restart
            return step * since + (since * seed) % 7 * step;
        };
    };
    const char *const types[] = {"code_generator", "security_scanner"};
    const auto agent = [&types](int k) -> QByteArray {
        return QByteArray("agent_type=\"") + types[k] + "\",instance=\"agent-" + QByteArray::number(k) + '"';
    };
    for (int k = 0; k < 2; ++k) {
        series("claude_agent_requests_total", agent(k) + ",status=\"success\",operation=\"run\"", counter(9 + k, 3));
        series("claude_agent_requests_total", agent(k) + ",status=\"error\",operation=\"run\"", counter(0.05, 2));
    }
    const char *const bounds[] = {"0.1", "0.5", "1", "2", "5", "10", "30", "60", "+Inf"};
    const double shares[] = {0, 0.02, 0.1, 0.3, 0.8, 0.95, 0.99, 1, 1};
    for (int k = 0; k < 2; ++k) {
        for (int b = 0; b < 9; ++b)
            series("claude_agent_request_duration_seconds_bucket", agent(k) + ",le=\"" + bounds[b] + '"',
                   counter(10 * shares[b], 1));
    }
    for (int k = 0; k < 2; ++k)
        series("claude_agent_request_duration_seconds_sum", agent(k), counter(35, 5));
    for (int k = 0; k < 2; ++k)
        series("claude_agent_request_duration_seconds_count", agent(k), counter(10, 1));
    for (int k = 0; k < 2; ++k)
        series("claude_agent_api_cost_total", agent(k) + ",model=\"m" + QByteArray::number(k) + '"', counter(0.07, 3));
    for (int k = 0; k < 2; ++k)
        series("claude_agent_tokens_used_total", agent(k) + ",model=\"m" + QByteArray::number(k) + '"',
               counter(900, 3));
    for (int k = 0; k < 2; ++k)
        series("claude_agent_active_count", agent(k), [](int) { return 1; });
    series("claude_agent_queue_length", "instance=\"manager\"", [](int i) { return i % 5; });
    for (const char *tool : {"search", "shell"})
        series("agent_tool_calls_total", agent(0) + ",tool_name=\"" + tool + "\",status=\"success\"", counter(4, 2));
    return text + "# EOF\n";
}

} // namespace toban
