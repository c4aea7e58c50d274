// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sqlite.h"
#include "statestore.h"

namespace toban::manager {

/// Reads the settings and events of autoscaling into `state`. Throws std::runtime_error.
void loadScaling(Database &database, StoredState &state);

} // namespace toban::manager
