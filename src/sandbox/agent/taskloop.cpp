// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "taskloop.h"

#include <poll.h>
#include <sys/eventfd.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <csignal>
#include <map>
#include <mutex>
#include <queue>
#include <system_error>
#include <vector>

namespace toban::sandbox {

using Clock = std::chrono::steady_clock;

struct TaskLoop::Impl
{
    struct Timer
    {
        Clock::time_point due;
        std::uint64_t order;
        std::shared_ptr<Task> task;
        bool operator>(const Timer &other) const { return due != other.due ? due > other.due : order > other.order; }
    };

    int wakeUp = -1;
    int signals = -1;
    std::mutex mutex;
    std::vector<Task> posted; // guarded by mutex
    std::priority_queue<Timer, std::vector<Timer>, std::greater<>> timers;
    std::uint64_t nextOrder = 0;
    std::map<int, std::shared_ptr<Task>> watched;
    std::atomic<bool> stopped = false;

    void wake() const
    {
        const std::uint64_t one = 1;
        // A full counter wakes as well, so a short write is no error.
        [[maybe_unused]] const auto written = ::write(wakeUp, &one, sizeof one);
    }

    void runPosted()
    {
        std::vector<Task> tasks;
        {
            const std::lock_guard lock(mutex);
            tasks.swap(posted);
        }
        for (Task &task : tasks)
            task();
    }

    void runTimers()
    {
        const auto now = Clock::now();
        while (!timers.empty() && timers.top().due <= now) {
            const std::shared_ptr<Task> task = timers.top().task;
            timers.pop();
            (*task)();
        }
    }

    void round(Clock::time_point deadline)
    {
        auto due = deadline;
        if (!timers.empty())
            due = std::min(due, timers.top().due);
        int timeout = -1;
        if (due != Clock::time_point::max()) {
            const auto left = std::chrono::ceil<std::chrono::milliseconds>(due - Clock::now()).count();
            timeout = static_cast<int>(std::clamp<std::int64_t>(left, 0, 60'000));
        }
        std::vector<pollfd> descriptors{{wakeUp, POLLIN, 0}};
        for (const auto &[descriptor, handler] : watched)
            descriptors.push_back({descriptor, POLLIN, 0});
        const int ready = ::poll(descriptors.data(), descriptors.size(), timeout);
        if (ready > 0) {
            if (descriptors.front().revents) {
                std::uint64_t count = 0;
                [[maybe_unused]] const auto size = ::read(wakeUp, &count, sizeof count);
            }
            for (std::size_t i = 1; i < descriptors.size(); ++i) {
                const auto found = watched.find(descriptors[i].fd);
                if (descriptors[i].revents && found != watched.end()) {
                    const std::shared_ptr<Task> handler = found->second; // it may unwatch itself
                    (*handler)();
                }
            }
        }
        runPosted();
        runTimers();
    }
};

TaskLoop::TaskLoop() : d(std::make_unique<Impl>())
{
    d->wakeUp = ::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    if (d->wakeUp < 0)
        throw std::system_error(errno, std::generic_category(), "eventfd");
}

TaskLoop::~TaskLoop()
{
    ::close(d->wakeUp);
    if (d->signals >= 0)
        ::close(d->signals);
}

void TaskLoop::post(Task task)
{
    {
        const std::lock_guard lock(d->mutex);
        d->posted.push_back(std::move(task));
    }
    d->wake();
}

void TaskLoop::after(std::chrono::nanoseconds delay, Task task)
{
    d->timers.push({Clock::now() + delay, d->nextOrder++, std::make_shared<Task>(std::move(task))});
}

void TaskLoop::every(std::chrono::nanoseconds period, Task task)
{
    after(period, [this, period, task = std::move(task)] {
        task();
        every(period, task);
    });
}

void TaskLoop::watch(int descriptor, Task handler)
{
    d->watched[descriptor] = std::make_shared<Task>(std::move(handler));
}

void TaskLoop::unwatch(int descriptor)
{
    d->watched.erase(descriptor);
}

void TaskLoop::onSignals(std::initializer_list<int> signals, std::function<void(int)> handler)
{
    sigset_t set;
    sigemptyset(&set);
    for (const int signal : signals)
        sigaddset(&set, signal);
    pthread_sigmask(SIG_BLOCK, &set, nullptr);
    d->signals = ::signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
    if (d->signals < 0)
        throw std::system_error(errno, std::generic_category(), "signalfd");
    watch(d->signals, [descriptor = d->signals, handler = std::move(handler)] {
        signalfd_siginfo info{};
        while (::read(descriptor, &info, sizeof info) == static_cast<ssize_t>(sizeof info))
            handler(static_cast<int>(info.ssi_signo));
    });
}

void TaskLoop::run()
{
    while (!d->stopped)
        d->round(Clock::time_point::max());
}

bool TaskLoop::runUntil(const std::function<bool()> &condition, Clock::time_point deadline)
{
    while (!condition()) {
        if (d->stopped || Clock::now() >= deadline)
            return false;
        d->round(deadline);
    }
    return true;
}

void TaskLoop::stop()
{
    d->stopped = true;
    d->wake();
}

void unblockSignals()
{
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, nullptr);
}

} // namespace toban::sandbox
