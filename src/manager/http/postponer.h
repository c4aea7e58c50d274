// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <condition_variable>
#include <functional>
#include <map>
#include <mutex>
#include <thread>

namespace toban::manager {

/// Does short things later, on a thread of its own. Thread-safe. What is waiting when it goes is done at once.
class Postponer
{
public:
    explicit Postponer(std::size_t capacity);
    ~Postponer();
    /// False when too many are waiting; then it is not done.
    bool postpone(std::chrono::milliseconds delay, std::function<void()> action);

private:
    void run();

    const std::size_t m_capacity;
    std::mutex m_mutex;
    std::condition_variable m_wake;
    std::multimap<std::chrono::steady_clock::time_point, std::function<void()>> m_waiting;
    bool m_ending = false;
    std::thread m_thread;
};

} // namespace toban::manager
