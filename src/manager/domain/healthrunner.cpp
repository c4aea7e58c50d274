// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "healthrunner.h"

#include <algorithm>

namespace toban::manager {

namespace {

using Outcome = CheckResult::Outcome;

constexpr int intervalsUntilSilent = 3;
constexpr int silentOneIn = 10; // more than that: the check fails

std::string agentCount(std::size_t count)
{
    return std::to_string(count) + (count == 1 ? " agent" : " agents");
}

} // namespace

CheckResult lookAtAgents(const Fleet &fleet, SteadyPoint now)
{
    const auto limit = std::min(intervalsUntilSilent * fleet.options.heartbeatInterval, fleet.options.heartbeatLimit);
    std::size_t registered = 0, silent = 0;
    std::string first;
    for (const auto &[id, agent] : fleet.agents.all()) {
        if (!agent.isRegistered()) {
            continue;
        }
        ++registered;
        if (now - agent.lastSeen > limit) {
            first = silent == 0 ? id : first;
            ++silent;
        }
    }
    if (registered == 0) {
        return {Outcome::Nothing, "No agent is registered.", {}};
    }
    if (silent == 0) {
        return {Outcome::Passed, agentCount(registered) + ", all heard.", {}};
    }
    const std::string detail = std::to_string(silent) + " of " + agentCount(registered) + " sent no heartbeat for "
        + std::to_string(limit.count()) + " ms, the first of them " + first + '.';
    return {silent * silentOneIn > registered ? Outcome::Failed : Outcome::Passed, detail, {}};
}

HealthRunner::HealthRunner(Fleet &fleet, StateStore &store, HealthProbes &probes, const Clock &clock)
    : m_fleet(fleet), m_store(store), m_probes(probes), m_clock(clock)
{ }

/// A write of its own, then that is read back: nothing else proves that the next change can be kept.
void HealthRunner::lookAtStore(const HealthProbes::Callback &callback)
{
    const TimePoint mark = m_clock.now();
    m_store.post([mark](Transaction &transaction) { transaction.putProbe(mark); },
                 [&store = m_store, mark, callback](const std::string &error) {
                     if (!error.empty()) {
                         callback({Outcome::Failed, "A write failed: " + error, {}});
                         return;
                     }
                     store.read([&store, mark, callback] {
                         try {
                             const auto found = store.probe();
                             // A later look may have written a later mark.
                             callback(
                                 found && *found >= mark
                                     ? CheckResult{Outcome::Passed, "Written, and read back.", {}}
                                     : CheckResult{Outcome::Failed, "What was written could not be read back.", {}});
                         } catch (const std::exception &failure) {
                             callback({Outcome::Failed, std::string("A read failed: ") + failure.what(), {}});
                         }
                     });
                 });
}

void HealthRunner::look(const HealthBook::Due &due)
{
    const auto done = [&fleet = m_fleet, &clock = m_clock, name = due.spec.name, run = due.run](CheckResult result) {
        const std::lock_guard lock(fleet.mutex);
        fleet.health.ended(name, run, std::move(result), clock.steady(), clock.now());
    };
    switch (due.spec.kind) {
    case CheckKind::Database:
        lookAtStore(done);
        break;
    case CheckKind::Agents: {
        CheckResult result;
        {
            const std::lock_guard lock(m_fleet.mutex);
            result = lookAtAgents(m_fleet, m_clock.steady());
        }
        done(std::move(result));
        break;
    }
    case CheckKind::LlmApi:
    case CheckKind::FileSystem:
    case CheckKind::Prometheus:
    case CheckKind::Http:
        m_probes.look(due.spec, m_fleet.health.times().timeout, done);
        break;
    }
}

void HealthRunner::step()
{
    std::vector<HealthBook::Due> due;
    {
        const std::lock_guard lock(m_fleet.mutex);
        if (m_fleet.stopping) {
            return;
        }
        due = m_fleet.health.begin(m_clock.steady(), m_clock.now());
    }
    for (const HealthBook::Due &one : due) {
        look(one);
    }
}

} // namespace toban::manager
