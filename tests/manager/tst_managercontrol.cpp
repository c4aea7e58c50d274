// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later

// The control loop and what agents say: starting, dying, heartbeats, draining, removal.

#include "managerrig.h"

using namespace toban::manager;
using namespace std::chrono_literals;

namespace {

class Control : public testing::Test
{
protected:
    ScratchDirectory directory;
    ManagerRig rig{directory / "m.db"};

    void SetUp() override
    {
        ASSERT_EQ(rig.change(ManagerRig::create("gen", 2)).status, 202);
        rig.settle("gen");
    }
    DeploymentEntry &entry() { return rig.fleet.deployments.at("gen"); }
    DeploymentState state() { return Fleet::stateOf(entry(), entry().record, rig.fleet.options); }
    void beat(const std::string &id)
    {
        EXPECT_TRUE(rig.agents.heartbeat(id, {AgentStatus::Idle, 0, {}}, {id, Role::Agent, id, {}}));
    }
};

} // namespace

TEST_F(Control, WorkersGetTheirRevisionAndATokenOfTheirOwn)
{
    ASSERT_EQ(rig.driver.running.size(), 2U);
    const auto &zero = rig.driver.running.at("gen-0"), &one = rig.driver.running.at("gen-1");
    EXPECT_EQ(zero.revision.content.image, "image:v1");
    EXPECT_NE(zero.token, one.token);
    EXPECT_EQ(rig.tokens.find(zero.token)->agents, "gen-0");
    EXPECT_EQ(rig.driver.targets.size(), 2U);
    EXPECT_EQ(rig.driver.targets[0], (ScrapeTarget{"gen-0", "gen", std::nullopt, "127.0.0.1:1"}));
    EXPECT_EQ(state(), DeploymentState::Running);
}

TEST_F(Control, TheDeadAreReplacedEverMoreSlowlyAndThenTheDeploymentHasFailed)
{
    auto wait = 1000ms;
    for (int death = 1; death <= 7; ++death) {
        rig.driver.end("gen-0", false);
        rig.controller.step();
        EXPECT_FALSE(rig.driver.running.contains("gen-0"));
        EXPECT_EQ(state(), death < 5 ? DeploymentState::Progressing : DeploymentState::Failed);
        rig.clock.advance(wait - 1ms);
        beat("gen-1");
        rig.controller.step();
        EXPECT_FALSE(rig.driver.running.contains("gen-0")) << "before its time, death " << death;
        rig.clock.advance(1ms);
        rig.controller.step();
        EXPECT_TRUE(rig.driver.running.contains("gen-0")) << "death " << death;
        wait = std::min(wait * 2, 60'000ms);
    }
    ASSERT_TRUE(rig.announce("gen-0", "gen"));
    rig.controller.step();
    EXPECT_EQ(state(), DeploymentState::Running);
    const auto detail = [this] { return Fleet::detailOf(entry(), entry().record, rig.fleet.options); };
    EXPECT_NE(detail().find("7 times in a row"), std::string::npos) << "ready, but not proved";
    rig.clock.advance(61s);
    beat("gen-0");
    beat("gen-1");
    rig.controller.step();
    EXPECT_EQ(state(), DeploymentState::Running);
    EXPECT_EQ(detail(), "");
}

TEST_F(Control, WhatHasRecoveredDoesNotFailALaterChangeAndHidesNoPause)
{
    const auto die = [this] {
        for (int death = 0; death < 6; ++death) {
            rig.driver.end("gen-0", false);
            rig.controller.step();
            rig.clock.advance(61s);
            beat("gen-1");
            rig.controller.step();
        }
    };
    die();
    EXPECT_EQ(state(), DeploymentState::Failed);
    ASSERT_TRUE(rig.announce("gen-0", "gen"));
    ASSERT_EQ(rig.change({"gen", ScaleDeployment{3}}).status, 202);
    rig.controller.step();
    EXPECT_EQ(state(), DeploymentState::Progressing) << "the new one is not there yet";
    rig.settle("gen");
    const auto entries = rig.audit({"", "deployment.scale", "", ""});
    ASSERT_EQ(entries.size(), 2U);
    EXPECT_NE(entries[0].body.find(R"("outcome":"completed")"), std::string::npos) << entries[0].body;
    ASSERT_EQ(rig.change({"gen", SetDeploymentIntake{Intake::Paused}}).status, 202);
    rig.controller.step();
    EXPECT_EQ(state(), DeploymentState::Paused);
    die();
    EXPECT_EQ(state(), DeploymentState::Paused);
    EXPECT_NE(Fleet::detailOf(entry(), entry().record, rig.fleet.options).find("times in a row, last: signal 9"),
              std::string::npos)
        << "but it says what is wrong";
}

TEST_F(Control, AWorkerWithoutHeartbeatIsKilledAndReplaced)
{
    rig.clock.advance(50s);
    beat("gen-1");
    rig.clock.advance(15s);
    rig.controller.step();
    EXPECT_EQ(rig.driver.killed, std::vector<std::string>{"gen-0"});
    rig.driver.end("gen-0", true);
    rig.clock.advance(2s);
    rig.settle("gen");
    EXPECT_TRUE(rig.driver.running.contains("gen-0"));
}

TEST_F(Control, NobodyIsWrittenOffForWhatTheManagerSleptThrough)
{
    rig.clock.advance(300s);
    rig.controller.excuse(300s);
    rig.controller.step();
    EXPECT_TRUE(rig.driver.killed.empty());
    beat("gen-1");
    rig.clock.advance(61s);
    beat("gen-1");
    rig.controller.step();
    EXPECT_EQ(rig.driver.killed, std::vector<std::string>{"gen-0"}) << "silent since it was excused";
}

TEST_F(Control, AWorkerThatNeverRegistersIsStopped)
{
    ASSERT_EQ(rig.change({"gen", ScaleDeployment{3}}).status, 202);
    rig.controller.step();
    ASSERT_TRUE(rig.driver.running.contains("gen-2"));
    rig.clock.advance(31s);
    beat("gen-0");
    beat("gen-1");
    rig.controller.step();
    EXPECT_EQ(rig.driver.stopped, std::vector<std::string>{"gen-2"});
}

TEST_F(Control, AWorkerThatCannotBeStartedIsTriedAgain)
{
    rig.driver.startFault = "toban-agent: No such file or directory";
    ASSERT_EQ(rig.change({"gen", ScaleDeployment{3}}).status, 202);
    rig.controller.step();
    EXPECT_NE(Fleet::detailOf(entry(), entry().record, rig.fleet.options).find("No such file"), std::string::npos);
    rig.driver.startFault.clear();
    rig.clock.advance(1s);
    rig.settle("gen");
    EXPECT_EQ(rig.driver.running.size(), 3U);
}

TEST_F(Control, ScalingDownDrainsFirst)
{
    ASSERT_EQ(rig.submit(ManagerRig::task("a")).status, 202);
    ASSERT_EQ(rig.submit(ManagerRig::task("b")).status, 202);
    auto given = rig.transport.take();
    ASSERT_EQ(given.size(), 2U);
    ASSERT_EQ(rig.change({"gen", ScaleDeployment{1}}).status, 202);
    rig.controller.step();
    rig.controller.step();
    EXPECT_TRUE(rig.driver.stopped.empty()) << "it still works";
    EXPECT_EQ(rig.fleet.agents.find("gen-1")->status(), AgentStatus::Draining);
    const auto ofOne
        = std::find_if(given.begin(), given.end(), [](const auto &g) { return g.task.agentId == "gen-1"; });
    ofOne->answer({TaskOutcome::Kind::Done, {"{}", Usage{"m", 0, 0, {}}}, {}, {}});
    rig.controller.step();
    EXPECT_EQ(rig.driver.stopped, std::vector<std::string>{"gen-1"});
}

TEST_F(Control, DrainStopsTheWorkersAndResumeStartsThemAgain)
{
    ASSERT_EQ(rig.change({"gen", SetDeploymentIntake{Intake::Draining}}).status, 202);
    rig.settle("gen");
    EXPECT_TRUE(rig.driver.running.empty());
    EXPECT_EQ(state(), DeploymentState::Draining);
    EXPECT_EQ(entry().record.replicas, 2);
    ASSERT_EQ(rig.change({"gen", SetDeploymentIntake{Intake::Open}}).status, 202);
    rig.settle("gen");
    EXPECT_EQ(rig.driver.running.size(), 2U);
}

TEST_F(Control, ARemovedWorkerIsReplacedByAFreshOne)
{
    const std::string token = rig.driver.running.at("gen-0").token;
    ASSERT_EQ(rig.change({"gen-0", RemoveAgent{}}).status, 202);
    rig.settle("gen");
    EXPECT_NE(rig.driver.running.at("gen-0").token, token);
    EXPECT_FALSE(rig.tokens.find(token));
    EXPECT_EQ(rig.fleet.agents.find("gen-0")->status(), AgentStatus::Idle);
}

TEST_F(Control, ARemovedStrangerStaysAwayUntilItIsResumed)
{
    const auto refused = [](ManagerRig &manager) {
        const auto answer = manager.announceStranger("stranger");
        return !answer && answer.error().kind == Refusal::Kind::AgentRemoved
            && answer.error().detail.find("by tester") != std::string::npos;
    };
    ASSERT_TRUE(rig.announceStranger("stranger"));
    ASSERT_EQ(rig.change({"stranger", RemoveAgent{}}).status, 202);
    EXPECT_TRUE(refused(rig)) << "on its way out already";
    rig.controller.step();
    EXPECT_EQ(rig.fleet.agents.find("stranger"), nullptr);
    EXPECT_TRUE(refused(rig));
    rig.store.close();

    ManagerRig next(directory / "m.db");
    EXPECT_TRUE(refused(next)) << "the wish is as durable as its acknowledgement";
    EXPECT_EQ(next.change({"stranger", SetAgentIntake{Intake::Paused}}).status, 404);
    const Answer resumed = next.change({"stranger", SetAgentIntake{Intake::Open}});
    EXPECT_EQ(resumed.status, 202);
    EXPECT_NE(resumed.body.find(R"("id":"stranger")"), std::string::npos) << resumed.body;
    EXPECT_TRUE(next.announceStranger("stranger")->isNew);
    EXPECT_EQ(next.store.load(next.clock.now()).removedAgents.size(), 0U);
}

TEST_F(Control, AStrangerThatNeverGetsIdleLeavesWhenItsGraceIsOver)
{
    ASSERT_EQ(rig.change({"gen", SetDeploymentIntake{Intake::Paused}}).status, 202);
    ASSERT_TRUE(rig.announceStranger("stranger"));
    ASSERT_EQ(rig.submit(ManagerRig::task("a")).status, 202);
    ASSERT_EQ(rig.transport.take().size(), 1U);
    ASSERT_EQ(rig.change({"stranger", RemoveAgent{}}).status, 202);
    rig.clock.advance(29s);
    rig.controller.step();
    EXPECT_NE(rig.fleet.agents.find("stranger"), nullptr);
    rig.clock.advance(1s);
    rig.controller.step();
    EXPECT_EQ(rig.fleet.agents.find("stranger"), nullptr);
    EXPECT_EQ(rig.tasks.get("a")->status, TaskStatus::Queued) << "begun again elsewhere";
}

TEST_F(Control, ResumingAStrangerOnItsWayOutKeepsIt)
{
    ASSERT_TRUE(rig.announceStranger("stranger"));
    ASSERT_EQ(rig.change({"stranger", RemoveAgent{}}).status, 202);
    ASSERT_EQ(rig.change({"stranger", SetAgentIntake{Intake::Open}}).status, 202);
    rig.controller.step();
    ASSERT_NE(rig.fleet.agents.find("stranger"), nullptr);
    EXPECT_EQ(rig.fleet.agents.find("stranger")->status(), AgentStatus::Idle);
    EXPECT_TRUE(rig.announceStranger("stranger"));
}

TEST_F(Control, APausedAgentStaysPausedThroughItsDeath)
{
    ASSERT_EQ(rig.change({"gen-0", SetAgentIntake{Intake::Paused}}).status, 202);
    const auto answer = rig.agents.heartbeat("gen-0", {AgentStatus::Idle, 0, {}}, {"gen-0", Role::Agent, "gen-0", {}});
    EXPECT_NE(answer->find(R"("intake":"paused")"), std::string::npos);
    rig.driver.end("gen-0", false);
    rig.controller.step();
    rig.clock.advance(2s);
    rig.settle("gen");
    EXPECT_EQ(rig.fleet.agents.find("gen-0")->status(), AgentStatus::Paused);
}

TEST_F(Control, StrangersAreKeptByTheirHeartbeats)
{
    EXPECT_TRUE(rig.announce("stranger", "")->isNew);
    EXPECT_FALSE(rig.announce("stranger", "")->isNew);
    EXPECT_EQ(rig.announce("other", "nothing").error().kind, Refusal::Kind::Invalid);
    EXPECT_EQ(
        rig.agents
            .registerAgent({"x", "code_generator", "", "http://h:1", "v", 1, 0, {}}, {"y", Role::Agent, "y-*", {}})
            .error()
            .kind,
        Refusal::Kind::Forbidden);
    EXPECT_EQ(rig.agents
                  .registerAgent({"gen-0", "code_generator", "gen", "http://h:1", "v", 1, 0, {}},
                                 {"thief", Role::Agent, "gen-*", {}})
                  .error()
                  .kind,
              Refusal::Kind::Conflict);
    EXPECT_EQ(rig.agents
                  .registerAgent({"gen-0", "code_generator", "gen", "http://h:1", "v", 1, 0, {}},
                                 {"gen-0", Role::Agent, "gen-0", {}})
                  .error()
                  .kind,
              Refusal::Kind::Conflict)
        << "a token that an operator named like a worker is not the worker's";
    rig.clock.advance(61s);
    beat("gen-0");
    beat("gen-1");
    rig.controller.step();
    EXPECT_EQ(rig.fleet.agents.find("stranger"), nullptr);
    EXPECT_EQ(rig.agents.heartbeat("stranger", {}, {"stranger", Role::Agent, "stranger", {}}).error().kind,
              Refusal::Kind::NotFound);
    EXPECT_NE(rig.fleet.agents.find("gen-0"), nullptr);
}
