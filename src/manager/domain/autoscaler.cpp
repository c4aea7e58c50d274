// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "autoscaler.h"

#include "logging.h"

#include <charconv>
#include <cmath>

namespace toban::manager {

namespace {

std::optional<double> reportedNumber(const Agent &agent, const char *name)
{
    const auto found = agent.metadata.find(name);
    if (found == agent.metadata.end()) {
        return std::nullopt;
    }
    const std::string &text = found->second;
    double value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    const bool isGood = error == std::errc{} && end == text.data() + text.size() && std::isfinite(value) && value >= 0;
    return isGood ? std::optional(value) : std::nullopt;
}

/// The mean of those that are known.
struct Mean
{
    double sum = 0;
    int count = 0;

    void add(std::optional<double> value)
    {
        if (value) {
            sum += *value;
            ++count;
        }
    }
    std::optional<double> value() const { return count == 0 ? std::nullopt : std::optional(sum / count); }
};

/// Why a deployment is not scaled at all; empty: it is.
std::string scalingHeld(const Fleet &fleet, const DeploymentEntry &entry)
{
    if (fleet.emergency.isActive()) {
        return "held: emergency mode is on";
    }
    if (entry.record.intake != Intake::Open) {
        return "held: the deployment is " + std::string(intakeText(entry.record.intake));
    }
    if (entry.activeRollout() != nullptr) {
        return "held: a rollout is going on";
    }
    if (!entry.record.operationId.empty() && entry.record.operationAction != "deployment.scale") {
        return "held: " + entry.record.operationAction + " is under way";
    }
    return {};
}

} // namespace

ScalingFigures scalingFigures(const Fleet &fleet, const DeploymentEntry &entry, TimePoint now)
{
    ScalingFigures figures;
    figures.replicas = entry.record.replicas;
    figures.queue = double(fleet.board.waitingFor(entry.record.agentType, entry.record.name));
    figures.requestsPerSecond = entry.spend.tasksPerSecond(now);
    if (const auto work = entry.work.figures(now)) {
        figures.p95Seconds = work->p95Seconds;
        figures.errorRate = work->errorRate;
    }
    const Limits &limits = entry.current().content.limits;
    Mean load, cpu, memory;
    for (const auto &[ordinal, worker] : entry.workers) {
        const Agent *agent = fleet.agents.find(worker.agentId);
        if (agent == nullptr || worker.phase != SlotState::Phase::Ready) {
            continue;
        }
        load.add(double(agent->load) / std::max(1, agent->capacity));
        const auto cores = reportedNumber(*agent, "cpu_cores"), bytes = reportedNumber(*agent, "memory_bytes");
        cpu.add(cores ? std::optional(*cores / limits.cpu) : std::nullopt);
        memory.add(bytes ? std::optional(*bytes / double(limits.memoryBytes)) : std::nullopt);
    }
    figures.load = load.value();
    figures.cpu = cpu.value();
    figures.memory = memory.value();
    return figures;
}

Autoscaler::Autoscaler(Fleet &fleet, ChangeService &changes, const Clock &clock)
    : m_fleet(fleet), m_changes(changes), m_clock(clock)
{ }

/// With the fleet's mutex held: evaluates a deployment that is due; the change that it needs, if any.
std::optional<ChangeRequest> Autoscaler::evaluate(DeploymentEntry &entry)
{
    const Autoscaling &wanted = entry.autoscaling;
    ScalingState &state = entry.scaling;
    const SteadyPoint now = m_clock.steady();
    if (wanted.policy == ScalingPolicy::Off || state.underWay || now < state.nextEvaluation) {
        return std::nullopt;
    }
    state.nextEvaluation = now + wanted.interval;
    state.evaluatedAt = m_clock.now();
    if (const std::string held = scalingHeld(m_fleet, entry); !held.empty()) {
        const int replicas = entry.record.replicas;
        state.decision = {ScalingDirection::None, replicas, replicas, replicas, held, {}};
        state.history.watchedSince.reset(); // what happens meanwhile says nothing of what is needed
        state.history.wishes.clear();
        return std::nullopt;
    }
    if (!state.history.watchedSince) {
        state.history.watchedSince = now;
    }
    state.decision = decide(wanted, scalingFigures(m_fleet, entry, m_clock.now()), state.history, now);
    const ScalingDecision &decision = state.decision;
    std::erase_if(state.history.wishes, [&](const ScalingWish &wish) { return now - wish.at >= wanted.stabilisation; });
    state.history.wishes.push_back({now, decision.target});
    if (decision.direction == ScalingDirection::None) {
        return std::nullopt;
    }
    state.underWay = true;
    ChangeRequest request;
    request.caller = Caller::manager();
    request.reason = "Autoscaling by " + std::string(scalingPolicyText(wanted.policy)) + ": " + decision.reason + '.';
    const ScalingStep step{decision.from, decision.target, wanted.policy, decision.factors, now};
    request.change
        = {entry.record.name, ScaleDeployment{decision.to, decision.from, std::make_shared<const ScalingStep>(step)}};
    return request;
}

void Autoscaler::step()
{
    std::vector<ChangeRequest> requests;
    {
        const std::lock_guard lock(m_fleet.mutex);
        if (m_fleet.stopping) {
            return;
        }
        for (auto &[name, entry] : m_fleet.deployments) {
            if (auto request = evaluate(entry)) {
                requests.push_back(std::move(*request));
            }
        }
    }
    for (ChangeRequest &request : requests) {
        const std::string name = request.change.target;
        m_changes.executeNow(std::move(request), [this, name](const Answer &answer) {
            if (answer.isProblem()) {
                logger("manager")->warn("deployment {} was not scaled: {}", name, answer.body);
            }
            const std::lock_guard lock(m_fleet.mutex);
            if (const auto found = m_fleet.deployments.find(name); found != m_fleet.deployments.end()) {
                found->second.scaling.underWay = false;
            }
        });
    }
}

} // namespace toban::manager
