// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "httpclient.h"
#include "httpserver.h"

#include <gtest/gtest.h>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <future>
#include <thread>

using namespace toban::http;
using namespace std::chrono_literals;

namespace {

/// Accepts connections one after the other and treats each as it is told.
class ScriptedServer
{
public:
    using Script = std::function<void(int connection, int number)>;

    explicit ScriptedServer(Script script) : m_listener(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0))
    {
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        ::bind(m_listener, reinterpret_cast<sockaddr *>(&address), sizeof address);
        ::listen(m_listener, 16);
        socklen_t size = sizeof address;
        ::getsockname(m_listener, reinterpret_cast<sockaddr *>(&address), &size);
        m_port = ntohs(address.sin_port);
        m_thread = std::thread([this, script = std::move(script)] {
            for (int number = 0;; ++number) {
                const int connection = ::accept(m_listener, nullptr, nullptr);
                if (connection < 0)
                    return;
                ++m_accepted;
                script(connection, number);
                ::close(connection);
            }
        });
    }
    ~ScriptedServer()
    {
        ::shutdown(m_listener, SHUT_RDWR);
        m_thread.join();
        ::close(m_listener);
    }

    std::string url() const { return "http://127.0.0.1:" + std::to_string(m_port) + "/x"; }
    std::string where() const { return "(127.0.0.1:" + std::to_string(m_port) + ")"; }
    int accepted() const { return m_accepted; }

    static std::string readRequest(int connection)
    {
        std::string text;
        char buffer[4096];
        while (text.find("\r\n\r\n") == std::string::npos) {
            const auto got = ::recv(connection, buffer, sizeof buffer, 0);
            if (got <= 0)
                break;
            text.append(buffer, static_cast<std::size_t>(got));
        }
        return text;
    }
    static void say(int connection, const std::string &text)
    {
        ::send(connection, text.data(), text.size(), MSG_NOSIGNAL);
    }

private:
    int m_listener;
    std::uint16_t m_port = 0;
    std::atomic<int> m_accepted{0};
    std::thread m_thread;
};

Exchange get(Client &client, const std::string &url, std::chrono::milliseconds timeout = 5000ms)
{
    ClientRequest request;
    request.url = url;
    request.timeout = timeout;
    return client.fetch(request);
}

} // namespace

TEST(HttpClient, tellsWhatWentWrong)
{
    struct Case
    {
        std::string said;
        std::string error;
    };
    const Case cases[] = {
        {"", "the connection was closed without an answer"},
        {"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc", "the connection was closed in the middle of the answer"},
        {"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab",
         "the connection was closed in the middle of the answer"},
        {"SSH-2.0-OpenSSH\r\n\r\n", "the answer is not valid HTTP: bad version"},
        {"HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\n", "the answer is larger than 1000 bytes"},
    };
    for (const Case &c : cases) {
        ScriptedServer server([&](int connection, int) {
            ScriptedServer::readRequest(connection);
            ScriptedServer::say(connection, c.said);
        });
        Client client;
        ClientRequest request;
        request.url = server.url();
        request.maxBodyBytes = 1000;
        const Exchange exchange = client.fetch(request);
        EXPECT_FALSE(exchange.response);
        EXPECT_FALSE(exchange.timedOut);
        EXPECT_EQ(exchange.error, c.error + " " + server.where());
    }
    Client client;
    EXPECT_EQ(get(client, "ftp://x/").error, "not an http or https URL without credentials");
    EXPECT_EQ(get(client, "http://me:pw@x/").error, "not an http or https URL without credentials");
    EXPECT_EQ(get(client, "http://127.0.0.1:1/").error, "connection refused (127.0.0.1:1)");
    const Exchange lost = get(client, "http://no-such-host.invalid/");
    EXPECT_EQ(lost.error.rfind("cannot find the host: ", 0), 0u) << lost.error;
}

TEST(HttpClient, givesUpInTime)
{
    std::promise<void> release;
    auto released = release.get_future();
    ScriptedServer server([&](int connection, int) {
        ScriptedServer::readRequest(connection);
        ScriptedServer::say(connection, "HTTP/1.1 200 OK\r\n");
        released.wait();
    });
    Client client;
    const auto begin = std::chrono::steady_clock::now();
    const Exchange exchange = get(client, server.url(), 200ms);
    EXPECT_TRUE(exchange.timedOut);
    EXPECT_EQ(exchange.error, "no answer in time " + server.where());
    EXPECT_TRUE(exchange.sent);
    EXPECT_LT(std::chrono::steady_clock::now() - begin, 3s);
    release.set_value();
}

/// Who never hears of a request must not be taken for one who did not answer it.
TEST(HttpClient, connectingHasALimitOfItsOwn)
{
    std::promise<void> release;
    auto released = release.get_future();
    ScriptedServer server([&](int, int) { released.wait(); }); // which never says hello
    Client client;
    ClientRequest request;
    request.url = "https" + server.url().substr(4);
    request.timeout = 10s;
    request.connectTimeout = 100ms;
    const Exchange late = client.fetch(request);
    EXPECT_EQ(late.error, "no connection in time " + server.where());
    EXPECT_FALSE(late.timedOut || late.sent);
    std::swap(request.timeout, request.connectTimeout);
    const Exchange both = client.fetch(request);
    EXPECT_TRUE(both.timedOut);
    EXPECT_FALSE(both.sent);
    release.set_value();
}

TEST(HttpClient, readsEveryFormOfBody)
{
    const std::pair<std::string, std::string> cases[] = {
        {"HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabc", "abc"},
        {"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n1\r\nc\r\n0\r\n\r\n", "abc"},
        {"HTTP/1.1 200 OK\r\n\r\nabc", "abc"},
        {"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabc", "abc"},
        {"HTTP/1.1 204 No Content\r\n\r\n", ""},
    };
    for (const auto &[said, body] : cases) {
        ScriptedServer server([&](int connection, int) {
            ScriptedServer::readRequest(connection);
            ScriptedServer::say(connection, said);
        });
        Client client;
        const Exchange exchange = get(client, server.url());
        ASSERT_TRUE(exchange.response) << exchange.error << said;
        EXPECT_EQ(exchange.response->body, body);
    }
}

TEST(HttpClient, sendsAgainWhenAKeptConnectionHadBeenClosed)
{
    // The first connection answers once and then closes on the next request, unanswered.
    ScriptedServer server([&](int connection, int) {
        ScriptedServer::readRequest(connection);
        ScriptedServer::say(connection, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
        ScriptedServer::readRequest(connection);
    });
    Client client;
    EXPECT_TRUE(get(client, server.url()).response);
    EXPECT_TRUE(get(client, server.url()).response);
    EXPECT_EQ(server.accepted(), 2);
    ClientRequest post;
    post.method = "POST";
    post.url = server.url();
    EXPECT_EQ(client.fetch(post).error, "the connection was closed without an answer " + server.where())
        << "it may have been done";
    EXPECT_TRUE(get(client, server.url()).response);
    post.headers.add("Idempotency-Key", "k");
    EXPECT_TRUE(client.fetch(post).response);
}

TEST(HttpClient, handsABodyOverWhileItComes)
{
    std::promise<void> first, release;
    auto mayGoOn = release.get_future();
    ScriptedServer server([&](int connection, int number) {
        ScriptedServer::readRequest(connection);
        if (number > 0) {
            ScriptedServer::say(connection, "HTTP/1.1 403 Forbidden\r\nContent-Length: 2\r\n\r\nno");
            return;
        }
        ScriptedServer::say(connection, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\none\r\n");
        mayGoOn.wait();
        ScriptedServer::say(connection, "3\r\ntwo\r\n0\r\n\r\n");
    });
    Client client;
    ClientRequest request;
    request.url = server.url();
    request.maxBodyBytes = 5;
    std::string came;
    request.onData = [&](std::string_view data) {
        came += data;
        if (came == "one")
            first.set_value();
    };
    std::promise<Exchange> result;
    client.send(request, [&](Exchange exchange) { result.set_value(std::move(exchange)); });
    first.get_future().wait(); // before the server has said all
    release.set_value();
    const Exchange whole = result.get_future().get();
    ASSERT_TRUE(whole.response) << whole.error;
    EXPECT_EQ(came, "onetwo");
    EXPECT_EQ(whole.response->body, "");
    const Exchange refused = client.fetch(request);
    ASSERT_TRUE(refused.response) << refused.error;
    EXPECT_EQ(refused.response->body, "no") << "the reason is no part of the stream";
    EXPECT_EQ(came, "onetwo");
    client.close();
    EXPECT_EQ(client.fetch(request).error.rfind("the HTTP client ", 0), 0U) << "is being closed, or was meanwhile";
}

TEST(HttpClient, endsWithAnErrorForWhatIsUnderWay)
{
    std::promise<void> arrived;
    std::promise<void> release;
    auto released = release.get_future();
    ScriptedServer server([&](int connection, int) {
        ScriptedServer::readRequest(connection);
        arrived.set_value();
        released.wait();
    });
    std::promise<Exchange> result;
    std::atomic<int> calls{0};
    {
        Client client;
        ClientRequest request;
        request.url = server.url();
        client.send(request, [&](Exchange exchange) {
            ++calls;
            result.set_value(std::move(exchange));
        });
        arrived.get_future().wait();
    }
    EXPECT_EQ(result.get_future().get().error, "the HTTP client was closed " + server.where());
    EXPECT_EQ(calls, 1);
    release.set_value();
}

TEST(HttpClient, queuesBeyondItsConnections)
{
    Server server({});
    std::atomic<int> now{0};
    std::atomic<int> most{0};
    server.route("GET", "/x", [&](Request, Responder answer) {
        const int here = ++now;
        int seen = most;
        while (here > seen && !most.compare_exchange_weak(seen, here)) { }
        --now;
        answer(Response::text(200, "ok"));
    });
    ASSERT_EQ(server.start(), "");
    Client client(1, 3);
    std::atomic<int> good{0};
    std::promise<void> done;
    for (int i = 0; i < 300; ++i) {
        ClientRequest request;
        request.url = "http://127.0.0.1:" + std::to_string(server.port()) + "/x";
        client.send(request, [&](Exchange exchange) {
            EXPECT_TRUE(exchange.response) << exchange.error;
            if (++good == 300)
                done.set_value();
        });
    }
    ASSERT_EQ(done.get_future().wait_for(10s), std::future_status::ready);
    EXPECT_LE(server.connections(), 3);
}

/// With a certificate of its own authority for 127.0.0.1, made for the test.
TEST(HttpClient, verifiesCertificates)
{
    std::string name = (std::filesystem::temp_directory_path() / "toban-tls-XXXXXX").string();
    const std::filesystem::path directory = ::mkdtemp(name.data());
    const std::string certificate = (directory / "cert.pem").string();
    const std::string key = (directory / "key.pem").string();
    const std::string command
        = "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=t "
          "-addext subjectAltName=IP:127.0.0.1 -keyout "
        + key + " -out " + certificate + " 2>/dev/null";
    ASSERT_EQ(std::system(command.c_str()), 0);

    ServerOptions options;
    options.certificateFile = certificate;
    options.keyFile = key;
    Server server(options);
    server.route("GET", "/x",
                 [](Request, Responder answer) { answer(Response::text(200, std::string(300'000, 's'))); });
    ASSERT_EQ(server.start(), "");
    const std::string port = std::to_string(server.port());

    Client trusting(ClientOptions{1, 4, certificate});
    for (int i = 0; i < 3; ++i) {
        const Exchange exchange = get(trusting, "https://127.0.0.1:" + port + "/x");
        ASSERT_TRUE(exchange.response) << exchange.error;
        EXPECT_EQ(exchange.response->body.size(), 300'000u);
    }
    EXPECT_EQ(server.connections(), 1);
    EXPECT_NE(get(trusting, "https://localhost:" + port + "/x").error.find("certificate verify failed"),
              std::string::npos);
    Client other;
    EXPECT_NE(get(other, "https://127.0.0.1:" + port + "/x").error.find("certificate verify failed"),
              std::string::npos);
    EXPECT_FALSE(get(other, "http://127.0.0.1:" + port + "/x").response);
    server.stop();

    options.keyFile = certificate;
    EXPECT_EQ(Server(options).start().rfind("cannot use the private key in " + certificate, 0), 0u);
    options.certificateFile = "/nonexistent.pem";
    EXPECT_EQ(Server(options).start().rfind("cannot use the certificate in /nonexistent.pem", 0), 0u);
    std::filesystem::remove_all(directory);
}
