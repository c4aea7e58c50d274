// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "rolloutrunner.h"

#include "logging.h"

#include <algorithm>

namespace toban::manager {

namespace {

using std::chrono::milliseconds;

constexpr milliseconds baselineWindow{60'000}; // before green gets anything
constexpr milliseconds soonest{1'000}, latest{15'000}; // between measurements; workers are scraped every 10 s or so

milliseconds inPhase(const RolloutWatch &watch, SteadyPoint now)
{
    return std::chrono::duration_cast<milliseconds>(now - watch.since);
}

milliseconds durationOf(const Rollout &rollout)
{
    return rollout.phase == RolloutPhase::Shifting ? rollout.settings.steps.at(std::size_t(rollout.step)).duration
                                                   : rollout.settings.stability;
}

} // namespace

RolloutRunner::RolloutRunner(Fleet &fleet, ChangeService &changes, MetricSource *source, const Clock &clock)
    : m_fleet(fleet), m_changes(changes), m_source(source), m_clock(clock)
{ }

std::optional<RolloutRunner::Wanted> RolloutRunner::dueMeasurement(DeploymentEntry &entry, const Rollout &rollout) const
{
    RolloutWatch &watch = entry.rollout;
    const SteadyPoint now = m_clock.steady();
    if (!rollout.wantsBoth() || watch.measuring || watch.resuming) {
        return std::nullopt;
    }
    const bool prepares = rollout.phase == RolloutPhase::Preparing;
    const milliseconds window = prepares ? baselineWindow : inPhase(watch, now);
    const bool endedUnseen = !prepares && window >= durationOf(rollout) && watch.readings.window < durationOf(rollout);
    // Right at the end of a step, and between times so that there is something to see.
    if (window < soonest || (now < watch.nextMeasurement && !(endedUnseen && watch.nextMeasurement - now > soonest))) {
        return std::nullopt;
    }
    const milliseconds every = std::clamp(durationOf(rollout) / 10, soonest, latest);
    watch.nextMeasurement = now + (endedUnseen ? soonest : every);
    watch.measuring = true;
    return Wanted{
        {entry.record.name, rollout.fromRevision, rollout.toRevision, window}, rollout.generation, rollout.number};
}

void RolloutRunner::measure(const Wanted &wanted)
{
    const auto take = [&fleet = m_fleet, wanted, at = m_clock.now()](const RolloutFigures &figures) {
        const std::lock_guard lock(fleet.mutex);
        const auto found = fleet.deployments.find(wanted.what.deployment);
        if (found == fleet.deployments.end()) {
            return;
        }
        DeploymentEntry &entry = found->second;
        const Rollout *rollout = entry.activeRollout();
        if (rollout == nullptr || rollout->number != wanted.number || rollout->generation != wanted.generation) {
            return; // of another step; that one measures itself
        }
        RolloutWatch &watch = entry.rollout;
        watch.measuring = false;
        watch.readings = readGates(figures, rollout->weight(), rollout->baseline, rollout->settings.gates);
        watch.readings.measuredAt = at;
        watch.readings.window = wanted.what.window;
        const auto &blue = figures.blue.requestsPerSecond, &green = figures.green.requestsPerSecond;
        watch.total = blue || green ? std::optional(blue.value_or(0) + green.value_or(0)) : std::nullopt;
    };
    if (m_source == nullptr) {
        take({{}, {}, "no Prometheus is configured (prometheus_url)"});
    } else {
        m_source->measure(wanted.what, take);
    }
}

std::optional<ChangeRequest> RolloutRunner::dueMove(DeploymentEntry &entry, const Rollout &rollout) const
{
    RolloutWatch &watch = entry.rollout;
    const SteadyPoint now = m_clock.steady();
    if (watch.underWay) {
        return std::nullopt;
    }
    if (watch.resuming && watch.greenReady) {
        watch.resuming = false;
        watch.since = now;
    }
    const RolloutSight sight{inPhase(watch, now), watch.resuming, watch.greenReady, watch.greenTrouble,
                             watch.leaversGone,   watch.readings, watch.total};
    auto next = nextOf(rollout, sight);
    if (!next) {
        return std::nullopt;
    }
    watch.underWay = true;
    ChangeRequest request;
    request.caller = Caller::manager();
    request.reason = next->detail;
    request.change = {entry.record.name, MoveRollout{std::move(*next)}};
    return request;
}

void RolloutRunner::step()
{
    std::vector<Wanted> measurements;
    std::vector<ChangeRequest> moves;
    {
        const std::lock_guard lock(m_fleet.mutex);
        if (m_fleet.stopping) {
            return;
        }
        for (auto &[name, entry] : m_fleet.deployments) {
            const Rollout *rollout = entry.activeRollout();
            if (rollout == nullptr) {
                continue;
            }
            if (auto move = dueMove(entry, *rollout)) {
                moves.push_back(std::move(*move));
            } else if (auto measurement = dueMeasurement(entry, *rollout)) {
                measurements.push_back(std::move(*measurement));
            }
        }
    }
    for (const Wanted &wanted : measurements) {
        measure(wanted);
    }
    for (ChangeRequest &move : moves) {
        const std::string name = move.change.target;
        logger("manager")->info("rollout of {}: {}", name, move.reason);
        m_changes.executeNow(std::move(move), [this, name](const Answer &answer) {
            if (answer.isProblem()) {
                logger("manager")->warn("the rollout of {} did not go on: {}", name, answer.body);
            }
            const std::lock_guard lock(m_fleet.mutex);
            if (const auto found = m_fleet.deployments.find(name); found != m_fleet.deployments.end()) {
                found->second.rollout.underWay = false;
            }
        });
    }
}

} // namespace toban::manager
