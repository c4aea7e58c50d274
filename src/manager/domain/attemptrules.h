// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "fleet.h"
#include "tasktransport.h"

namespace toban::manager {

// What an attempt at a task means for its endpoint and for the next attempt. The fleet's mutex is held by the caller.

/// Whether the agent says that it failed because of its model, which another model may do better.
bool isModelAtFault(const TaskOutcome &outcome);
/// Tells the history of the agent's endpoint how an attempt ended that took so long.
void noteAttempt(Fleet &fleet, const std::string &agentId, const TaskOutcome &outcome, SteadyPoint::duration time,
                 SteadyPoint now);
/// The model that the agent must use in this attempt, because of emergency mode, because the cost controls are
/// downgrading, because its own was at fault until now, or because the API of that model fails (facts §6); empty: its
/// own choice, or nobody knows which that is.
std::string forcedModel(const Fleet &fleet, const Task &task, const Agent &agent, bool downgrading, SteadyPoint now);
/// Why a task that cost so much is not tried again; empty: it may be.
std::string overTaskBudget(const Fleet &fleet, const Task &task);

} // namespace toban::manager
