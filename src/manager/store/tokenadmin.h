// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "clock.h"
#include "types.h"

#include <filesystem>

namespace toban::manager {

/// Tokens from the command line, while a manager runs on the same file or none does. Every change is in the audit chain
/// with the actor "command-line". Functions throw std::runtime_error with what to do.
class TokenAdmin
{
public:
    TokenAdmin(std::filesystem::path file, const Clock &clock);
    /// Makes the file if there is none. `agents` only for the role agent. Returns the token: it is nowhere else.
    std::string create(const std::string &name, const std::string &role, const std::string &agents);
    std::vector<TokenRecord> list();
    void revoke(const std::string &name);

private:
    std::filesystem::path m_file;
    const Clock &m_clock;
};

} // namespace toban::manager
