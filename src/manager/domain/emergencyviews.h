// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "fleet.h"

namespace toban::manager {

// The contract's JSON of emergency mode, as text. Pure; the fleet's mutex is held by the caller.

/// With the levers as in `emergency`, which the fleet may not have yet, and what is measured of the fleet now.
std::string emergencyJson(const Fleet &fleet, const Emergency &emergency, TimePoint now);
/// The data of events.
std::string emergencyEventJson(const Emergency &emergency, int inFlight);

} // namespace toban::manager
