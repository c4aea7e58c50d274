// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "gzip.h"
#include "httpclient.h"
#include "httpserver.h"
#include "rawclient.h"

#include <gtest/gtest.h>

#include <future>
#include <mutex>
#include <thread>

using namespace toban::http;
using namespace std::chrono_literals;

namespace {

class HttpServer : public ::testing::Test
{
protected:
    /// Starts the server; `add` registers what a test needs beside the common routes.
    void start(ServerOptions options = {}, const std::function<void(Server &)> &add = {})
    {
        server.emplace(std::move(options));
        server->route("GET", "/health",
                      [](Request, Responder answer) { answer(Response::json(200, R"({"ok":true})")); });
        server->route("POST", "/echo/{name}", [](Request request, Responder answer) {
            answer(Response::text(
                200, request.captures["name"] + ":" + request.body + ":" + request.parameter("q").value_or("-")));
        });
        server->route("GET", "/throw", [](Request, Responder) { throw std::runtime_error("private detail"); });
        server->route("GET", "/forget", [](Request, Responder) {});
        server->route("GET", "/big",
                      [](Request, Responder answer) { answer(Response::text(200, std::string(200'000, 'b'))); });
        if (add)
            add(*server);
        ASSERT_EQ(server->start(), "");
    }

    Exchange get(const std::string &path, Headers headers = {})
    {
        ClientRequest request;
        request.url = url(path);
        request.headers = std::move(headers);
        return client.fetch(request);
    }
    std::string url(const std::string &path) const
    {
        return "http://127.0.0.1:" + std::to_string(server->port()) + path;
    }

    std::optional<Server> server;
    Client client;
};

/// Waits until the condition holds, at most ten seconds.
template <class Condition>
bool eventually(Condition condition)
{
    const auto deadline = std::chrono::steady_clock::now() + 10s;
    while (!condition()) {
        if (std::chrono::steady_clock::now() > deadline)
            return false;
        std::this_thread::yield();
    }
    return true;
}

} // namespace

TEST_F(HttpServer, answersOverOneConnection)
{
    start();
    for (int i = 0; i < 5; ++i) {
        const Exchange exchange = get("/health");
        ASSERT_TRUE(exchange.response) << exchange.error;
        EXPECT_EQ(exchange.response->status, 200);
        EXPECT_EQ(exchange.response->body, R"({"ok":true})");
        EXPECT_EQ(exchange.response->headers.get("content-type"), "application/json");
        EXPECT_EQ(exchange.response->headers.get("server"), "toban");
        EXPECT_TRUE(exchange.response->headers.has("date"));
    }
    EXPECT_EQ(server->connections(), 1);
}

TEST_F(HttpServer, decodesCapturesQueryAndBody)
{
    start();
    ClientRequest request;
    request.method = "POST";
    request.url = url("/echo/a%2Fb%20c?q=x%26y");
    request.body = std::string(300'000, 'z');
    const Exchange exchange = client.fetch(request);
    ASSERT_TRUE(exchange.response) << exchange.error;
    EXPECT_EQ(exchange.response->body, "a/b c:" + request.body + ":x&y");
}

TEST_F(HttpServer, givesProblemsForWhatItCannotServe)
{
    start();
    struct Case
    {
        const char *path;
        int status;
        const char *code;
    };
    for (const Case &c : {Case{"/nope", 404, "not_found"},
                          {"/echo/x", 405, "method_not_allowed"},
                          {"/throw", 500, "internal_error"},
                          {"/forget", 500, "internal_error"}}) {
        const Exchange exchange = get(c.path);
        ASSERT_TRUE(exchange.response) << exchange.error;
        EXPECT_EQ(exchange.response->status, c.status);
        EXPECT_NE(exchange.response->body.find(c.code), std::string::npos) << exchange.response->body;
        EXPECT_EQ(exchange.response->body.find("private detail"), std::string::npos);
        EXPECT_EQ(exchange.response->headers.get("Content-Type"), "application/problem+json");
    }
    EXPECT_EQ(get("/echo/x").response->headers.get("Allow"), "POST");
}

TEST_F(HttpServer, answersPipelinedRequestsInOrder)
{
    start();
    RawClient raw(server->port());
    raw.send("POST /echo/1 HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\n\r\nAPOST /echo/2 HTTP/1.1\r\nHost: x\r\n"
             "Transfer-Encoding: chunked\r\n\r\n2\r\nBC\r\n0\r\n\r\nHEAD /big HTTP/1.1\r\nHost: x\r\nConnection: "
             "close\r\n\r\n");
    ASSERT_TRUE(raw.waitForClose());
    const std::string text = raw.readUntil("");
    const auto first = text.find("1:A:-");
    const auto second = text.find("2:BC:-");
    ASSERT_NE(first, std::string::npos) << text;
    ASSERT_NE(second, std::string::npos) << text;
    EXPECT_LT(first, second);
    EXPECT_NE(text.find("Content-Length: 200000\r\n"), std::string::npos);
    EXPECT_EQ(text.find("bbbb"), std::string::npos) << "HEAD has no body";
}

TEST_F(HttpServer, limitsAreKept)
{
    ServerOptions options;
    options.maxBodyBytes = 1000;
    options.maxHeaderBytes = 2000;
    start(options);
    const std::pair<std::string, const char *> cases[] = {
        {"POST /echo/x HTTP/1.1\r\nHost: x\r\nContent-Length: 1001\r\n\r\n", "HTTP/1.1 413 "},
        {"POST /echo/x HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n3e9\r\n" + std::string(1001, 'x')
             + "\r\n0\r\n\r\n",
         "HTTP/1.1 413 "},
        {"GET /health HTTP/1.1\r\nHost: x\r\nX: " + std::string(3000, 'x') + "\r\n\r\n", "HTTP/1.1 431 "},
        {"GET /health\r\n\r\n", "HTTP/1.1 400 "},
        {std::string("\x16\x03\x01\x00\x05hello\r\n\r\n", 14), "HTTP/1.1 400 "},
    };
    for (const auto &[text, expected] : cases) {
        RawClient raw(server->port());
        raw.send(text);
        EXPECT_TRUE(raw.waitForClose());
        EXPECT_EQ(raw.readUntil("").substr(0, 13), expected) << text.substr(0, 60);
    }
}

TEST_F(HttpServer, asksForTheBodyWhenAskedTo)
{
    start();
    RawClient raw(server->port());
    raw.send("POST /echo/x HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n");
    EXPECT_EQ(raw.readUntil("\r\n\r\n"), "HTTP/1.1 100 Continue\r\n\r\n");
    raw.send("hi");
    EXPECT_NE(raw.readUntil("x:hi:-").find("200 OK"), std::string::npos);
}

TEST_F(HttpServer, closesSlowAndIdleConnections)
{
    ServerOptions options;
    options.headerTimeout = 300ms;
    options.bodyTimeout = 300ms;
    options.idleTimeout = 300ms;
    start(options);
    const auto begin = std::chrono::steady_clock::now();
    RawClient silent(server->port());
    RawClient slowHeader(server->port());
    RawClient slowBody(server->port());
    RawClient idle(server->port());
    slowBody.send("POST /echo/x HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n");
    idle.send("GET /health HTTP/1.1\r\nHost: x\r\n\r\n");
    EXPECT_NE(idle.readUntil("true}").find("200 OK"), std::string::npos);
    // Each byte comes within the time-out, the whole header does not.
    slowHeader.send("GET /health HTTP/1.1\r\n");
    std::thread dribble([&] {
        while (slowHeader.send("X") && std::chrono::steady_clock::now() < begin + 8s)
            slowHeader.readUntil("x"); // returns when the peer closes; polls 100 ms a time
    });
    EXPECT_TRUE(silent.waitForClose());
    EXPECT_TRUE(slowBody.waitForClose());
    EXPECT_TRUE(idle.waitForClose());
    dribble.join();
    EXPECT_LT(std::chrono::steady_clock::now() - begin, 8s);
    EXPECT_TRUE(eventually([&] { return server->connections() == 0; }));
}

TEST_F(HttpServer, refusesConnectionsBeyondItsLimit)
{
    ServerOptions options;
    options.maxConnections = 2;
    start(options);
    RawClient one(server->port());
    RawClient two(server->port());
    ASSERT_TRUE(eventually([&] { return server->connections() == 2; }));
    RawClient three(server->port());
    EXPECT_TRUE(three.waitForClose());
    EXPECT_EQ(three.readUntil("").substr(0, 13), "HTTP/1.1 503 ");
}

TEST_F(HttpServer, compressesWhatTheClientAccepts)
{
    start();
    Headers headers;
    headers.add("Accept-Encoding", "deflate, gzip;q=0.8");
    const Exchange packed = get("/big", headers);
    ASSERT_TRUE(packed.response) << packed.error;
    EXPECT_EQ(packed.response->headers.get("Content-Encoding"), "gzip");
    EXPECT_EQ(gzipDecompress(packed.response->body, 1'000'000), std::string(200'000, 'b'));
    EXPECT_EQ(get("/big").response->body, std::string(200'000, 'b'));
    Headers refusing;
    refusing.add("Accept-Encoding", "gzip;q=0");
    EXPECT_FALSE(get("/big", refusing).response->headers.has("Content-Encoding"));
    EXPECT_FALSE(get("/health", headers).response->headers.has("Content-Encoding"));
}

TEST_F(HttpServer, filterAndObserverSeeEachExchange)
{
    std::mutex mutex;
    std::vector<std::string> seen;
    start({}, [&](Server &s) {
        s.setFilter([](const Request &request) -> std::optional<Response> {
            if (request.headers.get("Authorization") == "no")
                return Response::problem(401, "unauthorized", "Unauthorized", "A token is needed.");
            return std::nullopt;
        });
        s.setObserver(
            [&](const Request &request, const std::string &pattern, int status, std::chrono::nanoseconds took) {
                const std::lock_guard lock(mutex);
                EXPECT_GE(took.count(), 0);
                seen.push_back(request.method + " " + request.path + " " + pattern + " " + std::to_string(status));
            });
    });
    Headers headers;
    headers.add("Authorization", "no");
    EXPECT_EQ(get("/health", headers).response->status, 401);
    EXPECT_EQ(get("/health").response->status, 200);
    EXPECT_EQ(get("/nope").response->status, 404);
    const std::lock_guard lock(mutex);
    EXPECT_EQ(seen, (std::vector<std::string>{"GET /health /health 401", "GET /health /health 200", "GET /nope  404"}));
}

TEST_F(HttpServer, answersLaterFromAnyThread)
{
    std::mutex mutex;
    std::vector<Responder> kept;
    start({}, [&](Server &s) {
        s.route("GET", "/later", [&](Request, Responder answer) {
            const std::lock_guard lock(mutex);
            kept.push_back(std::move(answer));
        });
    });
    std::promise<Exchange> promise;
    ClientRequest request;
    request.url = url("/later");
    client.send(request, [&](Exchange exchange) { promise.set_value(std::move(exchange)); });
    ASSERT_TRUE(eventually([&] {
        const std::lock_guard lock(mutex);
        return kept.size() == 1;
    }));
    kept[0](Response::text(200, "first"));
    kept[0](Response::text(200, "second"));
    EXPECT_EQ(promise.get_future().get().response->body, "first");
    EXPECT_EQ(get("/health").response->status, 200);
}

TEST_F(HttpServer, stopsWithinItsGraceAndOutlivesLateAnswers)
{
    std::mutex mutex;
    std::vector<Responder> kept;
    start({}, [&](Server &s) {
        s.route("GET", "/later", [&](Request, Responder answer) {
            const std::lock_guard lock(mutex);
            kept.push_back(std::move(answer));
        });
    });
    RawClient idle(server->port());
    RawClient inHand(server->port());
    inHand.send("GET /later HTTP/1.1\r\nHost: x\r\n\r\n");
    RawClient stuck(server->port());
    stuck.send("GET /later HTTP/1.1\r\nHost: x\r\n\r\n");
    ASSERT_TRUE(eventually([&] {
        const std::lock_guard lock(mutex);
        return kept.size() == 2;
    }));
    const std::uint16_t port = server->port();
    std::thread stopper([&] { server->stop(2s); });
    EXPECT_TRUE(idle.waitForClose());
    kept[0](Response::text(200, "in time"));
    kept[1](Response::text(200, "in time"));
    stopper.join();
    EXPECT_NE(inHand.readUntil("in time").find("200 OK"), std::string::npos);

    start({}, [&](Server &s) {
        s.route("GET", "/later", [&](Request, Responder answer) {
            const std::lock_guard lock(mutex);
            kept.push_back(std::move(answer));
        });
    });
    RawClient never(server->port());
    never.send("GET /later HTTP/1.1\r\nHost: x\r\n\r\n");
    ASSERT_TRUE(eventually([&] {
        const std::lock_guard lock(mutex);
        return kept.size() == 3;
    }));
    const auto begin = std::chrono::steady_clock::now();
    server->stop(200ms);
    EXPECT_LT(std::chrono::steady_clock::now() - begin, 5s);
    EXPECT_TRUE(never.waitForClose());
    server.reset();
    kept[2](Response::text(200, "too late"));
    EXPECT_FALSE(RawClient(port).connected());
}

TEST_F(HttpServer, saysWhyItCannotListen)
{
    start();
    ServerOptions options;
    options.port = server->port();
    Server second(options);
    EXPECT_EQ(second.start(),
              "cannot listen on 127.0.0.1:" + std::to_string(options.port) + ": Address already in use");
    options.address = "nowhere";
    EXPECT_NE(Server(options).start().find("not an IP address"), std::string::npos);
}

TEST_F(HttpServer, servesManyClientsOnSeveralThreads)
{
    ServerOptions options;
    options.threads = 3;
    start(options);
    Client many(2, 16);
    std::atomic<int> good{0};
    std::atomic<int> done{0};
    constexpr int total = 2000;
    for (int i = 0; i < total; ++i) {
        ClientRequest request;
        request.method = "POST";
        request.url = url("/echo/" + std::to_string(i));
        request.body = "b";
        request.timeout = 30s;
        many.send(request, [&, i](Exchange exchange) {
            good += exchange.response && exchange.response->body == std::to_string(i) + ":b:-";
            ++done;
        });
    }
    EXPECT_TRUE(eventually([&] { return done == total; }));
    EXPECT_EQ(good, total);
    EXPECT_LE(server->connections(), 16);
}
