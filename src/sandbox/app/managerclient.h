// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "httpclient.h"
#include "story.h"

#include <functional>
#include <string>
#include <vector>

namespace toban::sandbox {

/// The few calls of the agent manager's interface that the sandbox makes. Calls block up to five seconds.
class ManagerClient
{
public:
    /// `token`: of the role admin.
    ManagerClient(http::Client &client, std::string url, std::string token);

    /// Whether the manager takes the token: of one that has just been made it hears a moment later.
    bool isKnown();
    /// Makes the deployments of the sandbox, each with the revisions that the story tells of; leaves alone those that
    /// are there already. Throws std::runtime_error.
    void createDeployments(const Story &story);
    /// Sets the budgets unless some are set. Throws std::runtime_error.
    void createBudgets();
    /// Makes a generated key for each deployment's agents, where there is none. Throws std::runtime_error.
    void createSecrets();
    /// Whether every deployment has as many agents ready as it wants. False also when the manager does not answer.
    bool allReady();

private:
    http::Exchange call(const std::string &method, const std::string &path, const std::string &body = {},
                        const std::string &idempotencyKey = {});
    void change(const std::string &method, const std::string &path, const std::string &body, const std::string &reason);

    http::Client &m_client;
    std::string m_url;
    std::string m_token;
};

/// 32 random hexadecimal digits.
std::string randomKey();

} // namespace toban::sandbox
