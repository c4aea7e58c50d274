// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "logjournal.h"
#include "logstore.h"
#include "pushrequest.h"
#include "tailhub.h"

#include <atomic>
#include <filesystem>
#include <functional>
#include <mutex>

namespace toban::sandbox {

struct LogDatabaseOptions
{
    std::filesystem::path directory;
    int retentionDays = 14;
};

/// Store, journal and tails together: what is pushed is checked, kept, written and passed on. Any thread.
class LogDatabase
{
public:
    /// Nanoseconds since 1970.
    using Clock = std::function<std::int64_t()>;

    LogDatabase(LogDatabaseOptions options, Clock clock);

    /// Loads what the journal has. Returns an empty string, or what failed.
    std::string open();

    /// Empty when every line was taken; else Loki's text about the first refused one (the others are kept).
    struct PushOutcome
    {
        int status = 204;
        std::string text;
    };
    PushOutcome push(const PushRequest &request);

    const LogStore &store() const { return m_store; }
    std::int64_t now() const { return m_clock(); }

    /// Sends up to `limit` lines since `start`, then each new one, until the stream ends.
    void tail(LogQuery query, std::shared_ptr<http::Stream> stream, std::int64_t start, std::size_t limit);

    /// Hands written lines to the disk; forgets lines beyond the retention once an hour. Call every second or so, on
    /// one thread.
    void maintain();

    struct Figures
    {
        std::size_t streams = 0;
        std::size_t lines = 0;
        std::size_t bytes = 0;
        std::size_t tails = 0;
        std::uint64_t received = 0;
        std::uint64_t refused = 0;
    };
    Figures figures() const;

private:
    std::string check(const PushRequest::Stream &stream, const std::string &key, std::vector<LogEntry> &accepted);
    std::int64_t oldest() const;

    const LogDatabaseOptions m_options;
    const Clock m_clock;
    LogStore m_store;
    TailHub m_tails; // guarded by the store's mutex
    std::mutex m_journalMutex;
    LogJournal m_journal;
    std::int64_t m_nextRetention = 0; // this and the next two: maintain() only
    std::uint64_t m_receivedBefore = 0;
    bool m_bulk = false;
    std::atomic<int> m_nextTail{0};
    std::atomic<std::uint64_t> m_received{0};
    std::atomic<std::uint64_t> m_refused{0};
};

} // namespace toban::sandbox
