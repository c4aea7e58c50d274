// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sqlite.h"

namespace toban::manager {

/// The schema's version that this program writes (PRAGMA user_version).
int schemaVersion();

/// Brings a database to the current schema, step by step, each step in a transaction of its own. Sets WAL mode and full
/// synchronisation. With `checkIntegrity`, verifies the file first. Throws std::runtime_error: the file is damaged, or
/// was written by a newer program.
void prepareDatabase(Database &database, bool checkIntegrity);

} // namespace toban::manager
