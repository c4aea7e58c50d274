// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "refusal.h"

#include <string>

namespace toban::manager {

struct Fleet;

/// Why this caller may not speak as the agent, report it or have its secrets; nothing: it may. The token's ids alone do
/// not decide: "NAME-*" begins the ids of a deployment NAME-fast as well. An agent that is of a deployment for certain
/// is spoken for only by its own worker token or a token of that deployment; an id that is not known yet belongs to the
/// deployment with the longest name that begins it. With the fleet's mutex held.
std::optional<Refusal> whyNotFor(const Fleet &fleet, const Caller &caller, const std::string &agentId);

} // namespace toban::manager
