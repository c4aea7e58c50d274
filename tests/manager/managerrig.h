// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "agentservice.h"
#include "controller.h"
#include "crypto.h"
#include "restore.h"
#include "secretservice.h"
#include "sqlitestore.h"
#include "taskservice.h"

#include <filesystem>
#include <future>
#include <gtest/gtest.h>

namespace toban::manager {

class ManualClock final : public Clock
{
public:
    TimePoint now() const override { return TimePoint{std::chrono::hours(480'000)} + m_passed.load(); }
    SteadyPoint steady() const override { return SteadyPoint{std::chrono::hours(1)} + m_passed.load(); }
    void advance(std::chrono::milliseconds time) { m_passed = m_passed.load() + time; }

private:
    std::atomic<std::chrono::milliseconds> m_passed{std::chrono::milliseconds(0)};
};

class ScratchDirectory
{
public:
    ScratchDirectory()
    {
        std::string name = (std::filesystem::temp_directory_path() / "toban-manager-XXXXXX").string();
        m_path = mkdtemp(name.data());
    }
    ~ScratchDirectory() { std::filesystem::remove_all(m_path); }
    std::filesystem::path operator/(const char *name) const { return m_path / name; }

private:
    std::filesystem::path m_path;
};

/// Keeps the tasks that agents were given until the test answers them.
class FakeTransport final : public TaskTransport
{
public:
    struct Given
    {
        std::string endpoint;
        Task task;
        std::function<void(TaskOutcome)> answer;
    };
    void execute(const std::string &endpoint, const Task &task, std::function<void(TaskOutcome)> callback) override
    {
        const std::lock_guard lock(m_mutex);
        m_given.push_back({endpoint, task, std::move(callback)});
    }
    void cancel(const std::string &, const std::string &taskId) override
    {
        const std::lock_guard lock(m_mutex);
        m_cancelled.push_back(taskId);
    }
    std::vector<std::string> cancelled()
    {
        const std::lock_guard lock(m_mutex);
        return std::exchange(m_cancelled, {});
    }
    std::vector<Given> take()
    {
        const std::lock_guard lock(m_mutex);
        return std::exchange(m_given, {});
    }

private:
    std::mutex m_mutex;
    std::vector<Given> m_given;
    std::vector<std::string> m_cancelled;
};

/// Notes what it is told; workers end when the test says so.
class FakeDriver final : public WorkerDriver
{
public:
    std::string start(const WorkerSpec &spec) override
    {
        if (!startFault.empty()) {
            return startFault;
        }
        EXPECT_TRUE(running.emplace(spec.agentId, spec).second) << spec.agentId << " runs already";
        return {};
    }
    void stop(const std::string &agentId) override { stopped.push_back(agentId); }
    void kill(const std::string &agentId) override { killed.push_back(agentId); }
    std::vector<WorkerExit> poll() override { return std::exchange(exits, {}); }
    void publishTargets(const std::vector<ScrapeTarget> &value) override { targets = value; }
    DriverHealth health() const override { return {startFault, {}}; }

    void end(const std::string &agentId, bool asked)
    {
        running.erase(agentId);
        exits.push_back({agentId, asked ? "exit status 0" : "signal 9", asked});
    }
    void endStopped()
    {
        for (const std::string &id : std::exchange(stopped, {})) {
            end(id, true);
        }
    }

    std::string startFault;
    std::map<std::string, WorkerSpec> running;
    std::vector<std::string> stopped, killed;
    std::vector<WorkerExit> exits;
    std::vector<ScrapeTarget> targets;
};

/// The manager without sockets and processes, on a real database.
class ManagerRig
{
public:
    explicit ManagerRig(const std::filesystem::path &file, FleetOptions options = {})
        : fleet(options), store(file), changes(fleet, store, clock, [] {}),
          tasks(fleet, store, transport, clock, [](std::chrono::nanoseconds) {}), agents(fleet, clock, [] {}),
          secrets(fleet, store, clock, std::make_shared<SecretVault>(SecretText(std::string(32, 'k'))), {}),
          controller(fleet, tokens, driver, changes, tasks, clock)
    {
        restoreFleet(store.load(clock.now()), fleet, tasks, clock);
        secrets.restore();
    }
    ~ManagerRig() { store.close(); }

    /// All that was posted to the store, and what that posted, is done.
    void flush()
    {
        for (int i = 0; i < 3; ++i) {
            std::promise<void> done;
            store.post([](Transaction &) {}, [&done](const std::string &) { done.set_value(); });
            done.get_future().wait();
        }
    }
    Answer execute(ChangeRequest request)
    {
        std::promise<Answer> answer;
        changes.execute(std::move(request), [&answer](const Answer &a) { answer.set_value(a); });
        return answer.get_future().get();
    }
    /// Plans and executes.
    Answer change(const Change &what, Role role = Role::Admin)
    {
        const Caller caller{"tester", role, {}, "127.0.0.1"};
        const std::string key = "key-" + randomHex(8); // a rig on the same database must not get an earlier answer
        return execute({what, caller, "Because", "", hashOf(changes.plan(what, caller)), key, key});
    }
    Answer submit(Task task)
    {
        std::promise<Answer> answer;
        tasks.submit(std::move(task), {"tester", Role::Operator, {}, {}},
                     [&answer](const Answer &a) { answer.set_value(a); });
        return answer.get_future().get();
    }
    static std::string hashOf(const Answer &plan)
    {
        constexpr std::string_view member = "\"plan_hash\":\"";
        const auto at = plan.body.find(member);
        return at == std::string::npos ? std::string() : plan.body.substr(at + member.size(), 71);
    }
    static Change create(const std::string &name, int replicas)
    {
        return {
            name,
            CreateDeployment{
                name, "code_generator", replicas, {"image:v1", "sonnet", "sha256:1", {"read"}, {1, 1 << 30, 2}}, {}}};
    }
    static Task task(const std::string &id, int priority = 5)
    {
        Task task;
        task.id = id;
        task.agentType = "code_generator";
        task.operation = "generate";
        task.priority = priority;
        task.fingerprint = id;
        return task;
    }
    /// A worker or a stranger announces itself.
    Result<AgentService::Registered> announce(const std::string &id, const std::string &deployment, int capacity = 2)
    {
        return agents.registerAgent({id, "code_generator", deployment, "http://127.0.0.1:1", "v1", capacity, 1, {}},
                                    {id, Role::Agent, id, {}, true});
    }
    /// An agent from elsewhere, with a token that was made for it.
    Result<AgentService::Registered> announceStranger(const std::string &id)
    {
        return agents.registerAgent({id, "code_generator", "", "http://127.0.0.1:1", "v1", 2, 0, {}},
                                    {"strangers", Role::Agent, id, {}});
    }
    /// Rounds of the control loop in which workers register and end as they are told.
    void settle(const std::string &deployment)
    {
        for (int i = 0; i < 100 && !(fleet.deployments.at(deployment).settled && driver.exits.empty()); ++i) {
            controller.step();
            flush();
            for (const auto &[id, spec] : driver.running) {
                const Agent *agent = fleet.agents.find(id);
                if (agent != nullptr && !agent->isRegistered()) {
                    EXPECT_TRUE(announce(id, spec.deployment));
                }
            }
            driver.endStopped();
        }
        controller.step();
        flush();
        EXPECT_TRUE(fleet.deployments.at(deployment).settled);
    }
    std::vector<AuditEntry> audit(const AuditFilter &filter = {}) { return store.audit(filter, 0, 1000); }

    ManualClock clock;
    Fleet fleet;
    SqliteStore store;
    TokenBook tokens;
    FakeTransport transport;
    FakeDriver driver;
    ChangeService changes;
    TaskService tasks;
    AgentService agents;
    SecretService secrets;
    Controller controller;
};

} // namespace toban::manager
