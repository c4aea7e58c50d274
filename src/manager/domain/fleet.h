// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "agentregistry.h"
#include "approval.h"
#include "balancing.h"
#include "costcontrols.h"
#include "emergency.h"
#include "eventhub.h"
#include "healthcheck.h"
#include "incident.h"
#include "plan.h"
#include "rollingplan.h"
#include "rollout.h"
#include "scalingpolicy.h"
#include "secrets.h"
#include "spendmeter.h"
#include "taskboard.h"
#include "taskmeter.h"
#include "workerdriver.h"

#include <deque>
#include <mutex>

namespace toban::manager {

/// Times and bounds of the manager; the defaults are those of the specification.
struct FleetOptions
{
    std::chrono::milliseconds heartbeatInterval{10'000}; ///< what agents are asked for
    std::chrono::milliseconds heartbeatLimit{60'000}; ///< older: removed, replaced
    std::chrono::milliseconds heartbeatCheck{30'000};
    std::chrono::milliseconds startLimit{30'000}; ///< for a worker to register
    std::chrono::milliseconds drainGrace{30'000}; ///< for tasks of a worker that leaves
    std::chrono::milliseconds backoffFirst{1'000}; ///< before a dead worker is started again, doubled each time
    std::chrono::milliseconds backoffLimit{60'000};
    int failuresUntilFailed = 5;
    std::size_t queueLimit = 10'000;
    std::size_t payloadLimit = 64UL * 1024 * 1024; ///< bytes of the payloads of all unfinished tasks
    int taskAttempts = 5;
    int maxReplicas = 500;
    std::chrono::hours taskRetention{24 * 7};
    std::chrono::hours answerRetention{24};
    std::chrono::hours executionRetention{24 * 365 * 7}; ///< facts §9: 7 years
    std::chrono::seconds planValidity{600};
    std::vector<ApprovalRule> approvalRules; ///< plans that any of them covers need a second person
    std::chrono::seconds approvalValidity{3600}; ///< from when it was asked for
    std::chrono::hours approvalRetention{24 * 90}; ///< of closed ones; the audit chain keeps what they were
    std::chrono::hours spendRetention{24 * 400}; ///< of the lines of the ledger
    PriceTable shippedPrices; ///< until an operator sets others
    bool measuresRollouts = false; ///< whether there is anything that the gates of rollouts are read from
    std::chrono::hours incidentRetention{24 * 400}; ///< of resolved ones: a month can be held against that of last year
    std::vector<CheckSpec> healthChecks;
    HealthTimes healthTimes;
};

/// A worker process of a deployment, by the control loop.
struct Worker
{
    std::string agentId;
    int revision = 0;
    SlotState::Phase phase = SlotState::Phase::Starting;
    SteadyPoint since{}; ///< in this phase
    int restarts = 0; ///< in its place, by the platform
};

struct Backoff
{
    int failures = 0; ///< in a row
    SteadyPoint notBefore{};
    std::string reason;
};

/// Workers of a deployment that were lost or could not be started, for its incident.
struct Trouble
{
    std::int64_t failures = 0; ///< since the start
    std::int64_t noted = 0; ///< of them, that the incident knows
    std::set<std::string> lost; ///< ids, since the last incident was closed
    bool underWay = false; ///< a note is being written
    SteadyPoint notBefore{}; ///< the next note
};

/// What events tell of a deployment.
struct DeploymentLook
{
    std::optional<DeploymentState> state; ///< nothing: not told yet
    int desired = 0, current = 0, ready = 0;
    int revision = 0;
    std::string operationId;
    std::string detail;
    bool operator==(const DeploymentLook &) const = default;
};

/// How the autoscaling of a deployment goes on; only the last change of the number is known after a restart.
struct ScalingState
{
    ScalingHistory history;
    SteadyPoint nextEvaluation{};
    std::optional<TimePoint> evaluatedAt;
    ScalingDecision decision; ///< of that time
    bool underWay = false; ///< a change that it led to is being written
};

/// How the last rollout of a deployment goes on in this run of the manager.
struct RolloutWatch
{
    SteadyPoint since{}; ///< see RolloutSight::inPhase
    bool resuming = false; ///< see RolloutSight
    GateReadings readings;
    std::optional<double> total;
    SteadyPoint nextMeasurement{};
    bool measuring = false; ///< the source has not answered yet
    bool underWay = false; ///< a change of it is being written
    bool greenReady = false; ///< by the control loop, as are the next ones
    bool leaversGone = false;
    std::string greenTrouble;
};

struct DeploymentEntry
{
    Deployment record;
    std::vector<Revision> revisions; ///< by rising number, from 1, without gaps
    std::map<int, Worker> workers; ///< by ordinal
    std::map<int, Backoff> backoffs; ///< by ordinal; only slots with trouble
    SpendMeter spend;
    TaskMeter work;
    Autoscaling autoscaling;
    std::deque<ScalingEvent> scalingEvents; ///< the last ones, oldest first
    ScalingState scaling;
    std::deque<Rollout> rollouts; ///< the last ones, oldest first; only the last may be going on
    RolloutWatch rollout;
    Trouble trouble;
    bool settled = false; ///< exactly the wanted workers are there and ready
    bool endBeingRecorded = false; ///< of its operation
    DeploymentLook told; ///< as the last event showed it
    std::string placementTrouble; ///< why the platform does not reach what is wanted; empty: nothing
    bool placementStays = false; ///< until somebody does something
    std::int64_t toldGeneration = 0; ///< of the record that the platform was told
    int toldWanted = -1; ///< number of agents that it was told; below 0: not yet
    std::optional<SteadyPoint> drainingSince; ///< where a platform runs the agents

    const Revision &current() const { return revisions.at(std::size_t(record.currentRevision - 1)); }
    int ready() const; ///< of the set of workers that serves; green is not among them before it is the deployment
    const Rollout *activeRollout() const
    {
        return rollouts.empty() || rollouts.back().isOver() ? nullptr : &rollouts.back();
    }
    /// Where the ordinals of the workers begin that serve.
    int liveBase() const;
    bool isLive(int ordinal) const { return (ordinal >= secondSlots) == (liveBase() >= secondSlots); }
};

/// A task that ended here and that its agent shall drop.
struct TaskAbort
{
    std::string endpoint;
    std::string taskId;
};

/// Everything that is known now. One mutex guards it all; hold it briefly and never while doing I/O.
/// Desired state (deployments, intakes, budgets, prices, cost controls, balancing, approvals, incidents,
/// secrets) is altered only by the `done` of a store's work, so memory never runs ahead of the disk; the rest is what
/// agents and tasks do.
struct Fleet
{
    explicit Fleet(FleetOptions o);
    Fleet(const Fleet &) = delete;
    Fleet &operator=(const Fleet &) = delete;

    const FleetOptions options;
    mutable std::mutex mutex;
    std::map<std::string, DeploymentEntry> deployments;
    AgentRegistry agents;
    std::map<std::string, Intake> agentIntakes; ///< paused and draining ones, by id
    std::map<std::string, SteadyPoint> leaving; ///< agents that are drained in order to be removed, and since when
    std::map<std::string, RemovedAgent> removed; ///< not this manager's workers; may not register until resumed
    std::set<std::string> cooling; ///< agents that get no tasks for a moment; alter with cool()
    TaskBoard board;
    EndpointBook endpoints; ///< of the agents on the board
    std::unordered_map<std::string, Task> tasks; ///< unfinished ones
    std::set<std::pair<SteadyPoint, std::string>> postponed; ///< (time, id) of those that wait for their next attempt
    std::set<std::pair<TimePoint, std::string>> queuedSince; ///< (submitted, id) of those waiting
    std::size_t tasksOnTheirWay = 0; ///< accepted, not on disk yet
    std::size_t payloadBytes = 0; ///< of unfinished tasks and of those on their way
    SpendMeter spend;
    Budgets budgets;
    PriceTable prices;
    CostControls costControls; ///< alter with setCostControls()
    PeriodUsage usage;
    CallBook calls; ///< of the agents on the board
    std::set<std::string> limited; ///< agents that rested because of it since the rate was set
    Balancing balancing; ///< alter with setBalancing()
    Emergency emergency;
    std::vector<TaskAbort> aborts; ///< to be told to agents; see TaskService::tellAborts()
    SecretBook secrets;
    PlanBook plans;
    Approvals approvals;
    Incidents incidents; ///< alter with putIncident()
    std::map<IncidentService, std::string> openIncidents; ///< ids of those that last; one for each at most
    EventHub events; ///< has a mutex of its own
    bool stopping = false;
    std::optional<SteadyPoint> lastRound; ///< of the control loop
    DriverHealth driver; ///< as of that round
    HealthBook health;

    /// Whether slots that have no ready worker now failed so often in a row that something is wrong with what is
    /// wanted. Slots that have recovered do not count.
    static bool isFailing(const DeploymentEntry &entry, const FleetOptions &options);
    /// The state to show for a deployment with this record: what an operator wanted wins, then what is there.
    static DeploymentState stateOf(const DeploymentEntry &entry, const Deployment &record, const FleetOptions &options);
    /// What it waits for or why it failed; empty: nothing to say.
    static std::string detailOf(const DeploymentEntry &entry, const Deployment &record, const FleetOptions &options);
    /// How a deployment looks now.
    static DeploymentLook lookOf(const DeploymentEntry &entry, const FleetOptions &options);
    /// The one that lasts, or null.
    const Incident *openIncident(const IncidentService &service) const;
    void putIncident(const Incident &incident);
    /// Tells the board about an agent after anything that bears on whether it gets tasks.
    void refreshOnBoard(const Agent &agent, SteadyPoint now);
    /// Alters an agent and keeps registry and board right.
    bool updateAgent(const std::string &id, SteadyPoint now, const std::function<void(Agent &)> &change);
    void removeAgent(const std::string &id);
    /// A rollout began or is another one now.
    void setRollout(const std::string &deployment, Rollout rollout, SteadyPoint now);
    /// Agents are picked by this from now on.
    void setBalancing(Balancing next, SteadyPoint now);
    /// They hold from now on. Calls that were made already do not count.
    void setCostControls(CostControls next, SteadyPoint now);
    /// How far the limits that are set are used up. O(1).
    std::vector<LimitState> limits(TimePoint now) const { return limitStates(costControls, budgets, usage, now); }
    /// An agent was called: it rests when that was as often as the cost controls allow.
    void noteCall(const std::string &agentId, SteadyPoint now);
    /// An attempt of an agent came to an end. Call refreshOnBoard() after it: the breaker may stand otherwise now.
    void attemptEnded(const std::string &agentId, const AttemptEnd &end, SteadyPoint now);
    /// Gives the agent no tasks before that time.
    void cool(Agent &agent, SteadyPoint until, SteadyPoint now);
    /// What is known of its endpoint is of another one.
    void forgetEndpoint(const std::string &agentId);
    /// By agent type, those of deployments without agents and tasks included.
    std::map<std::string, TaskBoard::TypeFigures> taskFigures() const;
    /// Tasks that agents work on, those included whose end is known here already.
    int inFlight() const;
    /// Whether emergency mode lets one more task be given to an agent.
    bool mayDispatch() const;
    /// Notes that the agent of a running task shall drop it.
    void abort(const Task &task);
    /// Forgets an unfinished task. An agent that works on it keeps its load until it answers.
    void endTask(const std::string &id);
    /// Whether any agent or deployment is of this type.
    bool servesType(const std::string &type) const;
};

} // namespace toban::manager
