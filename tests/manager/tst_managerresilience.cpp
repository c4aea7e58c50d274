// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later

// What keeps work going when agents and models fail: circuit breakers, retries, the fallback model.

#include "attemptrules.h"
#include "managerrig.h"

using namespace toban::manager;
using Kind = TaskOutcome::Kind;
using State = CircuitBreaker::State;
using std::chrono::seconds;

TEST(CircuitBreaker, FollowsTheSpecification)
{
    struct Row
    {
        const char *events; ///< f: failed, s: succeeded, digits: seconds × 10 that pass
        State state;
    };
    const Row rows[]{
        {"", State::Closed},
        {"ffff", State::Closed},
        {"fffff", State::Open},
        {"ffffsffff", State::Closed},
        {"fffff2", State::Open},
        {"fffff3", State::HalfOpen},
        {"fffffss", State::Open},
        {"fffff3s", State::HalfOpen},
        {"fffff3ss", State::Closed},
        {"fffff3f", State::Open},
        {"fffff3f5", State::Open},
        {"fffff3f6", State::HalfOpen},
        {"fffff3sf5", State::Open},
        {"fffff3f6f5", State::Open},
        {"fffff3f6f6", State::HalfOpen},
        {"fffff3ssffff", State::Closed},
        {"fffff3ssfffff3", State::HalfOpen},
    };
    for (const Row &row : rows) {
        CircuitBreaker breaker;
        SteadyPoint now{std::chrono::hours(1)};
        for (const char *event = row.events; *event != 0; ++event) {
            if (*event == 'f') {
                breaker.failed(now);
            } else if (*event == 's') {
                breaker.succeeded(now);
            } else {
                now += seconds(10) * (*event - '0');
            }
        }
        EXPECT_EQ(breaker.state(now), row.state) << row.events;
    }
}

TEST(Retry, WaitsTwiceAsLongEachTimeWithinTheJitterAndAtMostAMinute)
{
    int attempt = 0;
    for (const int whole : {1, 2, 4, 8, 16, 32, 60, 60}) {
        ++attempt;
        EXPECT_EQ(retryDelay(attempt, 0.5), seconds(whole)) << attempt;
        const std::chrono::milliseconds longest = seconds(60), unclipped = seconds(1 << (attempt - 1));
        EXPECT_EQ(retryDelay(attempt, 0), std::min(longest, unclipped / 2));
        EXPECT_EQ(retryDelay(attempt, 1), std::min(longest, unclipped * 3 / 2));
    }
    EXPECT_EQ(retryDelay(1000, 1), seconds(60));
}

namespace {

TaskOutcome good()
{
    return {Kind::Done, {R"({"model":"m"})", Usage{"m", 0, 0, {}}}, "", {}};
}
TaskOutcome broken(const char *code = "internal")
{
    return {Kind::Failed, {}, std::string("500 ") + code, {}, code};
}

class Resilience : public testing::Test
{
protected:
    ScratchDirectory directory;
    ManagerRig rig{directory / "m.db"};
    int tasks = 0;

    void SetUp() override
    {
        ASSERT_EQ(rig.change(ManagerRig::create("gen", 2)).status, 202);
        rig.settle("gen");
    }
    void pass(std::chrono::milliseconds time)
    {
        constexpr std::chrono::milliseconds step{250};
        for (; time > step.zero(); time -= step) {
            rig.clock.advance(std::min(time, step));
            for (const char *id : {"gen-0", "gen-1"}) {
                rig.agents.heartbeat(id, {}, {id, Role::Agent, id, {}, true});
            }
            rig.controller.step();
        }
    }
    /// What the next attempt is; nothing within that time: an empty id.
    FakeTransport::Given next(std::chrono::milliseconds within = seconds(0))
    {
        rig.flush();
        for (std::chrono::milliseconds waited{0};; waited += std::chrono::milliseconds(250)) {
            auto given = rig.transport.take();
            if (!given.empty() || waited >= within) {
                EXPECT_LE(given.size(), 1U);
                return given.empty() ? FakeTransport::Given{} : given[0];
            }
            pass(std::chrono::milliseconds(250));
        }
    }
    std::string submit()
    {
        const std::string id = "t" + std::to_string(++tasks);
        EXPECT_EQ(rig.submit(ManagerRig::task(id)).status, 202);
        return id;
    }
    TaskStatus status(const std::string &id)
    {
        rig.flush();
        return rig.tasks.get(id)->status;
    }
    std::size_t queued() { return rig.fleet.board.queued(); }
};

} // namespace

TEST_F(Resilience, AFailedAttemptWaitsLongerEachTimeAndEndsWithTheLastError)
{
    const std::string id = submit();
    auto given = next();
    for (int attempt = 1; attempt < 5; ++attempt) {
        ASSERT_EQ(given.task.attempts, attempt);
        given.answer(broken());
        EXPECT_EQ(status(id), TaskStatus::Queued);
        EXPECT_EQ(queued(), 1U) << "it counts as waiting";
        const auto low = retryDelay(attempt, 0), high = retryDelay(attempt, 1);
        pass(low - std::chrono::milliseconds(250));
        ASSERT_TRUE(next().task.id.empty()) << "before its time";
        given = next(high - low + std::chrono::milliseconds(750));
        ASSERT_EQ(given.task.id, id);
    }
    given.answer(broken("last"));
    EXPECT_EQ(status(id), TaskStatus::Failed);
    EXPECT_EQ(rig.tasks.get(id)->error, "500 last");
    EXPECT_EQ(rig.tasks.get(id)->attempts, 5);
}

TEST_F(Resilience, APostponedTaskCanBeCancelledAndItsAgentsEndIsNobodysFault)
{
    const std::string id = submit();
    next().answer(broken());
    ASSERT_EQ(rig.change({id, CancelTask{}}).status, 202);
    EXPECT_EQ(queued(), 0U);
    EXPECT_TRUE(next(seconds(3)).task.id.empty());
    const std::string other = submit();
    const auto given = next();
    rig.driver.end(given.task.agentId, false);
    rig.controller.step();
    const auto again = next();
    EXPECT_EQ(again.task.id, other) << "at once";
    EXPECT_NE(again.task.agentId, given.task.agentId);
}

TEST_F(Resilience, AnEndpointThatFailsAgainAndAgainGetsNothingThenOneTaskAtATime)
{
    // All that gen-0 does fails; what fails is cancelled, so that only new tasks are looked at.
    const auto fail = [this](const FakeTransport::Given &given) {
        given.answer(broken());
        rig.change({given.task.id, CancelTask{}});
    };
    for (int failures = 0; failures < 5;) {
        submit();
        const auto given = next();
        ASSERT_FALSE(given.task.id.empty());
        if (given.task.agentId == "gen-0") {
            ++failures;
            fail(given);
        } else {
            given.answer(good());
        }
    }
    EXPECT_EQ(rig.fleet.endpoints.breaker("gen-0").state(rig.clock.steady()), State::Open);
    for (int i = 0; i < 4; ++i) {
        submit();
        const auto given = next();
        ASSERT_EQ(given.task.agentId, "gen-1");
        given.answer(good());
    }
    pass(seconds(31));
    std::map<std::string, FakeTransport::Given> trial;
    for (int i = 0; i < 4; ++i) { // the capacity of both is four
        submit();
        if (auto given = next(); given.task.agentId == "gen-0") {
            trial.emplace(given.task.id, given);
        }
    }
    ASSERT_EQ(trial.size(), 1U) << "one task at a time";
    trial.begin()->second.answer(good());
    const auto second = next();
    ASSERT_EQ(second.task.agentId, "gen-0") << "the one that waited";
    second.answer(good());
    EXPECT_EQ(rig.fleet.endpoints.breaker("gen-0").state(rig.clock.steady()), State::Closed);
    submit();
    submit();
    EXPECT_EQ(rig.transport.take().size(), 2U) << "its whole capacity";
}

TEST_F(Resilience, WhoSaysToBeBusyWithNothingToDoIsLeftAloneLikeOneThatFails)
{
    const auto breaker = [this] { return rig.fleet.endpoints.breaker("gen-0").state(rig.clock.steady()); };
    const auto busy = [](const FakeTransport::Given &given) { given.answer({Kind::Busy, {}, "503", seconds(1)}); };
    const std::string id = submit();
    int refusals = 0;
    for (; breaker() == State::Closed && refusals < 20;) {
        const auto given = next(seconds(3));
        ASSERT_EQ(given.task.id, id);
        EXPECT_EQ(given.task.attempts, 1) << "a refusal uses nothing up";
        refusals += given.task.agentId == "gen-0" ? 1 : 0;
        busy(given);
    }
    EXPECT_EQ(refusals, 9) << "five until it counts, five until the breaker opens";
}

TEST_F(Resilience, WhoSaysToBeBusyWhileAtWorkIsBelieved)
{
    rig.fleet.board.removeAgent("gen-1");
    submit();
    const auto first = next();
    ASSERT_EQ(first.task.agentId, "gen-0");
    submit();
    for (int i = 0; i < 20; ++i) {
        const auto given = next(seconds(3));
        ASSERT_EQ(given.task.agentId, "gen-0");
        given.answer({Kind::Busy, {}, "503", seconds(1)});
    }
    EXPECT_EQ(rig.fleet.endpoints.breaker("gen-0").state(rig.clock.steady()), State::Closed);
}

TEST_F(Resilience, TheLastAttemptGoesToTheFallbackWhenTheModelIsAtFaultAndNoBreakerOpens)
{
    Balancing wanted;
    wanted.fallbackModels = {{"sonnet", "haiku"}};
    ASSERT_EQ(rig.change({"balancing", PutBalancing{wanted}}).status, 202);
    for (const char *code : {"rate_limit", "model_error", "tool_error"}) {
        submit();
        for (int attempt = 1; attempt <= 5; ++attempt) {
            const auto given = next(seconds(70));
            ASSERT_EQ(given.task.attempts, attempt) << code;
            EXPECT_EQ(given.task.model, attempt == 5 && std::string(code) != "tool_error" ? "haiku" : "") << code;
            given.answer(broken(code));
        }
        EXPECT_EQ(rig.fleet.endpoints.count(State::Closed, rig.clock.steady()), 2U) << code;
    }
}

TEST_F(Resilience, NoAttemptIsSpentOnAModelWhoseApiFails)
{
    Balancing wanted;
    wanted.fallbackModels = {{"sonnet", "haiku"}};
    ASSERT_EQ(rig.change({"balancing", PutBalancing{wanted}}).status, 202);
    const auto api = [](const char *name, const char *model) {
        return CheckSpec{name, CheckKind::LlmApi, "https://api.example", {}, {model}};
    };
    auto &health = rig.fleet.health;
    const auto look = [&](const std::string &name, CheckResult::Outcome outcome) {
        rig.clock.advance(health.times().opening);
        for (const auto &due : health.begin(rig.clock.steady(), rig.clock.now())) { // the others pass
            const auto seen = due.spec.name == name ? outcome : CheckResult::Outcome::Passed;
            health.ended(due.spec.name, due.run, {seen, "seen", {}}, rig.clock.steady(), rig.clock.now());
        }
    };
    const auto modelOfNext = [this] {
        submit();
        const auto given = next();
        EXPECT_EQ(given.task.attempts, 1);
        given.answer(good());
        return given.task.model;
    };
    using Outcome = CheckResult::Outcome;
    struct Row
    {
        std::vector<CheckSpec> apis;
        std::vector<std::pair<std::string, int>> failures;
        const char *model; ///< of the first attempt
    };
    const Row rows[]{
        {{api("one", "son*")}, {{"one", 4}}, ""},
        {{api("one", "son*")}, {{"one", 5}}, "haiku"},
        {{api("one", "sonnet")}, {{"one", 5}}, "haiku"},
        {{api("one", "*")}, {{"one", 5}}, ""}, // the fallback's fails too
        {{api("one", "opus"), api("two", "sonnet")}, {{"one", 5}}, ""},
        {{api("one", "opus"), api("two", "sonnet")}, {{"two", 5}}, "haiku"},
        {{api("one", "haiku"), api("two", "sonnet")}, {{"one", 5}}, ""},
    };
    for (const Row &row : rows) {
        health = HealthBook(row.apis, {});
        for (const auto &[name, count] : row.failures) {
            for (int i = 0; i < count; ++i) {
                look(name, Outcome::Failed);
            }
        }
        EXPECT_EQ(modelOfNext(), row.model) << "row " << &row - rows;
    }
    health = HealthBook({api("one", "sonnet")}, {});
    for (int i = 0; i < 5; ++i) {
        look("one", Outcome::Failed);
    }
    look("one", Outcome::Passed);
    EXPECT_EQ(modelOfNext(), "haiku") << "it is tried again, but not with tasks";
    look("one", Outcome::Passed);
    EXPECT_EQ(modelOfNext(), "");

    // It counts which model the attempt would use, not which the agent would choose.
    Downgrade cheaper;
    cheaper.models = {{"sonnet", "mini"}};
    rig.fleet.costControls.downgrade = cheaper;
    rig.fleet.balancing.fallbackModels["mini"] = "nano";
    const auto downgraded
        = [this] { return forcedModel(rig.fleet, {}, *rig.fleet.agents.find("gen-0"), true, rig.clock.steady()); };
    health = HealthBook({api("one", "sonnet"), api("two", "mini")}, {});
    for (int i = 0; i < 5; ++i) {
        look("one", Outcome::Failed);
    }
    EXPECT_EQ(downgraded(), "mini");
    health = HealthBook({api("one", "sonnet"), api("two", "mini")}, {});
    for (int i = 0; i < 5; ++i) {
        look("two", Outcome::Failed);
    }
    EXPECT_EQ(downgraded(), "nano");
}

TEST_F(Resilience, ATaskThatAnAgentRefusesForGoodIsNotTriedAgain)
{
    for (int i = 0; i < 6; ++i) {
        const std::string id = submit();
        next().answer({Kind::Refused, {}, "422", {}, "validation_failed"});
        EXPECT_EQ(status(id), TaskStatus::Failed);
    }
    EXPECT_EQ(rig.fleet.endpoints.count(State::Closed, rig.clock.steady()), 2U)
        << "the tasks are wrong, not the agents";
}
