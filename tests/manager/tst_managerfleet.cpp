// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Registry, task board and rolling replacement, each against a simple model.

#include "agentregistry.h"
#include "eventhub.h"
#include "fleet.h"
#include "rollingplan.h"
#include "taskboard.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>

using namespace toban::manager;

namespace {

Agent randomAgent(std::mt19937_64 &random)
{
    Agent agent;
    agent.id = "a" + std::to_string(random() % 60);
    agent.type = "t" + std::to_string(random() % 3);
    agent.deployment = random() % 3 == 0 ? "" : "d" + std::to_string(random() % 3);
    agent.reported = AgentStatus(random() % 5);
    agent.intake = Intake(random() % 3);
    agent.load = int(random() % 2);
    return agent;
}

} // namespace

TEST(AgentRegistry, ListsLikeAScanOfEverythingWould)
{
    std::mt19937_64 random(1);
    AgentRegistry registry;
    std::map<std::string, Agent> model;
    for (int round = 0; round < 3000; ++round) {
        Agent agent = randomAgent(random);
        const auto before = registry.version();
        switch (random() % 3) {
        case 0:
            model[agent.id] = agent;
            registry.put(agent);
            ASSERT_GT(registry.version(), before);
            break;
        case 1:
            ASSERT_EQ(registry.remove(agent.id), model.erase(agent.id) == 1);
            break;
        default:
            const bool known = model.contains(agent.id);
            ASSERT_EQ(registry.update(agent.id, [&](Agent &a) { a.load = agent.load, a.reported = agent.reported; }),
                      known);
            if (known) {
                model[agent.id].load = agent.load;
                model[agent.id].reported = agent.reported;
            }
        }
        AgentRegistry::Filter filter;
        filter.type = random() % 2 == 0 ? "t1" : "";
        filter.deployment = random() % 2 == 0 ? "d1" : "";
        if (random() % 2 == 0) {
            filter.status = AgentStatus(random() % 7);
        }
        std::vector<std::string> expected, listed;
        for (const auto &[id, a] : model) {
            if ((filter.type.empty() || a.type == filter.type)
                && (filter.deployment.empty() || a.deployment == filter.deployment)
                && (!filter.status || a.status() == *filter.status)) {
                expected.push_back(id);
            }
        }
        const std::size_t limit = 1 + random() % 7;
        std::string after;
        do {
            const auto page = registry.list(filter, after, limit);
            ASSERT_LE(page.items.size(), limit);
            for (const Agent *a : page.items) {
                listed.push_back(a->id);
            }
            after = page.next;
        } while (!after.empty());
        ASSERT_EQ(listed, expected);
    }
}

TEST(Agent, StatusFollowsItsOwnWordAndTheOperators)
{
    Agent agent;
    EXPECT_EQ(agent.status(), AgentStatus::Starting);
    agent.reported = AgentStatus::Idle;
    EXPECT_EQ(agent.status(), AgentStatus::Idle);
    agent.load = 1;
    EXPECT_EQ(agent.status(), AgentStatus::Busy);
    agent.reported = AgentStatus::Maintenance;
    EXPECT_EQ(agent.status(), AgentStatus::Maintenance);
    EXPECT_FALSE(agent.takesTasks({}));
    agent.deploymentIntake = Intake::Paused;
    EXPECT_EQ(agent.status(), AgentStatus::Paused);
    agent.intake = Intake::Draining;
    EXPECT_EQ(agent.status(), AgentStatus::Draining);
}

namespace {

/// The same rules as TaskBoard's in the plainest way: looks at everything each time.
struct SimpleBoard
{
    struct Waiting
    {
        std::string id, type, deployment;
        int priority;
        long order;
    };
    struct Worker
    {
        std::string type, deployment;
        int capacity = 1, load = 0;
        bool open = false;
        long lastPick = 0;
        std::uint64_t incarnation = 0;
    };
    std::vector<Waiting> waiting;
    std::map<std::string, Worker> workers;
    long order = 0, back = 0, picks = 0;
    std::uint64_t incarnations = 0;

    void add(const std::string &id, const std::string &type, const std::string &deployment, int priority, bool front)
    {
        if (std::none_of(waiting.begin(), waiting.end(), [&](const Waiting &w) { return w.id == id; })) {
            waiting.push_back({id, type, deployment, priority, front ? --back : ++order});
        }
    }
    bool withdraw(const std::string &id)
    {
        return std::erase_if(waiting, [&](const Waiting &w) { return w.id == id; }) > 0;
    }
    std::string bestFor(const Waiting &task) const
    {
        const Worker *best = nullptr;
        std::string name;
        for (const auto &[id, worker] : workers) {
            if (!worker.open || worker.load >= worker.capacity || worker.type != task.type
                || (!task.deployment.empty() && worker.deployment != task.deployment)) {
                continue;
            }
            const auto ratio
                = [](const Worker &w) { return (std::uint64_t(w.load) << 32) / std::uint64_t(w.capacity); };
            if (best == nullptr
                || std::pair(ratio(worker), worker.lastPick) < std::pair(ratio(*best), best->lastPick)) {
                best = &worker;
                name = id;
            }
        }
        return name;
    }
    /// Every pair that may be given out next: the best task of each type.
    std::optional<TaskBoard::Assignment> nextOf(const std::string &type) const
    {
        const Waiting *best = nullptr;
        for (const Waiting &task : waiting) {
            if (task.type == type && !bestFor(task).empty()
                && (best == nullptr
                    || std::pair(-task.priority, task.order) < std::pair(-best->priority, best->order))) {
                best = &task;
            }
        }
        return best == nullptr ? std::nullopt : std::optional(TaskBoard::Assignment{best->id, bestFor(*best), 0});
    }
};

} // namespace

TEST(TaskBoard, MatchesLikeTheSimpleModel)
{
    std::mt19937_64 random(2);
    for (int game = 0; game < 60; ++game) {
        TaskBoard board;
        SimpleBoard model;
        std::vector<std::pair<std::string, std::uint64_t>> running; // agents, one entry for each task
        for (int step = 0; step < 200; ++step) {
            const std::string agent = "a" + std::to_string(random() % 6);
            const std::string task = "k" + std::to_string(random() % 60);
            const std::string type = "t" + std::to_string(random() % 2);
            const std::string deployment = random() % 2 == 0 ? "" : type + "d" + std::to_string(random() % 2);
            switch (random() % 6) {
            case 0:
            case 1: {
                const int priority = int(random() % 3);
                const bool front = random() % 5 == 0;
                const TaskBoard::Wanted wanted{type, deployment, priority, 0.5};
                front ? board.putBack(task, wanted) : board.enqueue(task, wanted);
                model.add(task, type, deployment, priority, front);
                break;
            }
            case 2:
                ASSERT_EQ(board.withdraw(task), model.withdraw(task));
                break;
            case 3: {
                const int capacity = 1 + int(random() % 3);
                const bool open = random() % 4 != 0;
                board.setAgent(agent, {type, type + "d0", capacity, open});
                const bool isNew = !model.workers.contains(agent);
                auto &worker = model.workers[agent];
                worker.incarnation = isNew ? ++model.incarnations : worker.incarnation;
                worker.type = type, worker.deployment = type + "d0", worker.capacity = capacity, worker.open = open;
                break;
            }
            case 4:
                if (!running.empty()) {
                    const auto which = running.begin() + long(random() % running.size());
                    const auto found = model.workers.find(which->first);
                    const bool isThere = found != model.workers.end() && found->second.incarnation == which->second;
                    ASSERT_EQ(board.release(which->first, which->second), isThere);
                    if (isThere) {
                        --found->second.load;
                    }
                    running.erase(which);
                }
                break;
            default:
                if (random() % 4 == 0) {
                    board.removeAgent(agent);
                    model.workers.erase(agent);
                }
            }
            while (const auto given = board.next()) {
                const auto task0 = model.nextOf("t0"), task1 = model.nextOf("t1");
                const auto is = [&](const auto &other) {
                    return other && other->taskId == given->taskId && other->agentId == given->agentId;
                };
                ASSERT_TRUE(is(task0) || is(task1)) << given->taskId << " to " << given->agentId;
                model.withdraw(given->taskId);
                ++model.workers[given->agentId].load;
                model.workers[given->agentId].lastPick = ++model.picks;
                ASSERT_EQ(given->incarnation, model.workers[given->agentId].incarnation);
                running.emplace_back(given->agentId, given->incarnation);
            }
            ASSERT_FALSE(model.nextOf("t0") || model.nextOf("t1")) << "nothing that could be given out may be left";
            ASSERT_EQ(board.queued(), model.waiting.size());
            int load = 0, free = 0;
            for (const auto &[id, worker] : model.workers) {
                ASSERT_EQ(board.load(id), worker.load);
                load += worker.load;
                free += worker.open ? std::max(0, worker.capacity - worker.load) : 0;
            }
            for (const auto &[name, figures] : board.figures()) {
                load -= figures.running;
                free -= figures.freeCapacity;
            }
            ASSERT_EQ(load, 0);
            ASSERT_EQ(free, 0);
        }
        for (const auto &[id, worker] : model.workers) {
            board.removeAgent(id);
        }
        for (int task = 0; task < 60; ++task) {
            board.withdraw("k" + std::to_string(task));
        }
        ASSERT_TRUE(board.figures().empty()) << "types that nobody is of are forgotten";
    }
}

TEST(TaskBoard, CountsForADeploymentWhatItCouldBegin)
{
    TaskBoard board;
    board.enqueue("any", {"t", "", 5, 0.5});
    board.enqueue("own", {"t", "a", 5, 0.5});
    board.enqueue("others", {"t", "b", 5, 0.5});
    board.enqueue("of another type", {"u", "", 5, 0.5});
    board.hold("later", {"t", "a", 5, 0.5});
    EXPECT_EQ(board.waitingFor("t", "a"), 2U);
    EXPECT_EQ(board.waitingFor("t", "c"), 1U);
    EXPECT_EQ(board.waitingFor("v", "a"), 0U);
    board.unhold("later");
    EXPECT_EQ(board.waitingFor("t", "a"), 3U);
}

namespace {

using Phase = SlotState::Phase;

/// Workers that do what they are told after a while, or die.
struct SimulatedWorkers
{
    std::vector<SlotState> slots;

    SlotState *at(int ordinal)
    {
        const auto found
            = std::find_if(slots.begin(), slots.end(), [&](const SlotState &s) { return s.ordinal == ordinal; });
        return found == slots.end() ? nullptr : &*found;
    }
    int ready() const
    {
        return int(
            std::count_if(slots.begin(), slots.end(), [](const SlotState &s) { return s.phase == Phase::Ready; }));
    }
    void obey(const SlotActions &actions, int revision)
    {
        for (const int ordinal : actions.drain) {
            ASSERT_TRUE(at(ordinal));
            at(ordinal)->phase = Phase::Draining;
        }
        for (const int ordinal : actions.stop) {
            ASSERT_TRUE(at(ordinal));
            ASSERT_EQ(at(ordinal)->phase, Phase::Draining) << "drained before stopped";
            at(ordinal)->phase = Phase::Stopping;
        }
        for (const int ordinal : actions.start) {
            ASSERT_FALSE(at(ordinal)) << "one worker in a slot";
            slots.push_back({ordinal, revision, Phase::Starting, 0, {}});
        }
    }
    void live(std::mt19937_64 &random, bool mayDie)
    {
        for (auto &slot : slots) {
            if (slot.phase == Phase::Starting && random() % 2 == 0) {
                slot.phase = Phase::Ready;
                slot.load = int(random() % 3);
            }
            if (slot.phase == Phase::Draining) {
                slot.load = std::max(0, slot.load - int(random() % 2));
                slot.drainedFor += std::chrono::seconds(10);
            }
        }
        std::erase_if(slots, [&](const SlotState &slot) {
            return (slot.phase == Phase::Stopping && random() % 2 == 0) || (mayDie && random() % 40 == 0);
        });
    }
};

} // namespace

TEST(RollingPlan, AlwaysSettlesAndNeverGoesBelowWhatIsWanted)
{
    std::mt19937_64 random(4);
    for (int game = 0; game < 400; ++game) {
        SimulatedWorkers workers;
        SlotGoal goal{int(random() % 6), 1, std::chrono::seconds(30)};
        for (int change = 0; change < 4; ++change) {
            const int readyBefore = workers.ready();
            const SlotGoal last = goal;
            goal.replicas = random() % 3 == 0 ? int(random() % 6) : goal.replicas;
            goal.revision += random() % 2 == 0 ? 1 : 0;
            const bool mayDie = random() % 2 == 0;
            // Whoever is ready stays available: the wanted number, or what was there if that was less.
            const int floor = std::min({goal.replicas, last.replicas, readyBefore});
            int rounds = 0;
            for (;; ++rounds) {
                ASSERT_LT(rounds, 3000) << "does not settle";
                const SlotActions actions = nextSteps(goal, workers.slots);
                if (actions.settled) {
                    break;
                }
                workers.obey(actions, goal.revision);
                if (HasFatalFailure()) {
                    return;
                }
                const auto present = std::count_if(workers.slots.begin(), workers.slots.end(), [](const SlotState &s) {
                    return s.phase == Phase::Starting || s.phase == Phase::Ready;
                });
                ASSERT_LE(present, std::max(goal.replicas, last.replicas) + 1) << "surge of one";
                if (!mayDie) {
                    ASSERT_GE(workers.ready(), floor);
                }
                workers.live(random, mayDie && rounds < 200);
            }
            ASSERT_EQ(int(workers.slots.size()), goal.replicas);
            for (const SlotState &slot : workers.slots) {
                ASSERT_LT(slot.ordinal, goal.replicas);
                ASSERT_EQ(slot.revision, goal.revision);
                ASSERT_EQ(slot.phase, Phase::Ready);
            }
            ASSERT_TRUE(nextSteps(goal, workers.slots).start.empty());
        }
    }
}

TEST(RollingPlan, StepsOfASimpleReplacement)
{
    SlotGoal goal{2, 2, std::chrono::seconds(30)};
    std::vector<SlotState> slots{{0, 1, Phase::Ready, 1, {}}, {1, 1, Phase::Ready, 0, {}}};
    auto actions = nextSteps(goal, slots);
    EXPECT_EQ(actions.start, std::vector<int>{2}) << "one more than wanted first";
    EXPECT_TRUE(actions.drain.empty());
    slots.push_back({2, 2, Phase::Ready, 0, {}});
    actions = nextSteps(goal, slots);
    EXPECT_EQ(actions.drain, std::vector<int>{0});
    slots[0].phase = Phase::Draining;
    EXPECT_TRUE(nextSteps(goal, slots).stop.empty()) << "a task is under way";
    slots[0].drainedFor = std::chrono::seconds(30);
    EXPECT_EQ(nextSteps(goal, slots).stop, std::vector<int>{0}) << "but not for ever";
}

namespace {

/// Takes frames until it is full.
struct Listener
{
    std::vector<std::string> frames;
    std::size_t room = 1000;
    EventHub::Receiver receiver()
    {
        return [this](const std::string &frame) {
            if (frames.size() < room) {
                frames.push_back(frame);
            }
            return frames.size() < room;
        };
    }
    /// "kind data" of each frame.
    std::vector<std::string> read() const
    {
        std::vector<std::string> events;
        for (const std::string &frame : frames) {
            const auto kind = frame.find("event: ") + 7, data = frame.find("data: ") + 6;
            events.push_back(frame.substr(kind, frame.find('\n', kind) - kind) + ' '
                             + frame.substr(data, frame.find('\n', data) - data));
        }
        return events;
    }
    std::string lastId() const
    {
        const std::string &frame = frames.back();
        return frame.substr(4, frame.find('\n') - 4);
    }
};
using Events = std::vector<std::string>;

} // namespace

TEST(EventHub, WhoComesBackGetsWhatWasMissedOrIsToldThatItIsLost)
{
    EventHub hub(3);
    hub.publish("agent", "0");
    Listener first;
    const auto number = hub.subscribe("", first.receiver());
    EXPECT_EQ(first.read(), Events{"start {}"}) << "the past is read elsewhere";
    const std::string begin = first.lastId();
    hub.publish("agent", "1");
    hub.publish("deployment", "2");
    EXPECT_EQ(first.read(), (Events{"start {}", "agent 1", "deployment 2"}));
    hub.unsubscribe(number);
    hub.publish("agent", "3");
    EXPECT_EQ(first.frames.size(), 3U);

    Listener back, all, late, other, future;
    hub.subscribe(first.lastId(), back.receiver());
    EXPECT_EQ(back.read(), Events{"agent 3"});
    hub.subscribe(begin, all.receiver());
    EXPECT_EQ(all.read(), (Events{"agent 1", "deployment 2", "agent 3"}));
    hub.publish("agent", "4");
    EXPECT_EQ(back.read(), (Events{"agent 3", "agent 4"}));
    hub.subscribe(begin, late.receiver());
    EXPECT_EQ(late.read(), Events{"reset {}"}) << "only three are remembered";
    EXPECT_EQ(late.lastId(), back.lastId());
    hub.subscribe("deadbeef-1", other.receiver());
    EXPECT_EQ(other.read(), Events{"reset {}"}) << "of another run";
    hub.subscribe(begin + "999", future.receiver());
    EXPECT_EQ(future.read(), Events{"reset {}"});
}

TEST(EventHub, WhoCannotKeepUpIsLetGoAndTooManyAreRefused)
{
    EventHub hub(10, 2);
    Listener slow, good, third;
    slow.room = 2;
    EXPECT_NE(hub.subscribe("", slow.receiver()), 0U);
    EXPECT_NE(hub.subscribe("", good.receiver()), 0U);
    EXPECT_EQ(hub.subscribe("", third.receiver()), 0U);
    hub.publish("agent", "1");
    hub.publish("agent", "2");
    EXPECT_EQ(hub.subscribers(), 1U);
    EXPECT_EQ(good.frames.size(), 3U);
    EXPECT_EQ(slow.frames.size(), 2U);
    hub.keepAlive();
    EXPECT_EQ(good.frames.back(), ":\n\n");
}

TEST(Fleet, AgentsAreToldWhenTheyComeGoOrLookDifferentButNotWithEveryTask)
{
    Fleet fleet{FleetOptions{}};
    Listener listener;
    fleet.events.subscribe("", listener.receiver());
    Agent agent;
    agent.id = "a";
    agent.type = "t";
    fleet.agents.put(agent);
    agent.reported = AgentStatus::Idle;
    fleet.agents.put(agent);
    fleet.agents.put(agent);
    for (const int load : {1, 2, 0}) {
        fleet.agents.update("a", [load](Agent &a) { a.load = load; });
    }
    fleet.agents.update("a", [](Agent &a) { a.intake = Intake::Paused; });
    fleet.removeAgent("a");
    const auto event = [](const char *change, const char *status) {
        return std::string(R"(agent {"change":")") + change + R"(","deployment":null,"id":"a","status":")" + status
            + R"(","type":"t"})";
    };
    EXPECT_EQ(listener.read(),
              (Events{"start {}", event("added", "starting"), event("changed", "idle"), event("changed", "paused"),
                      event("removed", "paused")}));
}
