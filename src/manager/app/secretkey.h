// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "secretvault.h"

#include <filesystem>

namespace toban::manager {

/// Where the key of the secrets comes from when no file is given.
inline constexpr auto secretsKeyVariable = "TOBAN_SECRETS_KEY";

/// The vault of a key file (which nobody but its owner may read) or, when `file` is empty, of the environment, where
/// the key is overwritten then, so that no child inherits it. Nothing when there is neither. Once a key was read this
/// process leaves no core dump and cannot be traced by others of its user. Throws std::runtime_error with what to do.
/// Call before any other thread exists.
std::shared_ptr<const SecretVault> loadVault(const std::filesystem::path &file);

/// What to tell who asks for secrets of a manager that has no key.
std::string withoutVaultText();

/// Makes a key file with mode 0600; never replaces one. Throws std::runtime_error.
void generateKeyFile(const std::filesystem::path &file);

} // namespace toban::manager
