// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "httpserver.h"
#include "logql.h"
#include "logstore.h"

#include <map>
#include <memory>
#include <string>
#include <vector>

namespace toban::sandbox {

/// The live tails. Frames are Loki's: {"streams":[{"stream":{…},"values":[["ns","line"]]}]}; when a reader is too slow,
/// lines are dropped and the next frame that fits names them in "dropped_entries" (at most 1 000).
/// Guarded by the store's mutex, held exclusively.
class TailHub
{
public:
    /// Begins a tail; `backlog` is sent first, in the order given.
    void add(int id, LogQuery query, std::shared_ptr<http::Stream> stream,
             const std::vector<std::pair<Labels, std::pair<std::int64_t, std::string>>> &backlog);
    void remove(int id);
    bool isEmpty() const { return m_tails.empty(); }
    std::size_t count() const { return m_tails.size(); }
    void publish(const LogStream &stream, const std::vector<LogEntry> &lines);
    /// Sends what was published since the last call.
    void flush();

private:
    struct Tail
    {
        LogQuery query;
        std::shared_ptr<http::Stream> stream;
        std::string frame; ///< the streams' members so far
        std::vector<std::pair<std::int64_t, Labels>> inFrame;
        std::vector<std::pair<std::int64_t, Labels>> dropped;
    };
    static void append(Tail &tail, const Labels &labels, std::int64_t time, std::string_view line);
    static void send(Tail &tail);

    std::map<int, Tail> m_tails;
};

} // namespace toban::sandbox
