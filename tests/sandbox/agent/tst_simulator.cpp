// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "agentmetrics.h"
#include "eventlog.h"
#include "simulator.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <map>

using namespace toban::sandbox;
using testing::HasSubstr;

namespace {

constexpr std::chrono::sys_days someDay = std::chrono::year(2026) / 3 / 2;

struct Figures
{
    std::vector<double> seconds;
    std::map<std::string, double> tokens; // by model
    double cost = 0;
    int failures = 0;
    int toolFailures = 0;
    double quantile(double q)
    {
        std::sort(seconds.begin(), seconds.end());
        return seconds[static_cast<std::size_t>(q * static_cast<double>(seconds.size() - 1))];
    }
};

Figures simulate(const Simulator &simulator, const Conditions &conditions, int count, std::uint64_t seed = 7)
{
    Rng rng(seed);
    Figures figures;
    Execution execution;
    for (int i = 0; i < count; ++i) {
        const std::string_view operation = simulator.pickOperation(rng);
        const double complexity = Simulator::pickComplexity(rng);
        simulator.run(rng, operation, complexity, conditions, someDay, execution);
        figures.seconds.push_back(execution.seconds);
        figures.failures += execution.success ? 0 : 1;
        figures.cost += execution.costUsd.value_or(0);
        if (!execution.model.empty())
            figures.tokens[std::string(execution.model)] += execution.inputTokens + execution.outputTokens;
        for (const Step &step : execution.steps)
            figures.toolFailures += step.kind == Step::Kind::Tool && !step.success ? 1 : 0;
    }
    return figures;
}

Simulator simulatorOf(const AgentProfile &profile)
{
    return Simulator(profile, PriceTable::shipped(), std::string(profile.primaryModel));
}

} // namespace

TEST(Rng, givesTheSameNumbersEverywhere)
{
    // First output of xoshiro256++ seeded by splitmix64 with 1; known from the reference implementation.
    EXPECT_EQ(Rng(1).next(), 0xcfc5d07f6f03c29bu);
    EXPECT_EQ(Rng::keyed({1, 2, 3}).next(), Rng::keyed({1, 2, 3}).next());
    EXPECT_NE(Rng::keyed({1, 2, 3}).next(), Rng::keyed({1, 3, 2}).next());
}

TEST(Rng, poissonHasItsMean)
{
    for (const double mean : {0.02, 1.5, 12.0, 80.0}) {
        Rng rng(3);
        double sum = 0;
        for (int i = 0; i < 20'000; ++i)
            sum += rng.poisson(mean);
        EXPECT_NEAR(sum / 20'000, mean, 4 * std::sqrt(mean / 20'000)) << mean;
    }
}

TEST(PriceTable, takesTheTableOfTheDay)
{
    const auto table = PriceTable::fromYaml(R"(
per_tokens: 1000000
tables:
  - valid_from: 2026-02-01
    models: {m: {input: "6", output: "30"}}
  - valid_from: 2025-01-01
    models: {m: {input: "3", output: "15"}, old: {input: "1", output: "1"}}
)");
    using namespace std::chrono;
    EXPECT_DOUBLE_EQ(table.price("m", year(2025) / 6 / 1)->input, 0.003);
    EXPECT_DOUBLE_EQ(table.price("m", year(2026) / 2 / 1)->output, 0.030);
    EXPECT_DOUBLE_EQ(table.price("m", year(2020) / 1 / 1)->input, 0.003);
    EXPECT_FALSE(table.price("old", year(2026) / 3 / 1));
    EXPECT_FALSE(table.price("unknown", year(2026) / 3 / 1));
}

TEST(PriceTable, saysWhatIsWrong)
{
    const auto message = [](const char *text) -> std::string {
        try {
            PriceTable::fromYaml(text);
        } catch (const std::runtime_error &e) {
            return e.what();
        }
        return "accepted";
    };
    EXPECT_THAT(message("per_tokens: 0\ntables: []"), HasSubstr("per_tokens"));
    EXPECT_THAT(message("per_tokens: 1000\ntables: []"), HasSubstr("no table"));
    EXPECT_THAT(message("per_tokens: 1000\ntables: [{valid_from: 2026-13-01}]"), HasSubstr("2026-13-01"));
    EXPECT_THAT(message("per_tokens: 1000\ntables: [{valid_from: 2026-01-01, models: {m: {input: 1}}}]"),
                HasSubstr("m needs a number \"output\""));
    EXPECT_THAT(message("{"), HasSubstr("prices"));
}

TEST(Simulator, isFastAndSoundWhenNothingIsWrong)
{
    for (const AgentProfile &profile : fleetProfiles()) {
        const Simulator simulator = simulatorOf(profile);
        Figures figures = simulate(simulator, {}, 40'000);
        EXPECT_GT(figures.quantile(0.25), 0.8) << profile.agentType;
        EXPECT_LT(figures.quantile(0.95), 9.0) << profile.agentType;
        EXPECT_GT(figures.quantile(0.95), 4.0) << profile.agentType;
        EXPECT_LT(figures.quantile(0.99), 16.0) << profile.agentType;
        EXPECT_NEAR(figures.failures / 40'000.0, normalErrorProbability, 0.0015) << profile.agentType;
    }
}

// The limit of the alert HighAPIUsage is 100 000 tokens an hour for a type and model.
TEST(Simulator, staysBelowTheLimitsOfTheAlertsAtThePeakOfTheDay)
{
    constexpr int hours = 400;
    double all = 0;
    for (const AgentProfile &profile : fleetProfiles()) {
        const int perHour = static_cast<int>(profile.requestsPerMinute * 60);
        const Simulator simulator = simulatorOf(profile);
        for (const auto &[model, tokens] : simulate(simulator, {}, perHour * hours).tokens) {
            EXPECT_LT(tokens / hours, 70'000) << profile.agentType << " " << model;
            all += tokens / hours;
        }
        for (std::uint64_t hour = 0; hour < hours; ++hour) {
            for (const auto &[model, tokens] : simulate(simulator, {}, perHour, hour).tokens)
                EXPECT_LT(tokens, 100'000) << profile.agentType << " " << model;
        }
    }
    EXPECT_LT(all, 500'000);
}

TEST(Simulator, failsWhereTheFaultIs)
{
    const Simulator simulator = simulatorOf(fleetProfiles().front());
    Conditions conditions;
    conditions.failingTool = "read_file";
    Figures figures = simulate(simulator, conditions, 5'000);
    EXPECT_GT(figures.failures, 1'500);
    EXPECT_LT(figures.failures, 4'500);
    conditions.failingTool = "no_such_tool";
    EXPECT_LT(simulate(simulator, conditions, 5'000).failures, 60);

    Conditions refused;
    refused.model429 = true;
    figures = simulate(simulator, refused, 5'000);
    EXPECT_GT(figures.failures, 400);
    EXPECT_LT(figures.failures, 1'200); // what calls no model goes on

    Conditions slow;
    slow.slowFactor = 8;
    EXPECT_GT(simulate(simulator, slow, 5'000).quantile(0.95), 30);
}

TEST(Simulator, namesNoPriceForAModelWithoutOne)
{
    const Simulator simulator(profileFor("doc_writer"), PriceTable::shipped(), "house-model-7");
    Rng rng(1);
    Execution execution;
    int unpriced = 0;
    for (int i = 0; i < 200; ++i) {
        simulator.run(rng, "general_task", 0.3, {}, someDay, execution);
        if (execution.model != "house-model-7")
            continue;
        ++unpriced;
        EXPECT_GT(execution.outputTokens, 0);
        EXPECT_FALSE(execution.costUsd);
    }
    EXPECT_GT(unpriced, 50);
}

TEST(Events, tellAnExecutionInTheOrderOfTime)
{
    const Simulator simulator = simulatorOf(profileFor("security_scanner"));
    Rng rng(11);
    Execution execution;
    for (int i = 0; i < 300; ++i) {
        simulator.run(rng, simulator.pickOperation(rng), 0.5, {}, someDay, execution);
        std::vector<LogLine> lines;
        executionEvents(execution, "req-1", "調査", 1'000, [&](LogLine line) { lines.push_back(std::move(line)); });
        ASSERT_GE(lines.size(), 2u);
        EXPECT_THAT(lines.front().text, HasSubstr("\"event\": \"agent_started\""));
        EXPECT_THAT(lines.back().text,
                    HasSubstr(execution.success ? "\"event\": \"agent_completed\"" : "\"event\": \"error\""));
        EXPECT_EQ(lines.front().nanoseconds, 1'000);
        EXPECT_NEAR(static_cast<double>(lines.back().nanoseconds), execution.seconds * 1e9, 2'000);
        EXPECT_TRUE(std::is_sorted(lines.begin(), lines.end(),
                                   [](const LogLine &a, const LogLine &b) { return a.nanoseconds < b.nanoseconds; }));
        for (const LogLine &line : lines) {
            EXPECT_THAT(line.text, HasSubstr("\"request_id\": \"req-1\""));
            EXPECT_THAT(line.text, testing::Not(HasSubstr("s3cr3t"))); // of a tool's input
        }
    }
}

// What a caller calls its task goes into the log store: secrets in it do not.
TEST(Events, redactWhatTheCallerWrote)
{
    const Simulator simulator = simulatorOf(profileFor("code_generator"));
    Rng rng(11);
    Execution execution;
    simulator.run(rng, "code_review", 0.5, {}, someDay, execution);
    const std::pair<const char *, const char *> cases[] = {
        {"deploy with api_key=sk-123 to billing", R"("task": "deploy with api_key=[redacted] to billing")"},
        {R"(call {"password":"a b\"c", "x":1})", R"("task": "call {\"password\":\"[redacted]\", \"x\":1}")"},
        {"Authorization: Bearer abc.def", R"("task": "Authorization: [redacted]")"},
        {"token=abc\\", R"("task": "token=[redacted]")"},
        {"修正: ユニットテスト 5 tokens: 12", R"("task": "修正: ユニットテスト 5 tokens: 12")"},
    };
    for (const auto &[title, shown] : cases) {
        std::vector<LogLine> lines;
        executionEvents(execution, "req token=abc", title, 1'000,
                        [&](LogLine line) { lines.push_back(std::move(line)); });
        EXPECT_THAT(lines.front().text, HasSubstr(shown));
        for (const LogLine &line : lines)
            EXPECT_THAT(line.text, HasSubstr(R"("request_id": "req token=[redacted]")"));
    }
}

TEST(Metrics, countWhatWasRecordedUnderTheNamesOfTheFamily)
{
    const Simulator simulator = simulatorOf(profileFor("code_generator"));
    AgentMetrics metrics(simulator, "claude-agent-code-generator-0", 1000);
    metrics.setActive(true);
    Rng rng(5);
    Execution execution;
    int failures = 0;
    for (int i = 0; i < 50; ++i) {
        Conditions conditions;
        conditions.errorProbability = 0.3;
        simulator.run(rng, "code_review", 0.2, conditions, someDay, execution);
        failures += execution.success ? 0 : 1;
        metrics.record(execution);
    }
    const std::string text = metrics.text();
    const auto line = [](const std::string &labels, int value) { return labels + " " + std::to_string(value) + "\n"; };
    EXPECT_THAT(
        text,
        HasSubstr(line(
            "claude_agent_requests_total{agent_type=\"code_generator\",operation=\"code_review\",status=\"error\"}",
            failures)));
    EXPECT_THAT(
        text,
        HasSubstr(line(
            "claude_agent_requests_total{agent_type=\"code_generator\",operation=\"code_review\",status=\"success\"}",
            50 - failures)));
    EXPECT_THAT(text,
                HasSubstr(line("claude_agent_request_duration_seconds_bucket{agent_type=\"code_generator\",operation="
                               "\"code_review\",le=\"+Inf\"}",
                               50)));
    EXPECT_THAT(
        text,
        HasSubstr(line(
            "claude_agent_request_duration_seconds_count{agent_type=\"code_generator\",operation=\"static_check\"}",
            0)));
    EXPECT_THAT(text, HasSubstr(line("claude_agent_active_count{agent_type=\"code_generator\"}", 1)));
    EXPECT_THAT(text, HasSubstr("le=\"0.1\"}"));
    EXPECT_THAT(text, HasSubstr("# TYPE claude_agent_request_duration_seconds histogram\n"));
    metrics.setActive(false);
    EXPECT_THAT(metrics.text(), HasSubstr(line("claude_agent_active_count{agent_type=\"code_generator\"}", 0)));
}
