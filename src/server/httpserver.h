// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "httptypes.h"

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

namespace toban::http {

class Stream;

/// Answers one request, once. Copyable; may be kept and called later from any thread. If every copy is destroyed
/// without an answer the client gets 500.
class Responder
{
public:
    struct State;
    explicit Responder(std::shared_ptr<State> state);
    void operator()(Response response) const;
    /// Answers with 200 and a body that goes on: `opened` gets it on a server thread, unless the client has gone. The
    /// answer to HEAD is the head alone, and nothing is opened.
    void stream(std::string contentType, std::function<void(std::shared_ptr<Stream>)> opened) const;

private:
    std::shared_ptr<State> m_state;
};

/// A stream of frames to one client: a WebSocket's text messages or a chunked body (server-sent events).
/// Thread-safe. Frames queue in order; when more than `maxQueuedBytes` are waiting, send() drops the frame and returns
/// false, so a slow reader never grows memory.
class Stream
{
public:
    virtual ~Stream() = default;
    virtual bool send(std::string frame) = 0;
    virtual void close() = 0;
    virtual bool isOpen() const = 0;
    /// Called once, on a server thread, when the peer has gone or the stream was closed.
    virtual void onClosed(std::function<void()> handler) = 0;
};

struct ServerOptions
{
    std::string address = "127.0.0.1";
    std::uint16_t port = 0; ///< 0: a free one
    int threads = 1;
    std::size_t maxBodyBytes = 1024 * 1024; ///< beyond: 413
    std::size_t maxHeaderBytes = 16 * 1024; ///< beyond: 431
    std::chrono::milliseconds headerTimeout{
        10'000}; ///< whole header must have come by then, else the connection closes
    std::chrono::milliseconds bodyTimeout{30'000};
    std::chrono::milliseconds idleTimeout{75'000};
    int maxConnections = 4096; ///< beyond: 503 and close
    std::string certificateFile; ///< PEM; with keyFile: TLS
    std::string keyFile;
    std::string serverName = "toban";
    std::size_t maxQueuedBytes = 1024 * 1024; ///< per stream
};

/// An asynchronous HTTP/1.1 server: routes, limits, time-outs, keep-alive, TLS, WebSocket, streamed answers, gzip of
/// answers over 1 KiB where the client accepts it.
/// Handlers run on the server's threads and must not block; a slow one keeps its Responder and answers later.
/// A handler that throws gives 500 with no detail to the client; the text goes to the log "http".
class Server
{
public:
    using Handler = std::function<void(Request, Responder)>;
    using StreamHandler = std::function<void(Request, std::shared_ptr<Stream>)>;
    /// Called before routing; returns a response to refuse or answer the request early.
    using Filter = std::function<std::optional<Response>(const Request &)>;
    /// Sees each finished exchange: for access logs and metrics. The duration is from header to answer.
    using Observer = std::function<void(const Request &, const std::string &routePattern, int status,
                                        std::chrono::nanoseconds duration)>;

    explicit Server(ServerOptions options);
    ~Server(); ///< stops

    /// Pattern: "/api/v1/agents/{id}/pause"; a capture matches one segment. Method "*" matches all. Register before
    /// start().
    void route(std::string method, std::string pattern, Handler handler);
    /// A WebSocket endpoint; text messages of the client reach `onMessage` if given.
    void webSocket(std::string pattern, StreamHandler handler,
                   std::function<void(const std::shared_ptr<Stream> &, std::string)> onMessage = {});
    /// GET answered by a streamed body of the given content type (e.g. "text/event-stream"), for whoever asks. Where some
    /// are to be refused, register a route() and decide there between an answer and Responder::stream().
    void stream(std::string pattern, std::string contentType, StreamHandler handler);
    void setFilter(Filter filter);
    void setObserver(Observer observer);
    /// Answers for no route (404) and a route with other methods (405, Allow set by the server). Defaults are problem
    /// documents.
    void setNotFound(std::function<Response(const Request &)> handler);
    /// Makes the body of 400/413/431 that the server itself gives. Default: problem documents.
    void setProtocolError(std::function<Response(int status, std::string_view detail)> handler);

    /// Binds and starts the threads. Returns an empty string, or what failed and where.
    std::string start();
    std::uint16_t port() const; ///< the bound one
    int connections() const; ///< open now
    /// Stops accepting, lets requests in hand finish up to `grace`, closes, joins. Idempotent.
    void stop(std::chrono::milliseconds grace = std::chrono::milliseconds(0));

private:
    struct Impl;
    std::unique_ptr<Impl> d;
};

} // namespace toban::http
