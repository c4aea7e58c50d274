// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace toban::sandbox {

/// One kind of work that an agent type does.
struct Operation
{
    std::string_view name;
    double weight; ///< share of the type's requests
    double medianSeconds; ///< of the whole execution, with a model of speed 1
    double sigma; ///< of the logarithm
    int inputTokens; ///< of a task of complexity 1/3; 0: tools only, no model is called
    int outputTokens;
};

struct ModelTraits
{
    std::string_view name;
    double speed; ///< facts §7, quality/speed table
    double efficiency; ///< tokens needed, relative
    double quality;
};

struct ModelShare
{
    std::string_view model;
    double share;
};

struct ErrorKind
{
    std::string_view type;
    std::string_view severity; ///< low, medium, high, critical
    double weight;
    std::string_view message;
};

/// An agent type of the simulated fleet and the deployment that it has in the sandbox.
struct AgentProfile
{
    std::string agentType;
    std::string deployment;
    int replicas;
    double requestsPerMinute; ///< of the whole type, at the day's peak and load 1
    std::string_view primaryModel;
    std::vector<Operation> operations;
    std::vector<ModelShare> models; ///< shares of the requests that call a model
    std::vector<std::string_view> tools; ///< most used first
    std::vector<std::string_view> languages; ///< of code_quality_score; empty: it writes no code
    std::vector<std::string_view> projects; ///< of test_coverage_percent
};

/// The three types of the sandbox. Their rates keep every limit of the alert rules at the day's peak: below 70 000
/// tokens an hour per type and model, below 500 000 in all.
const std::vector<AgentProfile> &fleetProfiles();

/// The profile of a type; types that the sandbox does not know get one of general work under their own name.
AgentProfile profileFor(std::string_view agentType);

/// Traits of a model; unknown ones are average.
ModelTraits modelTraits(std::string_view model);

/// The ways in which an execution can fail, with how often each is the cause.
const std::vector<ErrorKind> &errorKinds();

/// The probability that a request fails for good when nothing is wrong.
inline constexpr double normalErrorProbability = 0.004;

/// A short title of a task, as a person would have written it. `number` makes it one of several.
std::string taskTitle(std::string_view operation, std::size_t number);

} // namespace toban::sandbox
