// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Inside of toban_server only: the one family of headers here that shows Boost.

#include "httpserver.h"
#include "router.h"

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/strand.hpp>

#include <atomic>
#include <condition_variable>
#include <list>
#include <mutex>
#include <optional>

namespace toban::http {

namespace asio = boost::asio;
using tcp = asio::ip::tcp;
using ErrorCode = boost::system::error_code;
using Clock = std::chrono::steady_clock;
using Strand = asio::strand<asio::io_context::executor_type>;
using Socket = asio::basic_stream_socket<tcp, Strand>;
using TlsSocket = asio::ssl::stream<Socket>;

/// One accepted connection, whatever it speaks. The deadline is looked at a few times a second by the server's sweep,
/// so that no request pays for a timer.
class Connection : public std::enable_shared_from_this<Connection>
{
public:
    virtual ~Connection() = default;
    /// The deadline has passed. Any thread.
    virtual void expire() = 0;
    /// The server stops: close when idle, or whatever is under way if `force`. Any thread.
    virtual void shutdown(bool force) = 0;

    void setDeadline(std::chrono::milliseconds fromNow)
    {
        m_deadline = (Clock::now() + fromNow).time_since_epoch().count();
    }
    void clearDeadline() { m_deadline = never; }
    bool isExpired(Clock::time_point now) const { return now.time_since_epoch().count() > m_deadline; }

    static constexpr Clock::rep never = std::numeric_limits<Clock::rep>::max();

private:
    friend class ServerCore;
    std::atomic<Clock::rep> m_deadline{never};
    std::optional<std::list<Connection *>::iterator> m_place; // guarded by the core's mutex
};

/// What every connection shares. Connections and streams own it, so that an answer that comes after the server's end
/// finds something to fall on.
class ServerCore
{
public:
    explicit ServerCore(ServerOptions serverOptions) : options(std::move(serverOptions)), io(options.threads) { }

    ServerOptions options;
    asio::io_context io;
    std::optional<asio::ssl::context> tls;
    Router router;
    Server::Filter filter;
    Server::Observer observer;
    std::function<Response(const Request &)> notFound;
    std::function<Response(int, std::string_view)> protocolError;
    std::atomic<bool> stopping{false};

    void add(Connection &connection);
    void remove(Connection &connection);
    int connections() const { return m_count.load(std::memory_order_relaxed); }
    /// Asks every connection whose deadline has passed to close.
    void sweep(Clock::time_point now);
    void shutdownAll(bool force);
    /// Waits until no connection is left; false at the deadline.
    bool waitForNone(Clock::time_point until);

    /// Runs `work` on the executor; drops it once the server has ended. Any thread.
    template <class Executor, class Work>
    void post(const Executor &executor, Work work)
    {
        const std::lock_guard lock(m_postMutex);
        if (!m_ended)
            asio::post(executor, std::move(work));
    }
    /// After the threads have ended: nothing may be queued any more, and what is queued is run out.
    void end();

private:
    std::vector<std::shared_ptr<Connection>> snapshot(const std::function<bool(const Connection &)> &wanted);

    std::mutex m_mutex;
    std::condition_variable m_changed;
    std::list<Connection *> m_connections;
    std::atomic<int> m_count{0};
    std::mutex m_postMutex;
    bool m_ended = false;
};

using StreamOpened = std::function<void(std::shared_ptr<Stream>)>;

/// Receives the answer of a Responder.
class AnswerSink
{
public:
    virtual ~AnswerSink() = default;
    /// `exchange` tells a late answer to an earlier request from the present one. Any thread.
    virtual void answer(std::uint64_t exchange, Response response) = 0;
    /// The same for an answer whose body goes on.
    virtual void stream(std::uint64_t exchange, std::string contentType, StreamOpened opened) = 0;
};

struct Responder::State
{
    State(std::weak_ptr<AnswerSink> answerSink, std::uint64_t number)
        : sink(std::move(answerSink)), exchange(number) { }
    ~State();
    void give(Response response);
    void giveStream(std::string contentType, StreamOpened opened);

    std::weak_ptr<AnswerSink> sink;
    std::uint64_t exchange;
    std::atomic<bool> given{false};
};

Response internalError();

void startSession(const std::shared_ptr<ServerCore> &core, Socket socket);
void startTlsSession(const std::shared_ptr<ServerCore> &core, Socket socket);
void startWebSocket(const std::shared_ptr<ServerCore> &core, Socket socket, Request request, const Route &route);
void startWebSocket(const std::shared_ptr<ServerCore> &core, TlsSocket socket, Request request, const Route &route);
void startStreamed(const std::shared_ptr<ServerCore> &core, Socket socket, const std::string &contentType,
                   const StreamOpened &opened);
void startStreamed(const std::shared_ptr<ServerCore> &core, TlsSocket socket, const std::string &contentType,
                   const StreamOpened &opened);

/// Status line and headers up to and without the fields of the body's length.
void appendHead(std::string &out, const ServerCore &core, int status, const Headers &headers);

} // namespace toban::http
