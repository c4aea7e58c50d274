// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <map>
#include <string>

namespace toban::sandbox {

/// Tokens for the manager, one per role, made by its command line when first asked for and kept in memory only. They
/// are revoked at the end, so that none outlives the sandbox that handed it out.
class TokenStore
{
public:
    TokenStore(std::filesystem::path managerProgram, std::filesystem::path database);
    ~TokenStore() { revokeAll(); }
    TokenStore(const TokenStore &) = delete;
    TokenStore &operator=(const TokenStore &) = delete;

    /// Throws std::runtime_error for a role that there is none of, or if the manager's command fails.
    std::string get(const std::string &role);
    void revokeAll();

private:
    struct Token
    {
        std::string name;
        std::string value;
    };
    std::filesystem::path m_program;
    std::filesystem::path m_database;
    std::map<std::string, Token> m_tokens; // by role
};

} // namespace toban::sandbox
