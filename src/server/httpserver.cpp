// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "httpserver.h"

#include "logging.h"
#include "servercore.h"

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/steady_timer.hpp>

#include <thread>

namespace toban::http {

namespace {

constexpr std::chrono::milliseconds sweepEvery{100};
constexpr std::chrono::milliseconds acceptPause{100}; // after an error such as "too many open files"

Response defaultNotFound(const Request &)
{
    return Response::problem(404, "not_found", "Not Found", "There is nothing at this address.");
}

Response defaultProtocolError(int status, std::string_view detail)
{
    switch (status) {
    case 413:
        return Response::problem(status, "payload_too_large", "Payload Too Large", detail);
    case 431:
        return Response::problem(status, "header_too_large", "Request Header Fields Too Large", detail);
    default:
        return Response::problem(status, "bad_request", "Bad Request", detail);
    }
}

} // namespace

struct Server::Impl
{
    explicit Impl(ServerOptions options)
        : core(std::make_shared<ServerCore>(std::move(options))), acceptor(core->io), sweepTimer(core->io),
          pauseTimer(core->io)
    {
        core->notFound = defaultNotFound;
        core->protocolError = defaultProtocolError;
    }

    std::string useTls()
    {
        const ServerOptions &options = core->options;
        core->tls.emplace(asio::ssl::context::tls_server);
        ErrorCode error;
        core->tls->set_options(asio::ssl::context::default_workarounds | asio::ssl::context::no_sslv2
                               | asio::ssl::context::no_sslv3 | asio::ssl::context::no_tlsv1
                               | asio::ssl::context::no_tlsv1_1);
        core->tls->use_certificate_chain_file(options.certificateFile, error);
        if (error)
            return "cannot use the certificate in " + options.certificateFile + ": " + error.message();
        core->tls->use_private_key_file(options.keyFile, asio::ssl::context::pem, error);
        if (error)
            return "cannot use the private key in " + options.keyFile + ": " + error.message();
        return {};
    }

    std::string listen()
    {
        const ServerOptions &options = core->options;
        const std::string where = options.address + ":" + std::to_string(options.port);
        ErrorCode error;
        const auto address = asio::ip::make_address(options.address, error);
        if (error)
            return "cannot listen on " + where + ": not an IP address";
        const tcp::endpoint endpoint(address, options.port);
        acceptor.open(endpoint.protocol(), error);
        if (!error)
            acceptor.set_option(asio::socket_base::reuse_address(true), error);
        if (!error)
            acceptor.bind(endpoint, error);
        if (!error)
            acceptor.listen(asio::socket_base::max_listen_connections, error);
        if (error) {
            ErrorCode ignored;
            acceptor.close(ignored);
            return "cannot listen on " + where + ": " + error.message();
        }
        boundPort = acceptor.local_endpoint().port();
        return {};
    }

    void accept()
    {
        acceptor.async_accept(asio::make_strand(core->io), [this](ErrorCode error, Socket socket) {
            if (core->stopping || error == asio::error::operation_aborted)
                return;
            if (error) {
                logger("http")->warn("cannot accept a connection: {}", error.message());
                pauseTimer.expires_after(acceptPause);
                pauseTimer.async_wait([this](ErrorCode cancelled) {
                    if (!cancelled)
                        accept();
                });
                return;
            }
            take(std::move(socket));
            accept();
        });
    }

    void take(Socket socket)
    {
        ErrorCode ignored;
        socket.set_option(tcp::no_delay(true), ignored);
        if (core->connections() >= core->options.maxConnections) {
            refuse(std::move(socket));
        } else if (core->tls) {
            startTlsSession(core, std::move(socket));
        } else {
            startSession(core, std::move(socket));
        }
    }

    void refuse(Socket socket)
    {
        // To a TLS client these bytes mean nothing; it sees the close.
        Response busy = Response::problem(503, "too_many_connections", "Service Unavailable",
                                          "This server has as many connections as it takes; try again later.");
        busy.headers.set("Retry-After", "5");
        std::string text;
        appendHead(text, *core, busy.status, busy.headers);
        text += "Content-Length: " + std::to_string(busy.body.size()) + "\r\nConnection: close\r\n\r\n" + busy.body;
        ErrorCode ignored;
        socket.non_blocking(true, ignored);
        socket.write_some(asio::buffer(text), ignored);
        socket.shutdown(tcp::socket::shutdown_send, ignored);
    }

    void sweepLater()
    {
        sweepTimer.expires_after(sweepEvery);
        sweepTimer.async_wait([this](ErrorCode cancelled) {
            if (cancelled || finished)
                return;
            core->sweep(Clock::now());
            sweepLater();
        });
    }

    std::shared_ptr<ServerCore> core;
    tcp::acceptor acceptor;
    asio::steady_timer sweepTimer;
    asio::steady_timer pauseTimer;
    std::vector<std::thread> threads;
    std::uint16_t boundPort = 0;
    std::atomic<bool> finished{false};
};

Server::Server(ServerOptions options) : d(std::make_unique<Impl>(std::move(options)))
{ }

Server::~Server()
{
    stop();
}

void Server::route(std::string method, std::string pattern, Handler handler)
{
    Route route;
    route.method = std::move(method);
    route.pattern = std::move(pattern);
    route.handler = std::move(handler);
    d->core->router.add(std::move(route));
}

void Server::webSocket(std::string pattern, StreamHandler handler,
                       std::function<void(const std::shared_ptr<Stream> &, std::string)> onMessage)
{
    Route route;
    route.kind = Route::Kind::WebSocket;
    route.method = "GET";
    route.pattern = std::move(pattern);
    route.streamHandler = std::move(handler);
    route.onMessage = std::move(onMessage);
    d->core->router.add(std::move(route));
}

void Server::stream(std::string pattern, std::string contentType, StreamHandler handler)
{
    route("GET", std::move(pattern),
          [contentType = std::move(contentType), handler = std::move(handler)](const Request &request,
                                                                               const Responder &responder) {
              responder.stream(contentType, [handler, request](std::shared_ptr<Stream> stream) {
                  handler(request, std::move(stream));
              });
          });
}

void Server::setFilter(Filter filter)
{
    d->core->filter = std::move(filter);
}

void Server::setObserver(Observer observer)
{
    d->core->observer = std::move(observer);
}

void Server::setNotFound(std::function<Response(const Request &)> handler)
{
    d->core->notFound = std::move(handler);
}

void Server::setProtocolError(std::function<Response(int, std::string_view)> handler)
{
    d->core->protocolError = std::move(handler);
}

std::string Server::start()
{
    const ServerOptions &options = d->core->options;
    if (!options.certificateFile.empty() || !options.keyFile.empty()) {
        if (std::string error = d->useTls(); !error.empty())
            return error;
    }
    if (std::string error = d->listen(); !error.empty())
        return error;
    d->accept();
    d->sweepLater();
    for (int i = 0; i < std::max(1, options.threads); ++i)
        d->threads.emplace_back([core = d->core] { core->io.run(); });
    return {};
}

std::uint16_t Server::port() const
{
    return d->boundPort;
}

int Server::connections() const
{
    return d->core->connections();
}

void Server::stop(std::chrono::milliseconds grace)
{
    if (d->threads.empty())
        return;
    ServerCore &core = *d->core;
    core.stopping = true;
    // The acceptor is used on one of the threads at a time only; closing it goes there too.
    asio::post(core.io, [this] {
        ErrorCode ignored;
        d->acceptor.close(ignored);
        d->pauseTimer.cancel();
    });
    core.shutdownAll(false);
    core.waitForNone(Clock::now() + grace);
    // A connection that was just being accepted may have missed the first call.
    do {
        core.shutdownAll(true);
    } while (!core.waitForNone(Clock::now() + std::chrono::milliseconds(100)));
    d->finished = true;
    asio::post(core.io, [this] { d->sweepTimer.cancel(); });
    for (std::thread &thread : d->threads)
        thread.join();
    d->threads.clear();
    core.end();
}

} // namespace toban::http
