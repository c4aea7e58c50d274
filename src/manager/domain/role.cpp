// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "role.h"

namespace toban::manager {

std::string_view roleText(Role role)
{
    switch (role) {
    case Role::Agent:
        return "agent";
    case Role::Viewer:
        return "viewer";
    case Role::Operator:
        return "operator";
    case Role::Approver:
        return "approver";
    case Role::Admin:
        return "admin";
    }
    return "viewer";
}

std::optional<Role> parseRole(std::string_view text)
{
    for (const Role role : {Role::Agent, Role::Viewer, Role::Operator, Role::Approver, Role::Admin}) {
        if (roleText(role) == text) {
            return role;
        }
    }
    return std::nullopt;
}

bool covers(Role role, Role required)
{
    if (role == Role::Agent || required == Role::Agent) {
        return role == required;
    }
    return role >= required;
}

std::vector<std::string> permissions(Role role)
{
    if (role == Role::Agent) {
        return {"report_agent"};
    }
    std::vector<std::string> all{"read"};
    if (covers(role, Role::Operator)) {
        all.insert(all.end(), {"operate", "submit_tasks"});
    }
    if (covers(role, Role::Approver)) {
        all.insert(all.end(), {"set_budgets", "approve"});
    }
    if (covers(role, Role::Admin)) {
        all.insert(all.end(), {"import_history", "manage_secrets"});
    }
    return all;
}

Caller Caller::manager()
{
    Caller caller{"manager", Role::Admin, {}, {}};
    caller.isManager = true;
    return caller;
}

bool Caller::speaksFor(std::string_view agentId) const
{
    if (role != Role::Agent || agents.empty()) {
        return false;
    }
    if (agents.back() == '*') {
        return agentId.starts_with(std::string_view(agents).substr(0, agents.size() - 1));
    }
    return agentId == agents;
}

bool Caller::isScopedTo(std::string_view deployment) const
{
    if (role != Role::Agent || deployment.empty() || !agents.starts_with(deployment)
        || agents.size() < deployment.size() + 2 || agents[deployment.size()] != '-') {
        return false;
    }
    const std::string_view rest = std::string_view(agents).substr(deployment.size() + 1);
    return rest == "*" || rest.find_first_not_of("0123456789") == std::string_view::npos;
}

} // namespace toban::manager
