// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "signingkey.h"

#include <filesystem>

namespace toban::manager {

/// Where the key that signs the audit chain's head is when nobody says otherwise: beside the database.
std::filesystem::path defaultAuditKeyFile(const std::filesystem::path &database);

/// Reads the key. Throws std::runtime_error, saying what to do, when the file is missing, is no key, or may be read by
/// others than its owner.
SigningKey readAuditKey(const std::filesystem::path &file);
/// The same; makes a key, in a file that only its owner may read, where there is none.
SigningKey openAuditKey(const std::filesystem::path &file);

} // namespace toban::manager
