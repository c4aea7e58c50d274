// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "auditverifier.h"

namespace toban::manager {

/// Copies a database, as it is at one moment, into a new file that only its owner may read; safe while a manager runs on
/// it. The copy is checked (SQLite's integrity_check, the audit chain) before it gets its name. Neither the audit key nor
/// any other file beside the database is in it. Throws std::runtime_error: the file exists, cannot be written, or what was
/// copied is not whole; then there is no file.
AuditVerdict backUp(const std::filesystem::path &database, const std::filesystem::path &file);

} // namespace toban::manager
