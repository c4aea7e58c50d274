// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later

// The database: migrations, damage, what fails alone, tokens from the command line, tampering with the audit.

#include "auditverifier.h"
#include "managerrig.h"
#include "schema.h"
#include "timetext.h"
#include "tokenadmin.h"

#include <fstream>
#include <sqlite3.h>

using namespace toban::manager;

namespace {

class Store : public testing::Test
{
protected:
    ScratchDirectory directory;
    const std::filesystem::path file = directory / "m.db";
    ManualClock clock;

    std::string fault()
    {
        try {
            SqliteStore store(file);
            return {};
        } catch (const std::runtime_error &error) {
            return error.what();
        }
    }
    /// Appends this many entries.
    void journal(int entries)
    {
        SqliteStore store(file);
        for (int i = 0; i < entries; ++i) {
            AuditDraft draft;
            draft.at = clock.now();
            draft.actor = "ann";
            draft.actorRole = "operator";
            draft.action = "deployment.scale";
            draft.targetKind = "deployment";
            draft.targetName = "gen";
            draft.outcome = "accepted";
            draft.operationId = "op-" + std::to_string(i);
            store.post([draft](Transaction &transaction) { transaction.appendAudit(draft); },
                       [](const std::string &) {});
        }
    }
    void run(const std::string &sql)
    {
        Database database(file, Database::Mode::ReadWriteCreate);
        database.execute(sql);
    }
};

} // namespace

TEST_F(Store, IsMadeMigratedAndOpenedAgain)
{
    EXPECT_EQ(fault(), "");
    EXPECT_EQ(fault(), "");
    Database database(file, Database::Mode::ReadOnly);
    auto version = database.prepare("PRAGMA user_version");
    ASSERT_TRUE(version.step());
    EXPECT_EQ(version.integer(0), schemaVersion());
    const auto mode = std::filesystem::status(file).permissions();
    EXPECT_EQ(mode & (std::filesystem::perms::group_all | std::filesystem::perms::others_all),
              std::filesystem::perms::none);
}

TEST_F(Store, ANewerOrDamagedFileIsRefusedWithWhatToDo)
{
    ASSERT_EQ(fault(), "");
    run("PRAGMA user_version=" + std::to_string(schemaVersion() + 1));
    EXPECT_NE(fault().find("newer toban-manager"), std::string::npos) << fault();
    run("PRAGMA user_version=" + std::to_string(schemaVersion()));
    journal(300);
    run("PRAGMA wal_checkpoint(TRUNCATE)");
    {
        std::fstream stream(file, std::ios::in | std::ios::out | std::ios::binary);
        stream.seekp(std::streamoff(std::filesystem::file_size(file) / 2));
        stream << std::string(6000, 'x');
    }
    EXPECT_NE(fault().find("damaged"), std::string::npos) << fault();
    std::ofstream(file, std::ios::trunc) << std::string(8192, 'n');
    EXPECT_NE(fault(), "") << "no database at all";
}

TEST_F(Store, OneWorkThatFailsTakesNoOtherWithIt)
{
    SqliteStore store(file);
    std::vector<std::string> errors;
    std::promise<void> gate, end;
    // Holds the writing thread, so that the next three are one batch.
    store.post([&gate](Transaction &) { gate.get_future().wait(); }, [](const std::string &) {});
    Task good;
    good.id = "good";
    good.fingerprint = "f";
    Task other = good;
    other.id = "other";
    const auto note = [&errors](const std::string &error) { errors.push_back(error); };
    store.post([good](Transaction &t) { t.addTask(good); }, note);
    store.post(
        [other](Transaction &t) {
            t.addTask(other);
            throw std::runtime_error("on purpose");
        },
        note);
    store.post([](Transaction &t) { t.putAgentIntake("a", Intake::Paused); }, note);
    store.post([](Transaction &) {}, [&end](const std::string &) { end.set_value(); });
    gate.set_value();
    end.get_future().wait();
    EXPECT_EQ(errors, (std::vector<std::string>{"", "on purpose", ""}));
    EXPECT_TRUE(store.task("good"));
    EXPECT_FALSE(store.task("other")) << "nothing of the failed work is there";
    EXPECT_EQ(store.load(clock.now()).agentIntakes.size(), 1U);
}

TEST_F(Store, AfterCloseWorkIsRefused)
{
    SqliteStore store(file);
    store.close();
    std::string error;
    store.post([](Transaction &) { FAIL(); }, [&error](const std::string &e) { error = e; });
    EXPECT_EQ(error, "the store is closed");
}

TEST_F(Store, OldTasksAndAnswersAreForgottenInBoundedSteps)
{
    SqliteStore store(file);
    const TimePoint now = clock.now();
    int gone = 0;
    store.postAlone(
        [&](Transaction &t) {
            for (int i = 0; i < 10; ++i) {
                Task task;
                task.id = "t" + std::to_string(i);
                t.addTask(task);
                if (i > 0) { // the first is still waiting
                    task.status = TaskStatus::Succeeded;
                    task.finishedAt = now - std::chrono::hours(i);
                    EXPECT_TRUE(t.finishTask(task));
                    EXPECT_FALSE(t.finishTask(task)) << "the first end stands";
                }
            }
            t.putAnswer("ann", "old", {"f", 202, "{}"}, now - std::chrono::hours(30));
            t.putAnswer("ann", "new", {"f", 202, "{}"}, now);
            EXPECT_TRUE(t.answer("ann", "old", now - std::chrono::hours(40)));
            gone = t.forget(now - std::chrono::hours(5), now - std::chrono::hours(24), now, 3);
            EXPECT_TRUE(t.answer("ann", "new", now - std::chrono::hours(24)));
            EXPECT_FALSE(t.answer("ann", "old", TimePoint{}));
            gone += t.forget(now - std::chrono::hours(5), now - std::chrono::hours(24), now, 3);
        },
        [](const std::string &error) { EXPECT_EQ(error, ""); });
    store.close();
    EXPECT_EQ(gone, 5) << "four tasks and an answer";
    EXPECT_TRUE(store.task("t5"));
    EXPECT_FALSE(store.task("t6"));
    EXPECT_TRUE(store.task("t0"));
}

TEST_F(Store, ExecutionsAreKeptOnceFilteredPagedAndForgottenInSteps)
{
    SqliteStore store(file);
    const TimePoint now = clock.now();
    int gone = 0;
    store.postAlone(
        [&](Transaction &t) {
            for (int i = 0; i < 6; ++i) {
                StoredExecution execution{0,
                                          "run-" + std::to_string(i),
                                          i % 2 == 0 ? "gen-0" : "gen-1",
                                          now - std::chrono::hours(i),
                                          now - std::chrono::hours(i),
                                          {},
                                          "{}"};
                if (i >= 3) {
                    execution.worst = AnomalySeverity(i - 3);
                }
                EXPECT_TRUE(t.addExecution(execution));
                EXPECT_FALSE(t.addExecution(execution)) << "sent twice";
                execution.agentId = "other";
                execution.id = "run-0";
                EXPECT_EQ(t.addExecution(execution), i == 0) << "ids are each agent's own";
            }
        },
        [](const std::string &error) { EXPECT_EQ(error, ""); });
    std::promise<void> written;
    store.post([](Transaction &) {}, [&written](const std::string &) { written.set_value(); });
    written.get_future().wait();
    const auto ids = [&store](const ExecutionFilter &filter, std::int64_t before = 0, std::size_t limit = 100) {
        std::string text;
        for (const StoredExecution &execution : store.executions(filter, before, limit)) {
            text += execution.agentId + '/' + execution.id + ' ';
        }
        return text;
    };
    EXPECT_EQ(ids({"gen-0", {}, {}, {}}), "gen-0/run-4 gen-0/run-2 gen-0/run-0 ");
    EXPECT_EQ(ids({{}, AnomalySeverity::High, {}, {}}), "gen-1/run-5 gen-0/run-4 ");
    EXPECT_EQ(ids({{}, {}, now - std::chrono::hours(4), now - std::chrono::hours(2)}), "gen-0/run-4 gen-1/run-3 ");
    const auto page = store.executions({}, 0, 2);
    ASSERT_EQ(page.size(), 2U);
    EXPECT_EQ(ids({}, page[1].sequence, 2), "gen-1/run-3 gen-0/run-2 ");
    EXPECT_EQ(page[0].worst, AnomalySeverity::Critical);
    const ThreatFigures figures = store.threats(now - std::chrono::hours(4));
    EXPECT_EQ(figures.executions, 6) << "that of the other agent among them";
    EXPECT_EQ(figures.agents, 3);
    EXPECT_EQ(figures.medium, 1);
    EXPECT_EQ(figures.high, 1);
    EXPECT_EQ(figures.critical, 0) << "it is older";
    store.postAlone([&](Transaction &t) { gone = t.forget({}, {}, now - std::chrono::hours(1), 3); },
                    [](const std::string &error) { EXPECT_EQ(error, ""); });
    store.close();
    EXPECT_EQ(gone, 3) << "at most as many as are asked for at once";
    EXPECT_EQ(store.executions({}, 0, 100).size(), 4U);
}

TEST_F(Store, AnAgentsClockDoesNotSayHowLongItsExecutionsAreKept)
{
    const TimePoint now = clock.now(), past = now - std::chrono::hours(24 * 365 * 16);
    {
        SqliteStore store(file);
        store.postAlone(
            [&](Transaction &t) {
                t.addExecution({0, "back-dated", "gen-0", past, now, AnomalySeverity::High, "{}"});
                t.addExecution({0, "old", "gen-0", now, past, {}, "{}"});
                EXPECT_EQ(t.forget({}, {}, now - std::chrono::hours(24 * 365 * 7), 10), 1);
            },
            [](const std::string &error) { EXPECT_EQ(error, ""); });
        store.close();
        ASSERT_EQ(store.executions({}, 0, 10).size(), 1U);
        EXPECT_EQ(store.executions({}, 0, 10).front().id, "back-dated");
        EXPECT_EQ(store.threats(now - std::chrono::hours(1)).high, 1);
    }
    // What was kept before there was a column for it: the body has it.
    sqlite3 *raw = nullptr;
    ASSERT_EQ(sqlite3_open(file.c_str(), &raw), SQLITE_OK);
    const std::string old
        = "DROP INDEX executions_received; ALTER TABLE executions DROP COLUMN received_at; DELETE FROM"
          " executions; INSERT INTO executions VALUES (1,'a','gen-0',5,0,'{\"received_at\":\""
        + timeText(now) + "\"}'),(2,'b','gen-0',5,0,'{}'); PRAGMA user_version=" + std::to_string(schemaVersion() - 1);
    EXPECT_EQ(sqlite3_exec(raw, old.c_str(), nullptr, nullptr, nullptr), SQLITE_OK) << sqlite3_errmsg(raw);
    sqlite3_close(raw);
    SqliteStore store(file);
    const auto kept = store.executions({}, 0, 10);
    store.close();
    ASSERT_EQ(kept.size(), 2U);
    EXPECT_EQ(kept[1].receivedAt, now);
    EXPECT_EQ(kept[0].receivedAt, TimePoint{std::chrono::milliseconds(5)}) << "its own time is all that is known";
}

TEST_F(Store, PagingThroughTheAuditKeepsNoStatementForEachPage)
{
    journal(50);
    SqliteStore store(file);
    EXPECT_EQ(store.audit({}, 11, 3).front().sequence, 10);
    EXPECT_EQ(store.audit({"ann", "deployment.scale", "gen", "op-7"}, 0, 3).size(), 1U);
    const auto before = sqlite3_memory_used();
    for (std::int64_t i = 1; i <= 1000; ++i) {
        store.audit({}, i, std::size_t(i % 7 + 1));
    }
    EXPECT_LT(sqlite3_memory_used() - before, 100'000);
}

TEST_F(Store, TokensAreMadeListedRevokedAndAudited)
{
    TokenAdmin admin(file, clock);
    const std::string token = admin.create("ann", "operator", "");
    EXPECT_THROW(admin.create("ann", "viewer", ""), std::runtime_error) << "the name is taken";
    EXPECT_THROW(admin.create("bob", "root", ""), std::runtime_error);
    EXPECT_THROW(admin.create("", "viewer", ""), std::runtime_error);
    EXPECT_THROW(admin.create("bob", "agent", ""), std::runtime_error);
    EXPECT_THROW(admin.create("bob", "viewer", "x-*"), std::runtime_error);
    EXPECT_THROW(admin.revoke("bob"), std::runtime_error);
    SqliteStore store(file);
    const auto version = store.tokensVersion();
    TokenBook book;
    book.setRecords(store.tokens());
    EXPECT_EQ(book.find(token)->name, "ann");
    admin.revoke("ann");
    EXPECT_GT(store.tokensVersion(), version);
    book.setRecords(store.tokens());
    EXPECT_FALSE(book.find(token));
    EXPECT_NE(admin.create("ann", "viewer", ""), token);
    ASSERT_EQ(admin.list().size(), 2U);
    EXPECT_TRUE(admin.list()[0].revokedAt);
    EXPECT_EQ(store.audit({"command-line", "", "", ""}, 0, 10).size(), 3U) << "refused ones changed nothing";
    std::ifstream stream(file, std::ios::binary);
    const std::string bytes((std::istreambuf_iterator<char>(stream)), {});
    EXPECT_EQ(bytes.find(token), std::string::npos) << "a token is nowhere on disk";
}

TEST_F(Store, TamperingWithTheAuditIsFound)
{
    const std::pair<const char *, const char *> rows[]{
        {"UPDATE audit SET body=replace(body,'ann','bob') WHERE sequence=3",
         "entry 3: its text does not match its hash"},
        {"UPDATE audit SET actor='bob' WHERE sequence=3", "entry 3: its columns differ from its text"},
        {"UPDATE audit SET at=at+1 WHERE sequence=3", "entry 3: its columns differ from its text"},
        {"UPDATE audit SET operation_id=NULL WHERE sequence=3", "entry 3: its columns differ from its text"},
        {"UPDATE audit SET hash=lower(hex(randomblob(32))) WHERE sequence=3",
         "entry 3: its text does not match its hash"},
        {"DELETE FROM audit WHERE sequence=3", "entry 4: entry 3 is missing"},
        {"DELETE FROM audit WHERE sequence=1", "entry 2: entry 1 is missing"},
        {"DELETE FROM audit WHERE sequence=3; UPDATE audit SET sequence=3 WHERE sequence=4",
         "entry 3: does not follow the entry before it"},
        {"INSERT INTO audit SELECT 6,at,actor,action,target,operation_id,body,previous_hash,hash FROM audit WHERE "
         "sequence=5",
         "entry 6: does not follow the entry before it"},
        {"UPDATE audit SET sequence=CASE sequence WHEN 2 THEN -3 ELSE -2 END WHERE sequence IN (2,3);"
         "UPDATE audit SET sequence=-sequence WHERE sequence<0",
         "entry 2: does not follow the entry before it"},
    };
    for (const auto &[sql, fault] : rows) {
        std::filesystem::remove(file);
        journal(5);
        const AuditVerdict whole = verifyAudit(file);
        ASSERT_EQ(whole.fault, "");
        ASSERT_EQ(whole.entries, 5);
        run(sql);
        EXPECT_EQ(verifyAudit(file).fault, fault) << sql;
    }
}
