// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "scalingpolicy.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <utility>

namespace toban::manager {

namespace {

// Thresholds and steps of facts §4.
constexpr double loadHigh = 0.8, loadLow = 0.2;
constexpr double queueHigh = 100, queueLow = 10, queueCpuHigh = 0.7;
constexpr double pressureCpu = 0.7, pressureMemory = 0.8, pressureQueue = 50, pressureP95Seconds = 10,
                 pressureErrorRate = 0.05, pressureRequests = 100;
constexpr int pressurePointsUp = 3;
constexpr double pressureGrowth = 1.5, pressureShrink = 0.8;

constexpr std::array<std::pair<ScalingPolicy, std::string_view>, 4> policies{{{ScalingPolicy::Off, "off"},
                                                                              {ScalingPolicy::Load, "load"},
                                                                              {ScalingPolicy::Queue, "queue"},
                                                                              {ScalingPolicy::Pressure, "pressure"}}};

std::string numberText(double value)
{
    char text[32];
    std::snprintf(text, sizeof text, "%.4g", value);
    return text;
}

ScalingFactor factor(std::string name, std::optional<double> value, double threshold, bool above = true)
{
    const bool met = value && (above ? *value > threshold : *value < threshold);
    return {std::move(name), value, threshold, above, met};
}

/// "load 0.92 is above 0.8".
std::string factorText(const ScalingFactor &factor)
{
    return factor.name + ' '
        + (factor.value ? numberText(*factor.value) + (factor.met ? " is " : " is not ")
                        : "is unknown, not known to be ")
        + (factor.above ? "above " : "below ") + numberText(factor.threshold);
}

/// Those that are met; or, with `all`, every one.
std::string factorsText(const std::vector<ScalingFactor> &factors, bool all)
{
    std::string text;
    for (const ScalingFactor &factor : factors) {
        if (all || factor.met) {
            text += (text.empty() ? "" : ", ") + factorText(factor);
        }
    }
    return text;
}

/// What a policy asks for, whatever happened before.
struct Wish
{
    int replicas;
    std::string reason;
    std::vector<ScalingFactor> factors;
};

Wish loadWish(const ScalingFigures &figures)
{
    Wish wish{
        figures.replicas, {}, {factor("load", figures.load, loadHigh), factor("load", figures.load, loadLow, false)}};
    if (wish.factors[0].met) {
        ++wish.replicas;
    } else if (wish.factors[1].met && figures.replicas > 1) {
        --wish.replicas;
    }
    wish.reason = factorsText(wish.factors, wish.replicas == figures.replicas);
    return wish;
}

Wish queueWish(const ScalingFigures &figures)
{
    Wish wish{figures.replicas,
              {},
              {factor("queue", figures.queue, queueHigh), factor("cpu", figures.cpu, queueCpuHigh),
               factor("queue", figures.queue, queueLow, false)}};
    if (wish.factors[0].met || wish.factors[1].met) {
        ++wish.replicas;
    } else if (wish.factors[2].met) {
        --wish.replicas;
    }
    wish.reason = factorsText(wish.factors, wish.replicas == figures.replicas);
    return wish;
}

Wish pressureWish(const ScalingFigures &figures)
{
    Wish wish{figures.replicas,
              {},
              {factor("cpu", figures.cpu, pressureCpu), factor("memory", figures.memory, pressureMemory),
               factor("queue", figures.queue, pressureQueue),
               factor("p95_seconds", figures.p95Seconds, pressureP95Seconds),
               factor("error_rate", figures.errorRate, pressureErrorRate),
               factor("requests_per_second", figures.requestsPerSecond, pressureRequests)}};
    const auto points
        = std::count_if(wish.factors.begin(), wish.factors.end(), [](const ScalingFactor &each) { return each.met; });
    if (points >= pressurePointsUp) {
        wish.replicas = int(std::ceil(figures.replicas * pressureGrowth));
    } else if (points == 0) {
        wish.replicas = int(std::floor(figures.replicas * pressureShrink));
    }
    std::string unknown;
    for (const ScalingFactor &each : wish.factors) {
        if (!each.value) {
            unknown += (unknown.empty() ? "; unknown: " : ", ") + each.name;
        }
    }
    const std::string met = factorsText(wish.factors, false);
    wish.reason = std::to_string(points) + " of 6 points" + (met.empty() ? "" : ": " + met) + unknown;
    return wish;
}

Wish wishOf(ScalingPolicy policy, const ScalingFigures &figures)
{
    switch (policy) {
    case ScalingPolicy::Load:
        return loadWish(figures);
    case ScalingPolicy::Queue:
        return queueWish(figures);
    case ScalingPolicy::Pressure:
        return pressureWish(figures);
    case ScalingPolicy::Off:
        break;
    }
    return {figures.replicas, "autoscaling is off", {}};
}

std::string secondsText(std::chrono::steady_clock::duration time)
{
    return std::to_string(std::chrono::duration_cast<std::chrono::seconds>(time).count()) + " s";
}

/// Why a step up must wait; empty: it need not.
std::string upHeld(const Autoscaling &wanted, const ScalingHistory &history, SteadyPoint now)
{
    if (history.lastScaled && now - *history.lastScaled < wanted.interval) {
        return "its number changed " + secondsText(now - *history.lastScaled)
            + " ago, the next step up comes one interval after that";
    }
    return {};
}

std::string downHeld(const Autoscaling &wanted, const ScalingHistory &history, SteadyPoint now)
{
    if (history.lastScaled && now - *history.lastScaled < wanted.stabilisation) {
        return "its number changed " + secondsText(now - *history.lastScaled) + " ago, the stabilisation is "
            + secondsText(wanted.stabilisation);
    }
    const auto watched = history.watchedSince ? now - *history.watchedSince : SteadyPoint::duration::zero();
    if (watched < wanted.stabilisation) {
        return "it has been watched for " + secondsText(watched) + " of the stabilisation's "
            + secondsText(wanted.stabilisation);
    }
    return {};
}

} // namespace

std::string_view scalingPolicyText(ScalingPolicy policy)
{
    return policies[std::size_t(policy)].second;
}

std::optional<ScalingPolicy> parseScalingPolicy(std::string_view text)
{
    for (const auto &[policy, name] : policies) {
        if (name == text) {
            return policy;
        }
    }
    return std::nullopt;
}

std::string_view scalingDirectionText(ScalingDirection direction)
{
    return direction == ScalingDirection::Up ? "up" : direction == ScalingDirection::Down ? "down" : "none";
}

ScalingDecision decide(const Autoscaling &wanted, const ScalingFigures &figures, const ScalingHistory &history,
                       SteadyPoint now)
{
    const int from = figures.replicas;
    Wish wish = wishOf(wanted.policy, figures);
    ScalingDecision decision{ScalingDirection::None, from, from, from, wish.reason, std::move(wish.factors)};
    if (wanted.policy == ScalingPolicy::Off) {
        return decision;
    }
    const ScalingBounds &bounds = wanted.bounds;
    decision.target = std::clamp(wish.replicas, bounds.least, bounds.most);
    const auto set = [&](int to) {
        decision.to = to;
        decision.direction = to > from ? ScalingDirection::Up : ScalingDirection::Down;
    };
    if (from < bounds.least || from > bounds.most) {
        set(decision.target);
        decision.reason = std::to_string(from) + " is outside of the bounds " + std::to_string(bounds.least) + " to "
            + std::to_string(bounds.most) + "; " + wish.reason;
        return decision;
    }
    if (decision.target == from) {
        if (wish.replicas != from) {
            decision.reason += wish.replicas > from ? "; at the upper bound" : "; at the lower bound";
        }
        return decision;
    }
    const bool isUp = decision.target > from;
    if (const std::string held = isUp ? upHeld(wanted, history, now) : downHeld(wanted, history, now); !held.empty()) {
        decision.reason += "; held: " + held;
        return decision;
    }
    int to = decision.target;
    if (!isUp) {
        for (const ScalingWish &earlier : history.wishes) {
            if (now - earlier.at < wanted.stabilisation) {
                to = std::max(to, earlier.replicas);
            }
        }
        if (to >= from) {
            decision.reason += "; held: within the last " + secondsText(wanted.stabilisation) + " " + std::to_string(to)
                + " were wanted";
            return decision;
        }
    }
    set(to);
    return decision;
}

} // namespace toban::manager
