// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "speaking.h"

#include "fleet.h"

namespace toban::manager {

namespace {

/// The deployment with the longest name such that the id is "NAME-…"; empty: there is none.
std::string deploymentByName(const Fleet &fleet, const std::string &agentId)
{
    // From the longest prefix to shorter ones: few steps, however many deployments there are.
    for (auto dash = agentId.rfind('-'); dash != std::string::npos && dash > 0; dash = agentId.rfind('-', dash - 1)) {
        std::string name = agentId.substr(0, dash);
        if (fleet.deployments.contains(name)) {
            return name;
        }
    }
    return {};
}

/// The deployment that the token was made for, if there is one of that name; empty: for agents of any.
std::string deploymentOf(const Fleet &fleet, const Caller &caller)
{
    const auto dash = caller.agents.rfind('-');
    if (dash == std::string::npos) {
        return {};
    }
    std::string name = caller.agents.substr(0, dash);
    return caller.isScopedTo(name) && fleet.deployments.contains(name) ? name : std::string();
}

} // namespace

std::optional<Refusal> whyNotFor(const Fleet &fleet, const Caller &caller, const std::string &agentId)
{
    if (!caller.speaksFor(agentId)) {
        return refuse(Refusal::Kind::Forbidden, "This token does not speak for the agent " + agentId + ".").value();
    }
    if (caller.isWorker) {
        return std::nullopt;
    }
    const Agent *known = fleet.agents.find(agentId);
    const bool isSure = known != nullptr && !known->trustedDeployment.empty();
    const std::string home = isSure ? known->trustedDeployment : deploymentByName(fleet, agentId);
    const std::string own = isSure ? std::string() : deploymentOf(fleet, caller);
    if (isSure ? caller.isScopedTo(home) : own.empty() || home == own) {
        return std::nullopt;
    }
    return refuse(Refusal::Kind::Forbidden,
                  "The agent " + agentId + " is of the deployment " + home
                      + ", and this token is not; use one that was made with --agents '" + home + "-*'.")
        .value();
}

} // namespace toban::manager
