// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tokens.h"

#include "childprocess.h"
#include "managerclient.h"

#include <algorithm>
#include <array>
#include <stdexcept>
#include <string_view>

namespace toban::sandbox {

TokenStore::TokenStore(std::filesystem::path managerProgram, std::filesystem::path database)
    : m_program(std::move(managerProgram)), m_database(std::move(database))
{ }

void TokenStore::revokeAll()
{
    for (const auto &[role, token] : m_tokens) {
        std::string output;
        std::string errors;
        try {
            runProgram(m_program, {"token", "revoke", "--db", m_database.string(), "--name", token.name}, output,
                       errors);
        } catch (const std::runtime_error &) {
            // The program has gone; its tokens cannot be used without it either.
        }
    }
    m_tokens.clear();
}

std::string TokenStore::get(const std::string &role)
{
    static constexpr std::array<std::string_view, 4> roles{"viewer", "operator", "approver", "admin"};
    if (std::find(roles.begin(), roles.end(), role) == roles.end())
        throw std::runtime_error("there is no role \"" + role + "\"; roles are viewer, operator, approver, admin");
    if (const auto found = m_tokens.find(role); found != m_tokens.end())
        return found->second.value;
    const std::string name = "sandbox-" + role + "-" + randomKey().substr(0, 8);
    std::string output;
    std::string errors;
    const int status = runProgram(
        m_program, {"token", "create", "--db", m_database.string(), "--name", name, "--role", role}, output, errors);
    while (!output.empty() && output.back() == '\n')
        output.pop_back();
    if (status != 0 || output.empty())
        throw std::runtime_error("toban-manager token create ended with " + std::to_string(status) + ": " + errors);
    m_tokens[role] = {name, output};
    return output;
}

} // namespace toban::sandbox
