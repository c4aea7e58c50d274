// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace toban::manager {

/// viewer < operator < approver < admin; agents stand beside them and may only report themselves.
enum class Role { Agent, Viewer, Operator, Approver, Admin };

std::string_view roleText(Role role);
std::optional<Role> parseRole(std::string_view text);
/// Whether `role` may do what needs `required`. What asks for an agent needs exactly one, and an agent may do nothing
/// else.
bool covers(Role role, Role required);
/// What a role may do, for GET /me.
std::vector<std::string> permissions(Role role);

/// Who asks: the name and role of a token.
struct Caller
{
    std::string name;
    Role role = Role::Viewer;
    std::string agents; ///< for agents: the ids that it may speak for, "x" or "x-*"
    std::string address; ///< remote address; empty for the command line
    bool isWorker = false; ///< by the token that the manager itself gave to the worker it started
    bool isManager = false; ///< nobody asks: the manager does it of itself

    /// The manager itself, who may do anything.
    static Caller manager();
    /// Whether an agent's token may speak for this agent.
    bool speaksFor(std::string_view agentId) const;
    /// Whether an agent's token was made for agents of this deployment: "NAME-*", or "NAME-" and a number.
    bool isScopedTo(std::string_view deployment) const;
};

} // namespace toban::manager
