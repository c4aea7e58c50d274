// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sqlite.h"
#include "statestore.h"

namespace toban::manager {

/// The stored state of emergency mode; off when none was ever stored. Throws std::runtime_error.
Emergency loadEmergency(Database &database);

} // namespace toban::manager
