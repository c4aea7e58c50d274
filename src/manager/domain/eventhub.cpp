// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "eventhub.h"

#include "crypto.h"

#include <charconv>

namespace toban::manager {

namespace {

std::string frameOf(const std::string &id, const std::string &kind, const std::string &data)
{
    return "id: " + id + "\nevent: " + kind + "\ndata: " + data + "\n\n";
}

} // namespace

EventHub::EventHub(std::size_t remembered, std::size_t subscribers)
    : m_remembered(remembered), m_subscribersLimit(subscribers), m_run(randomHex(4))
{ }

std::string EventHub::id(std::uint64_t number) const
{
    return m_run + '-' + std::to_string(number);
}

void EventHub::publish(const std::string &kind, const std::string &data)
{
    const std::lock_guard lock(m_mutex);
    ++m_last;
    m_events.push_back({m_last, frameOf(id(m_last), kind, data)});
    if (m_events.size() > m_remembered) {
        m_events.pop_front();
    }
    send(m_events.back().frame);
}

/// With the mutex held.
void EventHub::send(const std::string &frame)
{
    std::erase_if(m_receivers, [&frame](const auto &entry) { return !entry.second(frame); });
}

std::uint64_t EventHub::subscribe(const std::string &lastId, Receiver receiver)
{
    const std::lock_guard lock(m_mutex);
    if (m_receivers.size() >= m_subscribersLimit) {
        return 0;
    }
    std::uint64_t seen = 0;
    const std::string prefix = m_run + '-';
    const char *end = lastId.data() + lastId.size();
    const bool isOurs = lastId.starts_with(prefix)
        && std::from_chars(lastId.data() + prefix.size(), end, seen).ptr == end && seen <= m_last;
    const std::uint64_t oldest = m_events.empty() ? m_last + 1 : m_events.front().number;
    bool wants = true;
    if (lastId.empty()) {
        wants = receiver(frameOf(id(m_last), "start", "{}"));
    } else if (!isOurs || seen + 1 < oldest) {
        wants = receiver(frameOf(id(m_last), "reset", "{}"));
    } else {
        for (const Event &event : m_events) {
            wants = wants && (event.number <= seen || receiver(event.frame));
        }
    }
    const std::uint64_t number = ++m_subscriptions;
    if (wants) {
        m_receivers.emplace(number, std::move(receiver));
    }
    return number;
}

void EventHub::unsubscribe(std::uint64_t number)
{
    const std::lock_guard lock(m_mutex);
    m_receivers.erase(number);
}

void EventHub::keepAlive()
{
    const std::lock_guard lock(m_mutex);
    send(":\n\n");
}

std::size_t EventHub::subscribers() const
{
    const std::lock_guard lock(m_mutex);
    return m_receivers.size();
}

} // namespace toban::manager
