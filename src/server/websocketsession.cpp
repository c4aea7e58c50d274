// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "logging.h"
#include "queuedstream.h"
#include "servercore.h"

#include <boost/asio/buffer.hpp>
#include <boost/beast/core/buffers_to_string.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/message.hpp>
#include <boost/beast/websocket.hpp>
#include <boost/beast/websocket/ssl.hpp>

namespace toban::http {

namespace {

namespace beast = boost::beast;
namespace websocket = beast::websocket;

constexpr std::chrono::seconds closeTime{2};

/// One WebSocket: writes the queue's frames as text messages, gives the client's to the route.
template <class Transport>
class WebSocketSession final : public Connection, public QueuedStream
{
public:
    WebSocketSession(std::shared_ptr<ServerCore> core, Transport transport, const Route &route)
        : QueuedStream(core->options.maxQueuedBytes), m_core(std::move(core)), m_socket(std::move(transport)),
          m_strand(beast::get_lowest_layer(m_socket).get_executor()), m_route(route)
    { }

    ~WebSocketSession() override { m_core->remove(*this); }

    void start(Request request)
    {
        m_core->add(*this);
        websocket::stream_base::timeout timeout{};
        timeout.handshake_timeout = m_core->options.headerTimeout;
        timeout.idle_timeout = m_core->options.idleTimeout;
        timeout.keep_alive_pings = true;
        m_socket.set_option(timeout);
        m_socket.set_option(
            websocket::stream_base::decorator([name = m_core->options.serverName](websocket::response_type &response) {
                response.set(beast::http::field::server, name);
            }));
        m_socket.read_message_max(m_core->options.maxBodyBytes);
        m_socket.text(true);
        m_socket.auto_fragment(false); // a frame per message: some clients read no other

        beast::http::request<beast::http::empty_body> upgrade;
        upgrade.method(beast::http::verb::get);
        upgrade.target(request.target);
        upgrade.version(11);
        for (const auto &[name, value] : request.headers)
            upgrade.insert(name, value);
        m_writing = true; // nothing is written before the handshake's end
        m_socket.async_accept(upgrade, [self = self(), request = std::move(request)](beast::error_code error) mutable {
            self->m_writing = false;
            if (error) {
                self->end();
                return;
            }
            self->open(std::move(request));
        });
    }

    /// Beast's own time-outs watch this connection.
    void expire() override { }

    void shutdown(bool force) override
    {
        if (force)
            m_core->post(m_strand, [self = self()] { self->end(); });
        else
            close();
    }

private:
    std::shared_ptr<WebSocketSession> self() { return std::static_pointer_cast<WebSocketSession>(shared_from_this()); }

    void open(Request request)
    {
        try {
            m_route.streamHandler(std::move(request), std::static_pointer_cast<Stream>(self()));
        } catch (const std::exception &error) {
            logger("http")->error("{}: the handler failed: {}", m_route.pattern, error.what());
            end();
            return;
        }
        read();
        writeQueue();
    }

    void wake() override
    {
        m_core->post(m_strand, [self = self()] { self->writeQueue(); });
    }
    void runLater(std::function<void()> handler) override { m_core->post(m_strand, std::move(handler)); }

    void writeQueue()
    {
        if (m_writing || m_ended)
            return;
        if (m_next == m_frames.size()) {
            written();
            m_frames = take();
            m_next = 0;
        }
        if (m_next < m_frames.size()) {
            m_writing = true;
            m_socket.async_write(asio::buffer(m_frames[m_next]), [self = self()](beast::error_code error, std::size_t) {
                self->m_writing = false;
                ++self->m_next;
                if (error)
                    self->end();
                else
                    self->writeQueue();
            });
        } else if (isClosing()) {
            m_writing = true;
            // How long the peer has to say good-bye.
            m_socket.set_option(websocket::stream_base::timeout{closeTime, closeTime, false});
            m_socket.async_close(websocket::close_code::normal, [self = self()](beast::error_code) { self->end(); });
        }
    }

    void read()
    {
        m_socket.async_read(m_buffer, [self = self()](beast::error_code error, std::size_t) {
            if (error) {
                self->end();
                return;
            }
            self->onMessage();
            if (!self->m_ended)
                self->read();
        });
    }

    void onMessage()
    {
        std::string text = beast::buffers_to_string(m_buffer.data());
        m_buffer.clear();
        if (!m_route.onMessage)
            return;
        try {
            m_route.onMessage(std::static_pointer_cast<Stream>(self()), std::move(text));
        } catch (const std::exception &error) {
            logger("http")->error("{}: the message handler failed: {}", m_route.pattern, error.what());
            close();
        }
    }

    void end()
    {
        if (m_ended)
            return;
        m_ended = true;
        // Its timer would keep the server's threads alive for as long as someone holds the stream.
        m_socket.set_option(
            websocket::stream_base::timeout{websocket::stream_base::none(), websocket::stream_base::none(), false});
        ErrorCode ignored;
        auto &socket = beast::get_lowest_layer(m_socket);
        socket.shutdown(tcp::socket::shutdown_both, ignored);
        socket.close(ignored);
        finish();
        m_core->remove(*this);
    }

    std::shared_ptr<ServerCore> m_core;
    websocket::stream<Transport> m_socket;
    Strand m_strand;
    const Route &m_route; // lives in the core
    beast::flat_buffer m_buffer;
    std::vector<std::string> m_frames;
    std::size_t m_next = 0;
    bool m_writing = false;
    bool m_ended = false;
};

template <class Transport>
void start(const std::shared_ptr<ServerCore> &core, Transport transport, Request request, const Route &route)
{
    auto session = std::make_shared<WebSocketSession<Transport>>(core, std::move(transport), route);
    session->start(std::move(request));
}

} // namespace

void startWebSocket(const std::shared_ptr<ServerCore> &core, Socket socket, Request request, const Route &route)
{
    start(core, std::move(socket), std::move(request), route);
}

void startWebSocket(const std::shared_ptr<ServerCore> &core, TlsSocket socket, Request request, const Route &route)
{
    start(core, std::move(socket), std::move(request), route);
}

} // namespace toban::http
