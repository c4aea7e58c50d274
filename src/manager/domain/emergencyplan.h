// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "change.h"

namespace toban::manager {

// The measured part of plans of emergency mode. Pure; the fleet's mutex is held by the caller.

/// All levers in order, each with what it would stop now; and what those that are chosen do together.
void planEmergency(const Fleet &fleet, const EnterEmergency &what, TimePoint now, Plan &plan);
/// What goes on again when a lever is taken back.
void planRestore(const Fleet &fleet, Lever lever, TimePoint now, Plan &plan);

} // namespace toban::manager
