// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "autoscaler.h"
#include "costwatch.h"
#include "fleetdriver.h"
#include "incidentwatch.h"
#include "taskservice.h"
#include "tokenbook.h"

namespace toban::manager {

/// The control loop: brings the workers to what is wanted, replaces the dead, ends operations. All calls come from the
/// main thread, which is the one that starts processes. What the agents of deployments are belongs to a driver: either a
/// WorkerDriver, with which the loop starts, replaces and ends every single worker; or a FleetDriver, whose platform
/// does that by itself, so that the loop says what is wanted and follows what is there.
class Controller
{
public:
    Controller(Fleet &fleet, TokenBook &tokens, WorkerDriver &driver, ChangeService &changes, TaskService &tasks,
               const Clock &clock);
    Controller(Fleet &fleet, TokenBook &tokens, FleetDriver &driver, ChangeService &changes, TaskService &tasks,
               const Clock &clock);

    /// One round. Never blocks.
    void step();
    /// The whole manager stood still for so long (stopped, or its machine asleep): it could not have heard anybody, so
    /// nobody's silence of that time counts.
    void excuse(std::chrono::milliseconds held);
    /// First part of stopping: no more tasks are taken or given out, workers are not replaced.
    void beginStop();
    int tasksUnderWay() const;
    /// Asks all workers to end; step() until none is left. Those of a platform go on without the manager.
    void stopWorkers();
    /// Those that end with the manager.
    std::size_t workers() const;

private:
    struct Start
    {
        std::string deployment;
        int ordinal;
        WorkerSpec spec;
    };
    Controller(Fleet &fleet, TokenBook &tokens, WorkerDriver *workers, FleetDriver *platform, ChangeService &changes,
               TaskService &tasks, const Clock &clock);
    void takeExits();
    void expireAgents();
    void cool();
    void steer();
    /// One of the two sets of workers of a deployment, which differ during a rollout.
    struct SlotSet
    {
        int base = 0; ///< ordinals begin here
        int wanted = 0;
        int revision = 1;
    };
    void steerDeployment(DeploymentEntry &entry, SteadyPoint now, std::vector<Start> &starts,
                         std::vector<std::string> &stops);
    void expireApprovals();
    /// Whether exactly the wanted workers are there and ready.
    bool steerSet(DeploymentEntry &entry, const SlotSet &set, SteadyPoint now, std::vector<Start> &starts,
                  std::vector<std::string> &stops);
    void placeDeployment(DeploymentEntry &entry, const PlacedSets &placed, SteadyPoint now,
                         std::map<SetKey, SetGoal> &goals, std::vector<std::string> &stops,
                         std::vector<std::string> &gone);
    bool followSet(DeploymentEntry &entry, const SlotSet &set, const PlacedSet &placed, SteadyPoint now,
                   std::vector<std::string> &stops, std::vector<std::string> &gone);
    void followAgent(DeploymentEntry &entry, int ordinal, const PlacedAgent &seen, SteadyPoint now,
                     std::vector<std::string> &stops);
    void adopt(const DeploymentEntry &entry, const Worker &worker, int ordinal, SteadyPoint now);
    std::string silentAgent(const DeploymentEntry &entry, SteadyPoint now) const;
    bool isDrained(DeploymentEntry &entry, SteadyPoint now);
    void publish();
    void tell();
    void failed(DeploymentEntry &entry, int ordinal, const std::string &reason, SteadyPoint now);
    void forgetWorker(const std::string &agentId);

    Fleet &m_fleet;
    TokenBook &m_tokens;
    WorkerDriver *m_workers; ///< null: there is a platform
    FleetDriver *m_platform; ///< null: there are workers
    ChangeService &m_changes;
    TaskService &m_tasks;
    const Clock &m_clock;
    Autoscaler m_autoscaler;
    IncidentWatch m_incidents;
    CostWatch m_costs;
    /// What events tell of emergency mode.
    struct EmergencyLook
    {
        std::int64_t generation = 0;
        int inFlight = 0;
        bool operator==(const EmergencyLook &) const = default;
    };
    EmergencyLook m_toldEmergency;
    SteadyPoint m_nextCheck{};
    std::vector<ScrapeTarget> m_published;
    bool m_publishedOnce = false;
    std::shared_ptr<bool> m_expiring = std::make_shared<bool>(false); ///< guarded by the fleet's mutex
};

} // namespace toban::manager
