// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "clientcore.h"

#include <boost/asio/buffer.hpp>
#include <boost/asio/connect.hpp>
#include <boost/asio/dispatch.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/ssl/error.hpp>
#include <boost/asio/ssl/host_name_verification.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/error.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>

#include <sys/socket.h>

#include <algorithm>
#include <array>

namespace toban::http {

namespace {

namespace beast = boost::beast;

using Strand = asio::strand<asio::io_context::executor_type>;
using PlainSocket = asio::basic_stream_socket<tcp, Strand>;
using TlsStream = asio::ssl::stream<PlainSocket>;

constexpr std::size_t readSize = 16 * 1024;

PlainSocket makeTransport(ClientCore &core, const Strand &strand, PlainSocket *)
{
    static_cast<void>(core);
    return PlainSocket(strand);
}

TlsStream makeTransport(ClientCore &core, const Strand &strand, TlsStream *)
{
    return TlsStream(PlainSocket(strand), core.tls);
}

/// "Connection refused" → "connection refused", as part of a sentence.
std::string errorText(const ErrorCode &error)
{
    std::string text = error.message();
    if (text.size() > 1 && text[1] >= 'a' && text[1] <= 'z')
        text[0] = static_cast<char>(std::tolower(static_cast<unsigned char>(text[0])));
    return text;
}

bool maySendAgain(const ClientRequest &request)
{
    static constexpr std::array idempotent{"GET", "HEAD", "PUT", "DELETE", "OPTIONS"};
    return std::find(idempotent.begin(), idempotent.end(), request.method) != idempotent.end()
        || request.headers.has("Idempotency-Key");
}

template <class Transport>
class HttpConnection final : public ClientConnection, public std::enable_shared_from_this<HttpConnection<Transport>>
{
public:
    HttpConnection(std::shared_ptr<ClientCore> core, const Url &url)
        : m_core(std::move(core)), m_key(poolKey(url)), m_where(url.authority()),
          m_strand(asio::make_strand(m_core->io)), m_resolver(m_strand), m_connectTimer(m_strand),
          m_socket(makeTransport(*m_core, m_strand, static_cast<Transport *>(nullptr)))
    { }

    void run(JobPtr job) override
    {
        asio::dispatch(m_strand, [self = this->shared_from_this(), job = std::move(job)] { self->begin(job); });
    }

    void abort(JobPtr job) override
    {
        asio::post(m_strand, [self = this->shared_from_this(), job = std::move(job)] {
            if (!job || self->m_job == job)
                self->fail("aborted");
        });
    }

    bool isAlive() override
    {
        char byte = 0;
        const auto got = ::recv(lowest().native_handle(), &byte, 1, MSG_PEEK | MSG_DONTWAIT);
        // Under TLS the peer may have sent tickets; in plain HTTP nothing may come unasked.
        return got < 0 ? errno == EAGAIN || errno == EWOULDBLOCK : got > 0 && isTls;
    }

private:
    static constexpr bool isTls = std::is_same_v<Transport, TlsStream>;

    PlainSocket &lowest()
    {
        if constexpr (isTls)
            return m_socket.next_layer();
        else
            return m_socket;
    }

    void begin(const JobPtr &job)
    {
        m_job = job;
        m_gotBytes = false;
        if (m_dead) {
            m_core->retry(std::exchange(m_job, nullptr));
            return;
        }
        if (job->done) {
            finish(m_connected);
            return;
        }
        m_reused = m_connected;
        if (m_connected)
            write();
        else
            connect();
    }

    void connect()
    {
        m_connectTimer.expires_after(m_job->request.connectTimeout);
        m_connectTimer.async_wait([self = this->shared_from_this()](ErrorCode cancelled) {
            if (!cancelled && !self->m_connected && !self->m_dead)
                self->fail("no connection in time");
        });
        ErrorCode error;
        const auto address = asio::ip::make_address(m_job->url.host, error);
        if (!error) {
            const tcp::endpoint endpoint(address, static_cast<std::uint16_t>(std::stoul(m_job->url.port)));
            lowest().async_connect(endpoint, [self = this->shared_from_this()](ErrorCode e) { self->onConnected(e); });
            return;
        }
        m_resolver.async_resolve(
            m_job->url.host, m_job->url.port,
            [self = this->shared_from_this()](ErrorCode e, tcp::resolver::results_type found) {
                if (e || self->m_dead) {
                    self->fail("cannot find the host: " + errorText(e));
                    return;
                }
                asio::async_connect(self->lowest(), found,
                                    [self](ErrorCode failed, const tcp::endpoint &) { self->onConnected(failed); });
            });
    }

    void onConnected(ErrorCode error)
    {
        if (error || m_dead) {
            fail(errorText(error));
            return;
        }
        ErrorCode ignored;
        lowest().set_option(tcp::no_delay(true), ignored);
        if constexpr (isTls) {
            // SNI; for an address there is none.
            asio::ip::make_address(m_job->url.host, ignored);
            if (ignored)
                SSL_set_tlsext_host_name(m_socket.native_handle(), m_job->url.host.c_str());
            m_socket.set_verify_callback(asio::ssl::host_name_verification(m_job->url.host));
            m_socket.async_handshake(asio::ssl::stream_base::client,
                                     [self = this->shared_from_this()](ErrorCode failed) {
                                         if (failed || self->m_dead) {
                                             self->fail("TLS: " + errorText(failed));
                                             return;
                                         }
                                         self->m_connected = true;
                                         self->write();
                                     });
        } else {
            m_connected = true;
            write();
        }
    }

    void write()
    {
        m_connectTimer.cancel();
        m_job->sent = true;
        const ClientRequest &request = m_job->request;
        m_out.clear();
        m_out += request.method + ' ' + m_job->url.target + " HTTP/1.1\r\n";
        if (!request.headers.has("Host"))
            m_out += "Host: " + m_where + "\r\n";
        if (!request.headers.has("User-Agent"))
            m_out += "User-Agent: toban\r\n";
        for (const auto &[name, value] : request.headers) {
            if (value.find_first_of("\r\n") == std::string::npos && name.find_first_of("\r\n: ") == std::string::npos)
                m_out += name + ": " + value + "\r\n";
        }
        if (!request.body.empty() || request.method == "POST" || request.method == "PUT" || request.method == "PATCH")
            m_out += "Content-Length: " + std::to_string(request.body.size()) + "\r\n";
        m_out += "\r\n";
        m_out += request.body;
        makeParser();
        asio::async_write(m_socket, asio::buffer(m_out),
                          [self = this->shared_from_this()](ErrorCode error, std::size_t) {
                              // A server may answer and close before it has read all (413): look for its answer all the
                              // same.
                              static_cast<void>(error);
                              if (self->m_dead)
                                  self->fail("aborted");
                              else
                                  self->read();
                          });
    }

    void makeParser()
    {
        m_parser.emplace();
        m_parser->eager(true);
        if (m_job->request.onData)
            m_parser->body_limit(boost::none); // it is not kept
        else
            m_parser->body_limit(m_job->request.maxBodyBytes);
        m_parser->header_limit(64 * 1024);
        m_parser->skip(m_job->request.method == "HEAD");
    }

    void read()
    {
        m_socket.async_read_some(m_buffer.prepare(readSize),
                                 [self = this->shared_from_this()](ErrorCode error, std::size_t n) {
                                     if (self->m_dead) {
                                         self->fail("aborted");
                                         return;
                                     }
                                     self->m_buffer.commit(n);
                                     self->m_gotBytes = self->m_gotBytes || n > 0;
                                     self->onRead(error);
                                 });
    }

    void onRead(ErrorCode readError)
    {
        beast::error_code error;
        while (m_buffer.size() > 0 && !m_parser->is_done()) {
            const std::size_t used = m_parser->put(m_buffer.data(), error);
            m_buffer.consume(used);
            handOver();
            if (error || used == 0)
                break;
            if (m_parser->is_done() && m_parser->get().result_int() / 100 == 1)
                makeParser(); // an interim answer
        }
        if (error == beast::http::error::body_limit) {
            fail("the answer is larger than " + std::to_string(m_job->request.maxBodyBytes) + " bytes");
            return;
        }
        if (error && error != beast::http::error::need_more) {
            fail("the answer is not valid HTTP: " + error.message());
            return;
        }
        if (readError && !m_parser->is_done() && m_gotBytes && m_parser->is_header_done()) {
            error = {};
            m_parser->put_eof(error);
        }
        if (m_parser->is_done()) {
            succeed(readError);
        } else if (readError) {
            const bool closed = readError == asio::error::eof || readError == asio::ssl::error::stream_truncated;
            fail(closed ? (m_gotBytes ? "the connection was closed in the middle of the answer"
                                      : "the connection was closed without an answer")
                        : errorText(readError));
        } else {
            read();
        }
    }

    /// Gives what came of the body to a job that takes it in pieces.
    void handOver()
    {
        if (!m_job->request.onData || !m_parser->is_header_done() || m_parser->get().result_int() / 100 != 2)
            return;
        std::string &body = m_parser->get().body();
        if (!body.empty() && !m_job->done)
            m_job->request.onData(body);
        body.clear();
    }

    void succeed(ErrorCode readError)
    {
        Exchange exchange;
        auto message = m_parser->release();
        Response &response = exchange.response.emplace();
        response.status = static_cast<int>(message.result_int());
        for (const auto &field : message) {
            response.headers.add(std::string(field.name_string().data(), field.name_string().size()),
                                 std::string(field.value().data(), field.value().size()));
        }
        response.body = std::move(message.body());
        const bool keep = !readError && message.keep_alive() && m_buffer.size() == 0;
        const JobPtr job = m_job;
        finish(keep);
        m_core->complete(job, std::move(exchange));
    }

    void finish(bool keep)
    {
        m_job.reset();
        m_parser.reset();
        if (m_out.capacity() > 4 * readSize)
            std::string().swap(m_out);
        if (keep) {
            m_core->release(m_key, this->shared_from_this());
        } else {
            close();
            m_core->drop(m_key, this->shared_from_this());
        }
    }

    void fail(const std::string &why)
    {
        const JobPtr job = std::exchange(m_job, nullptr);
        close();
        m_core->drop(m_key, this->shared_from_this());
        if (!job)
            return;
        if (m_reused && !m_gotBytes && !job->retried && !job->done && maySendAgain(job->request))
            m_core->retry(job);
        else
            m_core->complete(job, {std::nullopt, why + " (" + m_where + ")", false});
    }

    void close()
    {
        m_dead = true;
        m_connectTimer.cancel();
        m_resolver.cancel();
        ErrorCode ignored;
        if (lowest().is_open()) {
            lowest().shutdown(tcp::socket::shutdown_both, ignored);
            lowest().close(ignored);
        }
    }

    std::shared_ptr<ClientCore> m_core;
    const std::string m_key;
    const std::string m_where;
    Strand m_strand;
    asio::ip::basic_resolver<tcp, Strand> m_resolver;
    asio::basic_waitable_timer<std::chrono::steady_clock, asio::wait_traits<std::chrono::steady_clock>, Strand>
        m_connectTimer;
    Transport m_socket;
    JobPtr m_job;
    std::string m_out;
    beast::flat_buffer m_buffer;
    std::optional<beast::http::response_parser<beast::http::string_body>> m_parser;
    bool m_connected = false;
    bool m_reused = false;
    bool m_gotBytes = false;
    bool m_dead = false;
};

} // namespace

std::shared_ptr<ClientConnection> makeConnection(const std::shared_ptr<ClientCore> &core, const Url &url)
{
    if (url.tls)
        return std::make_shared<HttpConnection<TlsStream>>(core, url);
    return std::make_shared<HttpConnection<PlainSocket>>(core, url);
}

} // namespace toban::http
