// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// What workers say that they did, looked at with the manager's own rules.
#include "anomalyrules.h"
#include "executionreport.h"

#include <gtest/gtest.h>

using namespace toban::sandbox;
using Json = nlohmann::json;

namespace {

constexpr std::int64_t start = 1'772'442'843'120'000'000; // 2026-03-02T09:14:03.120Z

Execution simulated(const std::string &type, std::uint64_t seed)
{
    static std::map<std::string, std::unique_ptr<Simulator>> simulators; // executions look into them
    auto &simulator = simulators[type];
    if (!simulator)
        simulator = std::make_unique<Simulator>(profileFor(type), PriceTable::shipped(),
                                                std::string(profileFor(type).primaryModel));
    Rng rng(seed);
    Execution execution;
    simulator->run(rng, simulator->pickOperation(rng), 0.3, {}, std::chrono::sys_days(std::chrono::days(20'000)),
                   execution);
    return execution;
}

std::vector<toban::manager::Anomaly> anomaliesOf(const Json &report)
{
    toban::manager::Execution seen;
    seen.operations = report["operations"];
    seen.dataAccessed = report["data_accessed"];
    seen.filesModified = report["files_modified"];
    seen.connections = report["network_connections"];
    seen.permissions = report["permissions"];
    return toban::manager::AnomalyRules::shipped().find(seen);
}

/// A manager that the test plays: it answers when the test wants.
struct Played
{
    std::vector<std::pair<Json, ExecutionReporter::Answer>> got;
    ExecutionReporter::Send send()
    {
        return [this](const std::string &body, ExecutionReporter::Answer answer) {
            got.emplace_back(Json::parse(body), std::move(answer));
        };
    }
    void answer(int status)
    {
        const auto answer = got.back().second;
        answer(status, "no");
    }
};

void note(ExecutionReporter &reporter, int count)
{
    for (int i = 0; i < count; ++i)
        reporter.note("task", start, 1, true, simulated("code_generator", 1));
}

} // namespace

TEST(ExecutionReport, SaysWhatWasTouched)
{
    Execution execution;
    execution.operation = "code_generation";
    execution.steps = {{Step::Kind::Model, "gpt-5", 1, true},
                       {Step::Kind::Tool, "read_file", 1, true},
                       {Step::Kind::Tool, "read_file", 1, true},
                       {Step::Kind::Tool, "write_file", 5, true}};
    Rng rng(1);
    const Json whole = executionReport({"r-1", "task-1", start, 8, true}, execution, rng);
    EXPECT_EQ(whole["at"], "2026-03-02T09:14:03.120Z");
    EXPECT_EQ(whole["session"], "task-1");
    EXPECT_EQ(whole["operations"], (Json{"call_model", "read_file", "write_file"}));
    EXPECT_EQ(whole["permissions"], (Json{"models.call", "repository.read", "repository.write"}));
    EXPECT_EQ(whole["network_connections"], Json::array({"https://api.openai.com/v1/responses"}));
    EXPECT_EQ(whole["files_modified"].size(), 1U);
    EXPECT_EQ(whole["outcome"], "succeeded");
    const Json cancelled = executionReport({"r-2", "task-2", start, 1.5, false}, execution, rng);
    EXPECT_EQ(cancelled["operations"], (Json{"call_model", "read_file"})) << "it never came to the others";
    EXPECT_EQ(cancelled["outcome"], "failed");
}

TEST(ExecutionReport, IsRarelyOddAndTheManagerFindsExactlyThat)
{
    int odd = 0, all = 0;
    std::set<std::string> rules;
    for (const AgentProfile &profile : fleetProfiles()) {
        for (std::uint64_t seed = 1; seed <= 4000; ++seed, ++all) {
            const Execution execution = simulated(profile.agentType, seed);
            Rng rng = Rng::keyed({seed, 7}), same = rng;
            const Json report = executionReport({"r", "t", start, execution.seconds, true}, execution, rng);
            EXPECT_EQ(report, executionReport({"r", "t", start, execution.seconds, true}, execution, same));
            const auto found = anomaliesOf(report);
            ASSERT_LE(found.size(), 1U) << report;
            odd += int(found.size());
            if (!found.empty())
                rules.insert(found[0].rule);
        }
    }
    EXPECT_NEAR(odd / double(all), oddProbability, 0.002);
    EXPECT_EQ(rules, (std::set<std::string>{"sensitive_file", "suspicious_endpoint", "elevated_permission"}));
}

TEST(ExecutionReporter, SendsBatchesOneAfterTheOther)
{
    Played manager;
    ExecutionReporter reporter("gen-0", 1, manager.send(), {.waiting = 10, .batch = 2});
    reporter.flush();
    EXPECT_TRUE(manager.got.empty());
    note(reporter, 3);
    reporter.flush();
    reporter.flush();
    ASSERT_EQ(manager.got.size(), 1U) << "one at a time";
    EXPECT_EQ(manager.got[0].first["agent"], "gen-0");
    EXPECT_EQ(manager.got[0].first["events"].size(), 2U);
    manager.answer(200);
    ASSERT_EQ(manager.got.size(), 2U);
    manager.answer(200);
    EXPECT_FALSE(reporter.isSending());
    EXPECT_EQ(reporter.figures().sent, 3U);
    EXPECT_EQ(reporter.figures().lost, 0U);
}

TEST(ExecutionReporter, SendsTheSameAgainAndCountsWhatIsLost)
{
    Played manager;
    ExecutionReporter reporter("gen-0", 1, manager.send(), {.waiting = 3, .batch = 2});
    note(reporter, 2);
    reporter.flush();
    note(reporter, 2);
    manager.answer(0);
    EXPECT_FALSE(reporter.isSending()) << "not at once: the manager is away";
    EXPECT_EQ(reporter.figures().waiting, 3U);
    EXPECT_EQ(reporter.figures().lost, 1U) << "the oldest";
    reporter.flush();
    EXPECT_EQ(manager.got[1].first["events"][0]["id"], manager.got[0].first["events"][1]["id"]);
    manager.answer(503);
    EXPECT_EQ(reporter.figures().lost, 1U);
    reporter.flush();
    manager.answer(422);
    EXPECT_EQ(reporter.figures().lost, 3U) << "it would refuse them again";
    EXPECT_EQ(reporter.figures().waiting, 1U);
    reporter.flush();
    manager.answer(200);
    EXPECT_EQ(reporter.figures().sent, 1U);
    ExecutionReporter silent("gen-1", 1, {}, {});
    note(silent, 1);
    EXPECT_EQ(silent.figures().waiting, 0U) << "there is no manager";
}
