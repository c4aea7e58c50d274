// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "scalingviews.h"

#include "timetext.h"

#include <nlohmann/json.hpp>

namespace toban::manager {

namespace {

nlohmann::json factorsValue(const std::vector<ScalingFactor> &factors)
{
    auto list = nlohmann::json::array();
    for (const ScalingFactor &factor : factors) {
        list.push_back({{"factor", factor.name},
                        {"value", factor.value ? nlohmann::json(*factor.value) : nlohmann::json(nullptr)},
                        {"threshold", factor.threshold},
                        {"comparison", factor.above ? "above" : "below"},
                        {"met", factor.met}});
    }
    return list;
}

} // namespace

std::string autoscalingJson(const DeploymentEntry &entry)
{
    return autoscalingJson(entry, entry.autoscaling);
}

std::string autoscalingJson(const DeploymentEntry &entry, const Autoscaling &autoscaling)
{
    const bool isCurrent = autoscaling.generation == entry.autoscaling.generation;
    nlohmann::json evaluation = nullptr;
    if (entry.scaling.evaluatedAt && isCurrent && autoscaling.policy != ScalingPolicy::Off) {
        const ScalingDecision &decision = entry.scaling.decision;
        evaluation = {{"at", timeText(*entry.scaling.evaluatedAt)},
                      {"direction", scalingDirectionText(decision.direction)},
                      {"from", decision.from},
                      {"to", decision.to},
                      {"target", decision.target},
                      {"reason", decision.reason},
                      {"factors", factorsValue(decision.factors)}};
    }
    const nlohmann::json value{
        {"deployment", entry.record.name},
        {"policy", scalingPolicyText(autoscaling.policy)},
        {"min_replicas", autoscaling.bounds.least},
        {"max_replicas", autoscaling.bounds.most},
        {"interval_seconds", autoscaling.interval.count()},
        {"stabilisation_seconds", autoscaling.stabilisation.count()},
        {"last_evaluation", evaluation},
        {"updated_at",
         autoscaling.updatedAt ? nlohmann::json(timeText(*autoscaling.updatedAt)) : nlohmann::json(nullptr)},
        {"updated_by",
         autoscaling.updatedBy.empty() ? nlohmann::json(nullptr) : nlohmann::json(autoscaling.updatedBy)}};
    return value.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

std::string scalingEventJson(const ScalingEvent &event)
{
    const nlohmann::json value{
        {"sequence", event.sequence},
        {"at", timeText(event.at)},
        {"direction", scalingDirectionText(event.direction)},
        {"from", event.from},
        {"to", event.to},
        {"target", event.target},
        {"policy", event.policy ? nlohmann::json(scalingPolicyText(*event.policy)) : nlohmann::json(nullptr)},
        {"actor", event.actor},
        {"reason", event.reason},
        {"factors", nlohmann::json::parse(event.factors)},
        {"operation_id", event.operationId}};
    return value.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

std::string scalingFactorsJson(const std::vector<ScalingFactor> &factors)
{
    return factorsValue(factors).dump();
}

} // namespace toban::manager
