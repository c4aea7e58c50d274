// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "logstore.h"

#include <filesystem>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <unordered_map>

namespace toban::sandbox {

/// The lines on disk: one append-only file per day of the lines' time, "2026-11-21.tblog". A file is a magic line and
/// frames (length, CRC-32, content); a frame that a crash has cut off is removed at the next start.
/// Not thread-safe.
class LogJournal
{
public:
    explicit LogJournal(std::filesystem::path directory);
    ~LogJournal();
    LogJournal(const LogJournal &) = delete;
    LogJournal &operator=(const LogJournal &) = delete;

    using Sink = std::function<void(const Labels &, const std::vector<LogEntry> &)>;

    /// Reads every file into `sink` (texts are valid during the call only); files of days that end before `oldest`
    /// are deleted. Returns an empty string, or what failed and where.
    std::string replay(std::int64_t oldest, const Sink &sink);
    /// Adds lines to the frames that flush() will write.
    void add(const LogStream &stream, const std::vector<LogEntry> &lines);
    /// Writes what was added: it survives the process from then on. Returns what failed, or an empty string.
    std::string flush();
    /// Hands what was written to the disk, so that it survives the machine.
    void sync();
    void dropBefore(std::int64_t oldest);

private:
    struct File
    {
        int descriptor = -1;
        std::unordered_map<std::string, std::uint32_t> streams; ///< key → number in this file
        std::string frame; ///< content not yet written
        bool unsynced = false;
    };
    std::filesystem::path path(std::int64_t day) const;
    std::string openFile(std::int64_t day, File &file) const;
    std::string readFile(std::int64_t day, File &file, const Sink &sink) const;
    static bool readFrame(std::string_view content, std::vector<Labels> &streams, File &file, const Sink &sink);
    std::vector<std::int64_t> days() const;

    std::filesystem::path m_directory;
    std::map<std::int64_t, File> m_files; ///< by day since 1970
};

} // namespace toban::sandbox
