// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "clock.h"
#include "httpclient.h"

#include <nlohmann/json.hpp>

#include <condition_variable>
#include <mutex>

namespace toban::manager {

/// Where the API server of Kubernetes is and who asks.
struct KubeAccess
{
    std::string apiUrl; ///< without a slash at its end
    std::string nameSpace;
    std::string tokenFile; ///< of a ServiceAccount; read for each request, as the kubelet renews it
    std::string caFile; ///< empty: the system's authorities
};

/// A request in the words of Kubernetes' access rules.
struct KubeCall
{
    std::string verb; ///< get, list, watch, update, patch, delete
    std::string group; ///< "apps"; empty: the core group
    std::string resource; ///< "deployments"
    std::string name = {};
    std::string subresource = {};
    http::Parameters query = {};
    nlohmann::json body = nullptr;
    std::string contentType = "application/json";

    /// "deployments/scale" as a Role names it.
    std::string ruleResource() const { return subresource.empty() ? resource : resource + '/' + subresource; }
};

struct KubeAnswer
{
    int status = 0; ///< 0: there was none
    nlohmann::json body;
    std::string trouble; ///< what is wrong, where, and what to do; empty: nothing
    bool isGood() const { return trouble.empty(); }
    /// Whether asking again later may help without anybody doing something.
    bool mayPass() const { return status == 0 || status == 409 || status == 410 || status == 429 || status >= 500; }
};

/// What an answer that is no success means for the operator. Pure. `body` is meta/v1 Status where the API server made
/// it, and anything where something between made it.
std::string kubeTrouble(const KubeCall &call, const KubeAccess &access, int status, const std::string &body);

/// Asks the API server over TLS verified with the CA. Every call waits, so it is for threads that may.
class KubeClient
{
public:
    KubeClient(KubeAccess access, const Clock &clock);

    /// One request. A busy server (429) is asked again when it says so, at most 4 times; a refused token (401) is read
    /// again once.
    KubeAnswer call(const KubeCall &call);
    /// One watch: gives every event until the server ends it, `limit` at the latest. An event ERROR ends up as the
    /// answer's status and trouble. `onEvent` runs on another thread.
    KubeAnswer watch(const KubeCall &call, std::chrono::seconds limit,
                     const std::function<void(const nlohmann::json &)> &onEvent);
    /// Ends calls and waits, now and from now on.
    void close();
    /// Waits; false: closed meanwhile.
    bool rest(std::chrono::milliseconds time);
    bool isClosed() const;
    std::optional<SteadyPoint> lastSuccess() const;
    const KubeAccess &access() const { return m_access; }

private:
    struct Sent
    {
        http::Exchange exchange;
        std::string trouble; ///< it could not be sent
    };
    Sent send(const KubeCall &call, std::chrono::milliseconds timeout, std::function<void(std::string_view)> onData);
    /// Sends until it is neither a refused token nor a busy server.
    Sent sendPatiently(const KubeCall &call, std::chrono::milliseconds timeout,
                       const std::function<void(std::string_view)> &onData);

    const KubeAccess m_access;
    const Clock &m_clock;
    mutable std::mutex m_mutex;
    std::condition_variable m_wake;
    bool m_closed = false;
    std::optional<SteadyPoint> m_lastSuccess;
    http::Client m_client;
};

} // namespace toban::manager
