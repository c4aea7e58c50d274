// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "gzip.h"
#include "logging.h"
#include "requestparser.h"
#include "servercore.h"

#include <boost/asio/buffer.hpp>
#include <boost/asio/dispatch.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/error.hpp>

#include <array>

namespace toban::http {

namespace {

namespace beast = boost::beast;

constexpr std::size_t firstRead = 2 * 1024; // most requests; an idle connection keeps no more
constexpr std::size_t bodyRead = 64 * 1024;
constexpr std::size_t joinedBody = 16 * 1024; // smaller bodies are copied behind the head: one write
constexpr std::size_t gzipFrom = 1024;
constexpr std::size_t lingerBytes = 4 * 1024 * 1024;
constexpr std::chrono::milliseconds lingerTime{2000};

Socket &lowest(Socket &socket)
{
    return socket;
}

Socket &lowest(TlsSocket &socket)
{
    return socket.next_layer();
}

/// Whether the client takes gzip: named in Accept-Encoding and not with q=0.
bool acceptsGzip(std::string_view accepted)
{
    const std::size_t at = accepted.find("gzip");
    if (at == std::string_view::npos)
        return false;
    const std::string_view item = accepted.substr(at, std::min(accepted.find(',', at), accepted.size()) - at);
    const std::size_t q = item.find("q=0");
    return q == std::string_view::npos || item.find_first_of("123456789", q + 3) != std::string_view::npos;
}

bool isCompressible(std::string_view type)
{
    return type.starts_with("text/") || type.find("json") != std::string_view::npos
        || type.find("xml") != std::string_view::npos || type.find("yaml") != std::string_view::npos;
}

/// The path of a request target, still encoded; "/" for a target that has none.
std::string_view rawPath(std::string_view target)
{
    if (!target.starts_with('/')) { // absolute form, as a proxy sends it
        const std::size_t scheme = target.find("://");
        const std::size_t slash = scheme == std::string_view::npos ? scheme : target.find('/', scheme + 3);
        target = slash == std::string_view::npos ? std::string_view("/") : target.substr(slash);
    }
    return target.substr(0, target.find_first_of("?#"));
}

/// Reads requests of one connection, one after the other, and writes their answers. Everything runs on its strand.
template <class Transport>
class HttpSession final : public Connection, public AnswerSink
{
public:
    HttpSession(std::shared_ptr<ServerCore> core, Transport transport)
        : m_core(std::move(core)), m_socket(std::move(transport)), m_strand(lowest(m_socket).get_executor())
    {
        ErrorCode ignored;
        const auto peer = lowest(m_socket).remote_endpoint(ignored);
        m_remote = ignored ? std::string() : peer.address().to_string();
    }

    ~HttpSession() override { m_core->remove(*this); }

    const Strand &strand() const { return m_strand; }

    void start()
    {
        m_core->add(*this);
        setDeadline(m_core->options.headerTimeout);
        m_parser.emplace();
        prepareParser();
        if constexpr (std::is_same_v<Transport, TlsSocket>) {
            m_socket.async_handshake(asio::ssl::stream_base::server, [self = self()](ErrorCode error) {
                if (error)
                    self->close();
                else
                    self->read();
            });
        } else {
            read();
        }
    }

    void answer(std::uint64_t exchange, Response response) override
    {
        if (m_strand.running_in_this_thread()) {
            onAnswer(exchange, std::move(response));
            return;
        }
        m_core->post(m_strand, [self = self(), exchange, response = std::move(response)]() mutable {
            self->onAnswer(exchange, std::move(response));
        });
    }

    void stream(std::uint64_t exchange, std::string contentType, StreamOpened opened) override
    {
        if (m_strand.running_in_this_thread()) {
            onStream(exchange, contentType, opened);
            return;
        }
        m_core->post(m_strand,
                     [self = self(), exchange, contentType = std::move(contentType), opened = std::move(opened)] {
                         self->onStream(exchange, contentType, opened);
                     });
    }

    void expire() override
    {
        m_core->post(m_strand, [self = self()] {
            // It may have been moved while this was queued.
            if (self->isExpired(Clock::now()))
                self->close();
        });
    }

    void shutdown(bool force) override
    {
        m_core->post(m_strand, [self = self(), force] {
            self->m_last = true;
            if (force || self->m_state == State::Reading)
                self->close();
        });
    }

private:
    enum class State {
        Reading,
        Answering, ///< a handler has the request
        Writing,
        Lingering,
        Closed,
    };

    std::shared_ptr<HttpSession> self() { return std::static_pointer_cast<HttpSession>(shared_from_this()); }

    void prepareParser()
    {
        m_parser->eager(true);
        m_parser->header_limit(static_cast<std::uint32_t>(m_core->options.maxHeaderBytes));
        m_parser->body_limit(m_core->options.maxBodyBytes);
        m_headerDone = false;
        m_timingHeader = false;
    }

    void read()
    {
        m_state = State::Reading;
        const auto room = m_buffer.prepare(m_headerDone ? bodyRead : firstRead);
        m_socket.async_read_some(room, [self = self()](ErrorCode error, std::size_t bytes) {
            if (error || self->m_state == State::Closed) {
                self->close();
                return;
            }
            self->m_buffer.commit(bytes);
            self->consume();
        });
    }

    void consume()
    {
        if (!m_timingHeader && m_exchange > 0)
            setDeadline(m_core->options.headerTimeout);
        m_timingHeader = true;
        beast::error_code error;
        while (m_buffer.size() > 0 && !m_parser->is_done()) {
            const std::size_t used = m_parser->put(m_buffer.data(), error);
            m_buffer.consume(used);
            if (error || used == 0)
                break;
        }
        if (error && error != beast::http::error::need_more) {
            refuse(error);
            return;
        }
        if (m_parser->is_header_done() && !m_headerDone) {
            m_headerDone = true;
            m_headerAt = Clock::now();
            setDeadline(m_core->options.bodyTimeout);
            if (!m_parser->is_done() && m_parser->request.headers.get("Expect") == "100-continue") {
                sendContinue();
                return;
            }
        }
        if (m_parser->is_done())
            handle();
        else
            read();
    }

    void sendContinue()
    {
        m_head.assign("HTTP/1.1 100 Continue\r\n\r\n");
        asio::async_write(m_socket, asio::buffer(m_head), [self = self()](ErrorCode error, std::size_t) {
            if (error || self->m_state == State::Closed)
                self->close();
            else
                self->read();
        });
    }

    void refuse(beast::error_code error)
    {
        int status = 400;
        std::string_view detail = "The request is not valid HTTP/1.1.";
        if (error == beast::http::error::header_limit || error == beast::http::error::buffer_overflow) {
            status = 431;
            detail = "The request's header is larger than this server accepts.";
        } else if (error == beast::http::error::body_limit) {
            status = 413;
            detail = "The request's body is larger than this server accepts.";
        }
        m_last = true;
        ++m_exchange;
        m_state = State::Answering;
        m_headerAt = Clock::now();
        m_seenPattern.clear();
        m_seen = m_parser->request;
        m_seen.body.clear();
        m_seen.remoteAddress = m_remote;
        m_seen.path = percentDecode(rawPath(m_seen.target), false);
        onAnswer(m_exchange, m_core->protocolError(status, detail));
    }

    void handle()
    {
        ++m_exchange;
        m_state = State::Answering;
        clearDeadline();
        Request &request = m_parser->request;
        request.remoteAddress = m_remote;
        const std::string_view path = rawPath(request.target);
        request.path = percentDecode(path, false);
        if (const std::size_t mark = request.target.find('?'); mark != std::string::npos)
            request.query = parseParameters(std::string_view(request.target).substr(mark + 1));
        m_isHead = request.method == "HEAD";
        m_gzip = acceptsGzip(request.headers.get("Accept-Encoding"));
        m_version11 = m_parser->version >= 11;
        m_last = m_last || m_core->stopping || !m_parser->keep_alive();

        Router::Match match;
        try {
            match = m_core->router.find(request.method, path);
            if (match.route) {
                for (std::size_t i = 0; i < match.values.size(); ++i)
                    request.captures[match.route->captureNames[i]] = percentDecode(match.values[i], false);
            }
            remember(request, match.route);
            if (m_core->filter) {
                if (auto early = m_core->filter(request)) {
                    onAnswer(m_exchange, std::move(*early));
                    return;
                }
            }
            dispatch(request, match);
        } catch (const std::exception &error) {
            logger("http")->error("{} {}: the handler failed: {}", m_parser->request.method, m_seenPattern,
                                  error.what());
            if (m_state == State::Answering)
                onAnswer(m_exchange, internalError());
        }
    }

    void remember(Request &request, const Route *route)
    {
        m_seenPattern = route ? route->pattern : std::string();
        if (!m_core->observer)
            return;
        std::string body;
        body.swap(request.body);
        m_seen = request;
        body.swap(request.body);
    }

    void dispatch(Request &request, const Router::Match &match)
    {
        if (!match.route) {
            onAnswer(m_exchange, match.allowed.empty() ? m_core->notFound(request) : wrongMethod(match.allowed));
            return;
        }
        switch (match.route->kind) {
        case Route::Kind::Plain: {
            m_whileAnswering = self();
            auto state = std::make_shared<Responder::State>(std::static_pointer_cast<AnswerSink>(self()), m_exchange);
            match.route->handler(std::move(request), Responder(std::move(state)));
            return;
        }
        case Route::Kind::WebSocket:
            if (!m_parser->upgrade() || m_core->stopping) {
                Response refusal = Response::problem(426, "upgrade_required", "Upgrade Required",
                                                     "This address speaks WebSocket only.");
                refusal.headers.set("Upgrade", "websocket");
                onAnswer(m_exchange, std::move(refusal));
                return;
            }
            observe(101);
            m_state = State::Closed;
            m_core->remove(*this);
            startWebSocket(m_core, std::move(m_socket), std::move(request), *match.route);
            return;
        }
    }

    Response wrongMethod(const std::string &allowed)
    {
        Response response = Response::problem(405, "method_not_allowed", "Method Not Allowed",
                                              "This address answers to: " + allowed + ".");
        response.headers.set("Allow", allowed);
        return response;
    }

    void observe(int status)
    {
        if (m_core->observer)
            m_core->observer(m_seen, m_seenPattern, status, Clock::now() - m_headerAt);
    }

    void onAnswer(std::uint64_t exchange, Response response)
    {
        if (exchange != m_exchange || m_state != State::Answering)
            return;
        m_state = State::Writing;
        const auto keep = std::exchange(m_whileAnswering, nullptr);
        observe(response.status);
        m_last = m_last || m_core->stopping || response.headers.get("Connection") == "close";
        writeHead(response);
        setDeadline(m_core->options.idleTimeout);

        const auto onWritten = [self = self()](ErrorCode error, std::size_t) { self->onWritten(error); };
        if (m_body.size() <= joinedBody) {
            m_head += m_body;
            asio::async_write(m_socket, asio::buffer(m_head), onWritten);
        } else {
            asio::async_write(m_socket, std::array{asio::buffer(m_head), asio::buffer(m_body)}, onWritten);
        }
    }

    void onStream(std::uint64_t exchange, const std::string &contentType, const StreamOpened &opened)
    {
        if (exchange != m_exchange || m_state != State::Answering)
            return;
        if (m_isHead) {
            Response head;
            head.headers.set("Content-Type", contentType);
            head.headers.set("Cache-Control", "no-cache");
            m_isStreamHead = true;
            onAnswer(exchange, std::move(head));
            return;
        }
        const auto keep = std::exchange(m_whileAnswering, nullptr);
        observe(200);
        m_state = State::Closed;
        m_core->remove(*this);
        startStreamed(m_core, std::move(m_socket), contentType, opened);
    }

    void writeHead(Response &response)
    {
        m_head.clear();
        m_body.clear();
        const bool bodiless = response.status == 204 || response.status == 304 || response.status < 200;
        const std::string_view type = response.headers.get("Content-Type");
        const bool compressible = response.body.size() > gzipFrom && !m_isHead && isCompressible(type)
            && !response.headers.has("Content-Encoding");
        if (compressible) {
            response.headers.add("Vary", "Accept-Encoding");
            if (m_gzip) {
                if (std::string packed = gzipCompress(response.body); !packed.empty()) {
                    response.body = std::move(packed);
                    response.headers.add("Content-Encoding", "gzip");
                }
            }
        }
        appendHead(m_head, *m_core, response.status, response.headers);
        if (!bodiless && !std::exchange(m_isStreamHead, false)) {
            m_head += "Content-Length: ";
            m_head += std::to_string(response.body.size());
            m_head += "\r\n";
        }
        if (m_last)
            m_head += "Connection: close\r\n";
        else if (!m_version11)
            m_head += "Connection: keep-alive\r\n";
        m_head += "\r\n";
        if (!bodiless && !m_isHead)
            m_body = std::move(response.body);
    }

    void onWritten(ErrorCode error)
    {
        if (error || m_state == State::Closed) {
            close();
            return;
        }
        if (m_last) {
            linger();
            return;
        }
        releaseMemory();
        m_parser.emplace();
        prepareParser();
        setDeadline(m_core->options.idleTimeout);
        m_state = State::Reading;
        if (m_buffer.size() > 0)
            consume();
        else
            read();
    }

    /// An idle connection should weigh little: ten thousand agents keep theirs open.
    void releaseMemory()
    {
        std::string().swap(m_body);
        if (m_head.capacity() > 4 * firstRead)
            std::string().swap(m_head);
        if (m_buffer.size() == 0 && m_buffer.capacity() > 4 * firstRead)
            m_buffer.shrink_to_fit();
    }

    /// Closing with unread data would reset the connection and could destroy the answer on its way: half-close and
    /// read on for a moment.
    void linger()
    {
        m_state = State::Lingering;
        setDeadline(lingerTime);
        m_buffer.clear();
        if constexpr (std::is_same_v<Transport, TlsSocket>) {
            m_socket.async_shutdown([self = self()](ErrorCode) { self->close(); });
        } else {
            ErrorCode ignored;
            m_socket.shutdown(tcp::socket::shutdown_send, ignored);
            drain(0);
        }
    }

    void drain(std::size_t soFar)
    {
        m_socket.async_read_some(m_buffer.prepare(bodyRead),
                                 [self = self(), soFar](ErrorCode error, std::size_t bytes) {
                                     if (error || self->m_state == State::Closed || soFar + bytes > lingerBytes)
                                         self->close();
                                     else
                                         self->drain(soFar + bytes);
                                 });
    }

    void close()
    {
        m_state = State::Closed;
        clearDeadline();
        ErrorCode ignored;
        if (lowest(m_socket).is_open())
            lowest(m_socket).close(ignored);
        m_core->remove(*this);
        m_whileAnswering.reset(); // the caller holds another
    }

    std::shared_ptr<ServerCore> m_core; // first: it outlives the socket
    Transport m_socket;
    Strand m_strand;
    State m_state = State::Reading;
    beast::flat_buffer m_buffer;
    std::optional<RequestParser> m_parser;
    std::string m_remote;
    std::string m_head;
    std::string m_body;
    std::uint64_t m_exchange = 0;
    std::shared_ptr<HttpSession> m_whileAnswering; // no operation of the socket's keeps it then
    bool m_headerDone = false;
    bool m_timingHeader = false;
    bool m_last = false;
    bool m_isHead = false;
    bool m_isStreamHead = false; // its body would have no known length
    bool m_gzip = false;
    bool m_version11 = true;
    Clock::time_point m_headerAt{};
    Request m_seen; // for the observer: without body
    std::string m_seenPattern;
};

} // namespace

void startSession(const std::shared_ptr<ServerCore> &core, Socket socket)
{
    auto session = std::make_shared<HttpSession<Socket>>(core, std::move(socket));
    const auto strand = session->strand();
    asio::dispatch(strand, [session = std::move(session)] { session->start(); });
}

void startTlsSession(const std::shared_ptr<ServerCore> &core, Socket socket)
{
    auto session = std::make_shared<HttpSession<TlsSocket>>(core, TlsSocket(std::move(socket), *core->tls));
    const auto strand = session->strand();
    asio::dispatch(strand, [session = std::move(session)] { session->start(); });
}

} // namespace toban::http
