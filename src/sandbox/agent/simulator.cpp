// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "simulator.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace toban::sandbox {

namespace {

constexpr double shortestSeconds = 0.04;
constexpr double refusedSeconds = 1.5; // a 429 and the wait before the next try

const ErrorKind *errorKind(std::string_view type)
{
    const auto &kinds = errorKinds();
    return &*std::find_if(kinds.begin(), kinds.end(), [type](const ErrorKind &kind) { return kind.type == type; });
}

void fail(Execution &result, const ErrorKind *kind)
{
    if (!result.success)
        return;
    result.success = false;
    result.error = kind;
}

} // namespace

Simulator::Simulator(AgentProfile profile, PriceTable prices, std::string primaryModel, std::vector<std::string> tools)
    : m_profile(std::move(profile)), m_prices(std::move(prices)), m_primaryModel(std::move(primaryModel)),
      m_toolNames(std::move(tools))
{
    m_models.push_back(m_primaryModel);
    m_modelWeights.push_back(m_profile.models.front().share);
    for (const ModelShare &entry : m_profile.models) {
        if (entry.model == m_primaryModel)
            continue;
        // The profile's own first model gives its share to the deployment's.
        m_models.push_back(entry.model);
        m_modelWeights.push_back(entry.model == m_profile.models.front().model ? 0 : entry.share);
    }
    m_tools = m_profile.tools;
    if (!m_toolNames.empty())
        m_tools.assign(m_toolNames.begin(), m_toolNames.end());
    for (std::size_t i = 0; i < m_tools.size(); ++i)
        m_toolWeights.push_back(1.0 / static_cast<double>(i + 1));
    for (const Operation &operation : m_profile.operations)
        m_operationWeights.push_back(operation.weight);
    for (const ErrorKind &kind : errorKinds())
        m_errorWeights.push_back(kind.weight);
}

std::string_view Simulator::pickOperation(Rng &rng) const
{
    return m_profile.operations[rng.pick(m_operationWeights)].name;
}

double Simulator::pickComplexity(Rng &rng)
{
    return std::clamp(rng.logNormal(0.28, 0.55), 0.05, 0.95);
}

std::string_view Simulator::pickModel(Rng &rng, const Conditions &conditions) const
{
    if (!conditions.forcedModel.empty())
        return conditions.forcedModel;
    if (!conditions.shiftedModel.empty() && rng.chance(conditions.shiftedShare)) {
        for (std::string_view model : m_models) {
            if (model == conditions.shiftedModel)
                return model;
        }
    }
    return m_models[rng.pick(m_modelWeights)];
}

void Simulator::addModelCalls(Rng &rng, const Conditions &conditions, const Operation &operation,
                              std::chrono::sys_days day, Execution &result) const
{
    result.model = pickModel(rng, conditions);
    if (conditions.model429) {
        // Two of three calls are refused; an agent tries twice, then asks another model, then gives up.
        for (int attempt = 0; attempt < 3; ++attempt) {
            if (!rng.chance(2.0 / 3))
                break;
            result.steps.push_back({Step::Kind::Model, result.model, refusedSeconds * (1 << attempt), false});
            if (attempt == 1 && conditions.forcedModel.empty())
                result.model = m_models[rng.below(m_models.size())];
            if (attempt == 2) {
                result.model = {};
                fail(result, errorKind("rate_limit"));
                return;
            }
        }
    }
    const ModelTraits traits = modelTraits(result.model);
    // Facts §7: tokens × (0.5 + 1.5 · complexity) × efficiency; the table's figures are those of complexity 1/3.
    const double size = (0.5 + 1.5 * result.complexity) * traits.efficiency * rng.logNormal(1.0, 0.18);
    result.inputTokens = static_cast<int>(std::lround(operation.inputTokens * size));
    result.outputTokens = static_cast<int>(std::lround(operation.outputTokens * size));
    if (const auto price = m_prices.price(result.model, day))
        result.costUsd = (result.inputTokens * price->input + result.outputTokens * price->output) / 1000;
    const double seconds = rng.logNormal(operation.medianSeconds, operation.sigma) * 0.85 / traits.speed;
    const int calls = 1 + static_cast<int>(rng.below(result.complexity > 0.3 ? 3 : 2));
    for (int i = 0; i < calls; ++i)
        result.steps.push_back({Step::Kind::Model, result.model, seconds * 0.8 / calls, true});
    // The rest of the time goes to the tools.
    addToolCalls(rng, conditions, calls, result);
}

void Simulator::addToolCalls(Rng &rng, const Conditions &conditions, int calls, Execution &result) const
{
    if (m_tools.empty())
        return;
    for (int i = 0; i < calls; ++i) {
        const std::string_view tool = m_tools[rng.pick(m_toolWeights)];
        const bool broken = tool == conditions.failingTool;
        const double seconds = rng.logNormal(0.35, 0.5);
        result.steps.push_back({Step::Kind::Tool, tool, seconds, !broken && !rng.chance(0.006)});
        if (broken) {
            // Tried once more; then most tasks cannot do without it.
            result.steps.push_back({Step::Kind::Tool, tool, seconds, false});
            if (rng.chance(0.75))
                fail(result, errorKind("tool_error"));
        }
    }
}

void Simulator::judgeOutput(Rng &rng, Execution &result) const
{
    if (m_profile.languages.empty() || result.operation != "code_generation" || !result.success)
        return;
    result.language = m_profile.languages[rng.below(m_profile.languages.size())];
    result.qualityScore
        = std::clamp(modelTraits(result.model).quality - 0.06 * result.complexity + 0.05 * rng.normal(), 0.05, 1.0);
    result.project = m_profile.projects[rng.below(m_profile.projects.size())];
    result.coveragePercent = std::clamp(78 + 7 * rng.normal(), 5.0, 100.0);
}

void Simulator::run(Rng &rng, std::string_view operation, double complexity, const Conditions &conditions,
                    std::chrono::sys_days day, Execution &result) const
{
    const auto found = std::find_if(m_profile.operations.begin(), m_profile.operations.end(),
                                    [operation](const Operation &entry) { return entry.name == operation; });
    const Operation &kind = found == m_profile.operations.end() ? m_profile.operations.front() : *found;
    std::vector<Step> steps = std::move(result.steps);
    steps.clear();
    result = Execution{};
    result.steps = std::move(steps);
    result.operation = kind.name;
    result.complexity = complexity;

    if (kind.inputTokens > 0) {
        addModelCalls(rng, conditions, kind, day, result);
    } else {
        const std::size_t before = result.steps.size();
        addToolCalls(rng, conditions, 1 + static_cast<int>(rng.below(2)), result);
        const double seconds = rng.logNormal(kind.medianSeconds, kind.sigma);
        for (std::size_t i = before; i < result.steps.size(); ++i)
            result.steps[i].seconds = seconds / static_cast<double>(result.steps.size() - before);
    }
    if (rng.chance(conditions.errorProbability)) {
        const ErrorKind *error = &errorKinds()[rng.pick(m_errorWeights)];
        // What calls no model cannot fail because of one.
        if (result.model.empty() && (error->type == "rate_limit" || error->type == "model_error"))
            error = errorKind("tool_error");
        fail(result, error);
        if (error->type == "tool_error" && !result.steps.empty())
            result.steps.back().success = false;
    }
    for (Step &step : result.steps) {
        step.seconds = std::max(shortestSeconds, step.seconds * conditions.slowFactor);
        result.seconds += step.seconds;
    }
    result.seconds = std::max(result.seconds, shortestSeconds);
    judgeOutput(rng, result);
}

} // namespace toban::sandbox
