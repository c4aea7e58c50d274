// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "agentmetrics.h"
#include "fleethistory.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <set>
#include <sstream>

using namespace toban::sandbox;
using testing::HasSubstr;

namespace {

constexpr std::int64_t end = 1'795'219'200;
constexpr std::int64_t day = 86'400;

Story story(std::uint64_t seed = 1, int days = 2)
{
    return Story({.seed = seed, .days = days, .end = end, .utcOffset = 0, .load = 1});
}

Chunk tell(const Story &told, std::int64_t from, std::int64_t to)
{
    FleetHistory history(told, PriceTable::shipped(), from);
    return history.advance(history.times(from, to, end));
}

std::string text(const Chunk &chunk)
{
    std::string result;
    appendOpenMetrics(chunk, [&result](std::string_view piece) { result += piece; });
    return result;
}

const Column &column(const Chunk &chunk, const std::vector<std::string> &parts)
{
    for (const Column &candidate : chunk.columns) {
        if (std::all_of(parts.begin(), parts.end(),
                        [&](const std::string &part) { return candidate.series.find(part) != std::string::npos; }))
            return candidate;
    }
    throw std::runtime_error("no series with " + parts.front());
}

/// name and labels of an exposition line, the labels sorted, with more labels added.
std::string canonical(const std::string &line, std::vector<std::string> labels)
{
    const auto open = line.find('{');
    const auto close = line.find('}');
    std::istringstream inner(line.substr(open + 1, close - open - 1));
    for (std::string label; std::getline(inner, label, ',');)
        labels.push_back(label);
    std::sort(labels.begin(), labels.end());
    labels.erase(std::unique(labels.begin(), labels.end()), labels.end());
    std::string result = line.substr(0, open);
    for (const std::string &label : labels)
        result += " " + label;
    return result;
}

bool isCounter(const std::string &series)
{
    const std::string name = series.substr(0, series.find('{'));
    return name.ends_with("_total") || name.ends_with("_bucket") || name.ends_with("_sum") || name.ends_with("_count")
        ? name != "claude_agent_active_count"
        : false;
}

} // namespace

TEST(FleetHistory, isTheSameForTheSameSeed)
{
    const std::string first = text(tell(story(), end - 2 * day, end));
    EXPECT_EQ(first, text(tell(story(), end - 2 * day, end)));
    EXPECT_NE(first, text(tell(story(2), end - 2 * day, end)));
    EXPECT_GT(first.size(), 1'000'000u);
}

// Live series and history have to be one: a difference of a label would tear every chart at the seam.
TEST(FleetHistory, hasTheSeriesOfTheLiveAgents)
{
    const Chunk chunk = tell(story(), end - 600, end);
    std::set<std::string> told;
    for (const Column &entry : chunk.columns) {
        if (entry.series.find("job=\"claude-agents\"") != std::string::npos && !entry.series.starts_with("up{"))
            told.insert(canonical(entry.series, {}));
    }
    std::set<std::string> live;
    for (const AgentProfile &profile : fleetProfiles()) {
        const Simulator simulator(profile, PriceTable::shipped(), std::string(profile.primaryModel));
        for (int i = 0; i < profile.replicas; ++i) {
            const std::string id = profile.deployment + "-" + std::to_string(i);
            const AgentMetrics metrics(simulator, "claude-agent-" + id, 1);
            std::istringstream lines(metrics.text());
            for (std::string line; std::getline(lines, line);) {
                if (!line.starts_with("#"))
                    live.insert(canonical(line,
                                          {"instance=\"" + id + "\"", "pod=\"claude-agent-" + id + "\"",
                                           "deployment=\"" + profile.deployment + "\"", "job=\"claude-agents\""}));
            }
        }
    }
    EXPECT_EQ(told, live);
}

TEST(FleetHistory, isAwayForTwelveMinutes)
{
    const Story told = story();
    const Chunk chunk = tell(told, end - 2 * day, end);
    const Column &up = column(chunk, {"up{", "code-generator-0"});
    const Column &active = column(chunk, {"claude_agent_active_count{", "code-generator-0"});
    const Column &manager = column(chunk, {"up{", "toban-manager"});
    std::vector<std::int64_t> down;
    for (std::size_t i = 0; i < chunk.times.size(); ++i) {
        const bool away = told.outage().contains(chunk.times[i]);
        EXPECT_EQ(up.values[i], away ? 0 : 1);
        EXPECT_EQ(manager.values[i], away ? 0 : 1);
        EXPECT_EQ(std::isnan(active.values[i]), away);
        if (away)
            down.push_back(chunk.times[i]);
    }
    ASSERT_EQ(down.size(), 12u); // one sample a minute
    EXPECT_EQ(down.back() - down.front(), 11 * 60);
}

TEST(FleetHistory, countersFallOnlyWhereAgentsWereRestarted)
{
    const Story told = story();
    const Chunk chunk = tell(told, end - 2 * day, end);
    int resets = 0;
    for (const Column &entry : chunk.columns) {
        if (!isCounter(entry.series))
            continue;
        const AgentProfile &profile
            = *std::find_if(fleetProfiles().begin(), fleetProfiles().end(), [&](const AgentProfile &p) {
                  return entry.series.find("\"" + p.deployment + "\"") != std::string::npos;
              });
        const auto restarts = told.restarts(profile);
        double before = 0;
        std::int64_t beforeTime = end - 2 * day;
        for (std::size_t i = 0; i < entry.values.size(); ++i) {
            const std::int64_t t = chunk.times[i];
            if (std::isnan(entry.values[i]))
                continue;
            if (entry.values[i] < before) {
                ++resets;
                EXPECT_TRUE(std::any_of(restarts.begin(), restarts.end(),
                                        [&](std::int64_t r) { return r > beforeTime && r <= t; }))
                    << entry.series << " falls at " << t;
            }
            before = entry.values[i];
            beforeTime = t;
        }
    }
    EXPECT_GT(resets, 10);
}

TEST(FleetHistory, showsTheBadReleaseAndTheCostlyModel)
{
    const Story told = story(1, 62);
    const auto increase = [](const Chunk &chunk, const std::vector<std::string> &parts) {
        double sum = 0;
        for (int i = 0; i < 4; ++i) {
            std::vector<std::string> all = parts;
            all.push_back("instance=\"code-generator-" + std::to_string(i) + "\"");
            double before = 0;
            for (const double value : column(chunk, all).values) {
                if (std::isnan(value))
                    continue;
                sum += value >= before ? value - before : value;
                before = value;
            }
        }
        return sum;
    };
    const auto errorRatio = [&](const Window &window) {
        const Chunk chunk = tell(told, window.begin, window.end);
        double failed = 0;
        double all = 0;
        for (const char *operation : {"code_generation", "code_review", "static_check"}) {
            const std::string label = "operation=\"" + std::string(operation) + "\"";
            failed += increase(chunk, {"claude_agent_requests_total{", label, "status=\"error\""});
            all += increase(chunk, {"claude_agent_request_duration_seconds_count{", label});
        }
        return failed / all;
    };
    EXPECT_GT(errorRatio(told.badRelease()), 0.1);
    EXPECT_LT(errorRatio({told.badRelease().end, told.badRelease().end + 4 * 3600}), 0.03);

    const auto opus = [&](std::int64_t from) {
        return increase(tell(told, from, from + 4 * 3600), {"claude_agent_api_cost_total{", "claude-opus-4.1"});
    };
    const std::int64_t spike = told.costSpike().begin;
    EXPECT_GT(opus(spike), 3 * opus(spike - day));
}

// Any stretch can be told by itself: what happens in it does not depend on where the telling began.
TEST(FleetHistory, tellsAStretchAsPartOfTheWhole)
{
    const Story told = story();
    const Chunk whole = tell(told, end - 8 * 3600, end);
    const Chunk part = tell(told, end - 2 * 3600, end);
    ASSERT_EQ(whole.columns.size(), part.columns.size());
    for (std::size_t i = 0; i < whole.columns.size(); ++i) {
        const Column &a = whole.columns[i];
        const Column &b = part.columns[i];
        if (!isCounter(a.series) || told.outage().end > end - 2 * 3600)
            continue;
        const std::size_t n = b.values.size();
        const double grown = a.values.back() - a.values[a.values.size() - n];
        EXPECT_NEAR(grown, b.values.back() - b.values.front(), 1e-6 * (1 + std::abs(grown))) << a.series;
    }
}

// Prometheus looks back 5 minutes for a value: what is sampled less often has none most of the time.
TEST(FleetHistory, hasEverySeriesEveryFiveMinutes)
{
    const Story told = story();
    FleetHistory history(told, PriceTable::shipped(), end - 2 * day);
    const Chunk chunk = history.advance(history.times(end - 2 * day, end, end - 3600));
    std::size_t missing = 0;
    for (const Column &entry : chunk.columns) {
        ASSERT_EQ(entry.values.size(), chunk.times.size());
        // The others join the fleet later.
        if (entry.series.find("code-generator-0") == std::string::npos)
            continue;
        for (std::size_t i = 0; i < chunk.times.size(); ++i) {
            const std::int64_t t = chunk.times[i];
            missing += t % 300 == 0 && !told.outage().contains(t) && std::isnan(entry.values[i]);
        }
    }
    EXPECT_EQ(missing, 0u);
    const auto samples = [&chunk](const std::vector<std::string> &parts) {
        const std::vector<double> &values = column(chunk, parts).values;
        return std::count_if(values.begin(), values.end(), [](double value) { return !std::isnan(value); });
    };
    const auto judgements = samples({"claude_agent_code_quality_score_count{", "code-generator-0"});
    EXPECT_GE(judgements, 2 * 288 - 3);
    EXPECT_GT(samples({"claude_agent_requests_total{", "code-generator-0"}), judgements + 40);
}

TEST(FleetHistory, logsTheRequestsThatItCounts)
{
    const Story told = story();
    const std::int64_t from = end - 3 * 3600;
    FleetHistory history(told, PriceTable::shipped(), from);
    const auto times = history.times(from, end, end);
    std::uint64_t ended = 0;
    std::uint64_t refused = 0;
    std::int64_t before = 0;
    history.logs(from, times, [&](const StreamLabels &labels, const LogLine &line) {
        ended += line.text.find("\"event\": \"agent_completed\"") != std::string::npos
            || line.text.find("\"event\": \"error\"") != std::string::npos;
        refused += line.text.find("msg=\"authentication failed\"") != std::string::npos;
        EXPECT_TRUE(std::is_sorted(labels.begin(), labels.end()));
        EXPECT_GE(line.nanoseconds, from * 1'000'000'000);
        EXPECT_GE(line.nanoseconds, before - 300'000'000'000);
        before = std::max(before, line.nanoseconds);
    });
    history.advance(times);
    EXPECT_EQ(ended, history.requests());
    EXPECT_GT(ended, 500u);
    EXPECT_GT(refused, 3u);
}

TEST(OpenMetrics, writesASamplePerLineAndSkipsWhatIsMissing)
{
    Chunk chunk;
    chunk.times = {60, 120, 180};
    chunk.columns = {{"a{x=\"1\"}", {1, std::nan(""), 2.5}}, {"b{x=\"1\"}", {3, std::nan(""), 4}}};
    std::string written;
    EXPECT_EQ(appendOpenMetrics(chunk, [&](std::string_view piece) { written += piece; }), 4u);
    EXPECT_EQ(written, "a{x=\"1\"} 1 60\na{x=\"1\"} 2.5 180\nb{x=\"1\"} 3 60\nb{x=\"1\"} 4 180\n");
}
