// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "eventloop.h"

#include <csignal>
#include <cstdint>
#include <poll.h>
#include <stdexcept>
#include <sys/eventfd.h>
#include <sys/signalfd.h>
#include <unistd.h>

namespace toban::manager {

EventLoop::EventLoop()
{
    sigset_t mask;
    sigemptyset(&mask);
    for (const int number : {SIGTERM, SIGINT, SIGCHLD}) {
        sigaddset(&mask, number);
    }
    if (pthread_sigmask(SIG_BLOCK, &mask, nullptr) != 0 || std::signal(SIGPIPE, SIG_IGN) == SIG_ERR) {
        throw std::runtime_error("signals cannot be set up");
    }
    m_signals = signalfd(-1, &mask, SFD_CLOEXEC | SFD_NONBLOCK);
    m_event = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    if (m_signals < 0 || m_event < 0) {
        throw std::runtime_error("signalfd or eventfd failed");
    }
}

EventLoop::~EventLoop()
{
    close(m_signals);
    close(m_event);
}

void EventLoop::wake()
{
    const std::uint64_t one = 1;
    [[maybe_unused]] const auto written = write(m_event, &one, sizeof one); // full means a wake is pending already
}

std::set<int> EventLoop::wait(std::chrono::milliseconds longest)
{
    pollfd descriptors[]{{m_signals, POLLIN, 0}, {m_event, POLLIN, 0}};
    poll(descriptors, 2, int(longest.count()));
    std::uint64_t count = 0;
    [[maybe_unused]] const auto drained = read(m_event, &count, sizeof count);
    std::set<int> numbers;
    signalfd_siginfo info{};
    while (read(m_signals, &info, sizeof info) == ssize_t(sizeof info)) {
        numbers.insert(int(info.ssi_signo));
    }
    return numbers;
}

} // namespace toban::manager
