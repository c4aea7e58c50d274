// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "fleet.h"

namespace toban::manager {

// The contract's JSON of secrets, never with a value. The fleet's mutex is held by the caller.

/// Registered agents that get the owner's secrets.
std::vector<std::string> owningAgents(const Fleet &fleet, const SecretOwner &owner);
std::string secretJson(const Fleet &fleet, const Secret &secret, TimePoint now);
/// The data of the event "secret".
std::string secretEventJson(const Secret &secret, bool isRemoved);

} // namespace toban::manager
