// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "historystore.h"
#include "layout.h"
#include "programs.h"
#include "story.h"

#include <atomic>
#include <memory>
#include <optional>
#include <string>
#include <thread>

namespace toban::sandbox {

/// Brings the history of a sandbox's folder up to date, on threads of its own, while the rest starts: all of it the
/// first time; afterwards a gap, what a start before left undone, or nothing. Samples must be done before Prometheus
/// starts. Whenever it is cut off, the next one makes it good.
class HistoryJob
{
public:
    /// Reads the folder and decides; empties it of what an unfinished first start left. `days` and `seed`: as asked
    /// for, or nothing. Throws std::runtime_error, among others if the folder holds another history than asked for, or
    /// data that is no sandbox's.
    HistoryJob(Layout layout, const Programs &programs, std::optional<int> days, std::optional<std::uint64_t> seed);
    ~HistoryJob(); ///< cancels

    const Story &story() const { return m_story; }
    /// Notes in the folder what is to be done, then begins. Throws std::runtime_error.
    void startSamples();
    void startLogs(const std::string &logUrl);
    /// Whether that part is done. Throws std::runtime_error if it failed.
    bool samplesDone();
    bool logsDone();
    /// Note in the folder that a part is done, to be called once it is. Throw std::runtime_error.
    void noteSamples();
    void noteLogs();
    /// In words, for the log: what there was to do and how long it took.
    std::string summary() const;

private:
    struct Part
    {
        std::thread thread;
        std::atomic<bool> done = false;
        std::string error; // valid once done
        bool isDone();
    };
    template <typename Work>
    static void run(Part &part, Work work);
    void note(bool HistoryStretch::*part);

    Layout m_layout;
    std::filesystem::path m_promtool;
    HistoryManifest m_manifest;
    Story m_story;
    bool m_isFirst = false;
    std::vector<HistoryStretch> m_work; // not changed once begun
    std::atomic<bool> m_cancelled = false;
    Part m_samples;
    Part m_logs;
    std::uint64_t m_sampleCount = 0;
    std::uint64_t m_lineCount = 0;
    double m_seconds = 0;
};

} // namespace toban::sandbox
