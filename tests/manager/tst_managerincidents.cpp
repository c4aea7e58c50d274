// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Incidents: opened and closed by the manager itself, noted by people, and what the figures make of them.

#include "managerrig.h"

#include <nlohmann/json.hpp>

using namespace toban::manager;
using namespace std::chrono_literals;

namespace {

Incident closedAfter(const std::string &id, const std::string &service, TimePoint resolved, std::chrono::seconds took)
{
    Incident incident;
    incident.id = id;
    incident.service = {"deployment", service};
    incident.openedAt = resolved - took;
    incident.resolvedAt = resolved;
    return incident;
}

class IncidentsOf : public testing::Test
{
protected:
    ScratchDirectory directory;
    ManagerRig rig{directory / "m.db"};
    const Caller ann{"ann", Role::Operator, {}, {}};
    std::vector<nlohmann::json> told;

    void SetUp() override
    {
        ASSERT_EQ(rig.change(ManagerRig::create("gen", 2)).status, 202);
        rig.settle("gen");
        rig.fleet.events.subscribe({}, [this](const std::string &frame) {
            if (frame.find("event: incident") != std::string::npos) {
                const auto data = frame.find("data: ") + 6;
                told.push_back(nlohmann::json::parse(frame.substr(data, frame.find('\n', data) - data)));
            }
            return true;
        });
    }
    void round()
    {
        rig.controller.step();
        rig.flush();
    }
    void die(const std::string &id)
    {
        rig.driver.end(id, false);
        round();
    }
    const Incident *open() { return rig.fleet.openIncident({"deployment", "gen"}); }
    std::vector<std::string> audited(const std::string &target)
    {
        std::vector<std::string> lines;
        for (const AuditEntry &entry : rig.audit({"", "", target, ""})) {
            const auto body = nlohmann::json::parse(entry.body);
            lines.push_back(body["action"].get<std::string>() + ' ' + body["actor"]["name"].get<std::string>() + ' '
                            + body["outcome"].get<std::string>());
        }
        return lines;
    }
};

} // namespace

TEST(RecoveryFigures, AreUnknownWhenNothingWasClosed)
{
    const TimePoint now{std::chrono::hours(480'000)};
    EXPECT_FALSE(recoveryReport({}, now, 24h).all.mean);
    Incidents incidents;
    incidents["a"] = closedAfter("a", "gen", now - 25h, 60s);
    Incident lasting;
    lasting.id = "b";
    lasting.service = {"deployment", "gen"};
    lasting.openedAt = now - 100h;
    incidents["b"] = lasting;
    const RecoveryReport report = recoveryReport(incidents, now, 24h);
    EXPECT_FALSE(report.all.mean);
    EXPECT_FALSE(report.all.median);
    EXPECT_EQ(report.all.closed, 0);
    EXPECT_EQ(report.all.open, 1) << "one that lasts counts, however old";
    EXPECT_EQ(report.all.unacknowledged, 1);
}

TEST(RecoveryFigures, AreOfTheWindowAndOfEachService)
{
    const TimePoint now{std::chrono::hours(480'000)};
    Incidents incidents;
    incidents["a"] = closedAfter("a", "gen", now - 1h, 10s);
    incidents["b"] = closedAfter("b", "gen", now - 24h, 20s);
    incidents["b"].resolvedByItself = true;
    incidents["c"] = closedAfter("c", "scan", now, 90s);
    RecoveryReport report = recoveryReport(incidents, now, 24h);
    EXPECT_EQ(report.all.closed, 3);
    EXPECT_EQ(report.all.closedByThemselves, 1);
    EXPECT_EQ(report.all.mean, 40.0);
    EXPECT_EQ(report.all.median, 20.0);
    const RecoveryFigures &gen = report.services.at({"deployment", "gen"});
    EXPECT_EQ(gen.mean, 15.0);
    EXPECT_EQ(gen.median, 15.0) << "of an even number";
    report = recoveryReport(incidents, now, 23h);
    EXPECT_EQ(report.all.mean, 50.0);
    EXPECT_EQ(report.services.at({"deployment", "gen"}).closed, 1);
}

TEST_F(IncidentsOf, OneIsOpenedForADeploymentAndClosedWhenAllAreReadyAgain)
{
    rig.driver.end("gen-0", false);
    die("gen-1");
    ASSERT_NE(open(), nullptr);
    const Incident first = *open();
    EXPECT_EQ(first.found.severity, IncidentSeverity::Warning);
    EXPECT_EQ(first.found.health, IncidentHealth::Unhealthy) << "none is ready";
    EXPECT_EQ(first.found.components, (std::set<std::string>{"gen-0", "gen-1"}));
    EXPECT_NE(first.found.description.find("signal 9"), std::string::npos) << first.found.description;
    EXPECT_EQ(first.found.actions, (std::vector<SuggestedAction>{{"deployment.revise", "deployment", "gen"}}));
    rig.clock.advance(2s);
    round();
    ASSERT_TRUE(rig.announce("gen-0", "gen"));
    round();
    EXPECT_NE(open(), nullptr) << "one of two is ready";
    rig.clock.advance(1s);
    ASSERT_TRUE(rig.announce("gen-1", "gen"));
    round();
    EXPECT_EQ(open(), nullptr);
    ASSERT_EQ(rig.fleet.incidents.size(), 1U);
    const Incident &closed = rig.fleet.incidents.at(first.id);
    EXPECT_EQ(closed.state(), IncidentState::Resolved);
    EXPECT_TRUE(closed.resolvedByItself);
    EXPECT_EQ(recoveryReport(rig.fleet.incidents, rig.clock.now(), 1h).all.mean, 3.0);
    EXPECT_EQ(audited(first.id),
              (std::vector<std::string>{"incident.close manager accepted", "incident.open manager accepted"}));
    ASSERT_EQ(told.size(), 2U);
    EXPECT_EQ(told[0]["state"], "open");
    EXPECT_EQ(told[1]["state"], "resolved");
    EXPECT_EQ(told[1]["health_status"], "healthy");
    die("gen-0");
    ASSERT_NE(open(), nullptr);
    EXPECT_NE(open()->id, first.id);
    EXPECT_EQ(open()->found.health, IncidentHealth::Degraded);
    EXPECT_EQ(open()->found.components, std::set<std::string>{"gen-0"}) << "what was lost before is another incident's";
}

TEST_F(IncidentsOf, ItGrowsWithEachDeathAndIsCriticalWhenTheDeploymentHasFailed)
{
    CreateRevision second;
    second.image = "image:v2";
    ASSERT_EQ(rig.change({"gen", second}).status, 202);
    rig.settle("gen");
    std::string id;
    for (int death = 1; death <= 5; ++death) {
        die("gen-0");
        ASSERT_NE(open(), nullptr) << death;
        id = id.empty() ? open()->id : id;
        EXPECT_EQ(open()->id, id);
        EXPECT_EQ(open()->found.attempt, death);
        EXPECT_EQ(open()->found.severity, death < 5 ? IncidentSeverity::Warning : IncidentSeverity::Critical);
        rig.clock.advance(20s);
        EXPECT_TRUE(rig.agents.heartbeat("gen-1", {AgentStatus::Idle, 0, {}}, {"gen-1", Role::Agent, "gen-1", {}}));
        round();
    }
    EXPECT_EQ(open()->found.actions,
              (std::vector<SuggestedAction>{{"deployment.rollback", "deployment", "gen"},
                                            {"deployment.revise", "deployment", "gen"},
                                            {"deployment.pause", "deployment", "gen"}}));
    const auto &actions = changeActions();
    for (const SuggestedAction &suggested : open()->found.actions) {
        EXPECT_NE(std::find(actions.begin(), actions.end(), suggested.action), actions.end()) << suggested.action;
    }
}

TEST_F(IncidentsOf, SilenceAndAWorkerThatCannotBeStartedAreTroubleButWhatIsAskedForIsNone)
{
    ASSERT_EQ(rig.change({"gen", ScaleDeployment{1}}).status, 202);
    rig.settle("gen");
    EXPECT_TRUE(rig.fleet.incidents.empty());
    rig.clock.advance(65s);
    round();
    ASSERT_NE(open(), nullptr);
    EXPECT_NE(open()->found.description.find("no heartbeat"), std::string::npos) << open()->found.description;
    rig.driver.end("gen-0", true);
    rig.clock.advance(2s);
    rig.settle("gen");
    EXPECT_EQ(open(), nullptr);
    rig.driver.startFault = "toban-agent: No such file or directory";
    ASSERT_EQ(rig.change({"gen", ScaleDeployment{2}}).status, 202);
    round();
    ASSERT_NE(open(), nullptr);
    EXPECT_NE(open()->found.description.find("No such file"), std::string::npos) << open()->found.description;
}

TEST_F(IncidentsOf, PeopleNoteWhatTheySawAndWhatItsCauseWas)
{
    die("gen-0");
    const std::string id = open()->id;
    EXPECT_EQ(rig.change({id, AcknowledgeIncident{}}, Role::Viewer).status, 403);
    EXPECT_EQ(rig.change({"in-0", AcknowledgeIncident{}}).status, 404);
    EXPECT_EQ(rig.change({id, AcknowledgeIncident{}}, Role::Operator).status, 202);
    EXPECT_EQ(rig.change({id, AcknowledgeIncident{}}).status, 409);
    ASSERT_NE(open(), nullptr);
    EXPECT_EQ(open()->state(), IncidentState::Acknowledged);
    EXPECT_EQ(open()->acknowledgedBy, "tester");
    rig.clock.advance(2s);
    rig.settle("gen");
    const Incident closed = rig.fleet.incidents.at(id);
    ASSERT_TRUE(closed.resolvedByItself) << "that somebody looks at it does not keep it from being closed";
    rig.clock.advance(1h);
    EXPECT_EQ(rig.change({id, ResolveIncident{"Out of memory"}}).status, 202);
    EXPECT_EQ(rig.change({id, ResolveIncident{"Something else"}}).status, 409);
    const Incident &known = rig.fleet.incidents.at(id);
    EXPECT_EQ(known.cause, "Out of memory");
    EXPECT_EQ(known.resolvedAt, closed.resolvedAt) << "the figures are of what happened";
    EXPECT_EQ(known.resolvedBy, "manager");
}

TEST_F(IncidentsOf, ResolvedByAPersonWhileItLastsTheNextDeathOpensAnother)
{
    die("gen-0");
    const std::string id = open()->id;
    ASSERT_EQ(rig.change({id, ResolveIncident{"A test"}}).status, 202);
    round();
    EXPECT_EQ(open(), nullptr);
    EXPECT_FALSE(rig.fleet.incidents.at(id).resolvedByItself);
    rig.clock.advance(2s);
    round();
    die("gen-0");
    ASSERT_NE(open(), nullptr);
    EXPECT_NE(open()->id, id);
}

TEST_F(IncidentsOf, ABreakerThatDoesNotCloseIsOneUntilItDoes)
{
    const auto attempt = [this](bool healthy) {
        const std::lock_guard lock(rig.fleet.mutex);
        rig.fleet.attemptEnded("gen-0", {healthy, {}, healthy}, rig.clock.steady());
    };
    const auto later = [this](std::chrono::seconds time) {
        rig.clock.advance(time);
        for (const char *id : {"gen-0", "gen-1"}) {
            EXPECT_TRUE(rig.agents.heartbeat(id, {AgentStatus::Idle, 0, {}}, {id, Role::Agent, id, {}}));
        }
        round();
    };
    const auto lasting = [this] { return rig.fleet.openIncident({"endpoint", "gen-0"}); };
    for (int failure = 0; failure < CircuitBreaker::failuresToOpen; ++failure) {
        attempt(false);
    }
    later(1s);
    later(59s);
    EXPECT_EQ(lasting(), nullptr);
    later(1s);
    ASSERT_NE(lasting(), nullptr);
    const std::string id = lasting()->id;
    EXPECT_EQ(lasting()->found.components, std::set<std::string>{"gen-0"});
    EXPECT_EQ(lasting()->found.actions[0], (SuggestedAction{"agent.remove", "agent", "gen-0"}));
    EXPECT_EQ(open(), nullptr) << "the deployment has its workers";
    attempt(false);
    later(60s);
    EXPECT_EQ(lasting()->id, id);
    attempt(true);
    attempt(true);
    later(1s);
    EXPECT_EQ(lasting(), nullptr);
    EXPECT_TRUE(rig.fleet.incidents.at(id).resolvedByItself);
}

TEST_F(IncidentsOf, NobodyButTheManagerOpensOrClosesOne)
{
    die("gen-0");
    const std::string id = open()->id;
    EXPECT_EQ(rig.change({id, CloseIncident{}}, Role::Approver).status, 403);
    EXPECT_EQ(rig.change({"in-9", OpenIncident{{"deployment", "gen"}, {}}}).status, 409) << "one lasts";
    EXPECT_EQ(rig.fleet.incidents.size(), 1U);
}

TEST_F(IncidentsOf, TheyOutliveARestart)
{
    die("gen-0");
    const std::string id = open()->id;
    ASSERT_EQ(rig.change({id, AcknowledgeIncident{}}).status, 202);
    const Incident before = *open();
    rig.store.close();

    ManagerRig again(directory / "m.db");
    ASSERT_NE(again.fleet.openIncident({"deployment", "gen"}), nullptr);
    const Incident after = *again.fleet.openIncident({"deployment", "gen"});
    EXPECT_EQ(after.id, id);
    EXPECT_EQ(after.found.components, before.found.components);
    EXPECT_EQ(after.found.actions, before.found.actions);
    EXPECT_EQ(after.found.description, before.found.description);
    EXPECT_EQ(after.openedAt, before.openedAt);
    EXPECT_EQ(after.acknowledgedBy, "tester");
    EXPECT_EQ(after.acknowledgedAt, before.acknowledgedAt);
    again.settle("gen");
    EXPECT_EQ(again.fleet.incidents.at(id).state(), IncidentState::Resolved);
}

TEST_F(IncidentsOf, OldOnesAreForgotten)
{
    die("gen-0");
    const std::string id = open()->id;
    rig.clock.advance(2s);
    rig.settle("gen");
    rig.clock.advance(rig.fleet.options.incidentRetention + 1h);
    rig.controller.excuse(rig.fleet.options.incidentRetention + 1h);
    die("gen-1");
    ASSERT_NE(open(), nullptr);
    EXPECT_FALSE(rig.fleet.incidents.contains(id));
    EXPECT_EQ(rig.store.load(rig.clock.now()).incidents.size(), 1U);
}
