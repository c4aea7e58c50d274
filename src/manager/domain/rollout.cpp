// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "rollout.h"

#include <algorithm>
#include <cstdio>

namespace toban::manager {

namespace {

constexpr std::array<std::string_view, 7> phaseTexts{"preparing", "shifting",  "stabilising", "cleaning_up",
                                                     "returning", "succeeded", "rolled_back"};

constexpr std::chrono::seconds answerLimit{10}; // for a source that is asked to answer

std::string plain(double value)
{
    std::array<char, 32> text{};
    std::snprintf(text.data(), text.size(), "%.4g", value);
    return text.data();
}

std::string inSeconds(std::chrono::milliseconds time)
{
    return plain(double(time.count()) / 1000) + " s";
}

GateReading held(std::string_view gate, std::optional<double> value, double threshold, bool isLower)
{
    GateReading reading{gate, value, threshold, GateState::Unknown};
    if (value) {
        const bool isGood = isLower ? *value >= threshold : *value <= threshold;
        reading.state = isGood ? GateState::Passed : GateState::Failed;
    }
    return reading;
}

void enter(Rollout &rollout, RolloutPhase phase, std::string detail)
{
    rollout.phase = phase;
    rollout.paused = false;
    rollout.detail = std::move(detail);
}

Rollout returned(Rollout rollout, std::string why)
{
    enter(rollout, RolloutPhase::Returning, std::move(why));
    return rollout;
}

void goOn(Rollout &rollout, const std::string &why)
{
    const auto last = int(rollout.settings.steps.size()) - 1;
    if (rollout.phase == RolloutPhase::Stabilising) {
        enter(rollout, RolloutPhase::CleaningUp, why);
    } else if (rollout.phase == RolloutPhase::Shifting && rollout.step >= last) {
        enter(rollout, RolloutPhase::Stabilising, why);
    } else {
        rollout.step = rollout.phase == RolloutPhase::Preparing ? 0 : rollout.step + 1;
        enter(rollout, RolloutPhase::Shifting, why);
    }
}

std::string stepText(const Rollout &rollout)
{
    return rollout.phase == RolloutPhase::Stabilising ? "the stability time"
                                                      : "the step at " + std::to_string(rollout.weight()) + " %";
}

/// Preparing, and the wait for green after a restart.
std::optional<Rollout> waited(const Rollout &rollout, const RolloutSight &sight)
{
    if (!sight.greenTrouble.empty()) {
        return returned(rollout, "Green does not run: " + sight.greenTrouble);
    }
    if (!sight.greenReady && sight.inPhase >= rollout.settings.prepareLimit) {
        return returned(rollout, "Green was not ready within " + inSeconds(rollout.settings.prepareLimit) + '.');
    }
    if (!sight.greenReady || rollout.paused || rollout.phase != RolloutPhase::Preparing) {
        return std::nullopt;
    }
    Rollout next = rollout;
    next.baseline = sight.total;
    goOn(next, "Green is ready.");
    return next;
}

std::optional<Rollout> judged(const Rollout &rollout, const RolloutSight &sight)
{
    const bool stabilises = rollout.phase == RolloutPhase::Stabilising;
    const RolloutSettings &settings = rollout.settings;
    const auto duration = stabilises ? settings.stability : settings.steps.at(std::size_t(rollout.step)).duration;
    // All traffic being on green, a failure is not waited out: a look as long as the last step's is enough to tell it.
    const auto enough = stabilises ? std::min(duration, settings.steps.back().duration) : duration;
    const GateState state = sight.readings.state();
    if (sight.readings.window >= enough && state == GateState::Failed) {
        return returned(rollout, "Gate failed in " + stepText(rollout) + ": " + sight.readings.text());
    }
    if (rollout.paused) {
        return std::nullopt;
    }
    if (sight.readings.window >= duration && state == GateState::Passed) {
        Rollout next = rollout;
        if (rollout.weight() < 100 && sight.total) {
            next.baseline = sight.total;
        }
        goOn(next, "All gates passed after " + stepText(rollout) + '.');
        return next;
    }
    // A measurement of the whole time is on its way when that has just ended.
    const auto patience
        = settings.gateWait + (sight.readings.window >= duration ? std::chrono::seconds(0) : answerLimit);
    if (sight.inPhase >= duration + patience) {
        const std::string what = sight.readings.gates.empty() ? "nothing was measured" : sight.readings.text();
        return returned(rollout,
                        "Gates were still unknown " + inSeconds(settings.gateWait) + " after the end of "
                            + stepText(rollout) + ": " + what);
    }
    return std::nullopt;
}

} // namespace

std::string_view rolloutPhaseText(RolloutPhase phase)
{
    return phaseTexts.at(std::size_t(phase));
}

std::optional<RolloutPhase> parseRolloutPhase(std::string_view text)
{
    const auto *const found = std::find(phaseTexts.begin(), phaseTexts.end(), text);
    return found == phaseTexts.end() ? std::nullopt : std::optional(RolloutPhase(found - phaseTexts.begin()));
}

std::string_view rolloutVerbText(RolloutVerb verb)
{
    constexpr std::array<std::string_view, 4> texts{"pause", "resume", "promote", "abort"};
    return texts.at(std::size_t(verb));
}

std::string_view gateStateText(GateState state)
{
    constexpr std::array<std::string_view, 3> texts{"unknown", "passed", "failed"};
    return texts.at(std::size_t(state));
}

GateState GateReadings::state() const
{
    const auto any = [this](GateState state) {
        return std::any_of(gates.begin(), gates.end(),
                           [state](const GateReading &gate) { return gate.state == state; });
    };
    return any(GateState::Failed)                  ? GateState::Failed
        : gates.empty() || any(GateState::Unknown) ? GateState::Unknown
                                                   : GateState::Passed;
}

std::string GateReadings::text() const
{
    std::string text;
    for (const GateReading &gate : gates) {
        if (gate.state == GateState::Passed) {
            continue;
        }
        text.append(text.empty() ? "" : ", ").append(gate.gate);
        if (gate.value) {
            const bool isLower = *gate.value < gate.threshold;
            text += " is " + plain(*gate.value) + (isLower ? ", below " : ", above ") + plain(gate.threshold);
        } else {
            text += " is unknown";
        }
    }
    if (text.empty()) {
        return text;
    }
    return trouble.empty() ? text + '.' : text + " (" + trouble + ").";
}

GateReadings readGates(const RolloutFigures &figures, int weight, std::optional<double> baseline,
                       const RolloutGates &gates)
{
    const RevisionFigures &green = figures.green;
    const auto &greenRate = green.requestsPerSecond;
    const bool hasWorked = greenRate && *greenRate > 0;
    std::optional<double> errorRate, mean, ratio;
    if (hasWorked) {
        if (green.errorsPerSecond) {
            errorRate = *green.errorsPerSecond / *greenRate;
        }
        mean = green.meanSeconds;
        const auto blueRate = weight < 100 ? figures.blue.requestsPerSecond : baseline;
        if (weight > 0 && blueRate && *blueRate > 0) {
            const double blueShare = weight < 100 ? 100 - weight : 100;
            ratio = (*greenRate * blueShare) / (*blueRate * weight);
        }
    }
    GateReadings readings;
    readings.gates
        = {held("error_rate", errorRate, gates.errorRate, false), held("mean_seconds", mean, gates.meanSeconds, false),
           held("throughput_ratio", ratio, gates.throughputRatio, true)};
    readings.trouble = !figures.trouble.empty() ? figures.trouble
        : hasWorked                             ? ""
                                                : "green has finished no request in this time";
    return readings;
}

bool Rollout::wantsBoth() const
{
    return phase == RolloutPhase::Preparing || phase == RolloutPhase::Shifting || phase == RolloutPhase::Stabilising;
}

int Rollout::weight() const
{
    switch (phase) {
    case RolloutPhase::Shifting:
        return settings.steps.at(std::size_t(step)).weight;
    case RolloutPhase::Stabilising:
    case RolloutPhase::CleaningUp:
    case RolloutPhase::Succeeded:
        return 100;
    case RolloutPhase::Preparing:
    case RolloutPhase::Returning:
    case RolloutPhase::RolledBack:
        break;
    }
    return 0;
}

std::optional<Rollout> nextOf(const Rollout &rollout, const RolloutSight &sight)
{
    switch (rollout.phase) {
    case RolloutPhase::Preparing:
        return waited(rollout, sight);
    case RolloutPhase::Shifting:
    case RolloutPhase::Stabilising:
        if (!sight.greenTrouble.empty() || sight.resuming) {
            return waited(rollout, sight);
        }
        return judged(rollout, sight);
    case RolloutPhase::CleaningUp:
    case RolloutPhase::Returning:
        if (sight.leaversGone) {
            Rollout next = rollout;
            next.phase = rollout.phase == RolloutPhase::CleaningUp ? RolloutPhase::Succeeded : RolloutPhase::RolledBack;
            return next; // its detail stays: why it came to this end
        }
        break;
    case RolloutPhase::Succeeded:
    case RolloutPhase::RolledBack:
        break;
    }
    return std::nullopt;
}

std::variant<Rollout, std::string> steered(const Rollout &rollout, RolloutVerb verb, const std::string &by,
                                           const std::string &reason)
{
    if (!rollout.wantsBoth()) {
        return "It is " + std::string(rolloutPhaseText(rollout.phase)) + " and can no longer be changed"
            + (rollout.weight() == 100 ? "; to go back, roll the deployment back." : ".");
    }
    Rollout next = rollout;
    switch (verb) {
    case RolloutVerb::Pause:
    case RolloutVerb::Resume:
        next.paused = verb == RolloutVerb::Pause;
        if (next.paused != rollout.paused) {
            next.detail = (next.paused ? "Paused by " : "Resumed by ") + by + ": " + reason;
        }
        return next;
    case RolloutVerb::Promote:
        if (rollout.phase == RolloutPhase::Preparing) {
            return std::string("Green is not ready yet; wait for it, or abort.");
        }
        goOn(next, "Promoted by " + by + ": " + reason);
        return next;
    case RolloutVerb::Abort:
        return returned(rollout, "Aborted by " + by + ": " + reason);
    }
    return next;
}

} // namespace toban::manager
