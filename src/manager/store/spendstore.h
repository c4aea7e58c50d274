// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sqlite.h"
#include "statestore.h"

namespace toban::manager {

/// The table that was set last; nothing when none was.
std::optional<PriceTable> loadPrices(Database &database);
/// See StateStore::spend().
std::vector<SpendEntry> spendLines(Database &database, const SpendQuery &query);

} // namespace toban::manager
