// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Values of the domain: money, times, roles, tokens, meters, plans.

#include "crypto.h"
#include "money.h"
#include "plan.h"
#include "pricetable.h"
#include "role.h"
#include "spendmeter.h"
#include "timetext.h"
#include "tokenbook.h"

#include <gtest/gtest.h>

#include <random>

using namespace toban::manager;
using namespace std::chrono;

TEST(Money, ReadsAndWritesDecimals)
{
    const std::pair<const char *, const char *> good[]{
        {"0", "0.00"},     {"12", "12.00"},
        {"12.5", "12.50"}, {"-0.000000001", "-0.000000001"},
        {"3.360", "3.36"}, {"999999999.999999999", "999999999.999999999"}};
    for (const auto &[text, shown] : good) {
        ASSERT_TRUE(Money::parse(text)) << text;
        EXPECT_EQ(Money::parse(text)->text(), shown);
    }
    for (const char *text : {"", "-", ".5", "1.", "1,5", "1e3", "1234567890", "0.0000000001", "+1", " 1", "--1"}) {
        EXPECT_FALSE(Money::parse(text)) << text;
    }
}

TEST(Money, TextAndParseAreInverse)
{
    std::mt19937_64 random(7);
    for (int i = 0; i < 2000; ++i) {
        const Money amount{std::int64_t(random() % 2'000'000'000'000'000) - 1'000'000'000'000'000};
        ASSERT_EQ(Money::parse(amount.text()), amount) << amount.text();
    }
}

TEST(Money, RoundsRatesHalfAwayFromZero)
{
    EXPECT_EQ(Money::parse("0.00005")->rounded().text(), "0.0001");
    EXPECT_EQ(Money::parse("-0.00005")->rounded().text(), "-0.0001");
    EXPECT_EQ(Money::parse("1.23454999")->rounded().text(), "1.2345");
    EXPECT_EQ(Money::fromDouble(std::nan("")).text(), "0.00");
}

TEST(TimeText, IsInverseOfParse)
{
    std::mt19937_64 random(3);
    for (int i = 0; i < 2000; ++i) {
        const TimePoint time{milliseconds(random() % 4'000'000'000'000)};
        ASSERT_EQ(parseTime(timeText(time)), time) << timeText(time);
    }
    EXPECT_EQ(timeText(TimePoint{milliseconds(0)}), "1970-01-01T00:00:00.000Z");
    EXPECT_EQ(parseTime("2024-02-29T23:59:59.5Z"), TimePoint{sys_days{2024y / 2 / 29}} + 23h + 59min + 59s + 500ms);
    for (const char *text :
         {"2023-02-29T00:00:00Z", "2024-01-01T24:00:00Z", "2024-01-01T00:00:00", "2024-01-01T00:00:00+00:00",
          "2024-01-01 00:00:00Z", "2024-01-01T00:00:00.Z", "2024-01-01T00:00:0xZ", "x", ""}) {
        EXPECT_FALSE(parseTime(text)) << text;
    }
}

TEST(Role, GreaterOnesCoverSmallerOnesAndAgentsStandBeside)
{
    const Role people[]{Role::Viewer, Role::Operator, Role::Approver, Role::Admin};
    for (const Role has : people) {
        for (const Role needed : people) {
            EXPECT_EQ(covers(has, needed), int(has) >= int(needed));
        }
        EXPECT_FALSE(covers(has, Role::Agent));
        EXPECT_FALSE(covers(Role::Agent, has));
        EXPECT_EQ(parseRole(roleText(has)), has);
    }
    EXPECT_TRUE(covers(Role::Agent, Role::Agent));
    EXPECT_FALSE(parseRole("root"));
}

TEST(Caller, SpeaksForItsOwnAgentsOnly)
{
    const Caller one{"a-1", Role::Agent, "a-1", {}};
    const Caller many{"bench", Role::Agent, "bench-*", {}};
    const Caller person{"root", Role::Admin, "*", {}};
    EXPECT_TRUE(one.speaksFor("a-1"));
    EXPECT_FALSE(one.speaksFor("a-10"));
    EXPECT_TRUE(many.speaksFor("bench-77"));
    EXPECT_FALSE(many.speaksFor("benc-77"));
    EXPECT_FALSE(person.speaksFor("a-1"));
}

TEST(Crypto, KnownDigestAndRandomTokens)
{
    EXPECT_EQ(sha256Hex("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    EXPECT_NE(newToken(), newToken());
    EXPECT_EQ(newToken().size(), std::string("tbn_").size() + 64);
    EXPECT_EQ(randomUuid().size(), 36U);
    EXPECT_EQ(randomUuid()[14], '4');
}

TEST(TokenBook, FindsValidTokensOnly)
{
    TokenBook book;
    const std::string viewer = newToken(), revoked = newToken(), worker = newToken(), next = newToken();
    book.setRecords({{1, "v", "viewer", {}, sha256Hex(viewer), {}, {}},
                     {2, "r", "admin", {}, sha256Hex(revoked), {}, TimePoint{}},
                     {3, "broken", "admin", {}, "nonsense", {}, {}}});
    book.setWorker("w-0", worker);
    ASSERT_TRUE(book.find(viewer));
    EXPECT_EQ(book.find(viewer)->name, "v");
    EXPECT_FALSE(book.find(revoked));
    EXPECT_FALSE(book.find(""));
    EXPECT_FALSE(book.find(viewer.substr(1)));
    EXPECT_EQ(book.find(worker)->agents, "w-0");
    book.setWorker("w-0", next);
    EXPECT_FALSE(book.find(worker)) << "a worker's old token ends with its successor's";
    EXPECT_TRUE(book.find(next));
    book.dropWorker("w-0");
    EXPECT_FALSE(book.find(next));
    book.setRecords({});
    EXPECT_FALSE(book.find(viewer));
}

TEST(SpendMeter, SaysNothingBeforeItMeasuredAndExtrapolatesAfter)
{
    SpendMeter meter;
    const TimePoint start{hours(480'000)};
    EXPECT_FALSE(meter.rate(start));
    meter.add(start, Money::fromDouble(0.5));
    EXPECT_FALSE(meter.rate(start + 14s));
    ASSERT_TRUE(meter.rate(start + 60s));
    EXPECT_EQ(meter.rate(start + 60s)->perHour.text(), "30.00");
    EXPECT_EQ(meter.rate(start + 60s)->tasks, 1);
    EXPECT_EQ(meter.rate(start + 3h)->perHour.text(), "0.00") << "what is older than an hour has left";
}

TEST(SpendMeter, IsUnknownWhileAllThatWasUsedHasNoPrice)
{
    SpendMeter meter;
    const TimePoint start{hours(480'000)};
    meter.add(start, {}, 1, 1500);
    EXPECT_FALSE(meter.rate(start + 60s)->isKnown());
    EXPECT_FALSE(meter.rateOfLastMinute(start + 30s)->isKnown());
    EXPECT_TRUE(meter.rateOfLastMinute(start + 2min)->isKnown()) << "nothing was used within the last minute";
    meter.add(start + 1s, Money::fromDouble(0.5));
    EXPECT_TRUE(meter.rate(start + 60s)->isKnown());
    EXPECT_EQ(meter.rate(start + 60s)->unpricedTokens, 1500);
}

TEST(PriceTable, ThePriceOfTheMomentDecidesAndNoPriceIsNoCost)
{
    using Source = Charge::Source;
    const TimePoint early{hours(480'000)}, late = early + 24h;
    PriceTable table;
    const auto price = [](const char *model, TimePoint from, const char *in, const char *out) {
        return Price{model, from, *Money::parse(in), *Money::parse(out), {}};
    };
    table.prices = {price("sonnet", late, "2.5", "12"), price("free", early, "0", "0"),
                    price("sonnet", early, "3", "15"), price("tiny", early, "0.000001", "0.4")};
    ASSERT_TRUE(table.arrange());
    struct Row
    {
        const char *model;
        std::int64_t input, output;
        const char *said; ///< null: the agent says no cost
        TimePoint at;
        const char *cost; ///< null: none
        Source source;
    };
    const Row rows[]{
        {"sonnet", 550, 2200, "9", early, "0.03465", Source::PriceTable},
        {"sonnet", 550, 2200, nullptr, late - 1ms, "0.03465", Source::PriceTable},
        {"sonnet", 550, 2200, nullptr, late, "0.027775", Source::PriceTable},
        {"sonnet", 550, 2200, nullptr, early - 1ms, nullptr, Source::None},
        {"sonnet", 550, 2200, "0.5", early - 1ms, "0.50", Source::Agent},
        {"free", 550, 2200, "9", late, "0.00", Source::PriceTable},
        {"house", 550, 2200, "0.25", late, "0.25", Source::Agent},
        {"house", 550, 2200, "0", late, nullptr, Source::None}, // agents without a price used to say 0
        {"house", 550, 2200, nullptr, late, nullptr, Source::None},
        {"none", 0, 0, nullptr, late, "0.00", Source::Agent},
        {"none", 0, 0, "0.1", late, "0.10", Source::Agent},
        {"tiny", 499, 0, nullptr, late, "0.00", Source::PriceTable}, // below half a billionth
        {"tiny", 500, 1, nullptr, late, "0.000000401", Source::PriceTable},
        {"sonnet", tokensLimit, tokensLimit, nullptr, early, "180000.00", Source::PriceTable},
    };
    for (const Row &row : rows) {
        const Charge charge = chargeOf(
            table, {row.model, row.input, row.output, row.said ? Money::parse(row.said) : std::nullopt}, row.at);
        EXPECT_EQ(charge.cost ? charge.cost->text() : "none", row.cost ? row.cost : "none") << row.model << row.input;
        EXPECT_EQ(charge.source, row.source) << row.model;
        EXPECT_EQ(charge.unpricedTokens(), row.cost ? 0 : row.input + row.output);
    }
    EXPECT_EQ(costOfTokens(tokensLimit, *Money::parse("999999999")), attemptCostLimit);
    table.prices.push_back(price("free", early, "1", "1"));
    EXPECT_FALSE(table.arrange()) << "two prices of one model and date";
}

TEST(PriceTable, TokensCostTheSameInAnyParts)
{
    std::mt19937_64 random(5);
    for (int i = 0; i < 2000; ++i) {
        const Money perMillion{std::int64_t(random() % 100'000) * 1'000'000}; // a whole number of billionths a token
        const auto first = std::int64_t(random() % 1'000'000), second = std::int64_t(random() % 1'000'000);
        EXPECT_EQ(costOfTokens(first + second, perMillion),
                  costOfTokens(first, perMillion) + costOfTokens(second, perMillion));
        EXPECT_EQ(costOfTokens(first, perMillion).nano, first * (perMillion.nano / 1'000'000));
    }
}

TEST(SpendMeter, AgreesWithAListOfEverything)
{
    std::mt19937_64 random(11);
    SpendMeter meter;
    std::vector<std::pair<TimePoint, Money>> all;
    TimePoint now{hours(480'000)};
    for (int i = 0; i < 3000; ++i) {
        now += milliseconds(random() % 9000);
        const Money cost{std::int64_t(random() % 1'000'000'000)};
        meter.add(now, cost);
        all.emplace_back(now, cost);
        if (now - all.front().first < 2h) {
            continue;
        }
        const TimePoint begin{floor<minutes>(now) - 59min};
        Money sum;
        std::int64_t tasks = 0;
        for (auto it = all.rbegin(); it != all.rend() && it->first >= begin; ++it) {
            sum = sum + it->second;
            ++tasks;
        }
        const auto rate = meter.rate(now);
        ASSERT_TRUE(rate);
        ASSERT_EQ(rate->tasks, tasks);
        const double expected = double(sum.nano) / 1e9 * 3600 / double(ceil<seconds>(now - begin).count());
        ASSERT_NEAR(double(rate->perHour.nano) / 1e9, expected, 1e-4);
    }
}

namespace {

Plan randomPlan(std::mt19937_64 &random)
{
    Plan plan;
    plan.action = random() % 2 == 0 ? "deployment.scale" : "deployment.pause";
    plan.targetKind = "deployment";
    plan.targetName = "d" + std::to_string(random() % 3);
    for (std::uint64_t i = random() % 3; i > 0; --i) {
        plan.changes.push_back(
            {"f" + std::to_string(random() % 2), std::to_string(random() % 3), std::to_string(random() % 3)});
    }
    plan.requiredRole = random() % 2 == 0 ? Role::Operator : Role::Admin;
    plan.generation = std::int64_t(random() % 3);
    plan.agents = int(random() % 5);
    plan.inFlightTasks = int(random() % 5);
    plan.warnings = {std::to_string(random())};
    return plan;
}

} // namespace

TEST(Plan, HashesAreEqualExactlyWhenWhatIsDoneIsEqual)
{
    std::mt19937_64 random(5);
    for (int i = 0; i < 5000; ++i) {
        const Plan a = randomPlan(random), b = randomPlan(random);
        const bool same = a.action == b.action && a.targetName == b.targetName && a.changes == b.changes
            && a.requiredRole == b.requiredRole && a.generation == b.generation;
        ASSERT_EQ(planHash(a) == planHash(b), same);
    }
}

TEST(PlanBook, PlansExpireAndTheOldestAreForgotten)
{
    std::mt19937_64 random(6);
    PlanBook book(10s, 10, 2);
    const TimePoint now{hours(1)};
    Plan first = randomPlan(random), second = randomPlan(random), third = randomPlan(random);
    first.targetName = "1";
    second.targetName = "2";
    third.targetName = "3";
    book.issue(first, "ann", now);
    EXPECT_TRUE(book.isValid(first.hash, now + 9s));
    EXPECT_FALSE(book.isValid(first.hash, now + 10s));
    EXPECT_FALSE(book.isValid("sha256:", now));
    book.issue(first, "ann", now + 5s);
    EXPECT_TRUE(book.isValid(first.hash, now + 14s)) << "looking at it again renews it";
    book.issue(second, "ann", now);
    book.issue(third, "ann", now);
    EXPECT_FALSE(book.isValid(first.hash, now));
    EXPECT_TRUE(book.isValid(second.hash, now));
}

TEST(PlanBook, NobodyPushesOutThePlansOfOthers)
{
    const TimePoint now{hours(1)};
    PlanBook book(10s, 3, 5);
    const auto issue = [&](const char *caller, int target) {
        Plan plan;
        plan.targetName = std::to_string(target);
        book.issue(plan, caller, now);
        return plan.hash;
    };
    const std::string mine = issue("operator", 1), shared = issue("operator", 2);
    const std::string early = issue("viewer", 3);
    EXPECT_EQ(issue("viewer", 2), shared);
    issue("viewer", 3);
    for (int i = 10; i < 12; ++i) {
        issue("viewer", i);
    }
    EXPECT_TRUE(book.isValid(early, now)) << "issued again, it is new again";
    for (int i = 20; i < 60; ++i) {
        issue("viewer", i);
    }
    EXPECT_FALSE(book.isValid(early, now));
    EXPECT_TRUE(book.isValid(mine, now) && book.isValid(shared, now)) << "though the viewer had the second as well";
    const std::string other = issue("approver", 70);
    EXPECT_TRUE(book.isValid(mine, now) && book.isValid(shared, now) && book.isValid(other, now))
        << "beyond the whole capacity whoever has the most loses";
    issue("operator", 71);
    issue("operator", 72);
    EXPECT_FALSE(book.isValid(mine, now)) << "one's own oldest go first";
}

TEST(TemplateDiff, NamesEveryMemberThatDiffers)
{
    AgentTemplate a{"i", "m", "p", {"t"}, {1, 2, 3}};
    EXPECT_TRUE(templateDiff(a, a).empty());
    const AgentTemplate b{"I", "M", "P", {}, {2, 3, 4}};
    std::vector<std::string> fields;
    for (const auto &change : templateDiff(a, b)) {
        fields.push_back(change.field);
    }
    EXPECT_EQ(fields,
              (std::vector<std::string>{"image", "model", "prompt_hash", "tools", "limits.cpu", "limits.memory_bytes",
                                        "limits.capacity"}));
    EXPECT_EQ(templateDiff(a, b).front().to, "\"I\"");
}
