// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later

// What tasks cost: the price table, the ledger by hour, type and model, and both over a restart.

#include "managerrig.h"

#include <nlohmann/json.hpp>

using namespace toban::manager;
using Kind = TaskOutcome::Kind;
using nlohmann::json;

namespace {

Price priceOf(const char *model, TimePoint from, const char *input, const char *output)
{
    return {model, from, *Money::parse(input), *Money::parse(output), "list"};
}

FleetOptions shipped()
{
    FleetOptions options;
    options.shippedPrices.prices = {priceOf("sonnet", TimePoint{}, "3", "15")};
    return options;
}

class Spending : public testing::Test
{
protected:
    ScratchDirectory directory;
    std::unique_ptr<ManagerRig> rig = std::make_unique<ManagerRig>(directory / "m.db", shipped());
    const Hour hour = hourOf(rig->clock.now());
    int tasks = 0;

    void SetUp() override
    {
        ASSERT_EQ(rig->change(ManagerRig::create("gen", 1)).status, 202);
        rig->settle("gen");
    }
    void restart()
    {
        rig = nullptr;
        rig = std::make_unique<ManagerRig>(directory / "m.db", shipped());
        rig->settle("gen");
    }
    std::string begin()
    {
        const std::string id = "task-" + std::to_string(++tasks);
        EXPECT_EQ(rig->submit(ManagerRig::task(id)).status, 202);
        return id;
    }
    FakeTransport::Given given()
    {
        auto all = rig->transport.take();
        EXPECT_EQ(all.size(), 1U);
        return all.at(0);
    }
    static TaskOutcome outcome(Kind kind, std::optional<Usage> usage)
    {
        return {kind, {kind == Kind::Done ? R"({"model":"m"})" : "", std::move(usage)}, "", {}};
    }
    /// A task from its submission to its end; returns its result.
    json run(const TaskOutcome &end)
    {
        const std::string id = begin();
        given().answer(end);
        rig->flush();
        const std::string result = rig->tasks.get(id)->result;
        return result.empty() ? json(nullptr) : json::parse(result);
    }
    Answer setPrices(std::vector<Price> prices)
    {
        PriceTable table;
        table.prices = std::move(prices);
        return rig->change({"prices", PutPrices{table}});
    }
    SpendQuery everything() const { return {0, hour + 100'000, true, true, true, {}, {}, {}, 1000}; }
    SpendFigures total()
    {
        rig->flush();
        SpendQuery query = everything();
        query.byHour = query.byType = query.byModel = false;
        const auto lines = rig->store.spend(query);
        return lines.empty() ? SpendFigures{} : lines.at(0).figures;
    }
};

} // namespace

TEST_F(Spending, TheResultSaysWhatItCostAndByWhoseFigures)
{
    const json priced = run(outcome(Kind::Done, Usage{"sonnet", 550, 2200, Money::parse("7")}));
    EXPECT_EQ(priced["cost_usd"], 0.03465);
    EXPECT_EQ(priced["cost_source"], "price_table");
    const json own = run(outcome(Kind::Done, Usage{"house", 1, 1, Money::parse("0.5")}));
    EXPECT_EQ(own["cost_usd"], 0.5);
    EXPECT_EQ(own["cost_source"], "agent");
    const json unpriced = run(outcome(Kind::Done, Usage{"house", 100, 50, {}}));
    EXPECT_TRUE(unpriced["cost_usd"].is_null() && unpriced["cost_source"].is_null()) << unpriced;
    const SpendFigures sum = total();
    EXPECT_EQ(sum, (SpendFigures{2, 1, 0, 651, 2251, 100, 50, *Money::parse("0.53465"), *Money::parse("0.5")}));
    rig->clock.advance(std::chrono::seconds(36));
    EXPECT_EQ(rig->fleet.spend.rate(rig->clock.now())->unpricedTokens, 150);
}

TEST_F(Spending, FailuresAndDroppedAnswersAreCountedOnce)
{
    begin();
    given().answer(outcome(Kind::Failed, Usage{"sonnet", 1'000'000, 0, {}})); // is tried again
    rig->flush();
    EXPECT_EQ(total(), (SpendFigures{1, 0, 0, 1'000'000, 0, 0, 0, *Money::parse("3"), {}}));
    rig->clock.advance(std::chrono::seconds(5));
    rig->controller.step();
    given().answer(outcome(Kind::TimedOut, std::nullopt));
    EXPECT_EQ(total().unreported, 1);
    EXPECT_EQ(rig->tasks.get("task-1")->status, TaskStatus::TimedOut);
    EXPECT_EQ(rig->tasks.get("task-1")->cost.text(), "3.00") << "of the attempt before";

    const std::string id = begin();
    const auto cancelled = given();
    ASSERT_EQ(rig->change({id, CancelTask{}}).status, 202);
    cancelled.answer(outcome(Kind::Refused, Usage{"sonnet", 0, 1'000'000, {}}));
    EXPECT_EQ(total().cost.text(), "18.00");
    EXPECT_EQ(rig->tasks.get(id)->cost.text(), "15.00");

    begin();
    given().answer({Kind::Busy, {}, "429", std::chrono::seconds(1)});
    EXPECT_EQ(total().unreported, 1) << "that agent has not tried";
    EXPECT_EQ(total().priced, 2);
}

TEST_F(Spending, APriceHoldsFromItsDateAndThePastStaysAsItWas)
{
    const TimePoint now = rig->clock.now();
    run(outcome(Kind::Done, Usage{"sonnet", 1'000'000, 0, {}}));
    const Answer plan = rig->changes.plan({"prices", PutPrices{{{priceOf("house", now, "1", "1")}, {}, {}, 0}}},
                                          {"tester", Role::Approver, {}, {}});
    EXPECT_NE(plan.body.find("The model sonnet of the deployment gen has no price"), std::string::npos) << plan.body;
    ASSERT_EQ(setPrices({priceOf("sonnet", now - std::chrono::hours(1), "10", "10"),
                         priceOf("sonnet", now + std::chrono::hours(1), "20", "20")})
                  .status,
              202);
    EXPECT_EQ(total().cost.text(), "3.00");
    run(outcome(Kind::Done, Usage{"sonnet", 1'000'000, 0, {}}));
    EXPECT_EQ(total().cost.text(), "13.00");
    restart();
    EXPECT_EQ(rig->fleet.prices.prices.size(), 2U) << "not the shipped ones again";
    EXPECT_EQ(rig->fleet.prices.updatedBy, "tester");
    rig->clock.advance(std::chrono::hours(2));
    rig->agents.heartbeat("gen-0", {}, {"gen-0", Role::Agent, "gen-0", {}, true});
    run(outcome(Kind::Done, Usage{"sonnet", 1'000'000, 0, {}}));
    EXPECT_EQ(total().cost.text(), "33.00");
    EXPECT_EQ(setPrices({priceOf("a", now, "1", "1"), priceOf("a", now, "2", "2")}).status, 422);
}

TEST_F(Spending, TheLedgerGroupsFiltersAndPagesAndIsTheSameAfterARestart)
{
    const auto entry = [this](Hour at, const char *type, const char *model, std::int64_t nano) {
        return SpendEntry{hour + at, type, model, {1, 0, 0, 10, 20, 0, 0, {nano}, {}}};
    };
    const SpendEntry entries[]{entry(0, "a", "x", 1), entry(0, "a", "y", 2),  entry(0, "b", "x", 4),
                               entry(1, "a", "x", 8), entry(1, "a", "x", 16), entry(3, "b", "y", 32)};
    rig->store.post(
        [&entries](Transaction &transaction) {
            for (const SpendEntry &each : entries) {
                transaction.addSpend(each);
            }
        },
        [](const std::string &) {});
    rig->flush();
    const auto costs = [this](SpendQuery query) {
        std::vector<std::int64_t> list;
        for (const SpendEntry &line : rig->store.spend(query)) {
            list.push_back(line.figures.cost.nano);
        }
        return list;
    };
    using List = std::vector<std::int64_t>;
    for (int run = 0; run < 2; ++run) {
        SpendQuery query = everything();
        EXPECT_EQ(costs(query), (List{1, 2, 4, 24, 32}));
        query.to = hour + 3;
        EXPECT_EQ(costs(query), (List{1, 2, 4, 24})) << "the end is not included";
        query.from = hour + 1;
        EXPECT_EQ(costs(query), (List{24}));
        query = everything();
        query.byHour = false;
        EXPECT_EQ(costs(query), (List{25, 2, 4, 32}));
        query.byType = false;
        EXPECT_EQ(costs(query), (List{29, 34}));
        query.model = "y";
        query.agentType = "b";
        EXPECT_EQ(costs(query), (List{32}));
        for (const int groups : {0, 1, 2, 3, 4, 5, 6, 7}) {
            query = everything();
            query.byHour = groups & 1;
            query.byType = groups & 2;
            query.byModel = groups & 4;
            const List whole = costs(query);
            List paged;
            query.limit = 1;
            for (auto page = rig->store.spend(query); !page.empty(); page = rig->store.spend(query)) {
                paged.push_back(page.at(0).figures.cost.nano);
                query.after = page.at(0);
                ASSERT_LE(paged.size(), whole.size());
            }
            EXPECT_EQ(paged, whole) << groups;
        }
        restart();
    }
    rig->store.post([this](Transaction &transaction) { transaction.forgetSpend(hour + 1); },
                    [](const std::string &) {});
    rig->flush();
    EXPECT_EQ(costs(everything()), (List{24, 32}));
}

TEST_F(Spending, AgentsThatInventModelsDoNotMakeTheLedgerGrow)
{
    rig->store.post(
        [this](Transaction &transaction) {
            for (std::int64_t i = 0; i < spendLinesPerHour + 50; ++i) {
                transaction.addSpend({hour, "a", "model-" + std::to_string(i), {1, 0, 0, 1, 1, 0, 0, {1}, {}}});
            }
            transaction.addSpend({hour, "a", "model-0", {1, 0, 0, 1, 1, 0, 0, {1}, {}}});
        },
        [](const std::string &error) { EXPECT_EQ(error, ""); });
    EXPECT_EQ(total().cost.nano, spendLinesPerHour + 51) << "nothing is lost";
    SpendQuery query = everything();
    query.limit = 5000;
    EXPECT_EQ(rig->store.spend(query).size(), std::size_t(spendLinesPerHour) + 1);
    query.model = otherModels;
    EXPECT_EQ(rig->store.spend(query).at(0).figures.priced, 50);
}
