// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "types.h"

#include <array>
#include <utility>

namespace toban::manager {

namespace {

template <typename Enum, std::size_t N>
using Names = std::array<std::pair<Enum, std::string_view>, N>;

constexpr Names<Intake, 3> intakes{
    {{Intake::Open, "open"}, {Intake::Paused, "paused"}, {Intake::Draining, "draining"}}};
constexpr Names<AgentStatus, 7> agentStatuses{{{AgentStatus::Idle, "idle"},
                                               {AgentStatus::Busy, "busy"},
                                               {AgentStatus::Failed, "failed"},
                                               {AgentStatus::Maintenance, "maintenance"},
                                               {AgentStatus::Starting, "starting"},
                                               {AgentStatus::Paused, "paused"},
                                               {AgentStatus::Draining, "draining"}}};
constexpr Names<DeploymentState, 5> deploymentStates{{{DeploymentState::Running, "running"},
                                                      {DeploymentState::Paused, "paused"},
                                                      {DeploymentState::Draining, "draining"},
                                                      {DeploymentState::Progressing, "progressing"},
                                                      {DeploymentState::Failed, "failed"}}};
constexpr Names<TaskStatus, 6> taskStatuses{{{TaskStatus::Queued, "queued"},
                                             {TaskStatus::Running, "running"},
                                             {TaskStatus::Succeeded, "succeeded"},
                                             {TaskStatus::Failed, "failed"},
                                             {TaskStatus::TimedOut, "timed_out"},
                                             {TaskStatus::Cancelled, "cancelled"}}};

template <typename Enum, std::size_t N>
std::string_view nameOf(const Names<Enum, N> &names, Enum value)
{
    return names[std::size_t(value)].second;
}

template <typename Enum, std::size_t N>
std::optional<Enum> valueOf(const Names<Enum, N> &names, std::string_view text)
{
    for (const auto &[value, name] : names) {
        if (name == text) {
            return value;
        }
    }
    return std::nullopt;
}

} // namespace

std::string_view intakeText(Intake intake)
{
    return nameOf(intakes, intake);
}

std::optional<Intake> parseIntake(std::string_view text)
{
    return valueOf(intakes, text);
}

std::string_view agentStatusText(AgentStatus status)
{
    return nameOf(agentStatuses, status);
}

std::optional<AgentStatus> parseAgentStatus(std::string_view text)
{
    return valueOf(agentStatuses, text);
}

std::string_view deploymentStateText(DeploymentState state)
{
    return nameOf(deploymentStates, state);
}

std::optional<DeploymentState> parseDeploymentState(std::string_view text)
{
    return valueOf(deploymentStates, text);
}

std::string_view taskStatusText(TaskStatus status)
{
    return nameOf(taskStatuses, status);
}

std::optional<TaskStatus> parseTaskStatus(std::string_view text)
{
    return valueOf(taskStatuses, text);
}

} // namespace toban::manager
