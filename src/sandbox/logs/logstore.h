// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "labels.h"
#include "logql.h"

#include <cstdint>
#include <map>
#include <memory>
#include <shared_mutex>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace toban::sandbox {

/// A stored line; the text lives as long as its stream keeps it.
struct LogEntry
{
    std::int64_t time = 0; ///< nanoseconds since 1970
    const char *data = nullptr;
    std::uint32_t size = 0;

    std::string_view text() const { return {data, size}; }
};

/// All lines of one label set, in the order of time; lines of the same time in the order they came.
class LogStream
{
public:
    explicit LogStream(Labels labels);

    const Labels &labels() const { return m_labels; }
    const std::string &key() const { return m_key; } ///< formatLabels() of the labels
    const std::vector<LogEntry> &entries() const { return m_entries; }
    std::size_t bytes() const { return m_bytes; }
    /// Index of the first entry at or after a time.
    std::size_t firstAt(std::int64_t time) const;

    /// Copies the lines in, wherever their time puts them. A line that is there with the same time is dropped.
    /// Returns those that are new (their texts are the stored ones), in the order given.
    std::vector<LogEntry> insert(const std::vector<LogEntry> &lines);
    /// Forgets what is older.
    void dropBefore(std::int64_t time);

private:
    struct Block
    {
        std::unique_ptr<char[]> data;
        std::size_t used = 0;
        std::size_t size = 0;
    };
    LogEntry copy(const LogEntry &line);
    bool isStored(const LogEntry &line) const;
    void merge(std::vector<LogEntry> &late);

    Labels m_labels;
    std::string m_key;
    std::vector<LogEntry> m_entries;
    std::vector<Block> m_blocks;
    std::size_t m_bytes = 0;
};

/// The streams. Not thread-safe by itself: readers hold mutex() shared, writers exclusively.
class LogStore
{
public:
    std::shared_mutex &mutex() const { return m_mutex; }

    LogStream &stream(const Labels &labels);
    /// Streams that all matchers accept, in the order of their keys.
    std::vector<const LogStream *> select(const std::vector<Matcher> &matchers) const;
    std::vector<const LogStream *> all() const;
    void dropBefore(std::int64_t time);
    std::size_t lines() const;
    std::size_t bytes() const;

private:
    mutable std::shared_mutex m_mutex;
    std::map<std::string, std::unique_ptr<LogStream>> m_streams;
};

} // namespace toban::sandbox
