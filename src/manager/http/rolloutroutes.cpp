// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "api.h"

#include "rolloutviews.h"
#include "views.h"

#include <charconv>
#include <cmath>

namespace toban::manager {

namespace {

constexpr std::size_t rolloutStepsLimit = 20;
constexpr double rolloutSecondsLimit = 86'400;

std::chrono::milliseconds readSeconds(BodyReader &body, const char *name, std::chrono::milliseconds otherwise)
{
    const auto value = body.number(name, 0, rolloutSecondsLimit, true);
    return value ? std::chrono::milliseconds(std::llround(*value * 1000)) : otherwise;
}

void readGateLimits(BodyReader &body, RolloutGates &gates)
{
    auto object = body.object("gates");
    if (!object) {
        return;
    }
    gates.errorRate = object->number("error_rate", 0, 1, true).value_or(gates.errorRate);
    gates.meanSeconds = object->number("mean_seconds", 0, rolloutSecondsLimit, false).value_or(gates.meanSeconds);
    gates.throughputRatio = object->number("throughput_ratio", 0, 10, true).value_or(gates.throughputRatio);
    object->refuseUnread();
}

RolloutSettings readRolloutSettings(BodyReader &body)
{
    RolloutSettings settings;
    std::vector<RolloutStep> steps;
    for (BodyReader &item : body.objects("steps", rolloutStepsLimit)) {
        RolloutStep step;
        const auto weight = item.integer("weight", 1, 100, true);
        step.weight = int(weight.value_or(100));
        if (weight && !steps.empty() && step.weight <= steps.back().weight) {
            item.fault("weight", "must be above that of the step before");
        }
        const auto seconds = item.number("duration_seconds", 0, rolloutSecondsLimit, false, true);
        step.duration = std::chrono::milliseconds(std::llround(seconds.value_or(1) * 1000));
        item.refuseUnread();
        steps.push_back(step);
    }
    if (!steps.empty()) {
        if (steps.back().weight != 100) {
            body.fault("steps", "must end with the weight 100");
        }
        settings.steps = std::move(steps);
    }
    settings.stability = readSeconds(body, "stability_seconds", settings.stability);
    settings.prepareLimit = readSeconds(body, "prepare_seconds", settings.prepareLimit);
    settings.gateWait = readSeconds(body, "gate_wait_seconds", settings.gateWait);
    readGateLimits(body, settings.gates);
    return settings;
}

std::optional<int> rolloutNumber(const std::string &text)
{
    int number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    const bool isGood = error == std::errc{} && end == text.data() + text.size() && number >= 1;
    return isGood ? std::optional(number) : std::nullopt;
}

tl::unexpected<Refusal> noRollout(const std::string &name, const std::string &number)
{
    return refuse(Refusal::Kind::NotFound,
                  "There is no rollout" + (number.empty() ? "" : ' ' + number) + " of a deployment " + name + ".");
}

} // namespace

void Api::addRolloutRoutes()
{
    guarded("GET", "/api/v1/deployments/{name}/rollouts", Role::Viewer, [this](Context &context) {
        QueryReader query(context.request);
        const std::string name = query.captured("name", Form::Name);
        const std::size_t limit = query.limit();
        const std::int64_t before = query.before().value_or(INT64_MAX);
        if (const auto refusal = query.refusal()) {
            context.responder(respond(*refusal));
            return;
        }
        std::vector<std::string> items;
        std::string next;
        {
            const std::lock_guard lock(m_parts.fleet.mutex);
            const auto found = m_parts.fleet.deployments.find(name);
            if (found == m_parts.fleet.deployments.end()) {
                context.responder(respond(noRollout(name, {}).value()));
                return;
            }
            const auto &rollouts = found->second.rollouts;
            int last = 0;
            for (auto rollout = rollouts.rbegin(); rollout != rollouts.rend(); ++rollout) {
                if (rollout->number >= before) {
                    continue;
                }
                if (items.size() == limit) {
                    next = std::to_string(last);
                    break;
                }
                items.push_back(rolloutJson(found->second, *rollout));
                last = rollout->number;
            }
        }
        context.responder(conditional(context.request.headers, pageJson(items, encodeCursor(next))));
    });

    guarded("GET", "/api/v1/deployments/{name}/rollouts/{number}", Role::Viewer, [this](Context &context) {
        QueryReader query(context.request);
        const std::string name = query.captured("name", Form::Name);
        const auto number = rolloutNumber(context.capture("number"));
        if (!number) {
            query.fault("number", "must be a whole number from 1");
        }
        if (const auto refusal = query.refusal()) {
            context.responder(respond(*refusal));
            return;
        }
        std::string text;
        {
            const std::lock_guard lock(m_parts.fleet.mutex);
            const auto found = m_parts.fleet.deployments.find(name);
            if (found != m_parts.fleet.deployments.end()) {
                for (const Rollout &rollout : found->second.rollouts) {
                    if (rollout.number == *number) {
                        text = rolloutJson(found->second, rollout);
                    }
                }
            }
        }
        context.responder(text.empty() ? respond(noRollout(name, context.capture("number")).value())
                                       : conditional(context.request.headers, std::move(text)));
    });

    change("POST", "/api/v1/deployments/{name}/rollouts", "name", Form::Name, {{}, StartRollout{}},
           [](Context &, BodyReader &body) {
               StartRollout what;
               what.content = readRevisionMembers(body);
               what.settings = readRolloutSettings(body);
               return Change{{}, what};
           });

    const auto steer = [this](const char *pattern, RolloutVerb verb) {
        change("POST", pattern, "name", Form::Name, {{}, SteerRollout{verb, 0}},
               [verb](Context &context, BodyReader &body) {
                   const auto number = rolloutNumber(context.capture("number"));
                   if (!number) {
                       body.fault("number", "must be a whole number from 1");
                   }
                   return Change{{}, SteerRollout{verb, number.value_or(0)}};
               });
    };
    steer("/api/v1/deployments/{name}/rollouts/{number}/pause", RolloutVerb::Pause);
    steer("/api/v1/deployments/{name}/rollouts/{number}/resume", RolloutVerb::Resume);
    steer("/api/v1/deployments/{name}/rollouts/{number}/promote", RolloutVerb::Promote);
    steer("/api/v1/deployments/{name}/rollouts/{number}/abort", RolloutVerb::Abort);
}

} // namespace toban::manager
