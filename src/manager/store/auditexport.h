// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "signingkey.h"

#include <filesystem>
#include <iosfwd>

namespace toban::manager {

/// Writes the audit chain of a database as lines of JSON: the entries, oldest first, then the signed head. Safe while a
/// manager runs on the file. Throws std::runtime_error when the file cannot be read or its chain is not whole: signing
/// such a one would hide what was done to it.
void exportAudit(const std::filesystem::path &database, const SigningKey &key, std::ostream &out);

} // namespace toban::manager
