// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "httptypes.h"

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

namespace toban::http {

/// What came of a request: an answer, or an error text ("connection refused (127.0.0.1:9090)").
struct Exchange
{
    std::optional<Response> response;
    std::string error; ///< empty when there is a response
    bool timedOut = false;
    /// Whether any of the request may have gone out; false: the server has not seen it.
    bool sent = false;
};

struct ClientRequest
{
    std::string method = "GET";
    std::string url; ///< http:// or https://
    Headers headers;
    std::string body;
    std::chrono::milliseconds timeout{5000}; ///< for the whole exchange
    std::chrono::milliseconds connectTimeout{5000}; ///< of that for a new connection, TLS included
    std::size_t maxBodyBytes = 16 * 1024 * 1024;
    /// Takes the body of a 2xx answer piece by piece while it comes, so that it may go on for as long as the time-out
    /// lets it; the answer has no body and no limit then. Runs on the client's threads.
    std::function<void(std::string_view)> onData{};
};

struct ClientOptions
{
    int threads = 1;
    int maxConnectionsPerHost = 64; ///< more requests than that wait for a free one, within their time-out
    /// PEM with authorities, or with the servers' own certificates; empty: the system's authorities. Certificates and
    /// host names are always verified.
    std::string caFile;
};

/// An asynchronous HTTP/1.1 client with a pool of kept-alive connections per host, on threads of its own.
/// Callbacks run on one of those threads, once each; destroying the client completes what is under way with an error
/// (not to be done on its own threads). Redirects are answers like any other. A request that met a kept connection
/// just as the server closed it is sent once more when its method or an Idempotency-Key makes that safe.
class Client
{
public:
    explicit Client(int threads = 1, int maxConnectionsPerHost = 64);
    explicit Client(ClientOptions options);
    ~Client();
    void send(ClientRequest request, std::function<void(Exchange)> callback);
    /// Waits for the answer; not to be called on the client's own threads.
    Exchange fetch(ClientRequest request);
    /// Completes what is under way with an error, as it does what is sent from now on. Any thread.
    void close();

private:
    struct Impl;
    std::unique_ptr<Impl> d;
};

} // namespace toban::http
