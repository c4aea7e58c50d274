// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Which agent gets a task: the histories of the endpoints, the score, the four strategies, and the change of them.

#include "managerrig.h"

#include <algorithm>
#include <deque>
#include <random>

using namespace toban::manager;

TEST(EndpointBook, CountsLikeAListOfAllAttemptsWould)
{
    struct Simple
    {
        std::deque<bool> last;
        std::optional<double> mean;
        std::int64_t attempts = 0, failures = 0;
    };
    std::mt19937_64 random(5);
    EndpointBook book;
    std::map<std::string, Simple> model;
    for (int step = 0; step < 20'000; ++step) {
        const std::string id = "a" + std::to_string(random() % 5);
        if (random() % 1500 == 0) {
            book.forget(id);
            model.erase(id);
        } else {
            const bool success = random() % 10 < 7;
            const auto seconds = random() % 3 == 0 ? std::nullopt : std::optional(double(random() % 1000) / 100);
            book.ended(id, {success, seconds, std::nullopt}, {});
            Simple &simple = model[id];
            simple.last.push_back(success);
            if (simple.last.size() > 100) {
                simple.last.pop_front();
            }
            if (seconds) {
                simple.mean = simple.mean ? 0.9 * *simple.mean + 0.1 * *seconds : *seconds;
            }
            ++simple.attempts;
            simple.failures += success ? 0 : 1;
        }
        const EndpointFigures figures = book.figures(id);
        const Simple &simple = model[id];
        ASSERT_EQ(figures.counted, int(simple.last.size()));
        ASSERT_EQ(figures.attempts, simple.attempts);
        ASSERT_EQ(figures.failures, simple.failures);
        ASSERT_EQ(figures.successRate.has_value(), !simple.last.empty());
        if (figures.successRate) {
            ASSERT_DOUBLE_EQ(*figures.successRate,
                             double(std::count(simple.last.begin(), simple.last.end(), true)) / simple.last.size());
        }
        ASSERT_EQ(figures.responseSeconds.has_value(), simple.mean.has_value());
        if (simple.mean) {
            ASSERT_NEAR(*figures.responseSeconds, *simple.mean, 1e-9);
        }
    }
}

TEST(BalancingScore, IsThatOfTheSpecification)
{
    struct Row
    {
        const char *type, *operation;
        std::optional<double> success, response;
        int load, capacity, weight;
        double complexity, score;
    };
    const Row rows[]{
        {"code_generator", "code_generation", 1, 0, 0, 10, 5, 0.3, 1.00},
        {"code_generator", "code_generation", 0.5, 4, 5, 10, 5, 0.5, 0.15 + 0.05 + 0.10 + 0.15 + 0.10},
        {"security_scanner", "code_generation", 0, 9, 10, 10, 1, 0.7, 0 + 0.025 + 0 + 0.045 + 0.02},
        {"performance_tester", "security_analysis", 0, 9, 20, 10, 10, 0.5, 0 + 0.025 + 0 + 0.015 + 0},
        {"code_generator", "performance_test", 1, 1, 0, 4, 7, 0.71, 0.30 + 0.125 + 0.20 + 0.045 + 0.07},
        {"code_generator", "write_poems", {}, {}, 1, 4, 10, 1, 0.30 + 0.125 + 0.15 + 0.075 + 0.10},
    };
    for (const Row &row : rows) {
        EndpointFigures figures;
        figures.successRate = row.success;
        figures.responseSeconds = row.response;
        EXPECT_NEAR(
            balancingScore({row.type, row.load, row.capacity, row.weight, figures}, row.operation, row.complexity),
            row.score, 1e-12)
            << row.type << ' ' << row.operation;
    }
}

namespace {

/// A board of one type and the same agents in the open.
struct Scene
{
    struct Known
    {
        std::string deployment;
        int load = 0, capacity = 1, weight = 5;
        double history = 0;
        std::uint64_t lastPick = 0, incarnation = 0;
    };
    TaskBoard board;
    std::map<std::string, Known> agents;
    std::uint64_t picks = 0;
    int tasks = 0;

    explicit Scene(BalancingStrategy strategy) { board.setStrategy(strategy); }
    void set(const std::string &id, const Known &known)
    {
        agents[id] = known;
        board.setAgent(id, {"t", known.deployment, known.capacity, true, known.weight, known.history});
    }
    /// Who gets a new task; empty: nobody has room.
    std::string give(const std::string &deployment = {}, double complexity = 0.5)
    {
        const std::string id = "k" + std::to_string(++tasks);
        board.enqueue(id, {"t", deployment, 5, complexity});
        const auto given = board.next();
        if (!given) {
            board.withdraw(id);
            return {};
        }
        EXPECT_EQ(given->taskId, id);
        Known &known = agents.at(given->agentId);
        ++known.load;
        known.lastPick = ++picks;
        known.incarnation = given->incarnation;
        return given->agentId;
    }
    void end(const std::string &id)
    {
        --agents.at(id).load;
        EXPECT_TRUE(board.release(id, agents.at(id).incarnation));
    }
};

} // namespace

TEST(Strategies, RoundRobinGoesByTurnWhateverTheLoad)
{
    Scene scene(BalancingStrategy::RoundRobin);
    for (const char *id : {"a", "b", "c"}) {
        scene.set(id, {"d", 0, id[0] == 'a' ? 2 : 100});
    }
    std::string order;
    for (int i = 0; i < 12; ++i) {
        order += scene.give();
    }
    EXPECT_EQ(order, "abcabcbcbcbc") << "a has room for two";
    scene.end("a");
    EXPECT_EQ(scene.give(), "a") << "its turn was longest ago";
}

TEST(Strategies, WeightsAreKeptExactlyOverEachRound)
{
    Scene scene(BalancingStrategy::WeightedRoundRobin);
    const std::map<std::string, int> weights{{"a", 1}, {"b", 4}, {"c", 10}};
    for (const auto &[id, weight] : weights) {
        scene.set(id, {id, 0, 1000, weight});
    }
    for (int round = 0; round < 20; ++round) {
        std::map<std::string, int> got;
        for (int i = 0; i < 15; ++i) {
            ++got[scene.give()];
        }
        ASSERT_EQ(got, weights) << "round " << round;
    }
    // One that comes late gets its share from now on, not all that it has missed.
    scene.set("d", {"d", 0, 1000, 5});
    std::map<std::string, int> got;
    for (int i = 0; i < 20; ++i) {
        ++got[scene.give()];
    }
    for (const auto &[id, share] : std::map<std::string, int>{{"a", 1}, {"b", 4}, {"c", 10}, {"d", 5}}) {
        EXPECT_NEAR(got[id], share, 1) << id << ": it may come just before or just after a turn";
    }
    // Tasks that only one deployment may do count as its turns, and move nobody else's.
    for (int i = 0; i < 10; ++i) {
        ASSERT_EQ(scene.give("b"), "b");
    }
    got.clear();
    for (int i = 0; i < 40; ++i) {
        ++got[scene.give()];
    }
    EXPECT_NEAR(got["c"], 2 * got["d"], 1);
    EXPECT_NEAR(got["c"], 10 * got["a"], 10);
    EXPECT_LT(got["b"], 8) << "it had ten already";
}

TEST(Strategies, AiOptimizedTakesTheHighestScoreOfAll)
{
    std::mt19937_64 random(7);
    Scene scene(BalancingStrategy::AiOptimized);
    EndpointBook book;
    std::vector<std::string> running;
    const auto fill = [&](const std::string &id) {
        Scene::Known known{"d" + std::to_string(random() % 3), scene.agents[id].load, 1 + int(random() % 12),
                           1 + int(random() % 10)};
        known.history = historyScore(book.figures(id));
        known.lastPick = scene.agents[id].lastPick;
        known.incarnation = scene.agents[id].incarnation;
        scene.set(id, known);
    };
    for (int i = 0; i < 40; ++i) {
        fill("a" + std::to_string(i));
    }
    const auto score = [&](const std::string &id, const std::string &operation, double complexity) {
        const auto &known = scene.agents.at(id);
        return balancingScore({"code_generator", known.load, known.capacity, known.weight, book.figures(id)}, operation,
                              complexity);
    };
    for (int step = 0; step < 20'000; ++step) {
        if (random() % 2 == 0) {
            const std::string deployment = random() % 2 == 0 ? "" : "d" + std::to_string(random() % 3);
            const double complexity = double(random() % 101) / 100;
            double highest = -1;
            for (const auto &[id, known] : scene.agents) {
                if (known.load < known.capacity && (deployment.empty() || known.deployment == deployment)) {
                    highest = std::max(highest, score(id, "code_generation", complexity));
                }
            }
            const auto before = scene.agents;
            const std::string given = scene.give(deployment, complexity);
            ASSERT_EQ(given.empty(), highest < 0);
            if (!given.empty()) {
                const auto after = std::exchange(scene.agents, before);
                ASSERT_NEAR(score(given, "code_generation", complexity), highest, 1e-9);
                scene.agents = after;
                running.push_back(given);
            }
        } else if (!running.empty()) {
            const auto which = running.begin() + long(random() % running.size());
            const std::string id = *which;
            running.erase(which);
            book.ended(id, {random() % 4 != 0, double(random() % 500) / 100, true}, {});
            scene.board.setHistoryScore(id, historyScore(book.figures(id)));
            scene.agents.at(id).history = historyScore(book.figures(id));
            scene.end(id);
        } else {
            fill("a" + std::to_string(random() % 40));
        }
    }
}

TEST(Strategies, ThousandsOfAgentsAreNotLookedThroughForEachTask)
{
    for (const auto strategy : {BalancingStrategy::RoundRobin, BalancingStrategy::LeastConnections,
                                BalancingStrategy::WeightedRoundRobin, BalancingStrategy::AiOptimized}) {
        const auto timeOf = [strategy](int count) {
            TaskBoard board;
            board.setStrategy(strategy);
            for (int i = 0; i < count; ++i) {
                board.setAgent("a" + std::to_string(i), {"t", "d", 10, true, 1 + i % 10, double(i % 97) / 200});
            }
            auto best = std::chrono::nanoseconds::max();
            for (int round = 0; round < 5; ++round) {
                const auto begin = std::chrono::steady_clock::now();
                for (int i = 0; i < 500; ++i) {
                    board.enqueue("k", {"t", "", 5, double(i % 10) / 10});
                    const auto given = board.next();
                    board.setHistoryScore(given->agentId, double(i % 89) / 200);
                    board.release(given->agentId, given->incarnation);
                }
                best = std::min<std::chrono::nanoseconds>(best, std::chrono::steady_clock::now() - begin);
            }
            return double(best.count());
        };
        EXPECT_LT(timeOf(20'000), 20 * timeOf(200))
            << balancingStrategyText(strategy) << ": a hundred times the agents";
    }
}

namespace {

TaskOutcome answered(TaskOutcome::Kind kind)
{
    return {kind, {R"({"model":"m"})", Usage{"m", 0, 0, {}}}, kind == TaskOutcome::Kind::Done ? "" : "no", {}};
}

} // namespace

TEST(BalancingChange, IsPlannedMadeKeptAndTakesEffect)
{
    ScratchDirectory directory;
    auto rig = std::make_unique<ManagerRig>(directory / "m.db");
    ASSERT_EQ(rig->change(ManagerRig::create("gen", 2)).status, 202);
    rig->settle("gen");
    const auto give = [&rig](const std::string &id) {
        EXPECT_EQ(rig->submit(ManagerRig::task(id)).status, 202);
        auto given = rig->transport.take();
        EXPECT_EQ(given.size(), 1U);
        return given.at(0);
    };
    // Under the default the agent that waited longest follows; a failure does not matter.
    for (const char *expected : {"gen-0", "gen-1", "gen-0"}) {
        const auto given
            = give(std::string("first-") + expected + std::to_string(rig->clock.now().time_since_epoch().count()));
        EXPECT_EQ(given.task.agentId, expected);
        rig->clock.advance(std::chrono::seconds(expected == std::string("gen-0") ? 9 : 1));
        given.answer(answered(TaskOutcome::Kind::Done));
        rig->flush();
    }
    EXPECT_NEAR(*rig->fleet.endpoints.figures("gen-0").responseSeconds, 9, 1e-9);
    EXPECT_NEAR(*rig->fleet.endpoints.figures("gen-1").responseSeconds, 1, 1e-9);

    Balancing wanted;
    wanted.strategy = BalancingStrategy::AiOptimized;
    wanted.weights = {{"nothing", 3}};
    EXPECT_EQ(rig->change({"balancing", PutBalancing{wanted}}).status, 422);
    wanted.weights = {{"gen", 3}};
    wanted.fallbackModels = {{"opus", "sonnet"}};
    const Answer done = rig->change({"balancing", PutBalancing{wanted}});
    ASSERT_EQ(done.status, 202) << done.body;
    const auto entries = rig->audit({"", "balancing.put", "", ""});
    ASSERT_EQ(entries.size(), 2U) << "the refused and the accepted one";
    EXPECT_NE(entries[0].body.find(R"("from":"least_connections","to":"ai_optimized")"), std::string::npos);
    for (const char *id : {"a", "b", "c"}) {
        const auto given = give(id);
        EXPECT_EQ(given.task.agentId, "gen-1") << "the quicker one, as long as it is idle";
        given.answer(answered(TaskOutcome::Kind::Done));
    }
    rig->flush();

    rig = nullptr;
    rig = std::make_unique<ManagerRig>(directory / "m.db");
    EXPECT_EQ(rig->fleet.balancing.strategy, BalancingStrategy::AiOptimized);
    EXPECT_EQ(rig->fleet.balancing.weights, wanted.weights);
    EXPECT_EQ(rig->fleet.balancing.fallbackModels, wanted.fallbackModels);
    EXPECT_EQ(rig->fleet.balancing.updatedBy, "tester");
    rig->settle("gen");
    EXPECT_EQ(rig->fleet.endpoints.figures("gen-1").attempts, 0) << "another process: nothing is known of it";
}
