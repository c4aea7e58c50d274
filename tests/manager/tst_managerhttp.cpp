// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Reading of requests, and log-ins.

#include "api.h"
#include "authenticator.h"
#include "bodyreader.h"
#include "managerrig.h"
#include "postponer.h"
#include "tokenadmin.h"

#include <random>

using namespace toban::manager;
namespace http = toban::http;

namespace {

http::Request request(const std::string &body, const std::string &type = "application/json")
{
    http::Request result;
    result.method = "POST";
    result.body = body;
    result.headers.set("Content-Type", type);
    return result;
}

/// "[[[…]]]"
std::string nested(std::size_t depth)
{
    return std::string(depth, '[') + std::string(depth, ']');
}

} // namespace

TEST(Cursor, IsInverseAndAcceptsNothingElse)
{
    std::mt19937 random(1);
    for (int i = 0; i < 2000; ++i) {
        std::string text;
        for (unsigned n = random() % 40; n > 0; --n) {
            text += char(random());
        }
        ASSERT_EQ(decodeCursor(encodeCursor(text)), text);
    }
    for (const char *cursor : {"!", "a", "YQ==", "YR", "YWJj\n", "a b"}) {
        EXPECT_FALSE(decodeCursor(cursor)) << cursor;
    }
}

TEST(Forms, AcceptAndRefuse)
{
    struct Row
    {
        Form form;
        std::vector<std::string> good, bad;
    };
    const std::string long63(63, 'a');
    const Row rows[]{
        {Form::Name, {"a", "a-1", long63}, {"", "-a", "a-", "A", "a_b", long63 + "a", "ä", "a/b"}},
        {Form::Identifier, {"a", "a_1", long63}, {"", "1a", "_a", "a-b", "A", long63 + "a"}},
        {Form::AgentId, {"a", "A.b_c-1"}, {"", ".a", "a.", "a b", std::string(129, 'a')}},
        {Form::TaskId, {"a", "a:b"}, {"", "queue", ":a", "a/b"}},
        {Form::Reason, {"abc", std::string(500, 'r'), "理由だ"}, {"", "ab", "理由", std::string(501, 'r')}},
        {Form::PlanHash,
         {"sha256:" + std::string(64, 'f')},
         {"", "sha256:" + std::string(64, 'F'), "sha256:" + std::string(63, 'f')}},
        {Form::Currency, {"USD"}, {"", "usd", "USDT"}},
        {Form::Endpoint,
         {"http://127.0.0.1:80", "https://h"},
         {"", "http://", "ftp://h", "http://h/p", "http://h?x", "http://h x"}},
        {Form::Amount, {"0", "1.5", "999999999.999999"}, {"", "-1", "1.", ".1", "1.0000001", "1e3", "1234567890"}},
        {Form::IdempotencyKey, {"12345678"}, {"", "1234567", "with space", std::string(129, 'k')}},
    };
    for (const Row &row : rows) {
        for (const auto &text : row.good) {
            EXPECT_EQ(formFault(row.form, text), "") << text;
        }
        for (const auto &text : row.bad) {
            EXPECT_NE(formFault(row.form, text), "") << text;
        }
    }
}

TEST(BodyReader, WhatIsNoObjectOfJsonIsRefusedByKind)
{
    const std::tuple<std::string, std::string, int> rows[]{
        {"{}", "application/json", 0},
        {"{}", "Application/JSON; charset=utf-8", 0},
        {"{}", "text/plain", 415},
        {"{}", "", 415},
        {"", "application/json", 400},
        {"{", "application/json", 400},
        {"{\"a\":\"\xff\"}", "application/json", 400},
        {"{} {}", "application/json", 400},
        {"[]", "application/json", 422},
        {"null", "application/json", 422},
        {std::string(100'000, '['), "application/json", 400},
        {R"({"a":)" + nested(100'000) + "}", "application/json", 400},
        {R"({"a":)" + nested(64) + "}", "application/json", 400},
        {R"({"a":)" + nested(63) + "}", "application/json", 0},
        {R"({"a":"\\\")" + std::string(1000, '[') + R"("})", "application/json", 0},
    };
    for (const auto &[body, type, status] : rows) {
        const auto reader = BodyReader::of(request(body, type));
        EXPECT_EQ(reader ? 0 : statusOf(reader.error().kind), status) << body.substr(0, 20) << ' ' << type;
    }
}

TEST(BodyReader, NamesEveryFieldThatIsWrong)
{
    auto reader = BodyReader::of(
        request(R"({"a":1,"n":1e30,"m":4.0,"x":1.5,"o":{"p":true,"q":1},"t":["a","a"],"r":[2,1],"more":1,"z":null})"));
    ASSERT_TRUE(reader);
    EXPECT_FALSE(reader->text("a", Form::Name));
    EXPECT_FALSE(reader->integer("n", 0, 10));
    EXPECT_EQ(reader->integer("m", 0, 10), 4);
    EXPECT_FALSE(reader->integer("x", 0, 10));
    EXPECT_FALSE(reader->tools("t"));
    EXPECT_FALSE(reader->risingIntegers("r", 0, 10, 5, true));
    EXPECT_FALSE(reader->text("missing", Form::Name, true));
    EXPECT_FALSE(reader->textOrNull("z", Form::Name, true));
    auto inner = reader->object("o");
    ASSERT_TRUE(inner);
    EXPECT_FALSE(inner->number("p", 0, 1, false));
    inner->refuseUnread();
    reader->refuseUnread();
    std::set<std::string> fields;
    const auto refusal = reader->refusal();
    ASSERT_TRUE(refusal);
    for (const auto &[field, message] : refusal->fields) {
        fields.insert(field);
    }
    EXPECT_EQ(fields, (std::set<std::string>{"a", "n", "x", "t", "r", "missing", "o.p", "o.q", "more"}));
}

TEST(BodyReader, BoundsTheNamesOfAMapAsWellAsItsTexts)
{
    const auto isGood = [](const std::string &name) {
        auto reader = BodyReader::of(request("{\"m\":{\"" + name + "\":\"v\"}}"));
        return reader && reader->textMap("m", 2, 10).has_value() && !reader->refusal();
    };
    std::string wide;
    for (int i = 0; i < 63; ++i) {
        wide += "名";
    }
    EXPECT_TRUE(isGood("k") && isGood(std::string(63, 'k')) && isGood(wide)) << "characters, not bytes";
    EXPECT_FALSE(isGood("") || isGood(std::string(64, 'k')) || isGood(wide + 'k'));
}

TEST(Postponer, DoesThingsInOrderAndRefusesTooMany)
{
    std::vector<int> order;
    {
        Postponer postponer(2);
        EXPECT_TRUE(postponer.postpone(std::chrono::hours(2), [&] { order.push_back(2); }));
        EXPECT_TRUE(postponer.postpone(std::chrono::hours(1), [&] { order.push_back(1); }));
        EXPECT_FALSE(postponer.postpone(std::chrono::hours(1), [&] { order.push_back(3); }));
        EXPECT_TRUE(order.empty());
    }
    EXPECT_EQ(order, (std::vector<int>{1, 2})) << "what waits at the end is done";
    Postponer postponer(2);
    std::promise<void> done;
    EXPECT_TRUE(postponer.postpone(std::chrono::hours(1), [] {}));
    EXPECT_TRUE(postponer.postpone(std::chrono::milliseconds(1), [&] { done.set_value(); }));
    EXPECT_EQ(done.get_future().wait_for(std::chrono::seconds(10)), std::future_status::ready);
}

TEST(Authenticator, FailedLoginsAreCountedAndAnsweredEverLaterByAddress)
{
    const ScratchDirectory directory;
    ManualClock clock;
    TokenAdmin admin(directory / "m.db", clock);
    SqliteStore store(directory / "m.db");
    TokenBook book;
    Authenticator authenticator(book, store, clock);
    const auto ask = [&](const std::string &header, const std::string &address) {
        http::Request login;
        login.remoteAddress = address;
        login.headers.set("Authorization", header);
        auto verdict = authenticator.check(login);
        return verdict.mayBeNew ? authenticator.recheck(login) : verdict;
    };
    using std::chrono::milliseconds;
    std::vector<milliseconds> delays;
    for (int i = 0; i < 12; ++i) {
        delays.push_back(ask("Bearer wrong", "10.0.0.1").delay);
    }
    EXPECT_EQ(delays[2], milliseconds(0));
    EXPECT_EQ(delays[3], milliseconds(100));
    EXPECT_EQ(delays[4], milliseconds(200));
    EXPECT_EQ(delays[11], milliseconds(5000));
    EXPECT_EQ(ask("Bearer wrong", "10.0.0.2").delay, milliseconds(0));
    EXPECT_EQ(authenticator.failedLogins(), 13);
    EXPECT_FALSE(ask("Basic abc", "10.0.0.3").caller);
    EXPECT_FALSE(ask("", "10.0.0.3").caller);
    EXPECT_EQ(authenticator.failedLogins(), 13) << "no token is no failed log-in";
    ASSERT_EQ(authenticator.refresh(), "");
    const std::string token = admin.create("ann", "viewer", "");
    clock.advance(Authenticator::refreshPeriod);
    ASSERT_EQ(authenticator.refresh(), "");
    const auto good = ask("bearer " + token, "10.0.0.1");
    ASSERT_TRUE(good.caller) << "from an address that failed";
    EXPECT_EQ(good.caller->address, "10.0.0.1");
    admin.revoke("ann");
    clock.advance(Authenticator::refreshPeriod);
    ASSERT_EQ(authenticator.refresh(), "");
    EXPECT_FALSE(ask("Bearer " + token, "10.0.0.1").caller);
    clock.advance(std::chrono::minutes(2));
    EXPECT_EQ(ask("Bearer wrong", "10.0.0.1").delay, milliseconds(0)) << "forgotten after a quiet minute";
}

TEST(Authenticator, AnUnknownTokenCausesNoReadAndIsLookedAtAgainAfterTheNextRefresh)
{
    const ScratchDirectory directory;
    ManualClock clock;
    TokenAdmin admin(directory / "m.db", clock);
    SqliteStore store(directory / "m.db");
    TokenBook book;
    Authenticator authenticator(book, store, clock);
    ASSERT_EQ(authenticator.refresh(), "");
    http::Request login;
    login.headers.set("Authorization", "Bearer " + admin.create("ann", "viewer", ""));
    for (int i = 0; i < 3; ++i) {
        const auto verdict = authenticator.check(login);
        EXPECT_TRUE(!verdict.caller && verdict.mayBeNew) << "nothing was read since it was made";
        EXPECT_GT(verdict.delay, Authenticator::refreshPeriod - std::chrono::milliseconds(400 * i));
        EXPECT_EQ(authenticator.refresh(), "") << "too early: reads nothing";
        clock.advance(std::chrono::milliseconds(400));
    }
    ASSERT_EQ(authenticator.refresh(), "");
    EXPECT_EQ(authenticator.recheck(login).caller->name, "ann");
    EXPECT_EQ(authenticator.failedLogins(), 0) << "it was good all along";
}

TEST(Authenticator, AFailedReadLeavesWhatIsKnownAndIsTold)
{
    const ScratchDirectory directory;
    ManualClock clock;
    TokenAdmin admin(directory / "m.db", clock);
    http::Request login;
    login.headers.set("Authorization", "Bearer " + admin.create("ann", "viewer", ""));
    SqliteStore store(directory / "m.db");
    TokenBook book;
    Authenticator authenticator(book, store, clock);
    ASSERT_EQ(authenticator.refresh(), "");
    Database(directory / "m.db", Database::Mode::ReadWriteCreate).execute("ALTER TABLE counters RENAME TO gone");
    clock.advance(Authenticator::refreshPeriod);
    EXPECT_NE(authenticator.refresh().find("no such table"), std::string::npos);
    EXPECT_NE(authenticator.trouble(), "");
    EXPECT_TRUE(authenticator.check(login).caller);
    Database(directory / "m.db", Database::Mode::ReadWriteCreate).execute("ALTER TABLE gone RENAME TO counters");
    clock.advance(Authenticator::refreshPeriod);
    EXPECT_EQ(authenticator.refresh(), "");
    EXPECT_EQ(authenticator.trouble(), "");
}

TEST(Ready, SaysWhatIsMissing)
{
    const ScratchDirectory directory;
    ManagerRig rig(directory / "m.db");
    Authenticator authenticator(rig.tokens, rig.store, rig.clock);
    ASSERT_EQ(authenticator.refresh(), "");
    const auto missing = [&] {
        const ReadyReport report = readiness(rig.fleet, rig.store, authenticator, rig.clock.steady());
        std::string names;
        const std::string bad = R"(,"ok":false)";
        for (const char *name : {"store", "tokens", "control_loop", "driver", "intake"}) {
            const auto at = report.json.find(std::string("\"name\":\"") + name + '"');
            EXPECT_NE(at, std::string::npos) << name;
            names += report.json.compare(at + std::string(name).size() + 9, bad.size(), bad) == 0
                ? std::string(name) + ' '
                : "";
        }
        EXPECT_EQ(report.ready, names.empty()) << report.json;
        return names;
    };
    EXPECT_EQ(missing(), "control_loop ") << "it has not begun";
    rig.controller.step();
    EXPECT_EQ(missing(), "");
    rig.clock.advance(std::chrono::milliseconds(5'001));
    EXPECT_EQ(missing(), "control_loop ");
    rig.driver.startFault = "no such program";
    rig.controller.step();
    EXPECT_EQ(missing(), "driver ");
    rig.driver.startFault.clear();
    rig.controller.step();
    rig.store.postAlone([](Transaction &) { throw std::runtime_error("on purpose"); }, [](const std::string &) {});
    rig.flush();
    EXPECT_EQ(missing(), "") << "the last write was good again";
    std::promise<void> done;
    rig.store.postAlone([](Transaction &) { throw std::runtime_error("on purpose"); },
                        [&done](const std::string &) { done.set_value(); });
    done.get_future().wait();
    EXPECT_EQ(missing(), "store ");
    rig.flush();
    Database(directory / "m.db", Database::Mode::ReadWriteCreate).execute("ALTER TABLE counters RENAME TO gone");
    rig.clock.advance(Authenticator::refreshPeriod);
    EXPECT_NE(authenticator.refresh(), "");
    EXPECT_EQ(missing(), "tokens ");
    rig.controller.beginStop();
    EXPECT_EQ(missing(), "tokens intake ");
}
