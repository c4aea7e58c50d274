// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later

// The signed head of the audit chain, its key, exports, and what verification finds in databases and files.

#include "auditexport.h"
#include "auditkeyfile.h"
#include "auditseal.h"
#include "auditverifier.h"
#include "backup.h"
#include "managerrig.h"
#include "sqlitetransaction.h"
#include "tokenadmin.h"
#include "views.h"

#include <fstream>
#include <sstream>

using namespace toban::manager;

namespace {

using Lines = std::vector<std::string>;

class Audit : public testing::Test
{
protected:
    ScratchDirectory directory;
    const std::filesystem::path file = directory / "m.db";
    const std::filesystem::path exported = directory / "audit.jsonl";
    ManualClock clock;

    SigningKey key() { return readAuditKey(defaultAuditKeyFile(file)); }
    static AuditDraft draft(int number, const std::string &role = "operator")
    {
        AuditDraft draft;
        draft.at = TimePoint{std::chrono::hours(1)};
        draft.actor = "ann";
        draft.actorRole = role;
        draft.action = "deployment.scale";
        draft.targetKind = "deployment";
        draft.targetName = "gen";
        draft.outcome = "accepted";
        draft.operationId = "op-" + std::to_string(number);
        return draft;
    }
    void journal(int entries)
    {
        SqliteStore store(file);
        for (int i = 0; i < entries; ++i) {
            store.post([i](Transaction &transaction) { transaction.appendAudit(draft(i)); },
                       [](const std::string &error) { EXPECT_EQ(error, ""); });
        }
    }
    void fresh(int entries)
    {
        for (const char *ending : {"", "-wal", "-shm"}) {
            std::filesystem::remove(file.string() + ending);
        }
        journal(entries);
    }
    void run(const std::string &sql)
    {
        Database database(file, Database::Mode::ReadWriteCreate);
        database.execute(sql);
    }
    /// Appends as whoever has the database but not the key could: the chain fits.
    void forge(const AuditDraft &entry)
    {
        Database database(file, Database::Mode::ReadWriteCreate);
        SqliteTransaction(database).appendAudit(entry);
    }
    std::string fault(const std::string &publicKey = {}) { return verifyAudit(file, publicKey).fault; }
    std::string openingFault()
    {
        try {
            SqliteStore store(file);
            return {};
        } catch (const std::runtime_error &error) {
            return error.what();
        }
    }
    Lines lines()
    {
        std::stringstream text;
        exportAudit(file, key(), text);
        Lines all;
        for (std::string line; std::getline(text, line);) {
            all.push_back(line);
        }
        return all;
    }
    std::string faultOf(const Lines &all, const std::string &publicKey = {})
    {
        std::ofstream stream(exported, std::ios::trunc | std::ios::binary);
        for (const std::string &line : all) {
            stream << line << '\n';
        }
        stream.close();
        return verifyAudit(exported, publicKey).fault;
    }
};

std::string replaced(std::string text, const std::string &from, const std::string &to)
{
    const auto at = text.find(from);
    EXPECT_NE(at, std::string::npos) << from;
    return at == std::string::npos ? text : text.replace(at, from.size(), to);
}

} // namespace

TEST(SigningKey, SignsAndTellsWhatItDidNotSign)
{
    const SigningKey key = SigningKey::parse(SigningKey::generate().pem());
    const std::string signature = key.sign("text");
    EXPECT_TRUE(isSignedBy(key.publicKey(), "text", signature));
    EXPECT_FALSE(isSignedBy(key.publicKey(), "texT", signature));
    EXPECT_FALSE(isSignedBy(SigningKey::generate().publicKey(), "text", signature));
    for (const std::string &wrong : {std::string(), std::string("?"), signature.substr(4), signature + "AAAA"}) {
        EXPECT_FALSE(isSignedBy(key.publicKey(), "text", wrong)) << wrong;
        EXPECT_FALSE(isSignedBy(wrong, "text", signature)) << wrong;
    }
    EXPECT_EQ(readPublicKey('\n' + key.publicKey() + " \n"), key.publicKey());
    EXPECT_THROW(readPublicKey("no key"), std::runtime_error);
    EXPECT_THROW(SigningKey::parse("no key"), std::runtime_error);
}

// Made with "openssl pkeyutl -sign -rawin" by the words of the contract, whose example it is.
TEST(SigningKey, AHeadThatOthersSignedByTheContractIsGenuine)
{
    const std::string text
        = R"({"at":"2026-11-26T15:21:07.881Z","hash":"9c56cc51b374c3ba189210d5b6d4bf57790d351c96c47c02190ecf1e430635ab",)"
          R"("key_id":"e0555c549a78ba7d","public_key":"bgxIhR4PtyVRp5R6m5+z0H81oL6cRUSH9HZmZeRU388=","sequence":41,)"
          R"("signature":"OkN0RpiRqCUWlx1ihYvTK5QQ/fONVUzo+h1YN5xVC1NDNOiM0N7IOGQpGzdHY0wn6eD+aLtcD7+8DqytuIwVDw==",)"
          R"("signed_at":"2026-11-26T15:22:30.004Z"})";
    const auto head = parseSignedAuditHead(text);
    ASSERT_TRUE(head);
    EXPECT_TRUE(head->isGenuine());
    for (const auto &[from, to] : {std::pair("41", "40"), std::pair("15:22", "15:23"), std::pair("9c56", "9c57")}) {
        EXPECT_FALSE(parseSignedAuditHead(replaced(text, from, to))->isGenuine()) << from;
    }
    EXPECT_FALSE(parseSignedAuditHead(replaced(text, "41,", "41, ")));
}

TEST_F(Audit, TheKeyIsMadeOnceAndForItsOwnerOnly)
{
    const auto keyFile = directory / "key";
    const std::string made = openAuditKey(keyFile).publicKey();
    EXPECT_EQ(openAuditKey(keyFile).publicKey(), made);
    using std::filesystem::perms;
    EXPECT_EQ(std::filesystem::status(keyFile).permissions(), perms::owner_read | perms::owner_write);
    std::filesystem::permissions(keyFile, perms::group_read, std::filesystem::perm_options::add);
    const auto what = [](const std::filesystem::path &path) -> std::string {
        try {
            openAuditKey(path);
            return {};
        } catch (const std::runtime_error &error) {
            return error.what();
        }
    };
    EXPECT_EQ(what(keyFile),
              "audit key " + keyFile.string() + ": has mode 0640, so others than its owner may use it; do: chmod 600 "
                  + keyFile.string());
    std::ofstream(directory / "none") << "no key";
    std::filesystem::permissions(directory / "none", perms::owner_read | perms::owner_write);
    EXPECT_NE(what(directory / "none").find("no private key"), std::string::npos);
    EXPECT_NE(what(directory / "no/where").find("cannot be made"), std::string::npos);
    EXPECT_THROW(readAuditKey(directory / "other"), std::runtime_error) << "is not made where it is only read";
    EXPECT_FALSE(std::filesystem::exists(directory / "other"));
}

TEST_F(Audit, WhatIsDoneToADatabaseIsFound)
{
    const std::pair<std::string, std::string> rows[]{
        {"UPDATE audit SET body=replace(body,'ann','bob') WHERE sequence=3",
         "entry 3: its text does not match its hash"},
        {"DELETE FROM audit WHERE sequence=3", "entry 4: entry 3 is missing"},
        {"INSERT INTO audit SELECT 6,at,actor,action,target,operation_id,body,previous_hash,hash FROM audit WHERE "
         "sequence=5",
         "entry 6: does not follow the entry before it"},
        {"DELETE FROM audit WHERE sequence=5",
         "entry 5: cut off, with all up to entry 5, which the signed head names as the last"},
        {"DELETE FROM audit WHERE sequence>2",
         "entry 3: cut off, with all up to entry 5, which the signed head names as the last"},
        {"DELETE FROM audit", "entry 1: cut off, with all up to entry 5, which the signed head names as the last"},
        {"DELETE FROM audit WHERE sequence=5; UPDATE audit_head SET sequence=4,hash=(SELECT hash FROM audit WHERE "
         "sequence=4)",
         "the signature of the head (entry 4) is wrong"},
        {"DELETE FROM audit WHERE sequence=5; DELETE FROM audit_head",
         "there is no signed head; if this database is of a manager that did not sign yet, start the manager once"},
        {"UPDATE audit_head SET key_id='0000000000000000'", "the signature of the head (entry 5) is wrong"},
    };
    for (const auto &[sql, expected] : rows) {
        fresh(5);
        ASSERT_EQ(fault(key().publicKey()), "");
        run(sql);
        EXPECT_EQ(fault(), expected) << sql;
    }
    fresh(5);
    forge(draft(6));
    EXPECT_EQ(fault(), "entry 6: comes after the signed head, yet is not of the command line");
    fresh(5);
    run("DELETE FROM audit WHERE sequence=5");
    forge(draft(9));
    EXPECT_EQ(fault(), "entry 5: is not the one that was signed") << "another entry, properly chained";
}

TEST_F(Audit, AChainThatWasCutBackToAnEarlierHeadIsFoundByAHeadThatWasKept)
{
    const auto kept = [this](const std::string &name) {
        Database database(file, Database::Mode::ReadOnly);
        std::ofstream(directory / name.c_str()) << signedAuditHeadJson(storedAuditHead(database).value()) << '\n';
        return directory / name.c_str();
    };
    const auto faultBy = [](const std::filesystem::path &head, const std::filesystem::path &what) {
        return verifyAudit(what, {}, readKeptHead(head).head).fault;
    };
    fresh(3);
    const auto early = kept("early");
    run("CREATE TABLE kept_by_mallory AS SELECT * FROM audit_head");
    journal(2);
    const auto late = kept("late");
    EXPECT_EQ(faultBy(early, file), "");
    EXPECT_EQ(faultBy(late, file), "");
    run("DELETE FROM audit WHERE sequence>3; DELETE FROM audit_head; INSERT INTO audit_head SELECT * FROM"
        " kept_by_mallory");
    EXPECT_EQ(fault(key().publicKey()), "") << "its head is genuine";
    const std::string cut = "entry 4: cut off, with all up to entry 5, which the kept head names";
    EXPECT_EQ(faultBy(early, file), "");
    EXPECT_EQ(faultBy(late, file).substr(0, cut.size()), cut);
    EXPECT_EQ(faultOf(lines()), "");
    EXPECT_EQ(faultBy(late, exported).substr(0, cut.size()), cut);
    {
        SqliteStore store(file); // a manager goes on with it
        for (const int number : {77, 78, 79}) {
            store.post([number](Transaction &transaction) { transaction.appendAudit(draft(number)); },
                       [](const std::string &error) { EXPECT_EQ(error, ""); });
        }
    }
    EXPECT_EQ(fault(key().publicKey()), "");
    EXPECT_EQ(faultBy(late, file), "entry 5: is not the one that the kept head names");
    std::ofstream(directory / "laid-out") << " { \"sequence\" : 5 }";
    EXPECT_THROW(readKeptHead(directory / "laid-out"), std::runtime_error);
    EXPECT_THROW(readKeptHead(directory / "none"), std::runtime_error);
}

TEST_F(Audit, WhatIsDoneToAnExportIsFound)
{
    fresh(5);
    const Lines whole = lines();
    ASSERT_EQ(whole.size(), 6U);
    const std::string publicKey = key().publicKey();
    EXPECT_EQ(faultOf(whole, publicKey), "");
    const auto with = [&whole](const std::function<void(Lines &)> &work) {
        Lines all = whole;
        work(all);
        return all;
    };
    const std::pair<Lines, std::string> rows[]{
        {with([](Lines &all) { all[2] = replaced(all[2], "ann", "bob"); }),
         "entry 3: its text does not match its hash"},
        {with([](Lines &all) { all.erase(all.begin() + 2); }), "entry 4: entry 3 is missing"},
        {with([](Lines &all) { all.erase(all.begin()); }), "entry 2: entry 1 is missing"},
        {with([](Lines &all) { all.insert(all.begin() + 2, all[1]); }), "entry 2: is there twice, or not in its place"},
        {with([](Lines &all) { all.insert(all.begin() + 5, replaced(all[4], R"("sequence":5)", R"("sequence":6)")); }),
         "entry 6: does not follow the entry before it"},
        {with([](Lines &all) { std::swap(all[1], all[2]); }), "entry 3: entry 2 is missing"},
        {with([](Lines &all) { all.erase(all.begin() + 4); }),
         "entry 5: cut off, with all up to entry 5, which the signed head names as the last"},
        {with([](Lines &all) { all.pop_back(); }),
         "entry 6: cut off, perhaps with more: the file does not end with a signed head"},
        {with([](Lines &all) { all.resize(3); }),
         "entry 4: cut off, perhaps with more: the file does not end with a signed head"},
        {{}, "entry 1: cut off, perhaps with more: the file does not end with a signed head"},
        {with([](Lines &all) { all[1] = replaced(all[1], R"({"action")", R"({"action":"nothing","action")"); }),
         "line 2: is neither an entry nor a signed head, in the form in which they are exported"},
        {with([](Lines &all) { all.push_back(all[0]); }), "line 7: comes after the signed head"},
        {with([](Lines &all) {
             char &first = all[5][all[5].find(R"("signature":")") + 13];
             first = first == 'A' ? 'B' : 'A';
         }),
         "the signature of the head (entry 5) is wrong"},
        {with([](Lines &all) { all[5] = replaced(all[5], R"("signature":")", R"("signature":"AAAA)"); }),
         "the signature of the head (entry 5) is wrong"},
    };
    int number = 0;
    for (const auto &[all, expected] : rows) {
        EXPECT_EQ(faultOf(all), expected) << number++;
    }
}

TEST_F(Audit, AForeignKeyIsFoundOnlyByTheTrueOne)
{
    fresh(3);
    const std::string own = key().publicKey();
    const SigningKey foreign = SigningKey::generate();
    std::stringstream text;
    exportAudit(file, foreign, text);
    std::ofstream(exported) << text.str();
    EXPECT_EQ(verifyAudit(exported).fault, "");
    EXPECT_EQ(verifyAudit(exported, own).fault,
              "the head is signed by the key " + keyIdOf(foreign.publicKey()) + ", not by the given one, which is "
                  + keyIdOf(own));
    EXPECT_EQ(fault(own), "");
    EXPECT_NE(fault(foreign.publicKey()), "");
}

TEST_F(Audit, AChainThatWasCutIsNeitherSignedNorExported)
{
    fresh(5);
    run("DELETE FROM audit WHERE sequence=5");
    EXPECT_NE(openingFault().find("entry 5 of the audit chain, whose hash was signed, is gone or changed"),
              std::string::npos)
        << openingFault();
    EXPECT_THROW(lines(), std::runtime_error);

    fresh(5);
    SqliteStore store(file);
    EXPECT_EQ(store.auditHead().head.sequence, 5);
    run("DELETE FROM audit WHERE sequence>3");
    EXPECT_THROW(store.auditHead(), std::runtime_error);
    std::string error;
    store.post([](Transaction &transaction) { transaction.appendAudit(draft(7)); },
               [&error](const std::string &e) { error = e; });
    store.close();
    EXPECT_NE(error.find("is gone or changed"), std::string::npos) << error;
    EXPECT_EQ(fault().substr(0, 8), "entry 4:") << "what was cut shows still";
}

TEST_F(Audit, EntriesOfTheCommandLineAreSignedByTheNextManager)
{
    TokenAdmin admin(file, clock);
    admin.create("ann", "operator", "");
    AuditVerdict verdict = verifyAudit(file);
    EXPECT_EQ(verdict.fault, "");
    EXPECT_EQ(verdict.unsignedEntries, 1);
    EXPECT_FALSE(verdict.head);
    journal(1);
    admin.create("bob", "operator", "");
    verdict = verifyAudit(file);
    EXPECT_EQ(verdict.fault, "");
    EXPECT_EQ(verdict.entries, 3);
    EXPECT_EQ(verdict.unsignedEntries, 1);
    EXPECT_EQ(faultOf(lines()), "") << "an export signs what it writes";
    ASSERT_EQ(openingFault(), "");
    verdict = verifyAudit(file);
    EXPECT_EQ(verdict.entries, 3) << "nothing is noted where nothing is amiss";
    EXPECT_EQ(verdict.unsignedEntries, 0);
}

TEST_F(Audit, AnotherKeyAndAFirstSignatureAreNotedInTheChain)
{
    fresh(2);
    const std::string before = keyIdOf(key().publicKey());
    std::filesystem::remove(defaultAuditKeyFile(file));
    journal(0);
    const std::string after = keyIdOf(key().publicKey());
    EXPECT_NE(before, after);
    EXPECT_EQ(fault(key().publicKey()), "");
    run("DELETE FROM audit_head");
    ASSERT_NE(fault(), "");
    journal(0);
    EXPECT_EQ(fault(), "");
    SqliteStore store(file);
    const auto entries = store.audit({}, 0, 10);
    ASSERT_EQ(entries.size(), 4U);
    EXPECT_NE(entries[1].body.find("Signed by the key " + after + " from now on; until entry 2 it was " + before),
              std::string::npos)
        << entries[1].body;
    EXPECT_NE(entries[0].body.find("audit.first_signature"), std::string::npos) << entries[0].body;
}

TEST_F(Audit, OneWorkThatFailsDoesNotSpoilTheHead)
{
    SqliteStore store(file);
    for (int i = 0; i < 20; ++i) {
        store.post(
            [i](Transaction &transaction) {
                transaction.appendAudit(draft(i));
                if (i % 3 == 0) {
                    throw std::runtime_error("on purpose");
                }
            },
            [](const std::string &) {});
    }
    store.close();
    EXPECT_EQ(fault(key().publicKey()), "");
    EXPECT_EQ(verifyAudit(file).entries, 13);
    EXPECT_EQ(verifyAudit(file).unsignedEntries, 0);
}

TEST_F(Audit, ABackupIsWholeWhileAManagerWritesAndReplacesNothing)
{
    const auto copy = directory / "copy.db";
    const auto fails = [&] {
        try {
            backUp(file, copy);
            return std::string();
        } catch (const std::runtime_error &error) {
            return std::string(error.what());
        }
    };
    fresh(3);
    {
        SqliteStore store(file);
        std::atomic<bool> ending = false;
        std::thread load([&] {
            for (int i = 0; !ending && i < 1000; ++i) { // each entry is verified in each copy
                std::promise<void> done;
                store.post([i](Transaction &transaction) { transaction.appendAudit(draft(i)); },
                           [&done](const std::string &) { done.set_value(); });
                done.get_future().wait();
            }
        });
        for (int i = 0; i < 5; ++i) {
            std::filesystem::remove(copy);
            EXPECT_EQ(fails(), "");
            EXPECT_EQ(verifyAudit(copy, key().publicKey()).fault, "");
        }
        ending = true;
        load.join();
    }
    using std::filesystem::perms;
    EXPECT_EQ(std::filesystem::status(copy).permissions(), perms::owner_read | perms::owner_write);
    EXPECT_NE(fails().find("exists already"), std::string::npos);
    const auto entries = verifyAudit(copy).entries;
    EXPECT_GE(entries, 3);
    std::filesystem::remove(copy);
    run("DELETE FROM audit WHERE sequence=2");
    EXPECT_NE(fails().find("entry 2 is missing"), std::string::npos) << fails();
    EXPECT_FALSE(std::filesystem::exists(copy));
    for (const auto &left : std::filesystem::directory_iterator(file.parent_path())) {
        EXPECT_EQ(left.path().string().find(".part-"), std::string::npos) << left.path();
    }
}

TEST_F(Audit, ABackupOfADamagedDatabaseIsRefused)
{
    fresh(300);
    run("PRAGMA wal_checkpoint(TRUNCATE)");
    {
        std::fstream stream(file, std::ios::in | std::ios::out | std::ios::binary);
        stream.seekp(std::streamoff(std::filesystem::file_size(file) / 2));
        stream << std::string(6000, 'x');
    }
    EXPECT_THROW(backUp(file, directory / "copy.db"), std::runtime_error);
    EXPECT_FALSE(std::filesystem::exists(directory / "copy.db"));
}
