// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "clock.h"
#include "secretvault.h"

#include <filesystem>

namespace toban::manager {

/// Seals every value of a database anew with another key, all or none, and notes it in the audit. Returns how many
/// values there were. Throws std::runtime_error with what to do: a manager runs on the file, or a value does not open.
int rekeySecrets(const std::filesystem::path &database, const SecretVault &from, const SecretVault &to,
                 const Clock &clock);

} // namespace toban::manager
