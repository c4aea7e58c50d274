// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kubeclient.h"

#include "logging.h"

#include <algorithm>
#include <charconv>
#include <fstream>

namespace toban::manager {

using nlohmann::json;

namespace {

constexpr std::chrono::seconds kubeRequestTimeout{10};
constexpr std::chrono::seconds watchMargin{15}; // the server, which is told the limit, shall be first to end a watch
constexpr std::chrono::seconds longestRetryAfter{60};
constexpr int busyTries = 5;
constexpr int kubeConnections = 8;
constexpr std::size_t kubeAnswerLimit = 64UL * 1024 * 1024;
constexpr std::size_t messageLimit = 500;
constexpr int unauthorized = 401;
constexpr int tooManyRequests = 429;

std::string_view methodOf(const std::string &verb)
{
    return verb == "update" ? "PUT" : verb == "patch" ? "PATCH" : verb == "delete" ? "DELETE" : "GET";
}

std::string urlOf(const KubeCall &call, const KubeAccess &access)
{
    std::string url = access.apiUrl + (call.group.empty() ? "/api/v1" : "/apis/" + call.group + "/v1") + "/namespaces/"
        + access.nameSpace + '/' + call.resource;
    for (const std::string &part : {call.name, call.subresource}) {
        if (!part.empty()) {
            url += '/' + http::percentEncode(part);
        }
    }
    char separator = '?';
    for (const auto &[name, value] : call.query) {
        url += separator + name + '=' + http::percentEncode(value);
        separator = '&';
    }
    return url;
}

std::string textMember(const json &object, const char *name)
{
    return object.is_object() && object.contains(name) && object[name].is_string() ? object[name].get<std::string>()
                                                                                   : std::string();
}

std::string objectText(const KubeCall &call, const KubeAccess &access)
{
    const std::string kind = call.group.empty() ? call.resource : call.resource + '.' + call.group;
    return (call.name.empty() ? kind : kind + '/' + call.name) + " in the namespace " + access.nameSpace;
}

/// Seconds from a header or a Status; HTTP dates are not what API servers send.
std::chrono::milliseconds retryAfterOf(const http::Response &response)
{
    const std::string text(response.headers.get("Retry-After"));
    int seconds = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), seconds);
    if (error != std::errc{} || end != text.data() + text.size()) {
        const json status = json::parse(response.body, nullptr, false);
        const json::json_pointer at("/details/retryAfterSeconds");
        seconds = status.is_object() && status.contains(at) && status.at(at).is_number_integer()
            ? status.at(at).get<int>()
            : 1;
    }
    return std::clamp<std::chrono::milliseconds>(std::chrono::seconds(seconds), std::chrono::seconds(1),
                                                 longestRetryAfter);
}

} // namespace

std::string kubeTrouble(const KubeCall &call, const KubeAccess &access, int status, const std::string &body)
{
    const json answer = json::parse(body, nullptr, false);
    std::string said = textMember(answer, "message");
    if (said.size() > messageLimit) {
        said.resize(messageLimit);
    }
    const std::string what = objectText(call, access);
    const std::string code = " (" + std::to_string(status) + ")";
    const auto with = [&said](std::string text) { return said.empty() ? text : std::move(text) + " It says: " + said; };
    switch (status) {
    case unauthorized:
        return "The API server of Kubernetes does not accept the token in " + access.tokenFile + code
            + ". See that it is of a ServiceAccount of this cluster that still exists.";
    case 403:
        return with("The API server forbids to " + call.verb + ' ' + what + code
                    + ". The manager's Role needs the rule {apiGroups: [\"" + call.group + "\"], resources: [\""
                    + call.ruleResource() + "\"], verbs: [\"" + call.verb
                    + "\"]}; see packaging/kubernetes/20-rbac.yaml.");
    case 404:
        return with("There is no " + what + code + (call.name.empty() ? ". See kubernetes_api_url." : "."));
    case 409:
        return with("Others changed " + what + " at the same time" + code + "; it is tried again.");
    case 410:
        return with("The version from which " + what + " were watched is too old" + code + "; they are read anew.");
    case 422:
        return with("The API server refuses to " + call.verb + ' ' + what + " as invalid" + code
                    + ". Change the revision or the Deployment.");
    case tooManyRequests:
        return with("The API server has too much to do to " + call.verb + ' ' + what + code + "; it is tried again.");
    default:
        return with("The API server answered " + std::to_string(status) + " when asked to " + call.verb + ' ' + what
                    + '.');
    }
}

KubeClient::KubeClient(KubeAccess access, const Clock &clock)
    : m_access(std::move(access)), m_clock(clock), m_client(http::ClientOptions{1, kubeConnections, m_access.caFile})
{ }

KubeClient::Sent KubeClient::send(const KubeCall &call, std::chrono::milliseconds timeout,
                                  std::function<void(std::string_view)> onData)
{
    std::ifstream stream(m_access.tokenFile);
    std::string token;
    if (!std::getline(stream, token) && token.empty()) {
        return {{}, "kubernetes_token_file: " + m_access.tokenFile + " cannot be read or is empty."};
    }
    http::ClientRequest request;
    request.method = methodOf(call.verb);
    request.url = urlOf(call, m_access);
    request.headers.set("Authorization", "Bearer " + token);
    request.headers.set("Accept", "application/json");
    request.headers.set("User-Agent", "toban-manager");
    if (!call.body.is_null()) {
        request.headers.set("Content-Type", call.contentType);
        request.body = call.body.dump(-1, ' ', false, json::error_handler_t::replace);
    }
    request.timeout = timeout;
    request.maxBodyBytes = kubeAnswerLimit;
    request.onData = std::move(onData);
    return {m_client.fetch(std::move(request)), {}};
}

KubeClient::Sent KubeClient::sendPatiently(const KubeCall &call, std::chrono::milliseconds timeout,
                                           const std::function<void(std::string_view)> &onData)
{
    bool readAgain = false;
    for (int tries = 1;; ++tries) {
        Sent sent = send(call, timeout, onData);
        if (!sent.exchange.response) {
            return sent;
        }
        const http::Response &response = *sent.exchange.response;
        if (response.status == unauthorized && !readAgain) {
            readAgain = true; // the file may have been replaced between reading and asking
            continue;
        }
        if (response.status != tooManyRequests || tries >= busyTries) {
            return sent;
        }
        const auto wait = retryAfterOf(response);
        logger("driver")->warn("the API server is busy; {} is tried again in {} ms", objectText(call, m_access),
                               wait.count());
        if (!rest(wait)) {
            return sent;
        }
    }
}

KubeAnswer KubeClient::call(const KubeCall &call)
{
    const Sent sent = sendPatiently(call, kubeRequestTimeout, {});
    if (!sent.trouble.empty() || !sent.exchange.response) {
        return {0, nullptr,
                sent.trouble.empty()
                    ? "The API server at " + m_access.apiUrl + " does not answer: " + sent.exchange.error + '.'
                    : sent.trouble};
    }
    const http::Response &response = *sent.exchange.response;
    if (response.status / 100 != 2) {
        return {response.status, json::parse(response.body, nullptr, false),
                kubeTrouble(call, m_access, response.status, response.body)};
    }
    json body = json::parse(response.body, nullptr, false);
    if (!body.is_object()) {
        return {0, nullptr, "What answers at " + m_access.apiUrl + " is no API server: it sent no JSON object."};
    }
    const std::lock_guard lock(m_mutex);
    m_lastSuccess = m_clock.steady();
    return {response.status, std::move(body), {}};
}

KubeAnswer KubeClient::watch(const KubeCall &call, std::chrono::seconds limit,
                             const std::function<void(const json &)> &onEvent)
{
    struct State
    {
        std::string rest;
        KubeAnswer fault;
    };
    State state;
    const auto take = [&](const std::string &line) {
        const json event = json::parse(line, nullptr, false);
        if (!event.is_object() || !event.contains("object") || !event["object"].is_object()) {
            state.fault = {0, nullptr, "A watch of the API server brought something that is no event."};
            return;
        }
        if (textMember(event, "type") == "ERROR") {
            const json &status = event["object"];
            const int code
                = status.contains("code") && status["code"].is_number_integer() ? status["code"].get<int>() : 500;
            state.fault = {code, status, kubeTrouble(call, m_access, code, status.dump())};
            return;
        }
        onEvent(event);
    };
    const Sent sent = sendPatiently(call, limit + watchMargin, [&](std::string_view data) {
        state.rest += data;
        std::size_t begin = 0;
        for (auto end = state.rest.find('\n'); end != std::string::npos && state.fault.isGood();
             end = state.rest.find('\n', begin)) {
            if (end > begin) {
                take(state.rest.substr(begin, end - begin));
            }
            begin = end + 1;
        }
        state.rest.erase(0, begin);
    });
    if (!state.fault.isGood()) {
        return state.fault;
    }
    if (!sent.trouble.empty()) {
        return {0, nullptr, sent.trouble};
    }
    if (!sent.exchange.response) {
        return {0, nullptr, "The watch of the API server at " + m_access.apiUrl + " broke off: " + sent.exchange.error};
    }
    const http::Response &response = *sent.exchange.response;
    if (response.status / 100 != 2) {
        return {response.status, nullptr, kubeTrouble(call, m_access, response.status, response.body)};
    }
    const std::lock_guard lock(m_mutex);
    m_lastSuccess = m_clock.steady();
    return {response.status, nullptr, {}};
}

void KubeClient::close()
{
    {
        const std::lock_guard lock(m_mutex);
        m_closed = true;
    }
    m_wake.notify_all();
    m_client.close();
}

bool KubeClient::rest(std::chrono::milliseconds time)
{
    std::unique_lock lock(m_mutex);
    return !m_wake.wait_for(lock, time, [this] { return m_closed; });
}

bool KubeClient::isClosed() const
{
    const std::lock_guard lock(m_mutex);
    return m_closed;
}

std::optional<SteadyPoint> KubeClient::lastSuccess() const
{
    const std::lock_guard lock(m_mutex);
    return m_lastSuccess;
}

} // namespace toban::manager
