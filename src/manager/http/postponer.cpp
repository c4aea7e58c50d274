// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "postponer.h"

namespace toban::manager {

Postponer::Postponer(std::size_t capacity) : m_capacity(capacity), m_thread([this] { run(); })
{ }

Postponer::~Postponer()
{
    {
        const std::lock_guard lock(m_mutex);
        m_ending = true;
    }
    m_wake.notify_one();
    m_thread.join();
}

bool Postponer::postpone(std::chrono::milliseconds delay, std::function<void()> action)
{
    {
        const std::lock_guard lock(m_mutex);
        if (m_waiting.size() >= m_capacity) {
            return false;
        }
        m_waiting.emplace(std::chrono::steady_clock::now() + delay, std::move(action));
    }
    m_wake.notify_one();
    return true;
}

void Postponer::run()
{
    std::unique_lock lock(m_mutex);
    for (;;) {
        if (m_waiting.empty()) {
            if (m_ending) {
                return;
            }
            m_wake.wait(lock);
            continue;
        }
        const auto first = m_waiting.begin();
        if (!m_ending && std::chrono::steady_clock::now() < first->first) {
            const auto due = first->first;
            m_wake.wait_until(lock, due);
            continue;
        }
        const auto action = std::move(first->second);
        m_waiting.erase(first);
        lock.unlock();
        action();
        lock.lock();
    }
}

} // namespace toban::manager
