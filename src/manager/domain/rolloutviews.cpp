// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "rolloutviews.h"

#include "timetext.h"

#include <nlohmann/json.hpp>

#include <cmath>

namespace toban::manager {

namespace {

constexpr std::array<std::string_view, 3> gateNames{"error_rate", "mean_seconds", "throughput_ratio"};

double secondsOf(std::chrono::milliseconds time)
{
    return double(time.count()) / 1000;
}

std::chrono::milliseconds timeOfSeconds(const nlohmann::json &value)
{
    return std::chrono::milliseconds(std::llround(value.get<double>() * 1000));
}

nlohmann::json maybe(const std::optional<TimePoint> &time)
{
    return time ? nlohmann::json(timeText(*time)) : nlohmann::json(nullptr);
}

std::string asText(const nlohmann::json &value)
{
    return value.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

int readyGreen(const DeploymentEntry &entry, const Rollout &rollout)
{
    return int(std::count_if(entry.workers.begin(), entry.workers.end(), [&rollout](const auto &slot) {
        return (slot.first >= secondSlots) == (rollout.greenBase >= secondSlots)
            && slot.second.phase == SlotState::Phase::Ready;
    }));
}

} // namespace

nlohmann::json settingsValue(const RolloutSettings &settings)
{
    auto steps = nlohmann::json::array();
    for (const RolloutStep &step : settings.steps) {
        steps.push_back({{"weight", step.weight}, {"duration_seconds", secondsOf(step.duration)}});
    }
    return {{"steps", steps},
            {"stability_seconds", secondsOf(settings.stability)},
            {"prepare_seconds", secondsOf(settings.prepareLimit)},
            {"gate_wait_seconds", secondsOf(settings.gateWait)},
            {"gates",
             {{"error_rate", settings.gates.errorRate},
              {"mean_seconds", settings.gates.meanSeconds},
              {"throughput_ratio", settings.gates.throughputRatio}}}};
}

RolloutSettings rolloutSettingsOf(const nlohmann::json &value)
{
    RolloutSettings settings;
    settings.steps.clear();
    for (const auto &step : value.at("steps")) {
        settings.steps.push_back({step.at("weight").get<int>(), timeOfSeconds(step.at("duration_seconds"))});
    }
    settings.stability = timeOfSeconds(value.at("stability_seconds"));
    settings.prepareLimit = timeOfSeconds(value.at("prepare_seconds"));
    settings.gateWait = timeOfSeconds(value.at("gate_wait_seconds"));
    const auto &gates = value.at("gates");
    settings.gates = {gates.at("error_rate").get<double>(), gates.at("mean_seconds").get<double>(),
                      gates.at("throughput_ratio").get<double>()};
    return settings;
}

nlohmann::json readingsValue(const GateReadings &readings)
{
    auto list = nlohmann::json::array();
    for (const GateReading &gate : readings.gates) {
        list.push_back({{"gate", gate.gate},
                        {"value", gate.value ? nlohmann::json(*gate.value) : nlohmann::json(nullptr)},
                        {"threshold", gate.threshold},
                        {"comparison", gate.gate == gateNames[2] ? "at_least" : "at_most"},
                        {"state", gateStateText(gate.state)}});
    }
    return {{"measured_at", maybe(readings.measuredAt)},
            {"window_seconds", secondsOf(readings.window)},
            {"state", gateStateText(readings.state())},
            {"gates", list},
            {"trouble", readings.trouble.empty() ? nlohmann::json(nullptr) : nlohmann::json(readings.trouble)}};
}

GateReadings gateReadingsOf(const nlohmann::json &value)
{
    GateReadings readings;
    if (!value.at("measured_at").is_null()) {
        readings.measuredAt = parseTime(value.at("measured_at").get<std::string>());
    }
    readings.window = timeOfSeconds(value.at("window_seconds"));
    for (const auto &stored : value.at("gates")) {
        GateReading gate;
        for (const std::string_view name : gateNames) {
            if (stored.at("gate").get<std::string>() == name) {
                gate.gate = name;
            }
        }
        if (!stored.at("value").is_null()) {
            gate.value = stored.at("value").get<double>();
        }
        gate.threshold = stored.at("threshold").get<double>();
        const auto state = stored.at("state").get<std::string>();
        gate.state = state == "passed" ? GateState::Passed : state == "failed" ? GateState::Failed : GateState::Unknown;
        readings.gates.push_back(gate);
    }
    if (!value.at("trouble").is_null()) {
        readings.trouble = value.at("trouble").get<std::string>();
    }
    return readings;
}

std::string rolloutJson(const DeploymentEntry &entry, const Rollout &rollout)
{
    const Rollout *active = entry.activeRollout();
    const bool isPresent = active != nullptr && active->number == rollout.number && !rollout.isOver();
    // As long as nothing was measured in this step, what let the rollout into it is shown, with its time.
    const bool hasNew = isPresent && active->generation == rollout.generation && entry.rollout.readings.measuredAt;
    nlohmann::json value = settingsValue(rollout.settings);
    value.update({{"deployment", entry.record.name},
                  {"number", rollout.number},
                  {"phase", rolloutPhaseText(rollout.phase)},
                  {"paused", rollout.paused},
                  {"step", rollout.phase == RolloutPhase::Preparing ? 0 : rollout.step + 1},
                  {"weight", rollout.weight()},
                  {"from_revision", rollout.fromRevision},
                  {"to_revision", rollout.toRevision},
                  {"green_ready", isPresent ? readyGreen(entry, rollout) : 0},
                  {"readings", readingsValue(hasNew ? entry.rollout.readings : rollout.readings)},
                  {"started_at", timeText(rollout.startedAt)},
                  {"phase_since", timeText(rollout.phaseSince)},
                  {"ended_at", maybe(rollout.endedAt)},
                  {"started_by", rollout.startedBy},
                  {"reason", rollout.reason},
                  {"detail", rollout.detail}});
    return asText(value);
}

std::string rolloutEventJson(const std::string &deployment, const Rollout &rollout)
{
    return asText({{"deployment", deployment},
                   {"number", rollout.number},
                   {"phase", rolloutPhaseText(rollout.phase)},
                   {"paused", rollout.paused},
                   {"step", rollout.phase == RolloutPhase::Preparing ? 0 : rollout.step + 1},
                   {"weight", rollout.weight()},
                   {"to_revision", rollout.toRevision},
                   {"gates", gateStateText(rollout.readings.state())},
                   {"detail", rollout.detail}});
}

} // namespace toban::manager
