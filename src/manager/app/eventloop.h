// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <set>

namespace toban::manager {

/// Waits on the main thread for signals, for wake() from any thread, and for time to pass. Make it before any other
/// thread, so that all of them have its signals blocked.
class EventLoop
{
public:
    EventLoop();
    ~EventLoop();
    EventLoop(const EventLoop &) = delete;
    EventLoop &operator=(const EventLoop &) = delete;

    /// Any thread; also safe after the loop has stopped waiting.
    void wake();
    /// The signals that came (of SIGTERM, SIGINT, SIGCHLD), or none after a wake or the time.
    std::set<int> wait(std::chrono::milliseconds longest);

private:
    int m_signals = -1;
    int m_event = -1;
};

} // namespace toban::manager
