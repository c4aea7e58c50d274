// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later

// The second person: which plans need one, what an approval is good for, and for how long.

#include "auditverifier.h"
#include "managerrig.h"
#include "views.h"

using namespace toban::manager;

namespace {

FleetOptions guardedOptions()
{
    FleetOptions options;
    options.approvalRules = {ApprovalRule::parse("deployment.scale agents>=2"), ApprovalRule::parse("budgets.*")};
    return options;
}

bool has(const std::string &text, const std::string &part)
{
    return text.find(part) != std::string::npos;
}

class ApprovalsOf : public testing::Test
{
protected:
    ScratchDirectory directory;
    ManagerRig rig{directory / "m.db", guardedOptions()};
    const Caller ann{"ann", Role::Operator, {}, {}};
    const Caller bob{"bob", Role::Approver, {}, {}};
    const Change up{"gen", ScaleDeployment{4}};
    std::vector<std::string> told;

    void SetUp() override
    {
        ASSERT_EQ(rig.change(ManagerRig::create("gen", 2)).status, 202);
        rig.settle("gen");
        rig.fleet.events.subscribe({}, [this](const std::string &frame) {
            if (has(frame, "event: approval")) {
                told.push_back(frame);
            }
            return true;
        });
    }
    int replicas(const ManagerRig &of) { return of.fleet.deployments.at("gen").record.replicas; }
    std::string planned(const Change &change) { return ManagerRig::hashOf(rig.changes.plan(change, ann)); }
    static Answer now(ManagerRig &on, ChangeRequest request)
    {
        std::promise<Answer> answer;
        on.changes.executeNow(std::move(request), [&answer](const Answer &a) { answer.set_value(a); });
        return answer.get_future().get();
    }
    Answer ask(const Caller &who, const std::string &planHash, const std::string &id = "ap-1")
    {
        return now(rig, {{id, RequestApproval{planHash}}, who, "Peak", "OPS-1", {}, {}, {}});
    }
    Answer decide(const Caller &who, bool approve, const std::string &id = "ap-1")
    {
        return now(rig, {{id, DecideApproval{approve}}, who, "Looked at it", {}, {}, {}, {}});
    }
    Answer execute(ManagerRig &on, const Change &change, const std::string &hash)
    {
        const std::string key = randomHex(8);
        return on.execute({change, ann, "Because", {}, hash, key, key});
    }
    ApprovalState state(const std::string &id = "ap-1") { return rig.fleet.approvals.at(id).stateAt(rig.clock.now()); }
};

/// Every kind of change as it is made without arguments.
template <std::size_t... Is>
std::vector<std::string> defaultActions(std::index_sequence<Is...>)
{
    return {actionOf({{}, std::variant_alternative_t<Is, decltype(Change::what)>{}})...};
}

} // namespace

TEST(ApprovalRules, AreReadWithTheirConditionsOrRefused)
{
    const ApprovalRule rule = ApprovalRule::parse("deployment.scale agents>=10  share>=0.5");
    EXPECT_EQ(rule.action, "deployment.scale");
    EXPECT_EQ(rule.agents, 10);
    EXPECT_EQ(rule.share, 0.5);
    EXPECT_EQ(ApprovalRule::parse("deployment.*").agents, 0);
    EXPECT_EQ(ApprovalRule::parse("*").action, "*");
    for (const char *text : {"", "deployment.scal", "deploy.*", "deployment*", "*.scale", "deployment.scale agents>10",
                             "deployment.scale agents>=x", "deployment.scale share>=1.5", "deployment.scale share>=nan",
                             "deployment.scale agents>=0", "agents>=3"}) {
        EXPECT_THROW(ApprovalRule::parse(text), std::runtime_error) << text;
    }
    const auto &known = changeActions();
    for (const std::string &action :
         defaultActions(std::make_index_sequence<std::variant_size_v<decltype(Change::what)>>{})) {
        EXPECT_NE(std::find(known.begin(), known.end(), action), known.end()) << action << " cannot be guarded";
    }
}

TEST(ApprovalRules, CoverByActionAndByEachCondition)
{
    const std::tuple<const char *, const char *, int, std::size_t, bool> rows[]{
        {"*", "agent.remove", 1, 10, true},
        {"*", "emergency.enter", 1, 10, false},
        {"rollout.*", "rollout.abort", 1, 10, false},
        {"rollout.*", "rollout.promote", 1, 10, true},
        {"emergency.*", "emergency.restore", 1, 10, true},
        {"emergency.enter", "emergency.enter", 1, 10, true},
        {"deployment.*", "deployment.pause", 0, 10, true},
        {"deployment.*", "agent.pause", 0, 10, false},
        {"deployment.scale", "deployment.scale", 1, 10, true},
        {"deployment.scale agents>=5", "deployment.scale", 4, 10, false},
        {"deployment.scale agents>=5", "deployment.scale", 5, 10, true},
        {"deployment.scale share>=0.5", "deployment.scale", 4, 10, false},
        {"deployment.scale share>=0.5", "deployment.scale", 5, 10, true},
        {"deployment.scale share>=0.5", "deployment.scale", 1, 0, true},
        {"deployment.scale agents>=3 share>=0.1", "deployment.scale", 2, 10, false},
        {"deployment.scale agents>=3 share>=0.4", "deployment.scale", 3, 10, false},
    };
    for (const auto &[text, action, agents, there, expected] : rows) {
        Plan plan;
        plan.action = action;
        plan.agents = agents;
        EXPECT_EQ(ApprovalRule::parse(text).covers(plan, there), expected) << text << ' ' << action << ' ' << agents;
    }
}

TEST_F(ApprovalsOf, APlanIsExecutedOnceAndOnlyWhenASecondPersonApprovedIt)
{
    EXPECT_TRUE(has(rig.changes.plan(up, ann).body, R"("needs_approval":true)"));
    const std::string hash = planned(up);
    Answer refused = execute(rig, up, hash);
    EXPECT_EQ(refused.status, 409);
    EXPECT_TRUE(has(refused.body, R"("code":"approval_required")") && has(refused.body, hash)) << refused.body;
    ASSERT_EQ(ask(ann, hash).status, 202);
    EXPECT_EQ(ask(ann, hash, "ap-2").status, 409) << "one open approval for a plan";
    EXPECT_TRUE(has(execute(rig, up, hash).body, "ap-1 of this plan is pending"));
    EXPECT_EQ(decide({"carl", Role::Operator, {}, {}}, true).status, 403);
    const Answer own = decide({"ann", Role::Admin, {}, {}}, true);
    EXPECT_EQ(own.status, 403);
    EXPECT_TRUE(has(own.body, R"("code":"second_person_required")")) << own.body;
    EXPECT_EQ(state(), ApprovalState::Pending);
    ASSERT_EQ(decide(bob, true).status, 202);
    EXPECT_EQ(decide(bob, true).status, 409);
    EXPECT_EQ(replicas(rig), 2);

    // Two at once: the approval is good for one.
    std::promise<Answer> first, second;
    rig.changes.execute({up, ann, "Because", {}, hash, "key-1", "1"}, [&](const Answer &a) { first.set_value(a); });
    rig.changes.execute({up, ann, "Because", {}, hash, "key-2", "2"}, [&](const Answer &a) { second.set_value(a); });
    const Answer done = first.get_future().get();
    EXPECT_EQ(done.status, 202);
    EXPECT_EQ(second.get_future().get().status, 409);
    EXPECT_EQ(replicas(rig), 4);
    EXPECT_EQ(state(), ApprovalState::Used);
    EXPECT_EQ(decide(bob, false).status, 409) << "what is done is done";
    const auto entries = rig.audit({"", "deployment.scale", "", ""});
    const auto accepted = std::find_if(entries.begin(), entries.end(), [](const AuditEntry &entry) {
        return has(entry.body, R"("outcome":"accepted")");
    });
    ASSERT_NE(accepted, entries.end());
    EXPECT_TRUE(has(accepted->body, "Asked for by ann, approved by bob (ap-1).")) << accepted->body;
    ASSERT_EQ(told.size(), 3U);
    EXPECT_TRUE(has(told[0], R"("state":"pending")") && has(told[1], R"("state":"approved")")
                && has(told[2], R"("state":"used")"));
    EXPECT_EQ(verifyAudit(directory / "m.db").fault, "");
}

TEST_F(ApprovalsOf, AnApprovalIsOfOnePlanOnly)
{
    const std::string hash = planned(up);
    ASSERT_EQ(ask(ann, hash).status, 202);
    ASSERT_EQ(decide(bob, true).status, 202);
    const Change more{"gen", ScaleDeployment{9}};
    EXPECT_TRUE(has(execute(rig, more, planned(more)).body, "approval_required"));
    ASSERT_EQ(rig.change({"gen", SetDeploymentIntake{Intake::Paused}}).status, 202);
    EXPECT_TRUE(has(execute(rig, up, hash).body, "plan_changed")) << "the world has moved";
    EXPECT_TRUE(has(execute(rig, up, planned(up)).body, "approval_required"));
    EXPECT_EQ(replicas(rig), 2);
    EXPECT_EQ(ask(ann, "sha256:" + std::string(64, '0'), "ap-2").status, 409) << "never shown";
    const Change small{"gen", ScaleDeployment{3}};
    EXPECT_TRUE(has(ask(ann, planned(small), "ap-2").body, "needs no approval"));
    EXPECT_EQ(execute(rig, small, planned(small)).status, 202);
}

TEST_F(ApprovalsOf, ItExpiresOutlivesThePlanAndMayBeTakenBack)
{
    const std::string hash = planned(up);
    ASSERT_EQ(ask(ann, hash).status, 202);
    ASSERT_EQ(decide(bob, true).status, 202);
    rig.clock.advance(std::chrono::minutes(59));
    EXPECT_EQ(state(), ApprovalState::Approved);
    rig.clock.advance(std::chrono::minutes(1));
    EXPECT_EQ(state(), ApprovalState::Expired) << "whether or not it is written yet";
    EXPECT_TRUE(has(execute(rig, up, hash).body, "plan_expired"));
    EXPECT_TRUE(has(execute(rig, up, hash).body, "approval_required"));
    EXPECT_EQ(decide(bob, true).status, 409);
    for (int i = 0; i < 3; ++i) {
        rig.controller.step();
        rig.flush();
    }
    EXPECT_EQ(rig.fleet.approvals.at("ap-1").state, ApprovalState::Expired);
    EXPECT_EQ(rig.audit({"manager", "approval.expire", "ap-1", ""}).size(), 1U);
    EXPECT_TRUE(has(told.back(), R"("state":"expired")"));

    ASSERT_EQ(ask(ann, planned(up), "ap-2").status, 202) << "a new one may be asked for";
    ASSERT_EQ(decide(bob, true, "ap-2").status, 202);
    ASSERT_EQ(decide(bob, false, "ap-2").status, 202);
    EXPECT_TRUE(has(execute(rig, up, hash).body, "approval_required"));
    ASSERT_EQ(ask(ann, hash, "ap-3").status, 202);
    ASSERT_EQ(decide(bob, true, "ap-3").status, 202);
    rig.clock.advance(std::chrono::minutes(30));
    EXPECT_EQ(execute(rig, up, hash).status, 202) << "the plan itself is older than its 10 minutes";
}

TEST_F(ApprovalsOf, TheManagerNeedsNoneAndRequestsWithoutAPlanAreRefused)
{
    EXPECT_TRUE(has(now(rig, {up, ann, "Alias", {}, {}, {}, {}}).body, "approval_required"));
    EXPECT_EQ(replicas(rig), 2);
    const std::string hash = planned(up);
    ASSERT_EQ(ask(ann, hash).status, 202);
    ASSERT_EQ(decide(bob, true).status, 202);
    EXPECT_TRUE(has(now(rig, {up, ann, "Alias", {}, hash, {}, {}}).body, "approval_required"));
    EXPECT_EQ(now(rig, {up, Caller::manager(), "The load is 0.9", {}, {}, {}, {}}).status, 202);
    EXPECT_EQ(replicas(rig), 4);
    EXPECT_EQ(state(), ApprovalState::Approved) << "it was not this one that was used";
}

TEST_F(ApprovalsOf, WhatWasDecidedIsThereAfterARestart)
{
    const std::string hash = planned(up);
    ASSERT_EQ(ask(ann, hash).status, 202);
    ASSERT_EQ(decide(bob, true).status, 202);
    Budgets budgets;
    budgets.daily = Money::parse("150");
    ASSERT_EQ(ask(ann, planned({"budgets", PutBudgets{budgets}}), "ap-2").status, 202);
    const Approvals before = rig.fleet.approvals;
    rig.store.close();

    ManagerRig next(directory / "m.db", guardedOptions());
    ASSERT_EQ(next.fleet.approvals.size(), 2U);
    for (const auto &[id, approval] : before) {
        const TimePoint time = rig.clock.now();
        EXPECT_EQ(approvalJson(next.fleet.approvals.at(id), time), approvalJson(approval, time));
    }
    EXPECT_EQ(execute(next, up, hash).status, 202) << "no plan was shown by this run";
    EXPECT_EQ(next.fleet.approvals.at("ap-1").state, ApprovalState::Used);
    EXPECT_EQ(replicas(next), 4);
}
