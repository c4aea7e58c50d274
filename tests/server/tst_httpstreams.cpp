// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "httpserver.h"
#include "rawwebsocket.h"

#include <gtest/gtest.h>

#include <atomic>
#include <condition_variable>
#include <mutex>
#include <thread>

using namespace toban::http;
using namespace std::chrono_literals;

namespace {

class HttpStreams : public ::testing::Test
{
protected:
    void start(ServerOptions options = {})
    {
        server.emplace(std::move(options));
        const auto keep = [this](Request request, std::shared_ptr<Stream> stream) {
            stream->onClosed([this] {
                const std::lock_guard lock(mutex);
                ++closed;
                changed.notify_all();
            });
            const std::lock_guard lock(mutex);
            path = request.path;
            streams.push_back(std::move(stream));
            changed.notify_all();
        };
        server->webSocket("/socket/{name}", keep, [](const std::shared_ptr<Stream> &stream, std::string text) {
            stream->send("echo " + text);
        });
        server->stream("/events", "text/event-stream", keep);
        server->route("GET", "/guarded", [this, keep](const Request &request, const Responder &responder) {
            if (request.headers.get("Authorization").empty()) {
                responder(Response::problem(401, "unauthorized", "Unauthorized", "Who are you?"));
                return;
            }
            // Decided later and elsewhere, as when a token is looked up.
            deciders.emplace_back([request, responder, keep] {
                responder.stream("text/event-stream",
                                 [request, keep](std::shared_ptr<Stream> stream) { keep(request, std::move(stream)); });
            });
        });
        ASSERT_EQ(server->start(), "");
    }
    template <class Condition>
    bool wait(Condition condition)
    {
        std::unique_lock lock(mutex);
        return changed.wait_for(lock, 10s, condition);
    }

    ~HttpStreams() override
    {
        for (std::thread &decider : deciders)
            decider.join();
    }

    std::mutex mutex;
    std::condition_variable changed;
    std::vector<std::thread> deciders; // used by one server thread
    std::vector<std::shared_ptr<Stream>> streams;
    std::string path;
    int closed = 0;
    std::optional<Server> server;
};

} // namespace

TEST_F(HttpStreams, webSocketCarriesTextBothWaysInOrder)
{
    start();
    RawWebSocket socket(server->port(), "/socket/a");
    ASSERT_EQ(socket.head().substr(0, 12), "HTTP/1.1 101") << socket.head();
    EXPECT_NE(socket.head().find("Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo="), std::string::npos);
    ASSERT_TRUE(wait([&] { return streams.size() == 1; }));
    EXPECT_EQ(path, "/socket/a");
    for (int i = 0; i < 500; ++i)
        ASSERT_TRUE(streams[0]->send(std::to_string(i) + std::string(static_cast<std::size_t>(i), 'x')));
    for (int i = 0; i < 500; ++i)
        ASSERT_EQ(socket.next(), std::to_string(i) + std::string(static_cast<std::size_t>(i), 'x'));
    socket.send("hello");
    EXPECT_EQ(socket.next(), "echo hello");

    streams[0]->close();
    EXPECT_FALSE(streams[0]->send("too late"));
    EXPECT_EQ(socket.next(), "");
    EXPECT_TRUE(socket.sawClose());
}

TEST_F(HttpStreams, aPeerThatGoesIsNoticedOnce)
{
    start();
    {
        RawWebSocket socket(server->port(), "/socket/a");
        RawClient events(server->port());
        events.send("GET /events HTTP/1.1\r\nHost: x\r\n\r\n");
        ASSERT_TRUE(wait([&] { return streams.size() == 2; }));
    }
    EXPECT_TRUE(wait([&] { return closed == 2; }));
    for (const auto &stream : streams) {
        EXPECT_FALSE(stream->isOpen());
        EXPECT_FALSE(stream->send("x"));
        bool late = false;
        stream->onClosed([&] {
            const std::lock_guard lock(mutex);
            late = true;
            changed.notify_all();
        });
        EXPECT_TRUE(wait([&] { return late; }));
    }
    EXPECT_EQ(closed, 2);
}

TEST_F(HttpStreams, chunksArriveAsTheyAreSent)
{
    start();
    RawClient raw(server->port());
    raw.send("GET /events HTTP/1.1\r\nHost: x\r\n\r\n");
    ASSERT_TRUE(wait([&] { return streams.size() == 1; }));
    streams[0]->send("data: one\n\n");
    const std::string head = raw.readUntil("one\n\n");
    EXPECT_NE(head.find("Content-Type: text/event-stream\r\n"), std::string::npos) << head;
    EXPECT_NE(head.find("Transfer-Encoding: chunked\r\n"), std::string::npos);
    EXPECT_NE(head.find("\r\nb\r\ndata: one\n\n"), std::string::npos);
    streams[0]->send("data: two\n\n");
    streams[0]->close();
    ASSERT_TRUE(raw.waitForClose());
    const std::string all = raw.readUntil("");
    EXPECT_EQ(all.substr(all.size() - 21), "b\r\ndata: two\n\n\r\n0\r\n\r\n") << all;
}

TEST_F(HttpStreams, aSlowReaderCostsABoundedQueue)
{
    ServerOptions options;
    options.maxQueuedBytes = 100'000;
    start(options);
    RawWebSocket socket(server->port(), "/socket/a");
    ASSERT_TRUE(wait([&] { return streams.size() == 1; }));
    // The kernel's buffers take some megabytes; beyond them and the queue, frames are refused.
    int accepted = 0;
    int refused = 0;
    const std::string frame(10'000, 'f');
    while (refused < 100 && accepted < 100'000) {
        if (streams[0]->send(frame))
            ++accepted;
        else
            ++refused;
    }
    EXPECT_EQ(refused, 100);
    for (int i = 0; i < accepted; ++i)
        ASSERT_EQ(socket.next().size(), frame.size()) << i << " of " << accepted;
}

TEST_F(HttpStreams, stoppingClosesStreamsAndTheHandleSurvives)
{
    start();
    RawWebSocket socket(server->port(), "/socket/a");
    RawClient events(server->port());
    events.send("GET /events HTTP/1.1\r\nHost: x\r\n\r\n");
    ASSERT_TRUE(wait([&] { return streams.size() == 2; }));
    server->stop(1s);
    EXPECT_EQ(closed, 2);
    server.reset();
    EXPECT_FALSE(streams[0]->send("x"));
    EXPECT_EQ(socket.next(), "");
    EXPECT_TRUE(events.waitForClose());
}

TEST_F(HttpStreams, plainRequestsToAWebSocketAreTold)
{
    start();
    RawClient raw(server->port());
    raw.send("GET /socket/a HTTP/1.1\r\nHost: x\r\n\r\n");
    EXPECT_EQ(raw.readUntil("\r\n\r\n").substr(0, 13), "HTTP/1.1 426 ");
}

TEST_F(HttpStreams, aHeadRequestGetsTheHeadAlone)
{
    start();
    RawClient raw(server->port());
    raw.send("HEAD /events HTTP/1.1\r\nHost: x\r\n\r\n");
    const std::string head = raw.readUntil("\r\n\r\n");
    EXPECT_EQ(head.substr(0, 13), "HTTP/1.1 200 ");
    EXPECT_NE(head.find("Content-Type: text/event-stream\r\n"), std::string::npos) << head;
    EXPECT_EQ(head.find("Transfer-Encoding"), std::string::npos) << head;
    EXPECT_EQ(head.find("Content-Length"), std::string::npos) << head;
    raw.clear();
    raw.send("HEAD /nothing HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
    ASSERT_TRUE(raw.waitForClose());
    EXPECT_EQ(raw.readUntil("").substr(0, 13), "HTTP/1.1 404 ") << "nothing came in between";
    EXPECT_TRUE(streams.empty());
}

TEST_F(HttpStreams, aRouteDecidesBetweenAnAnswerAndAStream)
{
    start();
    RawClient stranger(server->port());
    stranger.send("GET /guarded HTTP/1.1\r\nHost: x\r\n\r\n");
    EXPECT_EQ(stranger.readUntil("Who are you?").substr(0, 13), "HTTP/1.1 401 ");
    RawClient friendly(server->port());
    friendly.send("GET /guarded HTTP/1.1\r\nHost: x\r\nAuthorization: y\r\n\r\n");
    ASSERT_TRUE(wait([&] { return streams.size() == 1; }));
    streams[0]->send("data: one\n\n");
    EXPECT_EQ(friendly.readUntil("one\n\n").substr(0, 13), "HTTP/1.1 200 ");
    streams[0]->close();
    EXPECT_TRUE(friendly.waitForClose());
}
