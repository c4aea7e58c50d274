// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "changeservice.h"
#include "tokenbook.h"

namespace toban::manager {

struct Registration
{
    std::string id;
    std::string type;
    std::string deployment; ///< empty: none
    std::string endpoint;
    std::string version;
    int capacity = 10;
    int revision = 0; ///< 0: not said
    std::map<std::string, std::string> metadata;
};

struct Heartbeat
{
    AgentStatus status = AgentStatus::Idle; ///< idle, busy, failed or maintenance
    int currentLoad = 0;
    std::optional<std::map<std::string, std::string>> metadata;
};

/// What agents say of themselves. Thread-safe; nothing of it is written to disk.
class AgentService
{
public:
    /// `changed`: agents came, went or take tasks again.
    AgentService(Fleet &fleet, const Clock &clock, std::function<void()> changed);

    struct Registered
    {
        std::string json; ///< the agent
        bool isNew = false;
    };
    Result<Registered> registerAgent(const Registration &registration, const Caller &caller);
    /// The answer's JSON.
    Result<std::string> heartbeat(const std::string &id, const Heartbeat &heartbeat, const Caller &caller);

private:
    Fleet &m_fleet;
    const Clock &m_clock;
    std::function<void()> m_changed;
};

} // namespace toban::manager
