// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "labels.h"
#include "state.h"

#include <QString>
#include <QStringList>

#include <optional>
#include <vector>

namespace toban {

/// A heartbeat older than this means that the manager gives the agent up (facts §4).
inline constexpr qint64 heartbeatLimitMs = 60'000;
/// Three of the heartbeats that agents are asked for have not come.
inline constexpr qint64 heartbeatHintMs = 30'000;

enum class AgentStatus { Idle, Busy, Failed, Maintenance, Starting, Paused, Draining, Unknown };
enum class DeploymentState { Running, Paused, Draining, Progressing, Failed, Unknown };

struct Agent
{
    QString id;
    QString type;
    QString deployment;
    AgentStatus status = AgentStatus::Unknown;
    int capacity = 0;
    int currentLoad = 0;
    QString version;
    int revision = 0;
    QString endpoint;
    qint64 createdMs = 0;
    qint64 lastHeartbeatMs = 0; ///< 0: never

    /// Nothing has come for longer than the limit (since the start, of one that has sent none): its status is what it
    /// was, not what it is. One that the manager calls failed or unknown is not silent: that is known.
    bool isSilent(qint64 nowMs) const;
    State state(qint64 nowMs) const; ///< Unknown when silent
    friend bool operator==(const Agent &, const Agent &) = default;
};

struct Revision
{
    int number = 0;
    QString image;
    QString model;
    QString promptHash;
    QStringList tools;
    QString createdBy;
    QString reason;
    qint64 createdMs = 0;
    friend bool operator==(const Revision &, const Revision &) = default;
};

struct Deployment
{
    QString name;
    QString agentType;
    DeploymentState state = DeploymentState::Unknown;
    int desired = 0;
    int current = 0;
    int ready = 0;
    Revision revision;
    std::optional<double> costPerHour; ///< nothing: not known, never 0 in its place
    QString currency;

    State health() const;
    friend bool operator==(const Deployment &, const Deployment &) = default;
};

/// What the manager knows of the fleet at one moment.
struct FleetSnapshot
{
    qint64 takenMs = 0;
    std::vector<Deployment> deployments;
    std::vector<Agent> agents;
};

} // namespace toban
