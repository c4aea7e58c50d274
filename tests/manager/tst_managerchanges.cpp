// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Plans and changes: what they say, what they refuse, idempotency, audit, survival of a restart.

#include "auditverifier.h"
#include "managerrig.h"

#include <random>

using namespace toban::manager;

namespace {

class Changes : public testing::Test
{
protected:
    ScratchDirectory directory;
    ManagerRig rig{directory / "m.db"};
    const Caller caller{"tester", Role::Admin, {}, "127.0.0.1"};

    void SetUp() override
    {
        ASSERT_EQ(rig.change(ManagerRig::create("gen", 2)).status, 202);
        rig.settle("gen");
    }
    const Deployment &gen() { return rig.fleet.deployments.at("gen").record; }
    std::string plan(const Change &change) { return rig.changes.plan(change, caller).body; }
};

bool has(const std::string &text, const std::string &part)
{
    return text.find(part) != std::string::npos;
}

std::string operationOf(const Answer &answer)
{
    const auto at = answer.body.find("op-");
    return answer.body.substr(at, answer.body.find('"', at) - at);
}

} // namespace

TEST_F(Changes, ScalePlansAndExecutes)
{
    const Change scale{"gen", ScaleDeployment{4}};
    const std::string text = plan(scale);
    EXPECT_TRUE(has(text, R"("changes":[{"field":"replicas","from":2,"to":4}])")) << text;
    EXPECT_TRUE(has(text, R"("agents":2)"));
    EXPECT_EQ(gen().replicas, 2) << "a plan changes nothing";
    const Answer answer = rig.change(scale);
    EXPECT_EQ(answer.status, 202);
    EXPECT_TRUE(has(answer.body, R"("state":"progressing")")) << answer.body;
    EXPECT_EQ(gen().replicas, 4);
    rig.settle("gen");
    EXPECT_EQ(rig.driver.running.size(), 4U);
    const auto entries = rig.audit({"", "deployment.scale", "", ""});
    ASSERT_EQ(entries.size(), 2U);
    EXPECT_TRUE(has(entries[0].body, R"("outcome":"completed")"));
    EXPECT_TRUE(has(entries[1].body, R"("outcome":"accepted")"));
    EXPECT_TRUE(has(entries[1].body, R"("reason":"Because")"));
}

TEST_F(Changes, CostComesFromWhatWasMeasured)
{
    EXPECT_TRUE(has(plan({"gen", ScaleDeployment{4}}), R"("cost_per_hour":null)"));
    auto &spend = rig.fleet.deployments.at("gen").spend;
    spend.add(rig.clock.now(), Money::fromDouble(0.5));
    rig.clock.advance(std::chrono::minutes(1));
    const std::string up = plan({"gen", ScaleDeployment{4}});
    EXPECT_TRUE(has(up, R"("before":"30.00")") && has(up, R"("after":"60.00")") && has(up, R"("delta":"30.00")")) << up;
    EXPECT_TRUE(has(up, "Measured over the last 1 min: 1 task on 2 agents")) << up;
    const std::string model = plan({"gen", CreateRevision{{}, "opus", {}, {}, {}}});
    EXPECT_TRUE(has(model, R"("cost_per_hour":null)") && has(model, "nothing was measured with the model opus"))
        << model;
}

TEST_F(Changes, WarnsOfScalingToZeroAndOfTasksUnderWay)
{
    ASSERT_EQ(rig.submit(ManagerRig::task("a")).status, 202);
    ASSERT_EQ(rig.transport.take().size(), 1U);
    const std::string text = plan({"gen", ScaleDeployment{0}});
    EXPECT_TRUE(has(text, R"("in_flight_tasks":1)")) << text;
    EXPECT_TRUE(has(text, "Nothing else takes tasks of type code_generator")) << text;
    EXPECT_TRUE(has(text, "1 task is under way")) << text;
}

TEST_F(Changes, RollbackIsANewRevisionWithTheOldContent)
{
    ASSERT_EQ(rig.change({"gen", CreateRevision{"image:v2", {}, {}, {}, {}}}).status, 202);
    rig.settle("gen");
    EXPECT_EQ(gen().currentRevision, 2);
    ASSERT_EQ(rig.change({"gen", RollbackDeployment{1}}).status, 202);
    EXPECT_EQ(gen().currentRevision, 3);
    EXPECT_EQ(rig.fleet.deployments.at("gen").current().content, rig.fleet.deployments.at("gen").revisions[0].content);
    rig.settle("gen");
    for (const auto &[id, spec] : rig.driver.running) {
        EXPECT_EQ(spec.revision.number, 3);
    }
}

TEST_F(Changes, WhatWouldChangeNothingSaysSoAndMakesNoRevision)
{
    for (const Change &change :
         {Change{"gen", ScaleDeployment{2}}, Change{"gen", RollbackDeployment{1}},
          Change{"gen", SetDeploymentIntake{Intake::Open}}, Change{"gen-0", SetAgentIntake{Intake::Open}}}) {
        EXPECT_TRUE(has(plan(change), "Nothing would change.")) << actionOf(change);
        const Answer answer = rig.change(change);
        EXPECT_EQ(answer.status, 202);
        const auto entries = rig.audit({"", "", "", operationOf(answer)});
        ASSERT_EQ(entries.size(), 2U) << actionOf(change);
        EXPECT_TRUE(has(entries[0].body, R"("outcome":"completed")")) << entries[0].body;
        EXPECT_TRUE(has(entries[0].body, '"' + actionOf(change) + '"'));
    }
    EXPECT_EQ(gen().currentRevision, 1);
    EXPECT_EQ(rig.fleet.deployments.at("gen").revisions.size(), 1U);
}

TEST_F(Changes, RefusalsAreAnsweredAndAudited)
{
    struct Row
    {
        Change change;
        Role role;
        int status;
        const char *code;
    };
    Budgets euros;
    euros.currency = "EUR";
    const Row rows[]{
        {{"none", ScaleDeployment{1}}, Role::Admin, 404, "not_found"},
        {{"none-0", RemoveAgent{}}, Role::Admin, 404, "not_found"},
        {{"none", CancelTask{}}, Role::Admin, 404, "not_found"},
        {{"gen", ScaleDeployment{501}}, Role::Admin, 422, "validation_failed"},
        {{"gen", RollbackDeployment{2}}, Role::Admin, 422, "validation_failed"},
        {ManagerRig::create("gen", 1), Role::Admin, 409, "conflict"},
        {{"budgets", PutBudgets{euros}}, Role::Admin, 422, "validation_failed"},
        {{"gen", ScaleDeployment{1}}, Role::Viewer, 403, "forbidden"},
        {{"budgets", PutBudgets{}}, Role::Operator, 403, "forbidden"},
    };
    for (const Row &row : rows) {
        const auto before = rig.audit().size();
        const Answer answer = rig.change(row.change, row.role);
        EXPECT_EQ(answer.status, row.status) << answer.body;
        EXPECT_TRUE(has(answer.body, std::string("\"code\":\"") + row.code + '"')) << answer.body;
        const auto after = rig.audit();
        ASSERT_EQ(after.size(), before + 1);
        EXPECT_TRUE(has(after[0].body, R"("outcome":"refused")"));
    }
    EXPECT_EQ(gen().replicas, 2);
}

TEST_F(Changes, ARefusalThatCannotBeWrittenIsNotAnswered)
{
    Database(directory / "m.db", Database::Mode::ReadWriteCreate).execute("ALTER TABLE audit RENAME TO gone");
    std::promise<Answer> answer;
    rig.changes.refuse({{"gen", ScaleDeployment{1}}, caller, "Because", "", "", "key-refused", "p"}, "deployment.scale",
                       "deployment", forbidden(Role::Viewer, Role::Operator).value(),
                       [&answer](const Answer &a) { answer.set_value(a); });
    EXPECT_EQ(answer.get_future().get().status, 503);
}

TEST_F(Changes, APlanThatChangedOrExpiredIsRefusedWithTheNewOne)
{
    const Change up{"gen", ScaleDeployment{3}};
    const std::string hash = ManagerRig::hashOf(rig.changes.plan(up, caller));
    ASSERT_EQ(rig.change({"gen", ScaleDeployment{5}}).status, 202);
    const Answer changed = rig.execute({up, caller, "Because", "", hash, "key-changed", "p"});
    EXPECT_EQ(changed.status, 409);
    EXPECT_TRUE(has(changed.body, R"("code":"plan_changed")") && has(changed.body, R"("from":5,"to":3)"))
        << changed.body;
    const std::string next = ManagerRig::hashOf(changed);
    rig.clock.advance(std::chrono::seconds(601));
    const Answer expired = rig.execute({up, caller, "Because", "", next, "key-expired", "p"});
    EXPECT_EQ(expired.status, 409);
    EXPECT_TRUE(has(expired.body, R"("code":"plan_expired")"));
    EXPECT_EQ(ManagerRig::hashOf(expired), next) << "the same change, to be looked at again";
    EXPECT_EQ(rig.execute({up, caller, "Because", "", next, "key-good", "p"}).status, 202);
    EXPECT_EQ(gen().replicas, 3);
}

TEST_F(Changes, MeasuredFiguresDoNotChangeThePlan)
{
    const Change up{"gen", ScaleDeployment{3}};
    const std::string hash = ManagerRig::hashOf(rig.changes.plan(up, caller));
    rig.fleet.deployments.at("gen").spend.add(rig.clock.now(), Money::fromDouble(1));
    ASSERT_EQ(rig.submit(ManagerRig::task("a")).status, 202);
    rig.clock.advance(std::chrono::seconds(30));
    EXPECT_EQ(ManagerRig::hashOf(rig.changes.plan(up, caller)), hash);
}

TEST_F(Changes, IdempotencyFollowsASimpleModel)
{
    std::mt19937_64 random(9);
    struct Known
    {
        std::string print;
        Answer answer;
    };
    std::map<std::pair<std::string, std::string>, Known> model; // by owner and key
    int executions = 0;
    for (int i = 0; i < 300; ++i) {
        const int replicas = int(random() % 4);
        const Change change{"gen", ScaleDeployment{replicas}};
        const Caller who{random() % 2 == 0 ? "ann" : "bob", Role::Operator, {}, {}};
        const std::string key = "key-" + std::to_string(random() % 40);
        const bool stale = random() % 5 == 0;
        const std::string hash
            = stale ? "sha256:" + std::string(64, '0') : ManagerRig::hashOf(rig.changes.plan(change, who));
        const std::string print = std::to_string(replicas) + (stale ? "s" : "");
        const auto generation = gen().generation;
        const Answer answer = rig.execute({change, who, "Because", "", hash, key, print});
        const auto known = model.find({who.name, key});
        if (known != model.end() && known->second.print == print) {
            ASSERT_EQ(answer.body, known->second.answer.body);
            ASSERT_EQ(answer.status, known->second.answer.status);
            ASSERT_TRUE(answer.replayed);
            ASSERT_EQ(gen().generation, generation) << "nothing is done twice";
        } else if (known != model.end()) {
            ASSERT_EQ(answer.status, 409);
            ASSERT_TRUE(has(answer.body, "idempotency_key_reused"));
        } else {
            ASSERT_EQ(answer.status, stale ? 409 : 202);
            ASSERT_FALSE(answer.replayed);
            executions += stale ? 0 : 1;
            model[{who.name, key}] = {print, answer};
        }
    }
    EXPECT_GT(executions, 20);
    const std::string key = model.begin()->first.second;
    const Caller who{model.begin()->first.first, Role::Operator, {}, {}};
    rig.clock.advance(std::chrono::hours(24) + std::chrono::seconds(1));
    const Change change{"gen", ScaleDeployment{9}};
    const std::string hash = ManagerRig::hashOf(rig.changes.plan(change, who));
    EXPECT_EQ(rig.execute({change, who, "Because", "", hash, key, "other"}).status, 202)
        << "keys are free again after a day";
    EXPECT_TRUE(verifyAudit(directory / "m.db").fault.empty());
}

TEST_F(Changes, EverythingIsThereAfterARestart)
{
    ASSERT_EQ(rig.change({"gen", ScaleDeployment{3}}).status, 202);
    ASSERT_EQ(rig.change({"gen", SetDeploymentIntake{Intake::Paused}}).status, 202);
    ASSERT_EQ(rig.change({"gen", CreateRevision{"image:v2", {}, {}, std::vector<std::string>{"a", "b"}, {}}}).status,
              202);
    ASSERT_EQ(rig.change({"gen-0", SetAgentIntake{Intake::Draining}}).status, 202);
    Budgets budgets;
    budgets.daily = Money::parse("150");
    budgets.alertSteps = {80, 100};
    ASSERT_EQ(rig.change({"budgets", PutBudgets{budgets}}).status, 202);
    rig.store.close();

    ManagerRig next(directory / "m.db");
    const DeploymentEntry &entry = next.fleet.deployments.at("gen");
    EXPECT_EQ(entry.record.replicas, 3);
    EXPECT_EQ(entry.record.intake, Intake::Paused);
    EXPECT_EQ(entry.record.generation, gen().generation);
    EXPECT_EQ(entry.current().content.tools, (std::vector<std::string>{"a", "b"}));
    EXPECT_EQ(entry.current().content.image, "image:v2");
    EXPECT_EQ(next.fleet.agentIntakes.at("gen-0"), Intake::Draining);
    EXPECT_EQ(next.fleet.budgets.daily, budgets.daily);
    EXPECT_EQ(next.fleet.budgets.alertSteps, budgets.alertSteps);
    EXPECT_TRUE(next.fleet.budgets.updatedAt);
}

TEST_F(Changes, ASupersededChangeEndsAsFailed)
{
    const std::string first = operationOf(rig.change({"gen", ScaleDeployment{5}}));
    const std::string second = operationOf(rig.change({"gen", ScaleDeployment{1}}));
    rig.settle("gen");
    const auto ended = rig.audit({"", "", "", first});
    ASSERT_EQ(ended.size(), 2U);
    EXPECT_TRUE(has(ended[0].body, R"("outcome":"failed")") && has(ended[0].body, "Superseded by " + second));
    EXPECT_TRUE(has(rig.audit({"", "", "", second})[0].body, R"("outcome":"completed")"));
}

TEST_F(Changes, WhatIsExecutedNowNeedsNoPlanAndIsAuditedAsWhoDoesIt)
{
    const auto now = [this](ChangeRequest request) {
        std::promise<Answer> answer;
        rig.changes.executeNow(std::move(request), [&answer](const Answer &a) { answer.set_value(a); });
        return answer.get_future().get();
    };
    const Change up{"gen", ScaleDeployment{3}};
    const Answer own = now({up, Caller::manager(), "The load is 0.9", "", "", "", ""});
    ASSERT_EQ(own.status, 202) << own.body;
    EXPECT_EQ(gen().replicas, 3);
    const std::string entry = rig.audit({"", "", "", operationOf(own)}).back().body;
    EXPECT_TRUE(has(entry, R"("actor":{"address":null,"name":"manager","role":"manager"})")) << entry;
    EXPECT_TRUE(has(entry, R"("plan_hash":"sha256:)") && has(entry, R"("from":2,"to":3)")) << entry;
    const Caller who{"ann", Role::Operator, {}, {}};
    const Answer first = now({{"gen", ScaleDeployment{4}}, who, "Alias", "", "", "key-alias", "p"});
    ASSERT_EQ(rig.change(up).status, 202);
    const Answer again = now({{"gen", ScaleDeployment{4}}, who, "Alias", "", "", "key-alias", "p"});
    EXPECT_TRUE(again.replayed && again.body == first.body);
    EXPECT_EQ(gen().replicas, 3) << "done once";
    EXPECT_EQ(now({up, {"ann", Role::Viewer, {}, {}}, "Alias", "", "", "", ""}).status, 403);
    EXPECT_EQ(now({{"gen", ScaleDeployment{501}}, who, "Alias", "", "", "", ""}).status, 422);
}
