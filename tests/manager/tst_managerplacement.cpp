// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later

// The control loop with a platform that starts and places the agents by itself.

#include "fleetdriver.h"
#include "managerrig.h"

using namespace toban::manager;
using namespace std::chrono_literals;

namespace {

/// Does what it is told as soon as the test says so.
class FakePlatform final : public FleetDriver
{
public:
    void want(const std::map<SetKey, SetGoal> &value) override { goals = value; }
    PlacedSets look() const override { return sets; }
    void replace(const std::string &agentId) override { replaced.push_back(agentId); }
    void publishTargets(const std::vector<ScrapeTarget> &) override { }
    DriverHealth health() const override { return {}; }

    /// All goals are reached: pods of an older content are gone, those that stay keep their names.
    void reach()
    {
        for (const auto &[key, goal] : goals) {
            PlacedSet &set = sets[key];
            const std::string content = contentHash(goal.revision.content);
            std::erase_if(set.agents,
                          [&](const PlacedAgent &a) { return a.content != content || a.ended || a.leaving; });
            while (int(set.agents.size()) > goal.replicas) {
                set.agents.pop_back();
            }
            while (int(set.agents.size()) < goal.replicas) {
                PlacedAgent agent;
                agent.id = key.first + (key.second ? "-green-" : "-") + std::to_string(++made);
                agent.content = content;
                agent.ready = true;
                set.agents.push_back(agent);
            }
            set.replicas = goal.replicas;
            set.settled = true;
        }
    }
    PlacedAgent &pod(std::size_t at) { return sets.at({"gen", false}).agents.at(at); }

    std::map<SetKey, SetGoal> goals;
    PlacedSets sets;
    std::vector<std::string> replaced;
    int made = 0;
};

class Placement : public testing::Test
{
protected:
    ScratchDirectory directory;
    ManagerRig rig{directory / "m.db"};
    FakePlatform platform;
    Controller controller{rig.fleet, rig.tokens, platform, rig.changes, rig.tasks, rig.clock};

    void SetUp() override
    {
        ASSERT_EQ(rig.change(ManagerRig::create("gen", 2)).status, 202);
        settle();
    }
    DeploymentEntry &entry() { return rig.fleet.deployments.at("gen"); }
    DeploymentState state() { return Fleet::stateOf(entry(), entry().record, rig.fleet.options); }
    std::string detail() { return Fleet::detailOf(entry(), entry().record, rig.fleet.options); }
    void round()
    {
        controller.step();
        rig.flush();
    }
    Result<AgentService::Registered> announce(const std::string &id, const std::string &pattern = "gen-*")
    {
        return rig.agents.registerAgent({id, "code_generator", "gen", "http://127.0.0.1:1", "v1", 2, 0, {}},
                                        {"pods", Role::Agent, pattern, {}});
    }
    /// The platform reaches its goals, and all agents register.
    void settle()
    {
        round();
        platform.reach();
        round();
        for (const auto &[ordinal, worker] : entry().workers) {
            if (!rig.fleet.agents.find(worker.agentId)->isRegistered()) {
                EXPECT_TRUE(announce(worker.agentId));
            }
        }
        round();
        round();
        EXPECT_TRUE(entry().settled) << detail();
    }
    std::string lastOutcome()
    {
        const std::string body = rig.audit().front().body;
        const auto at = body.find("\"outcome\":\"") + 11;
        return body.substr(at, body.find('"', at) - at);
    }
};

} // namespace

TEST_F(Placement, AgentsAreWhatThePlatformHas)
{
    EXPECT_EQ(platform.goals.at({"gen", false}).replicas, 2);
    EXPECT_EQ(platform.goals.at({"gen", true}).replicas, 0);
    EXPECT_EQ(state(), DeploymentState::Running);
    EXPECT_EQ(entry().ready(), 2);
    EXPECT_EQ(lastOutcome(), "completed");
    ASSERT_EQ(rig.change({"gen", ScaleDeployment{3}}).status, 202);
    round();
    EXPECT_EQ(state(), DeploymentState::Progressing) << "what was seen was of the goal before";
    settle();
    EXPECT_EQ(entry().ready(), 3);
    CreateRevision next;
    next.image = "image:v2";
    ASSERT_EQ(rig.change({"gen", next}).status, 202);
    settle();
    for (const auto &[ordinal, worker] : entry().workers) {
        EXPECT_EQ(worker.revision, 2);
        EXPECT_EQ(rig.fleet.agents.find(worker.agentId)->revision, 2) << "whatever it said itself";
    }
    EXPECT_EQ(rig.fleet.agents.all().size(), 3U) << "the old ones are forgotten";
    EXPECT_EQ(controller.workers(), 0U) << "nothing to wait for at the end of the manager";
}

TEST_F(Placement, OnlyTheDeploymentsTokenSpeaksForItsAgents)
{
    const std::string id = platform.pod(0).id;
    EXPECT_TRUE(announce(id));
    EXPECT_FALSE(announce(id, "g*"));
    EXPECT_FALSE(announce(id, "other-*"));
    EXPECT_EQ(rig.fleet.agents.find(id)->trustedDeployment, "gen") << "so that it gets its secrets";
}

TEST_F(Placement, WhatHappensToAgentsIsSeen)
{
    struct Row
    {
        const char *what;
        std::function<void(FakePlatform &)> happen;
        std::string said;
        bool leaves; ///< the platform puts another one in its place
    };
    const Row rows[]{
        {"restart",
         [](FakePlatform &p) {
             p.pod(0).restarts = 1;
             p.pod(0).ready = false;
             p.pod(0).trouble = "exit status 137 (OOMKilled)";
         },
         "A worker ended once, last: exit status 137 (OOMKilled).", false},
        {"end",
         [](FakePlatform &p) {
             p.pod(0).ended = true;
             p.pod(0).ready = false;
             p.pod(0).trouble = "Evicted: low on memory";
         },
         "last: Evicted: low on memory.", true},
        {"gone",
         [](FakePlatform &p) {
             p.sets.at({"gen", false}).agents.erase(p.sets.at({"gen", false}).agents.begin());
         },
         "last: the platform has it no more.", true},
        {"not ready", [](FakePlatform &p) { p.pod(0).ready = false; }, "1 of 2 agents are ready.", false},
    };
    for (const Row &row : rows) {
        entry().backoffs.clear();
        const std::string id = platform.pod(0).id;
        row.happen(platform);
        platform.sets.at({"gen", false}).settled = false;
        round();
        EXPECT_NE(detail().find(row.said), std::string::npos) << row.what << ": " << detail();
        EXPECT_EQ(entry().ready(), 1) << row.what;
        const Agent *agent = rig.fleet.agents.find(id);
        EXPECT_EQ(agent == nullptr, row.leaves) << row.what;
        if (agent != nullptr) {
            EXPECT_FALSE(agent->takesTasks(rig.clock.steady())) << row.what;
        }
        round();
        EXPECT_LE(entry().backoffs.size(), 1U) << row.what;
        for (PlacedAgent &pod : platform.sets.at({"gen", false}).agents) {
            pod.ready = true;
        }
        settle();
    }
    EXPECT_TRUE(platform.replaced.empty()) << "the platform replaces what it lost by itself";
}

TEST_F(Placement, TroubleThatStaysEndsTheChange)
{
    ASSERT_EQ(rig.change({"gen", ScaleDeployment{3}}).status, 202);
    PlacedSet &set = platform.sets.at({"gen", false});
    set.settled = false;
    set.trouble = "forbidden (403)";
    round();
    EXPECT_EQ(state(), DeploymentState::Progressing) << "that was said of the goal before";
    round();
    EXPECT_EQ(state(), DeploymentState::Progressing) << "it may pass";
    set.failed = true;
    round();
    rig.flush();
    EXPECT_EQ(state(), DeploymentState::Failed);
    EXPECT_EQ(detail(), "forbidden (403)");
    EXPECT_EQ(lastOutcome(), "failed");
    set.trouble.clear();
    set.failed = false;
    settle();
    EXPECT_EQ(state(), DeploymentState::Running);
}

TEST_F(Placement, TheSilentAreReplacedAndTheRemovedWaitForTheirTasks)
{
    const std::string silent = platform.pod(0).id, other = platform.pod(1).id;
    rig.clock.advance(61s);
    EXPECT_TRUE(rig.agents.heartbeat(other, {AgentStatus::Idle, 0, {}}, {"pods", Role::Agent, "gen-*", {}}));
    round();
    EXPECT_EQ(platform.replaced, std::vector<std::string>{silent});
    platform.pod(0).leaving = true;
    round();
    settle();

    platform.replaced.clear();
    rig.submit(ManagerRig::task("t-1"));
    rig.submit(ManagerRig::task("t-2"));
    round();
    auto given = rig.transport.take();
    ASSERT_EQ(given.size(), 2U);
    ASSERT_EQ(rig.change({other, RemoveAgent{}}).status, 202);
    round();
    EXPECT_TRUE(platform.replaced.empty()) << "it has a task";
    rig.clock.advance(rig.fleet.options.drainGrace);
    for (const std::string &id : {platform.pod(0).id, platform.pod(1).id}) {
        EXPECT_TRUE(rig.agents.heartbeat(id, {AgentStatus::Idle, 0, {}}, {"pods", Role::Agent, "gen-*", {}}));
    }
    round();
    EXPECT_EQ(platform.replaced, std::vector<std::string>{other});
    for (auto &task : given) {
        task.answer({TaskOutcome::Kind::Failed, {}, "enough", {}, {}});
    }
    rig.flush();
}

TEST_F(Placement, ADrainedDeploymentKeepsItsAgentsUntilTheirTasksHaveEnded)
{
    rig.submit(ManagerRig::task("t-1"));
    round();
    auto given = rig.transport.take();
    ASSERT_EQ(given.size(), 1U);
    ASSERT_EQ(rig.change({"gen", SetDeploymentIntake{Intake::Draining}}).status, 202);
    round();
    EXPECT_EQ(platform.goals.at({"gen", false}).replicas, 2);
    given[0].answer({TaskOutcome::Kind::Done, {R"({"model":"m"})", Usage{"m", 0, 0, {}}}, {}, {}, {}});
    rig.flush();
    round();
    EXPECT_EQ(platform.goals.at({"gen", false}).replicas, 0);
    EXPECT_EQ(entry().record.replicas, 2) << "what is wanted once it is resumed";
    settle();
    EXPECT_TRUE(rig.fleet.agents.all().empty());
    ASSERT_EQ(rig.change({"gen", SetDeploymentIntake{Intake::Open}}).status, 202);
    settle();
    EXPECT_EQ(entry().ready(), 2);
}
