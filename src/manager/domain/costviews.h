// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "costcontrols.h"

namespace toban::manager {

struct Fleet;

// JSON of cost controls. Pure; the mutex of a Fleet that is asked for is held by the caller.

/// The settings alone, as in a request.
std::string costSettingsJson(const CostControls &controls);
/// These settings, what was used up, and how far that is from the limits.
std::string costControlsJson(const Fleet &fleet, const CostControls &controls, TimePoint now);
std::string limitJson(const LimitState &state);
/// The data of events.
std::string limitEventJson(const LimitState &state);
std::string downgradeEventJson(bool downgrading);
std::string budgetEventJson(BudgetKind kind, int step, Money budget, Money used);

} // namespace toban::manager
