// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "kubeclient.h"

#include <map>
#include <thread>

namespace toban::manager {

struct KubeWatchTimes
{
    std::chrono::seconds watch{60}; ///< after which a watch is begun anew
    std::chrono::milliseconds firstBackoff{500}; ///< after trouble, doubled each time
    std::chrono::milliseconds longestBackoff{30'000};
};

/// Keeps a copy of all objects of one kind that a label selector finds, by list and watch, on a thread of its own.
/// A version that expired (410) has them read anew; until then the copy stays, and says that it may be old.
class KubeWatch
{
public:
    using Objects = std::map<std::string, nlohmann::json>; ///< by name
    struct State
    {
        bool known = false; ///< they were read at least once
        std::string trouble; ///< why the copy may be old; empty: it is not
    };

    /// `changed` is called on other threads after every change of the copy or of its state.
    KubeWatch(KubeClient &client, KubeCall list, KubeWatchTimes times, std::function<void()> changed);
    ~KubeWatch(); ///< the client must be closed before
    void start();
    /// Reads under the copy's lock.
    template <typename Function>
    auto read(Function &&function) const
    {
        const std::lock_guard lock(m_mutex);
        return function(m_objects, m_state);
    }

private:
    void run();
    KubeAnswer list();
    KubeAnswer follow();
    void take(const nlohmann::json &event);
    void note(const std::string &trouble);

    KubeClient &m_client;
    const KubeCall m_list;
    const KubeWatchTimes m_times;
    const std::function<void()> m_changed;
    mutable std::mutex m_mutex;
    Objects m_objects;
    State m_state;
    std::string m_version; ///< resourceVersion to watch from; empty: read anew
    std::thread m_thread;
};

} // namespace toban::manager
