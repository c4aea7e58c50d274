// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later

// The way of a task: queue, dispatch, ends, what goes wrong on the way, and restarts.

#include "managerrig.h"

using namespace toban::manager;
using Kind = TaskOutcome::Kind;

namespace {

TaskOutcome done(const char *cost = "0.03")
{
    return {Kind::Done,
            {R"({"model":"sonnet","tokens":{"input":1,"output":2},"duration_seconds":1})",
             Usage{"sonnet", 1, 2, Money::parse(cost)}},
            {},
            {}};
}

FleetOptions smallQueue()
{
    FleetOptions options;
    options.queueLimit = 3;
    return options;
}

class Tasks : public testing::Test
{
protected:
    ScratchDirectory directory;
    std::unique_ptr<ManagerRig> rig = std::make_unique<ManagerRig>(directory / "m.db", smallQueue());

    void SetUp() override { ASSERT_EQ(rig->change(ManagerRig::create("gen", 1)).status, 202); }
    void startAgent() { rig->settle("gen"); } // capacity 2
    /// Time in which the agent goes on sending heartbeats.
    void pass(std::chrono::seconds time)
    {
        for (; time > std::chrono::seconds(0); time -= std::chrono::seconds(1)) {
            rig->clock.advance(std::chrono::seconds(1));
            rig->agents.heartbeat("gen-0", {}, {"gen-0", Role::Agent, "gen-0", {}, true});
            rig->controller.step();
        }
    }
    TaskStatus status(const std::string &id)
    {
        rig->flush();
        const auto task = rig->tasks.get(id);
        EXPECT_TRUE(task);
        return task ? task->status : TaskStatus::Failed;
    }
    std::vector<std::string> givenIds()
    {
        std::vector<std::string> ids;
        for (const auto &given : m_given = rig->transport.take()) {
            ids.push_back(given.task.id);
        }
        return ids;
    }
    using Ids = std::vector<std::string>;
    std::vector<FakeTransport::Given> m_given;
};

} // namespace

TEST_F(Tasks, AreBoundedByTheBytesOfTheirPayloadsToo)
{
    FleetOptions options;
    options.payloadLimit = 100;
    rig = nullptr;
    rig = std::make_unique<ManagerRig>(directory / "m.db", options);
    const auto submit = [this](const char *id, std::size_t bytes) {
        Task task = ManagerRig::task(id);
        task.payload = "{\"p\":\"" + std::string(bytes - 8, 'x') + "\"}";
        return rig->submit(std::move(task)).status;
    };
    EXPECT_EQ(submit("a", 60), 202);
    EXPECT_EQ(submit("b", 41), 429);
    EXPECT_EQ(submit("c", 40), 202);
    EXPECT_EQ(submit("a", 60), 202) << "the same again";
    ASSERT_EQ(rig->change({"c", CancelTask{}}).status, 202);
    rig->flush();
    EXPECT_EQ(submit("d", 41), 429) << "what is sent again counts once";
    rig = nullptr;
    rig = std::make_unique<ManagerRig>(directory / "m.db", options);
    EXPECT_EQ(submit("d", 41), 429) << "a restart forgets none";
    EXPECT_EQ(submit("d", 40), 202);
}

TEST_F(Tasks, WaitForAgentsAndGoByPriorityThenAge)
{
    for (const auto &[id, priority] : {std::pair("low", 1), std::pair("first", 5), std::pair("second", 5)}) {
        EXPECT_EQ(rig->submit(ManagerRig::task(id, priority)).status, 202);
    }
    EXPECT_EQ(status("low"), TaskStatus::Queued);
    startAgent();
    EXPECT_EQ(givenIds(), (Ids{"first", "second"})) << "capacity is two";
    m_given[0].answer(done());
    EXPECT_EQ(givenIds(), Ids{"low"});
    EXPECT_EQ(status("first"), TaskStatus::Succeeded);
    EXPECT_EQ(rig->tasks.get("first")->agentId, "gen-0");
    EXPECT_EQ(rig->fleet.agents.find("gen-0")->load, 2);
}

TEST_F(Tasks, AFullQueueRefusesWithARetryTime)
{
    for (const char *id : {"a", "b", "c"}) {
        EXPECT_EQ(rig->submit(ManagerRig::task(id)).status, 202);
    }
    const Answer full = rig->submit(ManagerRig::task("d"));
    EXPECT_EQ(full.status, 429);
    EXPECT_EQ(full.retryAfter, 30);
    EXPECT_FALSE(rig->tasks.get("d"));
    EXPECT_EQ(rig->submit(ManagerRig::task("a")).status, 202) << "one that is there already is not refused";
}

TEST_F(Tasks, TheSameIdIsOneTaskAndOtherContentAConflict)
{
    startAgent();
    EXPECT_FALSE(rig->submit(ManagerRig::task("a")).replayed);
    EXPECT_TRUE(rig->submit(ManagerRig::task("a")).replayed);
    EXPECT_EQ(givenIds(), Ids{"a"});
    m_given[0].answer(done());
    rig->flush();
    const Answer again = rig->submit(ManagerRig::task("a"));
    EXPECT_TRUE(again.replayed && again.body.find("succeeded") != std::string::npos) << again.body;
    EXPECT_TRUE(givenIds().empty()) << "not executed again";
    Task other = ManagerRig::task("a");
    other.fingerprint = "other";
    EXPECT_EQ(rig->submit(other).status, 409);
    Task unknown = ManagerRig::task("b");
    unknown.agentType = "unheard_of";
    EXPECT_EQ(rig->submit(unknown).status, 422);
}

TEST_F(Tasks, EveryOutcomeEndsAsDocumented)
{
    startAgent();
    struct Row
    {
        TaskOutcome outcome;
        int answers; ///< until it ends
        TaskStatus status;
    };
    const Row rows[]{{done(), 1, TaskStatus::Succeeded},
                     {{Kind::Refused, {}, "422", {}}, 1, TaskStatus::Failed},
                     {{Kind::Failed, {}, "500", {}}, 5, TaskStatus::Failed},
                     {{Kind::TimedOut, {}, "late", {}}, 1, TaskStatus::TimedOut},
                     {{Kind::Unreachable, {}, "refused", {}}, 5, TaskStatus::Failed}};
    int number = 0;
    for (const Row &row : rows) {
        const std::string id = "task-" + std::to_string(++number);
        ASSERT_EQ(rig->submit(ManagerRig::task(id)).status, 202);
        for (int i = 1; i <= row.answers; ++i) {
            ASSERT_EQ(givenIds(), Ids{id}) << "attempt " << i;
            EXPECT_EQ(m_given[0].task.attempts, i);
            m_given[0].answer(row.outcome);
            if (i < row.answers) {
                EXPECT_EQ(status(id), TaskStatus::Queued);
                EXPECT_TRUE(givenIds().empty()) << "the agent is left alone for a while";
            }
            pass(std::chrono::seconds(61)); // longer than any retry waits and any breaker is open
        }
        EXPECT_EQ(status(id), row.status);
        EXPECT_EQ(rig->fleet.agents.find("gen-0")->load, 0);
    }
}

TEST_F(Tasks, AgentsThatAreTooBusyUseNoAttemptUpAndAreLeftAloneAsLongAsTheyAsk)
{
    startAgent();
    ASSERT_EQ(rig->submit(ManagerRig::task("a")).status, 202);
    for (int i = 0; i < 5; ++i) {
        ASSERT_EQ(givenIds(), Ids{"a"}) << i;
        EXPECT_EQ(m_given[0].task.attempts, 1);
        m_given[0].answer({Kind::Busy, {}, "429", std::chrono::seconds(45)});
        EXPECT_EQ(status("a"), TaskStatus::Queued);
        rig->clock.advance(std::chrono::seconds(44));
        rig->agents.heartbeat("gen-0", {}, {"gen-0", Role::Agent, "gen-0", {}, true});
        rig->controller.step();
        EXPECT_TRUE(givenIds().empty()) << "before its time";
        rig->clock.advance(std::chrono::seconds(1));
        rig->controller.step();
    }
    ASSERT_EQ(givenIds(), Ids{"a"});
    m_given[0].answer(done());
    EXPECT_EQ(status("a"), TaskStatus::Succeeded);
    EXPECT_EQ(rig->tasks.get("a")->attempts, 1);
    EXPECT_EQ(rig->fleet.spend.tasksPerSecond(rig->clock.now()), 1.0 / 60) << "one task, however often it was offered";
}

TEST_F(Tasks, AttemptsAreRememberedOverARestart)
{
    startAgent();
    ASSERT_EQ(rig->submit(ManagerRig::task("a")).status, 202);
    ASSERT_EQ(givenIds(), Ids{"a"});
    m_given[0].answer({Kind::Unreachable, {}, "refused", {}});
    rig->flush();
    rig = nullptr;
    rig = std::make_unique<ManagerRig>(directory / "m.db");
    rig->settle("gen");
    ASSERT_EQ(givenIds(), Ids{"a"});
    EXPECT_EQ(m_given[0].task.attempts, 2);
}

TEST_F(Tasks, WhatADroppedAnswerCostIsNotLost)
{
    startAgent();
    ASSERT_EQ(rig->submit(ManagerRig::task("a")).status, 202);
    ASSERT_EQ(givenIds(), Ids{"a"});
    const auto cancelled = m_given[0];
    EXPECT_EQ(rig->change({"a", CancelTask{}}).status, 202);
    cancelled.answer(done("0.25"));
    ASSERT_EQ(rig->submit(ManagerRig::task("b")).status, 202);
    ASSERT_EQ(givenIds(), Ids{"b"});
    const auto late = m_given[0];
    rig->driver.end("gen-0", false);
    rig->controller.step();
    rig->clock.advance(std::chrono::seconds(2));
    rig->settle("gen");
    ASSERT_EQ(givenIds(), Ids{"b"});
    late.answer(done("0.50"));
    EXPECT_EQ(rig->fleet.agents.find("gen-0")->load, 1) << "the late answer is of the worker before";
    m_given[0].answer(done("0.10"));
    EXPECT_EQ(status("b"), TaskStatus::Succeeded);
    rig->clock.advance(std::chrono::minutes(2));
    const auto shown = rig->fleet.deployments.at("gen").spend.rate(rig->clock.now());
    EXPECT_EQ(shown->tasks, 1) << "finished; the cancelled one and the late answer are not";
    Money stored;
    int tasks = 0;
    for (const PastSpend &past : rig->store.load(rig->clock.now()).recentSpend) {
        EXPECT_EQ(past.deployment, "gen");
        tasks += past.tasks;
        stored = stored + past.cost;
    }
    EXPECT_EQ(stored.text(), "0.85");
    EXPECT_EQ(tasks, 1) << "as before the restart";
}

TEST_F(Tasks, ACancelledTaskIsNotGivenOutAndItsAnswerIsDropped)
{
    ASSERT_EQ(rig->submit(ManagerRig::task("waits")).status, 202);
    EXPECT_EQ(rig->change({"waits", CancelTask{}}).status, 202);
    EXPECT_EQ(status("waits"), TaskStatus::Cancelled);
    startAgent();
    EXPECT_TRUE(givenIds().empty());
    ASSERT_EQ(rig->submit(ManagerRig::task("runs")).status, 202);
    EXPECT_EQ(givenIds(), Ids{"runs"});
    EXPECT_EQ(rig->change({"runs", CancelTask{}}).status, 202);
    EXPECT_EQ(rig->fleet.agents.find("gen-0")->load, 1) << "the agent works on until it answers";
    m_given[0].answer(done());
    EXPECT_EQ(status("runs"), TaskStatus::Cancelled) << "the first end stands";
    EXPECT_EQ(rig->fleet.agents.find("gen-0")->load, 0);
    EXPECT_EQ(rig->change({"runs", CancelTask{}}).status, 404);
}

TEST_F(Tasks, APausedDeploymentKeepsThemQueued)
{
    startAgent();
    ASSERT_EQ(rig->change({"gen", SetDeploymentIntake{Intake::Paused}}).status, 202);
    ASSERT_EQ(rig->submit(ManagerRig::task("a")).status, 202);
    rig->clock.advance(std::chrono::seconds(50));
    EXPECT_TRUE(givenIds().empty());
    EXPECT_EQ(status("a"), TaskStatus::Queued);
    ASSERT_EQ(rig->change({"gen", SetDeploymentIntake{Intake::Open}}).status, 202);
    rig->controller.step();
    EXPECT_EQ(givenIds(), Ids{"a"});
}

TEST_F(Tasks, ThoseOfADeadWorkerGoToTheNextAndALateAnswerIsDropped)
{
    startAgent();
    ASSERT_EQ(rig->submit(ManagerRig::task("a")).status, 202);
    EXPECT_EQ(givenIds(), Ids{"a"});
    const auto first = m_given[0];
    rig->driver.end("gen-0", false);
    rig->controller.step();
    EXPECT_EQ(status("a"), TaskStatus::Queued);
    first.answer(done());
    EXPECT_EQ(status("a"), TaskStatus::Queued);
    rig->clock.advance(std::chrono::seconds(2));
    rig->settle("gen");
    EXPECT_EQ(givenIds(), Ids{"a"});
    m_given[0].answer(done());
    EXPECT_EQ(status("a"), TaskStatus::Succeeded);
    EXPECT_EQ(rig->tasks.get("a")->attempts, 2);
}

TEST_F(Tasks, UnfinishedOnesAreTakenUpAfterARestartAndFinishedOnesAreNot)
{
    startAgent();
    for (const char *id : {"done", "running", "queued"}) {
        ASSERT_EQ(rig->submit(ManagerRig::task(id)).status, 202);
    }
    EXPECT_EQ(givenIds(), (Ids{"done", "running"}));
    m_given[0].answer(done("0.25"));
    rig->flush();
    rig = nullptr;
    rig = std::make_unique<ManagerRig>(directory / "m.db");
    EXPECT_EQ(status("done"), TaskStatus::Succeeded);
    rig->settle("gen");
    EXPECT_EQ(givenIds(), (Ids{"running", "queued"}));
}

TEST_F(Tasks, SpendingIsMeasuredByDeployment)
{
    startAgent();
    ASSERT_EQ(rig->submit(ManagerRig::task("a")).status, 202);
    givenIds();
    m_given[0].answer(done("0.10"));
    rig->clock.advance(std::chrono::seconds(36));
    EXPECT_EQ(rig->fleet.deployments.at("gen").spend.rate(rig->clock.now())->perHour.text(), "10.00");
    rig->flush();
    EXPECT_EQ(rig->store.load(rig->clock.now()).recentSpend.size(), 1U);
}
