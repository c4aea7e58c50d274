// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Inside of toban_server only, as it shows Boost.

#include "httpclient.h"

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/strand.hpp>

#include <atomic>
#include <deque>
#include <map>
#include <mutex>
#include <set>

namespace toban::http {

namespace asio = boost::asio;
using tcp = asio::ip::tcp;
using ErrorCode = boost::system::error_code;

/// A URL's parts that a request needs.
struct Url
{
    bool tls = false;
    std::string host; ///< without brackets
    std::string port;
    std::string target; ///< path and query, never empty
    std::string authority() const; ///< "host:port", an IPv6 address in brackets
};

/// Nothing when the text is no http(s) URL, or carries credentials.
std::optional<Url> parseUrl(std::string_view text);

class ClientConnection;

/// One request under way. Completes once, whoever comes first: the answer, an error, the time-out, the client's end.
struct Job
{
    Job(asio::io_context &io, ClientRequest clientRequest, Url parsed, std::function<void(Exchange)> whenDone)
        : request(std::move(clientRequest)), url(std::move(parsed)), callback(std::move(whenDone)), timer(io)
    { }

    ClientRequest request;
    Url url;
    std::function<void(Exchange)> callback;
    asio::steady_timer timer;
    std::atomic<bool> done{false};
    std::atomic<bool> sent{false}; // see Exchange::sent
    bool retried = false;
    std::weak_ptr<ClientConnection> connection; // guarded by the core's mutex
};

using JobPtr = std::shared_ptr<Job>;

/// A connection to one host that carries one job at a time.
class ClientConnection
{
public:
    virtual ~ClientConnection() = default;
    virtual void run(JobPtr job) = 0; ///< any thread
    virtual void abort(JobPtr job) = 0; ///< closes if it carries this job, or for null whatever it carries; any thread
    virtual bool isAlive() = 0; ///< while idle: the peer has not closed it
    std::chrono::steady_clock::time_point idleSince{};
};

/// The pools and the jobs. Everything here may be called on any thread.
class ClientCore : public std::enable_shared_from_this<ClientCore>
{
public:
    explicit ClientCore(ClientOptions clientOptions);

    void send(ClientRequest request, std::function<void(Exchange)> callback);
    void complete(const JobPtr &job, Exchange exchange);
    /// The connection has done its job and can carry another.
    void release(const std::string &key, std::shared_ptr<ClientConnection> connection);
    /// The connection is gone.
    void drop(const std::string &key, const std::shared_ptr<ClientConnection> &connection);
    /// Sends the job on another connection.
    void retry(const JobPtr &job);
    void closeIdle(std::chrono::steady_clock::time_point before);
    void shutdown();

    const ClientOptions options;
    asio::io_context io;
    asio::ssl::context tls;

private:
    struct Pool
    {
        std::deque<std::shared_ptr<ClientConnection>> idle; // most recently used last
        std::set<std::shared_ptr<ClientConnection>> all;
        std::deque<JobPtr> waiting;
    };

    void assign(const JobPtr &job);
    std::shared_ptr<ClientConnection> open(Pool &pool, const Url &url);
    JobPtr nextWaiting(Pool &pool);
    void onTimeout(const JobPtr &job);

    std::mutex m_mutex;
    std::map<std::string, Pool> m_pools;
    std::set<JobPtr> m_jobs;
    bool m_closing = false;
};

std::string poolKey(const Url &url);
std::shared_ptr<ClientConnection> makeConnection(const std::shared_ptr<ClientCore> &core, const Url &url);

} // namespace toban::http
