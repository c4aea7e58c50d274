// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>

namespace toban::sandbox {

/// The secrets of a worker: fetches them when the manager says that they changed, proves that the new version of a
/// rotation works and changes over to it, keeps the old one until it is refused, and says when it used one. Lives on one
/// thread; values are overwritten when they go.
class SecretKeeper
{
public:
    /// `status` is 0 when there was no answer.
    using Answer = std::function<void(int status, const std::string &body)>;
    /// Sends to a path below the manager's URL; must answer later, on the same thread, and not after the keeper has gone.
    using Send = std::function<void(const std::string &method, const std::string &path, const std::string &body,
                                    Answer answer)>;

    SecretKeeper(std::string agentId, Send send);
    ~SecretKeeper();

    /// What a heartbeat's answer says: changes with the secrets; empty: there are none.
    void onMark(const std::string &mark);
    /// The worker works: shows its secrets to the manager, at most once a minute.
    void onWork(std::chrono::steady_clock::time_point now);

private:
    struct Value
    {
        int version = 0;
        std::string text;
    };
    struct Held
    {
        Value current;
        Value old; ///< valid still, as far as is known; version 0: none
    };
    struct Delivered;

    void fetch();
    void take(const std::string &body);
    void takeOne(const Delivered &delivered);
    void prove(const std::string &name, const std::string &value, int version);
    void checkRefused(const std::string &name);
    void show(const std::string &name);
    std::string path(const std::string &name, const char *action) const;
    static void drop(Value &value);

    const std::string m_id;
    const Send m_send;
    std::map<std::string, Held> m_held; ///< by name
    std::string m_mark; ///< of what was fetched; empty: nothing, or it must be fetched again
    bool m_fetching = false;
    std::optional<std::chrono::steady_clock::time_point> m_shown;
};

} // namespace toban::sandbox
