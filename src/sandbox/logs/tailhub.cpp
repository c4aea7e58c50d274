// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tailhub.h"

#include "jsontext.h"
#include "pipeline.h"

#include <algorithm>

namespace toban::sandbox {

namespace {

constexpr std::size_t mostDropped = 1000;
constexpr std::size_t frameBytes = 128 * 1024;

} // namespace

void TailHub::add(int id, LogQuery query, std::shared_ptr<http::Stream> stream,
                  const std::vector<std::pair<Labels, std::pair<std::int64_t, std::string>>> &backlog)
{
    Tail &tail = m_tails[id];
    tail.query = std::move(query);
    tail.stream = std::move(stream);
    for (const auto &[labels, value] : backlog)
        append(tail, labels, value.first, value.second);
    send(tail);
}

void TailHub::remove(int id)
{
    m_tails.erase(id);
}

void TailHub::publish(const LogStream &stream, const std::vector<LogEntry> &lines)
{
    LineState state;
    for (auto &[id, tail] : m_tails) {
        const bool selected
            = std::all_of(tail.query.matchers.begin(), tail.query.matchers.end(),
                          [&](const Matcher &m) { return m.matches(labelValue(stream.labels(), m.name)); });
        if (!selected)
            continue;
        for (const LogEntry &line : lines) {
            state.reset(stream.labels(), line.text());
            if (runStages(tail.query.stages, state))
                append(tail, state.isUntouched() ? stream.labels() : state.labels(), line.time, state.line());
        }
    }
}

void TailHub::flush()
{
    for (auto &[id, tail] : m_tails)
        send(tail);
}

void TailHub::append(Tail &tail, const Labels &labels, std::int64_t time, std::string_view line)
{
    if (!tail.frame.empty())
        tail.frame += ',';
    tail.frame += R"({"stream":)";
    appendJson(tail.frame, labels);
    tail.frame += R"(,"values":[[")" + std::to_string(time) + R"(",)";
    appendJson(tail.frame, line);
    tail.frame += "]]}";
    tail.inFrame.emplace_back(time, labels);
    if (tail.frame.size() >= frameBytes)
        send(tail);
}

void TailHub::send(Tail &tail)
{
    if (tail.frame.empty())
        return;
    std::string text = R"({"streams":[)" + tail.frame + ']';
    if (!tail.dropped.empty()) {
        text += R"(,"dropped_entries":[)";
        for (const auto &[time, labels] : tail.dropped) {
            if (text.back() != '[')
                text += ',';
            text += R"({"timestamp":")" + std::to_string(time) + R"(","labels":)";
            appendJson(text, labels);
            text += '}';
        }
        text += ']';
    }
    text += '}';
    if (tail.stream->send(std::move(text))) {
        tail.dropped.clear();
    } else {
        const std::size_t room = mostDropped - std::min(mostDropped, tail.dropped.size());
        const auto last = tail.inFrame.begin() + static_cast<std::ptrdiff_t>(std::min(room, tail.inFrame.size()));
        tail.dropped.insert(tail.dropped.end(), tail.inFrame.begin(), last);
    }
    tail.frame.clear();
    tail.inFrame.clear();
}

} // namespace toban::sandbox
