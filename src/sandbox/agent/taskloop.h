// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <functional>
#include <initializer_list>
#include <memory>

namespace toban::sandbox {

/// A loop for the main thread of a program: timers, file descriptors, signals, and work handed over by other threads.
/// Everything it calls runs on the thread that is in run(); so what lives on the loop needs no locks.
class TaskLoop
{
public:
    using Task = std::function<void()>;

    TaskLoop();
    ~TaskLoop();

    /// Runs the task on the loop, in the order of the calls. Any thread.
    void post(Task task);
    /// Runs the task once, after the delay. Loop thread only (or before run()).
    void after(std::chrono::nanoseconds delay, Task task);
    /// Runs the task once, then again `period` after each end. Loop thread only.
    void every(std::chrono::nanoseconds period, Task task);
    /// Calls the handler whenever the descriptor can be read, until unwatch(). The descriptor stays the caller's.
    void watch(int descriptor, Task handler);
    void unwatch(int descriptor);
    /// Blocks these signals in the calling thread (call before other threads start) and hands them to the handler.
    void onSignals(std::initializer_list<int> signals, std::function<void(int)> handler);

    void run(); ///< until stop()
    /// Runs until stop(), or the deadline, or the condition holds (looked at after every round). True if it held.
    bool runUntil(const std::function<bool()> &condition, std::chrono::steady_clock::time_point deadline);
    void stop(); ///< any thread

private:
    struct Impl;
    std::unique_ptr<Impl> d;
};

/// Undoes the blocking of onSignals for a child that is about to exec. Safe after fork.
void unblockSignals();

} // namespace toban::sandbox
