// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sqlite.h"
#include "statestore.h"

namespace toban::manager {

/// Reads the rollouts of all deployments into the state.
void loadRollouts(Database &database, StoredState &state);

} // namespace toban::manager
