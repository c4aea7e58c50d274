// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Health checks: when each is looked at, what its state is then, and when it is an incident.

#include "healthrunner.h"
#include "healthviews.h"
#include "managerrig.h"

#include <nlohmann/json.hpp>

using namespace toban::manager;
using namespace std::chrono_literals;
using Outcome = CheckResult::Outcome;

namespace {

const CheckSpec gateway{"gateway", CheckKind::Http, "http://gateway.example", {}};
const CheckSpec model{"model", CheckKind::LlmApi, "https://model.example", {}};

/// A book with one check, in a time that goes on in tenths of a second.
struct Looked
{
    explicit Looked(const CheckSpec &spec) : book({spec}, {}) { }

    /// Goes on to the next look, however far that is.
    std::int64_t await()
    {
        for (;; now += 100ms) {
            const auto due = book.begin(now, TimePoint(now.time_since_epoch() / 1ms * 1ms));
            if (!due.empty()) {
                return due[0].run;
            }
        }
    }
    void look(Outcome outcome, std::optional<std::chrono::seconds> retryAfter = {})
    {
        const auto run = await();
        at.push_back(std::chrono::duration_cast<std::chrono::seconds>(now - begin).count());
        book.ended(book.checks()[0].spec.name, run, {outcome, "Seen.", retryAfter}, now, TimePoint(1h));
    }
    CheckStatus status() const { return book.checks()[0].status(now, book.times()); }

    const SteadyPoint begin{1h};
    SteadyPoint now = begin;
    HealthBook book;
    std::vector<std::int64_t> at; ///< seconds of the looks
};

class FakeProbes final : public HealthProbes
{
public:
    void look(const CheckSpec &spec, std::chrono::milliseconds, Callback callback) override
    {
        ++looks;
        callback({failing.contains(spec.name) ? Outcome::Failed : Outcome::Passed, "It answered.", {}});
    }
    std::set<std::string> failing;
    int looks = 0;
};

class HealthOf : public testing::Test
{
protected:
    static FleetOptions options()
    {
        FleetOptions options;
        options.healthChecks = {{"database", CheckKind::Database, {}, {}},
                                {"file-system", CheckKind::FileSystem, {}, {}},
                                {"agents", CheckKind::Agents, {}, {}},
                                gateway};
        return options;
    }
    void goOn(ManagerRig &manager, HealthRunner &runner, std::chrono::seconds time)
    {
        for (std::chrono::milliseconds passed = 0ms; passed < time; passed += 500ms) {
            manager.clock.advance(500ms);
            runner.step();
            manager.flush();
            std::promise<void> read;
            manager.store.read([&read] { read.set_value(); });
            read.get_future().wait();
            manager.controller.step();
            manager.flush();
        }
    }
    CheckStatus status(const ManagerRig &manager, const std::string &name)
    {
        const HealthCheck *check = manager.fleet.health.find(name);
        return check->status(manager.clock.steady(), manager.fleet.health.times());
    }
    ScratchDirectory directory;
    ManagerRig rig{directory / "m.db", options()};
    FakeProbes probes;
    HealthRunner health{rig.fleet, rig.store, probes, rig.clock};
};

} // namespace

TEST(HealthBook, LooksEveryIntervalAndNotWhileTheBreakerIsOpen)
{
    Looked looked(gateway);
    for (int i = 0; i < 2; ++i) {
        looked.look(Outcome::Passed);
    }
    for (int i = 0; i < 6; ++i) {
        looked.look(Outcome::Failed);
    }
    EXPECT_FALSE(looked.book.checks()[0].breaker.state(looked.now) == CircuitBreaker::State::Closed);
    for (int i = 0; i < 3; ++i) {
        looked.look(Outcome::Passed);
    }
    EXPECT_EQ(looked.at, (std::vector<std::int64_t>{0, 10, 20, 30, 40, 50, 60, 90, 150, 160, 170}));
}

TEST(HealthBook, ModelsAreTriedAgainByTheSpecificationAndNotBeforeTheyAskFor)
{
    Looked looked(model);
    for (int i = 0; i < 7; ++i) {
        looked.look(Outcome::Failed);
    }
    EXPECT_EQ(looked.at, (std::vector<std::int64_t>{0, 1, 6, 21, 51, 81, 141}));
    Looked asked(model);
    asked.look(Outcome::Failed, 45s);
    asked.look(Outcome::Failed, 0s);
    asked.look(Outcome::Failed, 24h);
    asked.look(Outcome::Passed);
    EXPECT_EQ(asked.at, (std::vector<std::int64_t>{0, 45, 50, 50 + 3600})) << "an hour at most";
}

TEST(HealthBook, AnUnknownIsNeverShownAsHealthy)
{
    Looked looked(gateway);
    EXPECT_EQ(looked.status(), CheckStatus::Unknown) << "before the first look";
    looked.await();
    EXPECT_EQ(looked.status(), CheckStatus::Unknown) << "while it is under way";
    looked.book.ended("gateway", 1, {Outcome::Passed, {}, {}}, looked.now, {});
    EXPECT_EQ(looked.status(), CheckStatus::Healthy);
    looked.look(Outcome::Failed);
    EXPECT_EQ(looked.status(), CheckStatus::Degraded);
    for (int i = 0; i < 4; ++i) {
        looked.look(Outcome::Failed);
    }
    EXPECT_EQ(looked.status(), CheckStatus::Unhealthy);
    looked.now += 30s;
    EXPECT_EQ(looked.status(), CheckStatus::Unhealthy) << "half open, not tried yet";
    looked.look(Outcome::Passed);
    EXPECT_EQ(looked.status(), CheckStatus::Degraded) << "one success does not close it";
    looked.look(Outcome::Passed);
    EXPECT_EQ(looked.status(), CheckStatus::Healthy);
    looked.now += 26s;
    EXPECT_EQ(looked.status(), CheckStatus::Unknown) << "nobody has looked when it was time to";
    looked.look(Outcome::Nothing);
    EXPECT_EQ(looked.status(), CheckStatus::Unknown) << "there is nothing to look at";
}

TEST(HealthBook, WhatDoesNotAnswerInTimeHasFailedWhateverItSaysLater)
{
    Looked looked(gateway);
    const auto run = looked.await();
    looked.now += 5s;
    EXPECT_TRUE(looked.book.begin(looked.now, {}).empty());
    const HealthCheck &check = looked.book.checks()[0];
    EXPECT_EQ(check.failures, 1);
    EXPECT_EQ(check.last->detail, "No answer within 5000 ms.");
    looked.book.ended("gateway", run, {Outcome::Passed, {}, {}}, looked.now, {});
    EXPECT_EQ(check.failures, 1);
    EXPECT_FALSE(check.lastSuccess);
    const auto later = looked.await();
    looked.book.ended("gateway", run, {Outcome::Passed, {}, {}}, looked.now, {});
    EXPECT_TRUE(check.underWay) << "of the look before";
    looked.book.ended("gateway", later, {Outcome::Passed, {}, {}}, looked.now, {});
    EXPECT_EQ(looked.status(), CheckStatus::Healthy);
}

TEST_F(HealthOf, AgentsAreHeardOrNot)
{
    const auto seen = [this] { return lookAtAgents(rig.fleet, rig.clock.steady()); };
    EXPECT_EQ(seen().outcome, Outcome::Nothing);
    for (int i = 0; i < 10; ++i) {
        ASSERT_TRUE(rig.announceStranger("a-" + std::to_string(i)));
    }
    rig.clock.advance(30s);
    EXPECT_EQ(seen().outcome, Outcome::Passed);
    rig.clock.advance(1s);
    EXPECT_EQ(seen().outcome, Outcome::Failed);
    EXPECT_EQ(seen().detail, "10 of 10 agents sent no heartbeat for 30000 ms, the first of them a-0.");
    for (int i = 1; i < 10; ++i) {
        const std::string id = "a-" + std::to_string(i);
        ASSERT_TRUE(rig.agents.heartbeat(id, {AgentStatus::Idle, 0, {}}, {id, Role::Agent, id, {}}));
    }
    EXPECT_EQ(seen().outcome, Outcome::Passed) << "a tenth";
    EXPECT_TRUE(seen().detail.starts_with("1 of 10 agents sent no heartbeat")) << seen().detail;
}

TEST_F(HealthOf, TheStoreIsWrittenAndReadBack)
{
    EXPECT_EQ(status(rig, "database"), CheckStatus::Unknown);
    goOn(rig, health, 1s);
    EXPECT_EQ(status(rig, "database"), CheckStatus::Healthy);
    EXPECT_EQ(status(rig, "agents"), CheckStatus::Unknown) << "there is none";
    EXPECT_TRUE(rig.store.probe());
    rig.store.close();
    rig.clock.advance(10s);
    health.step();
    EXPECT_EQ(status(rig, "database"), CheckStatus::Degraded);
    EXPECT_TRUE(rig.fleet.health.find("database")->last->detail.starts_with("A write failed: "));
}

TEST_F(HealthOf, OneThatStaysDownIsAnIncidentUntilItPasses)
{
    const IncidentService service{"check", "gateway"};
    goOn(rig, health, 5s);
    EXPECT_EQ(status(rig, "gateway"), CheckStatus::Healthy);
    probes.failing = {"gateway"};
    goOn(rig, health, 70s);
    EXPECT_EQ(status(rig, "gateway"), CheckStatus::Unhealthy);
    EXPECT_EQ(rig.fleet.openIncident(service), nullptr) << "it may pass when it is tried again";
    goOn(rig, health, 15s);
    ASSERT_NE(rig.fleet.openIncident(service), nullptr) << "it did not";
    const Incident first = *rig.fleet.openIncident(service);
    EXPECT_EQ(first.found.severity, IncidentSeverity::Warning);
    EXPECT_EQ(first.found.attempt, 6);
    EXPECT_EQ(first.found.description, "The health check gateway failed 6 times in a row, last: It answered.");
    {
        const std::lock_guard lock(rig.fleet.mutex);
        const auto shown = nlohmann::json::parse(healthChecksJson(rig.fleet, rig.clock))["items"][3];
        EXPECT_EQ(shown["incident"], first.id);
        EXPECT_EQ(shown["breaker"]["state"], "open");
        EXPECT_EQ(shown["error"], "It answered.");
        EXPECT_EQ(shown["detail"], nullptr);
    }
    ASSERT_EQ(rig.change({first.id, ResolveIncident{"The router"}}).status, 202);
    goOn(rig, health, 65s);
    EXPECT_EQ(rig.fleet.openIncident(service), nullptr) << "a person has said that it is dealt with";
    probes.failing.clear();
    goOn(rig, health, 90s);
    EXPECT_EQ(status(rig, "gateway"), CheckStatus::Healthy);
    probes.failing = {"gateway", "file-system"};
    goOn(rig, health, 120s);
    ASSERT_NE(rig.fleet.openIncident(service), nullptr) << "another one";
    const std::string second = rig.fleet.openIncident(service)->id;
    EXPECT_NE(second, first.id);
    ASSERT_NE(rig.fleet.openIncident({"check", "file-system"}), nullptr);
    EXPECT_EQ(rig.fleet.openIncident({"check", "file-system"})->found.severity, IncidentSeverity::Critical);
    rig.store.close();

    // After a restart it is closed when it is seen to pass; one whose check is not configured any more at once.
    FleetOptions fewer = options();
    fewer.healthChecks.erase(fewer.healthChecks.begin() + 1);
    ManagerRig again(directory / "m.db", fewer);
    FakeProbes silent;
    HealthRunner runner(again.fleet, again.store, silent, again.clock);
    again.clock.advance(1h);
    again.controller.step();
    again.flush();
    EXPECT_EQ(again.fleet.openIncident({"check", "file-system"}), nullptr);
    EXPECT_NE(again.fleet.openIncident(service), nullptr) << "unknown is not healthy";
    goOn(again, runner, 1s);
    EXPECT_EQ(again.fleet.openIncident(service), nullptr);
    EXPECT_TRUE(again.fleet.incidents.at(second).resolvedByItself);
}

TEST_F(HealthOf, AnIncidentOfSilentAgentsEndsWithTheLastOfThem)
{
    ASSERT_TRUE(rig.announceStranger("a-0"));
    {
        const std::lock_guard lock(rig.fleet.mutex);
        for (int i = 1; i <= 6; ++i) {
            const auto due = rig.fleet.health.begin(rig.clock.steady(), rig.clock.now());
            for (const HealthBook::Due &one : due) {
                rig.fleet.health.ended(one.spec.name, one.run,
                                       {one.spec.name == "agents" ? Outcome::Failed : Outcome::Passed, "Silent.", {}},
                                       rig.clock.steady(), rig.clock.now());
            }
            rig.clock.advance(i < 5 ? 10s : 30s);
        }
    }
    rig.controller.step();
    rig.flush();
    ASSERT_NE(rig.fleet.openIncident({"check", "agents"}), nullptr);
    {
        const std::lock_guard lock(rig.fleet.mutex);
        rig.fleet.removeAgent("a-0");
    }
    goOn(rig, health, 61s);
    EXPECT_EQ(status(rig, "agents"), CheckStatus::Unknown);
    EXPECT_EQ(rig.fleet.openIncident({"check", "agents"}), nullptr);
}
