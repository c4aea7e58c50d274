// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "logdatabase.h"
#include "logsprocess.h"
#include "logstore.h"

#include <gtest/gtest.h>

#include <sys/resource.h>

#include <csignal>
#include <map>
#include <random>
#include <set>

using namespace toban::sandbox;

namespace {

constexpr std::int64_t day = 86'400'000'000'000;
constexpr std::int64_t noon = 20'000 * day + day / 2;

using Line = std::pair<std::int64_t, std::string>;

std::vector<Line> linesOf(const LogStore &store)
{
    std::vector<Line> lines;
    for (const LogStream *stream : store.all()) {
        for (const LogEntry &entry : stream->entries())
            lines.emplace_back(entry.time, stream->key() + std::string(entry.text()));
    }
    std::sort(lines.begin(), lines.end());
    return lines;
}

PushRequest request(const Labels &labels, const std::vector<Line> &lines)
{
    PushRequest push;
    push.streams.push_back({labels, {}});
    for (const auto &[time, text] : lines) {
        push.texts.push_back(text);
        push.streams[0].lines.push_back({time, push.texts.back().data(), static_cast<std::uint32_t>(text.size())});
    }
    return push;
}

} // namespace

/// Batches in any order, with repeats, against a set.
TEST(LogStream, keepsEveryLineOnceInTheOrderOfTime)
{
    std::mt19937 random(5);
    for (int round = 0; round < 60; ++round) {
        LogStream stream(Labels{{"app", "a"}});
        std::set<Line> model;
        std::size_t fresh = 0;
        for (int batch = 0; batch < 30; ++batch) {
            std::vector<std::string> texts(random() % (batch % 7 == 0 ? 1500 : 20));
            std::vector<LogEntry> lines;
            for (std::string &text : texts) {
                text = std::string(random() % 3, 'x') + std::to_string(random() % 3);
                const auto time = static_cast<std::int64_t>(random() % (batch % 2 ? 1000 : 100'000));
                lines.push_back({time, text.data(), static_cast<std::uint32_t>(text.size())});
                model.emplace(time, text);
            }
            fresh += stream.insert(lines).size();
        }
        std::set<Line> stored;
        for (const LogEntry &entry : stream.entries())
            stored.emplace(entry.time, entry.text());
        ASSERT_EQ(stored, model);
        ASSERT_EQ(stream.entries().size(), model.size());
        ASSERT_EQ(fresh, model.size());
        ASSERT_TRUE(std::is_sorted(stream.entries().begin(), stream.entries().end(),
                                   [](const LogEntry &a, const LogEntry &b) { return a.time < b.time; }));
        stream.dropBefore(500);
        std::erase_if(model, [](const Line &line) { return line.first < 500; });
        ASSERT_EQ(stream.entries().size(), model.size());
        ASSERT_EQ(stream.firstAt(500), 0u);
    }
}

TEST(LogDatabase, bringsBackWhatWasWrittenAndDropsATornEnd)
{
    TemporaryDirectory directory;
    std::int64_t now = noon;
    const auto clock = [&now] { return now; };
    std::mt19937 random(9);
    std::vector<Line> written;
    {
        LogDatabase database({directory.path(), 14}, clock);
        ASSERT_EQ(database.open(), "");
        for (int batch = 0; batch < 50; ++batch) {
            std::vector<Line> lines;
            for (int i = 0; i < 20; ++i)
                lines.emplace_back(now - static_cast<std::int64_t>(random()) % 1000 * (3 * day / 1000),
                                   std::to_string(random()) + "\n\0\xff");
            ASSERT_EQ(database.push(request({{"app", std::to_string(batch % 4)}, {"x", "\"q\"\n"}}, lines)).status,
                      204);
        }
        written = linesOf(database.store());
    }
    std::vector<std::filesystem::path> files;
    for (const auto &entry : std::filesystem::directory_iterator(directory.path()))
        files.push_back(entry.path());
    EXPECT_GE(files.size(), 3u) << "a file per day";
    {
        LogDatabase database({directory.path(), 14}, clock);
        ASSERT_EQ(database.open(), "");
        EXPECT_EQ(linesOf(database.store()), written);
    }
    // A crash leaves half a frame: any number of bytes may be missing, or be garbage.
    const auto file = *std::max_element(files.begin(), files.end());
    for (int round = 0; round < 40; ++round) {
        const auto size = std::filesystem::file_size(file);
        const auto rest = size - std::min<std::uintmax_t>(size - 10, 1 + random() % 40);
        std::filesystem::resize_file(file, rest);
        if (round % 2)
            std::ofstream(file, std::ios::app | std::ios::binary) << "garbage" << std::string(random() % 9, '\0');
        LogDatabase database({directory.path(), 14}, clock);
        ASSERT_EQ(database.open(), "");
        const auto left = linesOf(database.store());
        ASSERT_TRUE(std::includes(written.begin(), written.end(), left.begin(), left.end()));
        const Line added{now - 1000 + round, "after " + std::to_string(round)};
        ASSERT_EQ(database.push(request({{"app", "new"}}, {added})).status, 204);
        written = linesOf(database.store());
        LogDatabase again({directory.path(), 14}, clock);
        ASSERT_EQ(again.open(), "");
        ASSERT_EQ(linesOf(again.store()), written) << round;
    }
}

TEST(LogDatabase, forgetsBeyondTheRetention)
{
    TemporaryDirectory directory;
    std::int64_t now = noon;
    const auto clock = [&now] { return now; };
    LogDatabase database({directory.path(), 3}, clock);
    ASSERT_EQ(database.open(), "");
    std::vector<Line> lines;
    for (int i = 0; i < 6; ++i)
        lines.emplace_back(noon - i * day, "line");
    ASSERT_EQ(database.push(request({{"app", "a"}}, lines)).status, 204);
    now += day;
    database.maintain();
    EXPECT_EQ(linesOf(database.store()).size(), 3u);
    LogDatabase again({directory.path(), 3}, clock);
    ASSERT_EQ(again.open(), "");
    EXPECT_LE(linesOf(again.store()).size(), 4u) << "whole days only";
}

TEST(LogDatabase, refusesLinesOneByOne)
{
    TemporaryDirectory directory;
    LogDatabase database({directory.path(), 14}, [] { return noon; });
    ASSERT_EQ(database.open(), "");
    const auto outcome = database.push(request(
        {{"app", "a"}},
        {{noon, "good"}, {noon + day, "future"}, {noon - 8 * day, "old"}, {noon - 1, std::string(300'000, 'x')}}));
    EXPECT_EQ(outcome.status, 400);
    EXPECT_EQ(outcome.text, "entry for stream '{app=\"a\"}' has timestamp too new: 2024-10-05T12:00:00Z\n");
    EXPECT_EQ(database.figures().lines, 1u);
    EXPECT_EQ(database.figures().refused, 3u);
    EXPECT_EQ(database.push(request({}, {{noon, "x"}})).text, "error at least one label pair is required per stream\n");
    EXPECT_EQ(database.push(request({{"a", "b"}, {"b c", "x"}}, {{noon, "x"}})).text,
              "1:10: parse error: unexpected character inside braces: ' '\n");
}

// As on a full disk: a new file of which not even the first line could be written whole.
TEST(LogDatabase, goesOnAfterAFileThatCouldNotBeBegun)
{
    TemporaryDirectory directory;
    const auto clock = [] { return noon; };
    rlimit before{};
    ASSERT_EQ(::getrlimit(RLIMIT_FSIZE, &before), 0);
    const auto handler = std::signal(SIGXFSZ, SIG_IGN);
    {
        LogDatabase database({directory.path(), 14}, clock);
        ASSERT_EQ(database.open(), "");
        const rlimit tight{4, before.rlim_max};
        ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &tight), 0);
        // Of two days, so that a file that can be opened does not hide one that cannot.
        const int status = database.push(request({{"app", "a"}}, {{noon - 2 * day, "older"}, {noon, "line"}})).status;
        LogDatabase meanwhile({directory.path(), 14}, clock);
        const std::string problem = meanwhile.open();
        ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &before), 0);
        EXPECT_EQ(status, 500);
        EXPECT_EQ(problem.find("is not a log file"), std::string::npos) << problem;
        for (const auto &entry : std::filesystem::directory_iterator(directory.path()))
            EXPECT_LT(entry.file_size(), 10u) << "no frame without the first line";
        // There is room again: what waited is written with the next.
        EXPECT_EQ(database.push(request({{"app", "a"}}, {{noon + 1, "next"}})).status, 204);
    }
    std::signal(SIGXFSZ, handler);
    LogDatabase again({directory.path(), 14}, clock);
    ASSERT_EQ(again.open(), "");
    EXPECT_EQ(linesOf(again.store()).size(), 3u);
}

TEST(LogDatabase, saysWhatIsWrongWithItsDirectory)
{
    TemporaryDirectory directory;
    std::ofstream(directory.path() / "2024-10-04.tblog") << "something else entirely";
    LogDatabase database({directory.path(), 14}, [] { return noon; });
    EXPECT_EQ(database.open(),
              (directory.path() / "2024-10-04.tblog").string() + " is not a log file of this program; move it away");
}
