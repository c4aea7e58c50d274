// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backfill.h"
#include "childprocess.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <unistd.h>

#include <fstream>
#include <iterator>

using namespace toban::sandbox;
using testing::HasSubstr;

namespace {

constexpr std::int64_t end = 1'795'219'200;
constexpr std::int64_t hour = 3600;

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
    const auto figures = backfill(m_story, PriceTable::shipped(), end - 60 * hour, end, m_places, false, m_cancelled);
    // 60 hours cross one or two borders of 54 hours.
    EXPECT_GE(figures.blocks, 2u);
    EXPECT_LE(figures.blocks, 3u);
    EXPECT_FALSE(std::filesystem::exists(m_places.scratch));
    const std::string samples = dump();
    EXPECT_EQ(static_cast<std::uint64_t>(std::count(samples.begin(), samples.end(), '\n')), figures.samples);
    EXPECT_GT(figures.samples, 500'000u);
    EXPECT_THAT(metas(), testing::Not(HasSubstr("from-out-of-order")));
}

TEST_F(Backfill, marksBlocksThatComeBesideLiveSamples)
{
    backfill(m_story, PriceTable::shipped(), end - hour, end, m_places, true, m_cancelled);
    EXPECT_THAT(metas(), HasSubstr("\"hints\": [\"from-out-of-order\"]"));
    EXPECT_FALSE(dump().empty());
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
