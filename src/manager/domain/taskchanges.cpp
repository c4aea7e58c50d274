// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "preparing.h"
#include "statestore.h"
#include "views.h"

#include <nlohmann/json.hpp>

namespace toban::manager {

Result<PreparedChange> prepare(const Preparing &preparing, const CancelTask &)
{
    const auto found = preparing.fleet.tasks.find(preparing.change.target);
    if (found == preparing.fleet.tasks.end()) {
        return refuse(Refusal::Kind::NotFound, "There is no unfinished task " + preparing.change.target + ".");
    }
    const Task &task = found->second;
    if (task.ending) {
        return refuse(Refusal::Kind::Conflict, "The task " + task.id + " has just ended.");
    }
    PreparedChange prepared = preparing.begin();
    compare(prepared.plan, "status", taskStatusText(task.status), taskStatusText(TaskStatus::Cancelled));
    prepared.plan.inFlightTasks = task.status == TaskStatus::Running ? 1 : 0;
    if (task.status == TaskStatus::Running) {
        prepared.plan.warnings.push_back("The agent " + task.agentId
                                         + " is told to drop it; what it spent until then is known when it answers.");
    }
    Task end = task;
    end.status = TaskStatus::Cancelled;
    end.finishedAt = preparing.context.now;
    end.error = "Cancelled by " + preparing.context.actor + ".";
    prepared.write = [end](Transaction &transaction) { transaction.finishTask(end); };
    prepared.apply = [id = end.id](Fleet &fleet, SteadyPoint) {
        if (const auto running = fleet.tasks.find(id); running != fleet.tasks.end()) {
            fleet.abort(running->second);
        }
        fleet.endTask(id);
    };
    prepared.shown = [end](const Fleet &) { return taskJson(end); };
    return prepared;
}

} // namespace toban::manager
