// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <mutex>
#include <string>

namespace toban::manager {

/// Tells subscribers what happens, as frames of server-sent events, and remembers the last ones for those who come back.
/// Ids rise and differ from those of another run. Thread-safe; it may be called with the fleet's mutex held.
class EventHub
{
public:
    /// Gets each frame, in order, with the hub locked: must return at once and not call the hub. False: it wants no more.
    using Receiver = std::function<bool(const std::string &frame)>;

    explicit EventHub(std::size_t remembered = 4096, std::size_t subscribers = 500);

    /// `data` is one line of JSON.
    void publish(const std::string &kind, const std::string &data);
    /// Without `lastId` the first frame is "start", with an id to come back with. With one it is followed by what happened
    /// since; when that is not remembered the first frame is "reset": what was missed must be read from elsewhere.
    /// Returns a number for unsubscribe(), 0 when there are too many.
    std::uint64_t subscribe(const std::string &lastId, Receiver receiver);
    /// Harmless for one that has gone.
    void unsubscribe(std::uint64_t number);
    /// Sends a comment to all, so that nobody on the way takes their silence for an end.
    void keepAlive();
    std::size_t subscribers() const;

private:
    struct Event
    {
        std::uint64_t number;
        std::string frame;
    };
    std::string id(std::uint64_t number) const;
    void send(const std::string &frame);

    const std::size_t m_remembered;
    const std::size_t m_subscribersLimit;
    const std::string m_run; ///< tells the ids of this run from others
    mutable std::mutex m_mutex;
    std::deque<Event> m_events;
    std::uint64_t m_last = 0; ///< number of the newest event
    std::map<std::uint64_t, Receiver> m_receivers;
    std::uint64_t m_subscriptions = 0;
};

} // namespace toban::manager
