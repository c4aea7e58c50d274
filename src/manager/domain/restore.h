// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "statestore.h"
#include "taskservice.h"

namespace toban::manager {

/// Takes up in memory what an earlier run left in the store. Once, before anything else uses the fleet.
void restoreFleet(StoredState state, Fleet &fleet, TaskService &tasks, const Clock &clock);

} // namespace toban::manager
