// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sqlite.h"
#include "statestore.h"

namespace toban::manager {

/// The budgets that were set last; none when nobody has set any.
Budgets loadBudgets(Database &database);
/// The cost controls, and what was used up by that moment of its hour, day and month, by the ledger.
void loadCostControls(Database &database, TimePoint now, StoredState &state);

} // namespace toban::manager
