// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Cost controls: what is reckoned, and what becomes of tasks by it.

#include "costviews.h"
#include "managerrig.h"
#include "timetext.h"

#include <nlohmann/json.hpp>

#include <random>

using namespace toban::manager;
using Kind = TaskOutcome::Kind;
using nlohmann::json;
using namespace std::chrono;

namespace {

Money usd(const char *text)
{
    return *Money::parse(text);
}

Charge charge(std::int64_t tokens, std::optional<Money> cost)
{
    return {{"m", tokens, 0, cost}, cost, Charge::Source::Agent};
}

class CostRules : public testing::Test
{
protected:
    const TimePoint now = *parseTime("2026-02-28T21:30:00Z");
    CostControls controls;
    Budgets budgets;
    PeriodUsage usage;

    std::string reached(std::int64_t onTheWay = 0, TimePoint at = {})
    {
        const auto found = reachedLimit(limitStates(controls, budgets, usage, at == TimePoint{} ? now : at), onTheWay);
        return found ? std::string(costLimitText(found->limit)) + " until " + timeText(found->frees).substr(0, 16)
                     : "none";
    }
};

} // namespace

TEST_F(CostRules, NothingIsALimitUntilItIsSet)
{
    usage.addRequest(now);
    usage.addCharge(now, charge(1'000'000'000, usd("1000000")));
    budgets.daily = budgets.monthly = budgets.perTask = usd("0.01");
    EXPECT_TRUE(limitStates(controls, budgets, usage, now).empty());
    EXPECT_EQ(reached(1'000'000), "none");
    EXPECT_FALSE(isDowngrading(controls, {}));
}

TEST_F(CostRules, ALimitIsReachedWithItsLastUnitAndFreesWithItsPeriod)
{
    controls.requestsPerHour = 3;
    controls.tokensPerHour = 100;
    controls.costPerHour = usd("5");
    usage.addRequest(now);
    usage.addCharge(now, charge(99, usd("4.999999999")));
    EXPECT_EQ(reached(), "none");
    EXPECT_EQ(reached(1), "none");
    EXPECT_EQ(reached(2), "requests_per_hour until 2026-02-28T22:00") << "those on their way to the disk count";
    usage.addCharge(now, charge(0, usd("0.000000001")));
    EXPECT_EQ(reached(), "cost_per_hour until 2026-02-28T22:00");
    EXPECT_EQ(reached(0, now + 30min), "none") << "another hour";
    usage = {};
    usage.addCharge(now, charge(100, std::nullopt));
    EXPECT_EQ(reached(), "tokens_per_hour until 2026-02-28T22:00") << "tokens without a price are tokens";

    controls = {};
    budgets.daily = usd("10");
    budgets.monthly = usd("10");
    usage.addCharge(now, charge(1, usd("10")));
    EXPECT_EQ(reached(), "none") << "a budget alone warns";
    controls.enforced = {BudgetKind::Daily};
    EXPECT_EQ(reached(), "daily_budget until 2026-03-01T00:00");
    controls.enforced.insert(BudgetKind::Monthly);
    EXPECT_EQ(reached(), "daily_budget until 2026-03-01T00:00") << "both end then";
    const TimePoint early = *parseTime("2027-01-05T00:00:00Z");
    usage.addCharge(early, charge(1, usd("10")));
    EXPECT_EQ(reached(0, early), "monthly_budget until 2027-02-01T00:00") << "that which frees last";
    EXPECT_EQ(reached(0, *parseTime("2027-02-01T00:00:00Z")), "none");
}

TEST_F(CostRules, WaitingTasksAreHeldByTokensAndMoneyAndModelsChangeFromTheShareOn)
{
    struct Row
    {
        std::int64_t requests, tokens;
        const char *cost;
        bool holds, downgrades;
    };
    const Row rows[]{
        {100, 0, "0", false, false}, {0, 79, "0", false, false},   {0, 80, "0", false, true},
        {0, 100, "0", true, true},   {0, 0, "7.99", false, false}, {0, 0, "8", false, true},
        {0, 0, "10", true, true},    {100, 80, "9", false, true},
    };
    controls.requestsPerHour = 100;
    controls.tokensPerHour = 100;
    controls.costPerHour = usd("10");
    controls.downgrade = Downgrade{80, {{"gpt-5", "gpt-4o"}}};
    for (const Row &row : rows) {
        usage = {};
        for (std::int64_t i = 0; i < row.requests; ++i) {
            usage.addRequest(now);
        }
        usage.addCharge(now, charge(row.tokens, usd(row.cost)));
        const auto states = limitStates(controls, budgets, usage, now);
        EXPECT_EQ(holdsDispatch(states), row.holds) << row.tokens << ' ' << row.cost;
        EXPECT_EQ(isDowngrading(controls, states), row.downgrades) << row.tokens << ' ' << row.cost;
    }
    EXPECT_EQ(cheaperModel(controls, "gpt-5"), "gpt-4o");
    EXPECT_EQ(cheaperModel(controls, "gpt-4o"), "");
}

TEST_F(CostRules, PeriodsAgreeWithAListOfEverything)
{
    std::mt19937_64 random(3);
    std::vector<std::pair<TimePoint, std::int64_t>> all;
    TimePoint at = *parseTime("2026-01-30T22:10:00Z");
    for (int i = 0; i < 3000; ++i) {
        at += minutes(random() % 60);
        const auto tokens = std::int64_t(random() % 1000);
        usage.addCharge(at, charge(tokens, Money{tokens}));
        all.emplace_back(at, tokens);
        const auto since = [&](TimePoint begin) {
            std::int64_t sum = 0;
            for (auto it = all.rbegin(); it != all.rend() && it->first >= begin; ++it) {
                sum += it->second;
            }
            return sum;
        };
        ASSERT_EQ(usage.hour(at).tokens, since(beginOfHour(at)));
        ASSERT_EQ(usage.day(at).cost.nano, since(beginOfDay(at)));
        ASSERT_EQ(usage.month(at).cost.nano, since(beginOfMonth(at)));
    }
}

TEST_F(CostRules, AlertStepsAreReachedExactly)
{
    const std::vector<int> steps{50, 80, 90, 100};
    const std::pair<const char *, int> rows[]{{"0", 0},   {"49.99", 0}, {"50", 50},   {"79.999999999", 50},
                                              {"80", 80}, {"99.9", 90}, {"100", 100}, {"250", 100}};
    for (const auto &[used, step] : rows) {
        EXPECT_EQ(alertStep(steps, usd(used), usd("100")), step) << used;
    }
}

TEST(CallBook, NoWindowHasMoreCallsThanAllowedAndNoCallWaitsLongerThanItMust)
{
    std::mt19937_64 random(9);
    for (const int calls : {1, 2, 7}) {
        CallBook book;
        book.setRate(EndpointRate{calls, 60s});
        std::vector<SteadyPoint> made;
        SteadyPoint now{hours(1)};
        for (int i = 0; i < 2000; ++i) {
            now += milliseconds(random() % 20'000);
            made.push_back(now);
            const auto until = book.called("a", now);
            const auto within = [&](SteadyPoint at) {
                return std::count_if(made.begin(), made.end(), [&](SteadyPoint each) { return at - each < 60s; });
            };
            ASSERT_LE(within(now), calls);
            ASSERT_EQ(until.has_value(), within(now) == calls) << "the next one may follow at once or not";
            if (until) {
                ASSERT_LT(within(*until), calls);
                ASSERT_EQ(within(*until - 1ns), calls);
                now = *until;
            }
        }
        EXPECT_FALSE(book.called("b", now).has_value() && calls > 1) << "each endpoint by itself";
    }
    CallBook off;
    for (int i = 0; i < 100; ++i) {
        EXPECT_FALSE(off.called("a", {}));
    }
}

namespace {

class CostControlled : public testing::Test
{
protected:
    ScratchDirectory directory;
    std::unique_ptr<ManagerRig> rig = std::make_unique<ManagerRig>(directory / "m.db");
    int submitted = 0;

    void SetUp() override
    {
        ASSERT_EQ(rig->change(ManagerRig::create("gen", 1)).status, 202);
        rig->settle("gen");
    }
    void restart()
    {
        rig = nullptr;
        rig = std::make_unique<ManagerRig>(directory / "m.db");
        rig->settle("gen");
    }
    void set(const CostControls &controls)
    {
        EXPECT_EQ(rig->change({"cost_controls", PutCostControls{controls}}, Role::Approver).status, 202);
    }
    Answer submit() { return rig->submit(ManagerRig::task("task-" + std::to_string(++submitted))); }
    std::vector<std::string> given()
    {
        std::vector<std::string> ids;
        for (const auto &each : m_given = rig->transport.take()) {
            ids.push_back(each.task.id);
        }
        return ids;
    }
    static TaskOutcome outcome(Kind kind, const char *cost)
    {
        return {kind, {kind == Kind::Done ? "{}" : "", Usage{"m", 10, 0, Money::parse(cost)}}, "it broke", {}};
    }
    void pass(milliseconds time)
    {
        rig->clock.advance(time);
        rig->agents.heartbeat("gen-0", {}, {"gen-0", Role::Agent, "gen-0", {}, true});
        rig->controller.step();
        rig->flush();
    }
    std::vector<std::string> audited()
    {
        rig->flush();
        std::vector<std::string> actions;
        for (const AuditEntry &entry : rig->audit()) {
            const auto body = json::parse(entry.body);
            if (body["actor"]["name"] == "manager" && body["target"]["kind"] == "cost_controls") {
                actions.push_back(std::string(body["action"]) + ' ' + std::string(body["target"]["name"]));
            }
        }
        return actions;
    }
    using Ids = std::vector<std::string>;
    std::vector<FakeTransport::Given> m_given;
};

} // namespace

TEST_F(CostControlled, AReachedLimitRefusesNewTasksHoldsWaitingOnesAndFreesWithTheHour)
{
    CostControls controls;
    controls.costPerHour = usd("1");
    set(controls);
    for (int i = 0; i < 4; ++i) {
        EXPECT_EQ(submit().status, 202);
    }
    EXPECT_EQ(given(), (Ids{"task-1", "task-2"})) << "capacity is two";
    m_given[0].answer(outcome(Kind::Done, "1.25"));
    EXPECT_TRUE(given().empty()) << "task-3 has room but waits";
    rig->clock.advance(minutes(20));
    const Answer refused = submit();
    EXPECT_EQ(refused.status, 429);
    EXPECT_EQ(refused.retryAfter, 40 * 60);
    const auto problem = json::parse(refused.body);
    EXPECT_EQ(problem["code"], "limit_reached");
    EXPECT_EQ(problem["limit"]["limit"], "cost_per_hour");
    EXPECT_EQ(problem["limit"]["value"], "1.00");
    EXPECT_EQ(problem["limit"]["used"], "1.25");
    EXPECT_EQ(rig->tasks.counters().refusedLimit[std::size_t(CostLimit::CostPerHour)], 1);
    rig->flush();
    EXPECT_FALSE(rig->tasks.get("task-5"));
    EXPECT_EQ(rig->submit(ManagerRig::task("task-3")).status, 202) << "one that is there already is not refused";
    pass(0ms);
    EXPECT_EQ(audited(), Ids{"limit.reached cost_per_hour"});

    restart();
    EXPECT_EQ(submit().status, 429) << "the hour's spending is the same after a restart";
    EXPECT_TRUE(given().empty());
    EXPECT_EQ(rig->fleet.usage.month(rig->clock.now()).cost.text(), "1.25");
    pass(hours(1));
    EXPECT_EQ(given(), (Ids{"task-2", "task-3"})) << "held, not lost";
    EXPECT_EQ(submit().status, 202);
}

TEST_F(CostControlled, RequestsAreCountedByTheHourAndOverARestart)
{
    CostControls controls;
    controls.requestsPerHour = 3;
    set(controls);
    EXPECT_EQ(submit().status, 202);
    EXPECT_EQ(submit().status, 202);
    EXPECT_EQ(rig->submit(ManagerRig::task("task-1")).status, 202) << "the same again is no other request";
    restart();
    EXPECT_EQ(submit().status, 202);
    EXPECT_EQ(submit().status, 429);
    EXPECT_EQ(given().size(), 2U) << "what was accepted is handed out";
    pass(hours(1));
    EXPECT_EQ(submit().status, 202);
    pass(0ms);
    EXPECT_EQ(audited().size(), 0U) << "it was free again before a round saw it";
}

TEST_F(CostControlled, ATaskThatUsedUpItsBudgetIsNotTriedAgain)
{
    Budgets budgets;
    budgets.perTask = usd("5");
    ASSERT_EQ(rig->change({"budgets", PutBudgets{budgets}}).status, 202);
    const auto attempts = [this](const char *cost) {
        const std::string id = "task-" + std::to_string(submitted + 1);
        EXPECT_EQ(submit().status, 202);
        int count = 0;
        while (given() == Ids{id}) {
            ++count;
            m_given[0].answer(outcome(Kind::Failed, cost));
            rig->flush();
            for (int i = 0; i < 90; ++i) { // longer than any retry waits and any breaker is open
                pass(seconds(1));
            }
        }
        EXPECT_EQ(rig->tasks.get(id)->status, TaskStatus::Failed);
        return count;
    };
    EXPECT_EQ(attempts("2.5"), 5) << "not enforced: all attempts";
    CostControls controls;
    controls.enforced = {BudgetKind::PerTask};
    set(controls);
    EXPECT_EQ(attempts("2.5"), 2);
    EXPECT_EQ(rig->tasks.get("task-2")->error,
              "The budget of a task, 5.00 USD, is used up: its 2 attempts cost 5.00 USD. it broke");
    EXPECT_EQ(attempts("0.1"), 5);

    EXPECT_EQ(submit().status, 202);
    ASSERT_EQ(given(), Ids{"task-4"});
    m_given[0].answer(outcome(Kind::Failed, "4.9"));
    rig->flush();
    restart();
    ASSERT_EQ(given(), Ids{"task-4"});
    m_given[0].answer(outcome(Kind::Failed, "0.1"));
    rig->flush();
    EXPECT_EQ(rig->tasks.get("task-4")->status, TaskStatus::Failed) << "what it cost before the restart counts";
    EXPECT_EQ(rig->tasks.get("task-4")->cost.text(), "5.00");
}

TEST_F(CostControlled, CheaperModelsAreAskedForFromTheShareOnAndItIsTold)
{
    CostControls controls;
    controls.tokensPerHour = 20;
    controls.downgrade = Downgrade{50, {{"sonnet", "haiku"}}};
    set(controls);
    EXPECT_EQ(submit().status, 202);
    EXPECT_EQ(given(), Ids{"task-1"});
    EXPECT_EQ(m_given[0].task.model, "");
    std::string told;
    rig->fleet.events.subscribe({}, [&told](const std::string &frame) {
        told += frame.find("event: cost") != std::string::npos ? frame : std::string();
        return true;
    });
    m_given[0].answer(outcome(Kind::Done, "0")); // 10 tokens
    pass(0ms);
    EXPECT_EQ(submit().status, 202);
    EXPECT_EQ(given(), Ids{"task-2"});
    EXPECT_EQ(m_given[0].task.model, "haiku");
    EXPECT_NE(told.find("downgrade_began"), std::string::npos) << told;
    pass(hours(1));
    EXPECT_EQ(audited(), (Ids{"downgrade.end models", "downgrade.begin models"}));
    EXPECT_NE(told.find("downgrade_ended"), std::string::npos) << told;
}

TEST_F(CostControlled, AnEndpointAtItsRateIsLeftAloneAndItsTasksWait)
{
    CostControls controls;
    controls.endpointRate = EndpointRate{2, 60s};
    set(controls);
    ASSERT_EQ(rig->change({"gen", ScaleDeployment{2}}).status, 202);
    rig->settle("gen");
    const auto run = [this](int count) {
        Ids endpoints;
        for (int i = 0; i < count; ++i) {
            EXPECT_EQ(submit().status, 202);
            for (auto &each : rig->transport.take()) {
                endpoints.push_back(each.task.agentId);
                each.answer(outcome(Kind::Done, "0"));
            }
        }
        std::sort(endpoints.begin(), endpoints.end());
        return endpoints;
    };
    EXPECT_EQ(run(6), (Ids{"gen-0", "gen-0", "gen-1", "gen-1"})) << "two wait";
    EXPECT_EQ(rig->fleet.board.queued(), 2U);
    pass(seconds(59));
    EXPECT_TRUE(given().empty());
    pass(seconds(1));
    EXPECT_EQ(given().size(), 2U) << "the window has passed; nothing has failed";
    for (auto &each : m_given) {
        each.answer(outcome(Kind::Done, "0"));
    }
    EXPECT_EQ(run(4).size(), 2U);
    EXPECT_EQ(rig->fleet.board.queued(), 2U);
    set({});
    rig->controller.step();
    EXPECT_EQ(given().size(), 2U) << "a rate that is lifted lets go at once";
}

TEST_F(CostControlled, TheControlsAreAChangeThatIsKept)
{
    CostControls controls;
    controls.requestsPerHour = 1000;
    controls.tokensPerHour = 100'000;
    controls.costPerHour = usd("100");
    controls.enforced = {BudgetKind::Daily, BudgetKind::PerTask};
    controls.downgrade = Downgrade{80, {{"gpt-5", "gpt-4o"}}};
    controls.endpointRate = EndpointRate{100, 60s};
    const Change change{"cost_controls", PutCostControls{controls}};
    EXPECT_EQ(rig->change(change, Role::Operator).status, 403);
    const Answer plan = rig->changes.plan(change, {"tester", Role::Approver, {}, {}});
    EXPECT_NE(plan.body.find("The budget daily is to be enforced and is not set"), std::string::npos) << plan.body;
    EXPECT_NE(plan.body.find("The model sonnet of the deployment gen has no price"), std::string::npos) << plan.body;
    set(controls);
    const std::string before = costSettingsJson(rig->fleet.costControls);
    restart();
    EXPECT_EQ(costSettingsJson(rig->fleet.costControls), before);
    EXPECT_EQ(rig->fleet.costControls.updatedBy, "tester");
    set({});
    restart();
    EXPECT_EQ(costSettingsJson(rig->fleet.costControls), costSettingsJson({}));
    controls.downgrade = Downgrade{80, {{"gpt-5", "gpt-5"}}};
    EXPECT_EQ(rig->change({"cost_controls", PutCostControls{controls}}).status, 422);
}

TEST_F(CostControlled, SpendingThatPassesAnAlertStepIsToldOnce)
{
    Budgets budgets;
    budgets.daily = usd("10");
    budgets.alertSteps = {50, 80, 100};
    ASSERT_EQ(rig->change({"budgets", PutBudgets{budgets}}).status, 202);
    std::vector<int> steps;
    rig->fleet.events.subscribe({}, [&steps](const std::string &frame) {
        if (const auto at = frame.find("\"step\":"); at != std::string::npos) {
            steps.push_back(std::stoi(frame.substr(at + 7)));
        }
        return true;
    });
    for (const char *cost : {"4", "1", "1", "3", "1", "1"}) {
        EXPECT_EQ(submit().status, 202);
        EXPECT_EQ(given().size(), 1U);
        m_given[0].answer(outcome(Kind::Done, cost));
        pass(seconds(1));
    }
    EXPECT_EQ(steps, (std::vector<int>{50, 80, 100}));
}
