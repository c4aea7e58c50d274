// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "httpserver.h"
#include "logshipper.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <atomic>
#include <mutex>

using namespace toban;
using namespace toban::sandbox;
using namespace std::chrono_literals;

namespace {

/// A log store that answers as told and keeps what it took.
class FakeStore
{
public:
    FakeStore() : m_server({})
    {
        m_server.route(
            "POST", "/loki/api/v1/push", [this](const http::Request &request, const http::Responder &respond) {
                const int answer = status;
                if (answer == 204) {
                    const std::lock_guard lock(m_mutex);
                    const auto json = nlohmann::json::parse(request.body);
                    for (const auto &stream : json["streams"]) {
                        for (const auto &value : stream["values"])
                            m_lines.push_back(stream["stream"]["level"].get<std::string>() + " "
                                              + value[0].get<std::string>() + " " + value[1].get<std::string>());
                    }
                }
                respond(http::Response::text(answer, answer == 204 ? "" : "no"));
            });
        EXPECT_EQ(m_server.start(), "");
    }
    ~FakeStore() { m_server.stop(); }
    std::string url() const { return "http://127.0.0.1:" + std::to_string(m_server.port()); }
    std::vector<std::string> lines()
    {
        const std::lock_guard lock(m_mutex);
        return m_lines;
    }
    std::atomic<int> status = 204;

private:
    std::mutex m_mutex;
    std::vector<std::string> m_lines;
    http::Server m_server;
};

const StreamLabels info{{"level", "info"}};
const StreamLabels error{{"level", "error"}};

} // namespace

TEST(LogShipper, sendsEveryLineOnceAndInOrder)
{
    FakeStore store;
    LogShipper shipper(store.url(), {.batch = 2});
    for (int i = 0; i < 5; ++i)
        shipper.add(i % 2 ? error : info, i, "line \"" + std::to_string(i) + "\"\n");
    EXPECT_TRUE(shipper.drain(5s));
    EXPECT_EQ(store.lines(),
              (std::vector<std::string>{"info 0 line \"0\"\n", "error 1 line \"1\"\n", "info 2 line \"2\"\n",
                                        "error 3 line \"3\"\n", "info 4 line \"4\"\n"}));
    EXPECT_EQ(shipper.figures().sent, 5u);
    EXPECT_EQ(shipper.figures().waiting, 0u);
}

TEST(LogShipper, keepsTheNewestWhileTheStoreIsAway)
{
    FakeStore store;
    store.status = 503;
    LogShipper shipper(store.url(), {.lines = 3, .batch = 10, .firstRetry = 1ms, .lastRetry = 1ms});
    for (int i = 0; i < 3; ++i)
        shipper.add(info, i, "x");
    EXPECT_FALSE(shipper.drain(5s)); // the push fails, nothing is lost
    EXPECT_EQ(shipper.figures().waiting, 3u);
    EXPECT_EQ(shipper.figures().lastError, "status 503");
    shipper.add(info, 3, "x");
    shipper.add(info, 4, "x");
    EXPECT_EQ(shipper.figures().dropped, 2u);
    store.status = 204;
    for (const auto deadline = std::chrono::steady_clock::now() + 5s;
         !shipper.drain(5s) && std::chrono::steady_clock::now() < deadline;) { }
    EXPECT_EQ(store.lines(), (std::vector<std::string>{"info 2 x", "info 3 x", "info 4 x"}));
}

TEST(LogShipper, waitsLongerAfterEachFailure)
{
    FakeStore store;
    store.status = 500;
    LogShipper shipper(store.url(), {.firstRetry = 1h, .lastRetry = 2h});
    shipper.add(info, 1, "x");
    EXPECT_FALSE(shipper.drain(5s));
    store.status = 204;
    EXPECT_FALSE(shipper.drain(5s)); // not due yet
    EXPECT_TRUE(store.lines().empty());
    EXPECT_EQ(shipper.figures().waiting, 1u);
}

TEST(LogShipper, dropsWhatTheStoreWillNeverTake)
{
    FakeStore store;
    store.status = 400;
    LogShipper shipper(store.url(), {});
    shipper.add(info, 1, "x");
    EXPECT_TRUE(shipper.drain(5s));
    EXPECT_EQ(shipper.figures().dropped, 1u);
    EXPECT_EQ(shipper.figures().lastError, "status 400: no");
}

TEST(LogShipper, survivesAStoreThatIsNotThere)
{
    std::string url;
    {
        FakeStore store;
        url = store.url();
    }
    LogShipper shipper(url, {});
    shipper.add(info, 1, "x");
    EXPECT_FALSE(shipper.drain(10s));
    EXPECT_EQ(shipper.figures().waiting, 1u);
    EXPECT_NE(shipper.figures().lastError, "");
}
