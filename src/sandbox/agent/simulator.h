// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "fleet.h"
#include "pricetable.h"
#include "rng.h"

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace toban::sandbox {

/// What is wrong with the world while a task is executed: faults of the sandbox, events of the history.
struct Conditions
{
    double errorProbability = normalErrorProbability; ///< of an execution, whatever it does
    double slowFactor = 1; ///< of every duration
    std::string failingTool; ///< calls of this tool fail; empty: none
    bool model429 = false; ///< the models' provider refuses most calls
    std::string shiftedModel; ///< model that takes over a part of the others' requests; empty: none
    double shiftedShare = 0; ///< that part, 0…1
    std::string_view
        forcedModel; ///< outlives the execution: the only one that may be called, whatever the mix says; empty: any
};

/// One call within an execution.
struct Step
{
    enum class Kind { Model, Tool };
    Kind kind;
    std::string_view name; ///< of the model or the tool; lives as long as the simulator
    double seconds; ///< its duration
    bool success;
};

/// What came of one simulated task.
struct Execution
{
    std::string_view operation;
    double complexity = 0;
    double seconds = 0;
    std::vector<Step> steps;
    std::string_view model; ///< that was paid for; empty if none was called
    int inputTokens = 0;
    int outputTokens = 0;
    std::optional<double> costUsd; ///< nothing: no model, or one without a price
    bool success = true;
    const ErrorKind *error = nullptr; ///< set when it failed
    std::string_view language; ///< of the code that was judged; empty: none
    double qualityScore = 0; ///< 0…1
    std::string_view project; ///< of the coverage measured; empty: none
    double coveragePercent = 0;
};

/// Simulates executions of one agent: steps, durations (log-normal), tokens, cost, failures. The live workers and the
/// history use the same, so that one continues the other. Immutable, so any thread; randomness comes from the caller.
class Simulator
{
public:
    /// `primaryModel` takes the first share of the profile's model mix. An empty `tools` means the profile's.
    Simulator(AgentProfile profile, PriceTable prices, std::string primaryModel, std::vector<std::string> tools = {});
    Simulator(const Simulator &) = delete;
    Simulator &operator=(const Simulator &) = delete;

    const AgentProfile &profile() const { return m_profile; }
    const std::vector<std::string_view> &models() const { return m_models; } ///< that it may call
    const std::vector<std::string_view> &tools() const { return m_tools; }

    /// An operation at random, in the profile's mix.
    std::string_view pickOperation(Rng &rng) const;
    /// A complexity at random, mostly simple tasks.
    static double pickComplexity(Rng &rng);
    /// Runs a task into `result` (its memory is used again). An operation that the profile does not name runs like
    /// its first one. `day` chooses the prices.
    void run(Rng &rng, std::string_view operation, double complexity, const Conditions &conditions,
             std::chrono::sys_days day, Execution &result) const;

private:
    /// A view of the conditions' forced model, or one of the simulator's own.
    std::string_view pickModel(Rng &rng, const Conditions &conditions) const;
    void addModelCalls(Rng &rng, const Conditions &conditions, const Operation &operation, std::chrono::sys_days day,
                       Execution &result) const;
    void addToolCalls(Rng &rng, const Conditions &conditions, int calls, Execution &result) const;
    void judgeOutput(Rng &rng, Execution &result) const;

    AgentProfile m_profile;
    PriceTable m_prices;
    std::string m_primaryModel;
    std::vector<std::string> m_toolNames;
    std::vector<std::string_view> m_models;
    std::vector<double> m_modelWeights;
    std::vector<std::string_view> m_tools;
    std::vector<double> m_toolWeights;
    std::vector<double> m_operationWeights;
    std::vector<double> m_errorWeights;
};

} // namespace toban::sandbox
