// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "logging.h"
#include "queuedstream.h"
#include "servercore.h"

#include <boost/asio/buffer.hpp>
#include <boost/asio/write.hpp>

#include <array>
#include <cstdio>

namespace toban::http {

namespace {

/// A chunked answer that goes on until one side ends it.
template <class Transport>
class ChunkedSession final : public Connection, public QueuedStream
{
public:
    ChunkedSession(std::shared_ptr<ServerCore> core, Transport transport)
        : QueuedStream(core->options.maxQueuedBytes), m_core(std::move(core)), m_socket(std::move(transport)),
          m_strand(m_socket.lowest_layer().get_executor())
    { }

    ~ChunkedSession() override { m_core->remove(*this); }

    void start(const std::string &contentType, const StreamOpened &opened)
    {
        m_core->add(*this);
        Headers headers;
        headers.add("Content-Type", contentType);
        headers.add("Cache-Control", "no-cache");
        appendHead(m_out, *m_core, 200, headers);
        m_out += "Transfer-Encoding: chunked\r\nConnection: close\r\n\r\n";
        writeOut();
        watchPeer();
        try {
            opened(std::static_pointer_cast<Stream>(self()));
        } catch (const std::exception &error) {
            logger("http")->error("a stream's handler failed: {}", error.what());
            close();
        }
    }

    void expire() override
    {
        m_core->post(m_strand, [self = self()] {
            if (self->isExpired(Clock::now()))
                self->end();
        });
    }
    void shutdown(bool force) override
    {
        if (force)
            m_core->post(m_strand, [self = self()] { self->end(); });
        else
            close();
    }

private:
    std::shared_ptr<ChunkedSession> self() { return std::static_pointer_cast<ChunkedSession>(shared_from_this()); }

    void wake() override
    {
        m_core->post(m_strand, [self = self()] {
            if (!self->m_writing)
                self->writeQueue();
        });
    }
    void runLater(std::function<void()> handler) override { m_core->post(m_strand, std::move(handler)); }

    void writeQueue()
    {
        if (m_ended)
            return;
        m_out.clear();
        const bool closing = isClosing();
        for (const std::string &frame : take()) {
            if (frame.empty())
                continue; // an empty chunk would end the body
            char size[32];
            std::snprintf(size, sizeof size, "%zx\r\n", frame.size());
            m_out += size;
            m_out += frame;
            m_out += "\r\n";
        }
        if (closing) {
            m_out += "0\r\n\r\n";
            m_lastWritten = true;
        }
        if (!m_out.empty())
            writeOut();
    }

    void writeOut()
    {
        m_writing = true;
        setDeadline(m_core->options.idleTimeout);
        asio::async_write(m_socket, asio::buffer(m_out), [self = self()](ErrorCode error, std::size_t) {
            self->m_writing = false;
            self->clearDeadline();
            self->written();
            if (error || self->m_lastWritten)
                self->end();
            else
                self->writeQueue();
        });
    }

    /// The client says nothing more on this connection; reading only tells when it goes.
    void watchPeer()
    {
        m_socket.async_read_some(asio::buffer(m_ignored), [self = self()](ErrorCode error, std::size_t) {
            if (error)
                self->end();
            else
                self->watchPeer();
        });
    }

    void end()
    {
        if (m_ended)
            return;
        m_ended = true;
        clearDeadline();
        ErrorCode ignored;
        m_socket.lowest_layer().shutdown(tcp::socket::shutdown_both, ignored);
        m_socket.lowest_layer().close(ignored);
        finish();
        m_core->remove(*this);
    }

    std::shared_ptr<ServerCore> m_core;
    Transport m_socket;
    Strand m_strand;
    std::string m_out;
    std::array<char, 256> m_ignored{};
    bool m_writing = false;
    bool m_lastWritten = false;
    bool m_ended = false;
};

template <class Transport>
void startChunked(const std::shared_ptr<ServerCore> &core, Transport transport, const std::string &contentType,
                  const StreamOpened &opened)
{
    auto session = std::make_shared<ChunkedSession<Transport>>(core, std::move(transport));
    session->start(contentType, opened);
}

} // namespace

void startStreamed(const std::shared_ptr<ServerCore> &core, Socket socket, const std::string &contentType,
                   const StreamOpened &opened)
{
    startChunked(core, std::move(socket), contentType, opened);
}

void startStreamed(const std::shared_ptr<ServerCore> &core, TlsSocket socket, const std::string &contentType,
                   const StreamOpened &opened)
{
    startChunked(core, std::move(socket), contentType, opened);
}

} // namespace toban::http
