// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backfill.h"
#include "childprocess.h"
#include "httpclient.h"
#include "service.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <unistd.h>

#include <fstream>
#include <iterator>
#include <sstream>

using namespace toban;
using namespace toban::sandbox;
using testing::HasSubstr;

namespace {

constexpr std::int64_t end = 1'795'219'200;
constexpr std::int64_t hour = 3600;

/// A Prometheus that scrapes itself every second.
class Server
{
public:
    Server(const std::filesystem::path &dir, const std::filesystem::path &data)
    {
        const std::string address = "127.0.0.1:" + std::to_string(freePort());
        m_url = "http://" + address;
        std::ofstream(dir / "prometheus.yml") << "global: {scrape_interval: 1s, scrape_timeout: 1s}\n"
                                                 "scrape_configs: [{job_name: self, static_configs: [{targets: ['"
                                              << address << "']}]}]\n";
        LaunchOptions options;
        options.program = *findProgram("prometheus");
        options.arguments = {"--config.file=" + (dir / "prometheus.yml").string(),
                             "--storage.tsdb.path=" + data.string(), "--web.listen-address=" + address};
        options.output = dir / "prometheus.log";
        m_process = ChildProcess::launch(options);
    }
    ~Server() { m_process.stop(std::chrono::seconds(10)); }

    std::string query(const std::string &parameters)
    {
        http::ClientRequest request;
        const auto rest = parameters.find('&');
        request.url = m_url + "/api/v1/query?query=" + http::percentEncode(parameters.substr(0, rest))
            + (rest == std::string::npos ? "" : parameters.substr(rest));
        const http::Exchange exchange = m_client.fetch(request);
        return exchange.response ? exchange.response->body : exchange.error;
    }
    void awaitReady()
    {
        const auto limit = std::chrono::steady_clock::now() + std::chrono::seconds(60);
        while (query("1").find("success") == std::string::npos)
            ASSERT_TRUE(std::chrono::steady_clock::now() < limit && m_process.running());
    }
    /// Waits until it has scraped itself in this life; returns a second at which a sample is there.
    std::int64_t awaitScrape()
    {
        for (const auto limit = std::chrono::steady_clock::now() + std::chrono::seconds(60);
             std::chrono::steady_clock::now() < limit && m_process.running();) {
            const std::string answer = query("max(max_over_time(timestamp(up{job=\"self\"} == 1)[2s:1s]))");
            const auto at = answer.find("\"value\":[");
            if (at != std::string::npos)
                return static_cast<std::int64_t>(std::stod(answer.substr(answer.find(",\"", at) + 2))) + 1;
        }
        ADD_FAILURE() << "Prometheus did not scrape itself";
        return 0;
    }

private:
    std::string m_url;
    ChildProcess m_process;
    http::Client m_client;
};

class Backfill : public testing::Test
{
protected:
    Backfill() : m_dir(testing::TempDir() + "toban-backfill-" + std::to_string(::getpid()))
    {
        std::filesystem::remove_all(m_dir);
        m_places = {*findProgram("promtool"), m_dir / "data", m_dir / "scratch", 2};
    }
    ~Backfill() override { std::filesystem::remove_all(m_dir); }

    /// Every sample, one per line.
    std::string dump() const
    {
        std::filesystem::create_directories(m_places.data / "wal"); // which a server would have made
        std::string output;
        std::string errors;
        EXPECT_EQ(runProgram(m_places.promtool, {"tsdb", "dump", m_places.data.string()}, output, errors), 0) << errors;
        return output;
    }

    std::string metas() const
    {
        std::string text;
        for (const auto &entry : std::filesystem::directory_iterator(m_places.data)) {
            std::ifstream in(entry.path() / "meta.json");
            text.append(std::istreambuf_iterator<char>(in), {});
        }
        return text;
    }

    std::filesystem::path m_dir;
    BackfillPlaces m_places;
    Story m_story{{.seed = 1, .days = 4, .end = end, .utcOffset = 0, .load = 1}};
    std::atomic<bool> m_cancelled = false;
};

} // namespace

TEST_F(Backfill, makesBlocksOfEverySample)
{
    const std::int64_t border = end / blockSeconds * blockSeconds;
    const auto figures
        = backfill(m_story, PriceTable::shipped(), border - 3 * hour, border + 2 * hour, m_places, false, m_cancelled);
    EXPECT_EQ(figures.blocks, 2u);
    EXPECT_FALSE(std::filesystem::exists(m_places.scratch));
    const std::string samples = dump();
    EXPECT_EQ(static_cast<std::uint64_t>(std::count(samples.begin(), samples.end(), '\n')), figures.samples);
    EXPECT_GT(figures.samples, 30'000u);
    EXPECT_THAT(metas(), testing::Not(HasSubstr("from-out-of-order")));
}

// A day with a sample every two minutes is not one long file, and its blocks follow each other without a sample twice or
// lost.
TEST_F(Backfill, dividesTheWorkOfTheLastDay)
{
    const std::int64_t from = end / blockSeconds * blockSeconds;
    const std::int64_t to = from + 26 * hour;
    const auto figures = backfill(m_story, PriceTable::shipped(), from, to, m_places, false, m_cancelled);
    EXPECT_EQ(figures.blocks, 2u);
    std::istringstream lines(dump());
    std::vector<std::int64_t> times;
    for (std::string line; std::getline(lines, line);) {
        if (line.find("\"up\"") != std::string::npos && line.find("\"toban-manager\"") != std::string::npos)
            times.push_back(std::stoll(line.substr(line.rfind(' '))) / 1000);
    }
    std::vector<std::int64_t> expected;
    for (std::int64_t t = from + 60; t <= to; t += 60) {
        if (t % 300 == 0 || (t >= to - 24 * hour && t % 120 == 0))
            expected.push_back(t);
    }
    EXPECT_EQ(times, expected);
}

TEST_F(Backfill, marksBlocksThatComeBesideLiveSamples)
{
    backfill(m_story, PriceTable::shipped(), end - hour, end, m_places, true, m_cancelled);
    EXPECT_THAT(metas(), HasSubstr("\"hints\": [\"from-out-of-order\"]"));
    EXPECT_FALSE(dump().empty());
}

// A gap is filled while Prometheus' write-ahead log holds samples from before its end.
TEST_F(Backfill, losesNothingThatPrometheusHasScraped)
{
    for (const bool besideLive : {true, false}) {
        std::filesystem::remove_all(m_dir);
        std::filesystem::create_directories(m_dir);
        const std::int64_t now
            = std::chrono::duration_cast<std::chrono::seconds>(std::chrono::system_clock::now().time_since_epoch())
                  .count();
        const Story told({.seed = 1, .days = 1, .end = now - hour, .utcOffset = 0, .load = 1});
        std::int64_t scrapedAt = 0;
        {
            Server server(m_dir, m_places.data);
            scrapedAt = server.awaitScrape();
        }
        backfill(told, PriceTable::shipped(), now - hour, scrapedAt + 60, m_places, besideLive, m_cancelled);
        Server server(m_dir, m_places.data);
        server.awaitReady();
        const std::string at = "&time=" + std::to_string(scrapedAt);
        EXPECT_THAT(server.query("count(up{job=\"claude-agents\"})" + at), HasSubstr("\"10\"]"));
        // Unmarked, Prometheus takes the new block's end for the beginning of what its log may hold.
        EXPECT_EQ(server.query("up{job=\"self\"}" + at).find("\"1\"]") != std::string::npos, besideLive);
    }
}

TEST_F(Backfill, leavesNothingWhenItFails)
{
    m_places.promtool = "/bin/false";
    EXPECT_THROW(backfill(m_story, PriceTable::shipped(), end - hour, end, m_places, false, m_cancelled),
                 std::runtime_error);
    EXPECT_TRUE(std::filesystem::is_empty(m_places.data));
    EXPECT_FALSE(std::filesystem::exists(m_places.scratch));
    m_places.promtool = *findProgram("promtool");
    m_cancelled = true;
    EXPECT_THROW(backfill(m_story, PriceTable::shipped(), end - hour, end, m_places, false, m_cancelled),
                 std::runtime_error);
    EXPECT_TRUE(std::filesystem::is_empty(m_places.data));
}

TEST_F(Backfill, stopsPushingLogsThatAreRefused)
{
    int pushes = 0;
    const auto push = [&pushes](const std::string &) -> std::string {
        ++pushes;
        return "status 400: no";
    };
    try {
        backfillLogs(m_story, PriceTable::shipped(), end - 24 * hour, end, push, m_cancelled);
        ADD_FAILURE() << "accepted";
    } catch (const std::runtime_error &e) {
        EXPECT_THAT(e.what(), HasSubstr("status 400: no"));
    }
    EXPECT_EQ(pushes, 1);
}
