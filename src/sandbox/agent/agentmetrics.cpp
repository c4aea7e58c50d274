// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "agentmetrics.h"

#include <prometheus/counter.h>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>
#include <prometheus/text_serializer.h>

#include <unistd.h>

#include <fstream>
#include <sstream>

namespace toban::sandbox {

namespace {

template <typename Array>
prometheus::Histogram::BucketBoundaries boundaries(const Array &values)
{
    return {values.begin(), values.end()};
}

std::string str(std::string_view value)
{
    return std::string(value);
}

} // namespace

ProcessUsage ownUsage()
{
    ProcessUsage usage;
    std::ifstream stat("/proc/self/stat");
    std::string line;
    std::getline(stat, line);
    // The name in brackets may hold blanks; the fields of interest come after it: utime is the 14th, stime the 15th.
    std::istringstream fields(line.substr(std::min(line.size(), line.rfind(')') + 1)));
    std::string skipped;
    for (int i = 3; i < 14; ++i)
        fields >> skipped;
    double user = 0;
    double system = 0;
    fields >> user >> system;
    usage.cpuSeconds = (user + system) / static_cast<double>(sysconf(_SC_CLK_TCK));
    std::ifstream memory("/proc/self/statm");
    double size = 0;
    double resident = 0;
    memory >> size >> resident;
    usage.memoryBytes = resident * static_cast<double>(sysconf(_SC_PAGESIZE));
    return usage;
}

struct AgentMetrics::Impl
{
    std::string agentType;
    prometheus::Registry registry;
    prometheus::Family<prometheus::Counter> &requests;
    prometheus::Family<prometheus::Histogram> &durations;
    prometheus::Family<prometheus::Gauge> &active;
    prometheus::Family<prometheus::Counter> &tokens;
    prometheus::Family<prometheus::Counter> &cost;
    prometheus::Family<prometheus::Counter> &errors;
    prometheus::Family<prometheus::Counter> &toolCalls;
    prometheus::Family<prometheus::Histogram> *quality = nullptr;
    prometheus::Family<prometheus::Histogram> *coverage = nullptr;
    prometheus::Gauge *activeCount = nullptr;
    prometheus::Counter *cpu = nullptr;
    prometheus::Gauge *memory = nullptr;

    explicit Impl(std::string type)
        : agentType(std::move(type)),
          requests(counter("claude_agent_requests_total", "Requests that ended, by outcome.")),
          durations(histogram("claude_agent_request_duration_seconds", "Duration of requests.")),
          active(gauge("claude_agent_active_count", "1 while this agent takes requests.")),
          tokens(counter("claude_agent_tokens_used_total", "Tokens in and out, by model.")),
          cost(counter("claude_agent_api_cost_total", "Cost of model calls in USD, by model.")),
          errors(counter("claude_agent_errors_total", "Requests that failed, by cause.")),
          toolCalls(counter("agent_tool_calls_total", "Calls of tools, by outcome."))
    { }

    prometheus::Family<prometheus::Counter> &counter(const char *name, const char *help)
    {
        return prometheus::BuildCounter().Name(name).Help(help).Register(registry);
    }
    prometheus::Family<prometheus::Gauge> &gauge(const char *name, const char *help)
    {
        return prometheus::BuildGauge().Name(name).Help(help).Register(registry);
    }
    prometheus::Family<prometheus::Histogram> &histogram(const char *name, const char *help)
    {
        return prometheus::BuildHistogram().Name(name).Help(help).Register(registry);
    }
    prometheus::Counter &request(std::string_view operation, bool success)
    {
        return requests.Add(
            {{"agent_type", agentType}, {"status", success ? "success" : "error"}, {"operation", str(operation)}});
    }
    prometheus::Histogram &duration(std::string_view operation)
    {
        return durations.Add({{"agent_type", agentType}, {"operation", str(operation)}}, boundaries(durationBuckets));
    }
    prometheus::Counter &modelCounter(prometheus::Family<prometheus::Counter> &family, std::string_view model)
    {
        return family.Add({{"agent_type", agentType}, {"model", str(model)}});
    }
    prometheus::Counter &error(const ErrorKind &kind)
    {
        return errors.Add(
            {{"agent_type", agentType}, {"error_type", str(kind.type)}, {"severity", str(kind.severity)}});
    }
    prometheus::Counter &toolCall(std::string_view tool, bool success)
    {
        return toolCalls.Add(
            {{"agent_type", agentType}, {"tool_name", str(tool)}, {"status", success ? "success" : "error"}});
    }
    prometheus::Histogram &qualityOf(std::string_view language)
    {
        return quality->Add({{"agent_type", agentType}, {"language", str(language)}}, boundaries(qualityBuckets));
    }
    prometheus::Histogram &coverageOf(std::string_view project)
    {
        return coverage->Add({{"agent_type", agentType}, {"project", str(project)}}, boundaries(coverageBuckets));
    }
};

AgentMetrics::AgentMetrics(const Simulator &simulator, const std::string &pod, std::uint64_t memoryLimitBytes)
    : d(std::make_unique<Impl>(simulator.profile().agentType))
{
    const AgentProfile &profile = simulator.profile();
    for (const Operation &operation : profile.operations) {
        d->request(operation.name, true);
        d->request(operation.name, false);
        d->duration(operation.name);
    }
    for (std::string_view model : simulator.models()) {
        d->modelCounter(d->tokens, model);
        d->modelCounter(d->cost, model);
    }
    for (const ErrorKind &kind : errorKinds())
        d->error(kind);
    for (std::string_view tool : simulator.tools()) {
        d->toolCall(tool, true);
        d->toolCall(tool, false);
    }
    if (!profile.languages.empty()) {
        d->quality = &d->histogram("claude_agent_code_quality_score", "Judged quality of generated code, 0 to 1.");
        d->coverage = &d->histogram("claude_agent_test_coverage_percent", "Test coverage of generated code.");
        for (std::string_view language : profile.languages)
            d->qualityOf(language);
        for (std::string_view project : profile.projects)
            d->coverageOf(project);
    }
    d->activeCount = &d->active.Add({{"agent_type", d->agentType}});
    d->activeCount->Set(0);
    const prometheus::Labels podLabel{{"pod", pod}};
    d->cpu = &d->counter("container_cpu_usage_seconds_total", "CPU time of this agent's process.").Add(podLabel);
    d->memory = &d->gauge("container_memory_usage_bytes", "Resident memory of this agent's process.").Add(podLabel);
    d->gauge("container_spec_memory_limit_bytes", "Memory that this agent may use.")
        .Add(podLabel)
        .Set(static_cast<double>(memoryLimitBytes));
}

AgentMetrics::~AgentMetrics() = default;

void AgentMetrics::record(const Execution &execution)
{
    d->request(execution.operation, execution.success).Increment();
    d->duration(execution.operation).Observe(execution.seconds);
    recordUsage(execution);
    if (execution.error)
        d->error(*execution.error).Increment();
    for (const Step &step : execution.steps) {
        if (step.kind == Step::Kind::Tool)
            d->toolCall(step.name, step.success).Increment();
    }
    if (!execution.language.empty())
        d->qualityOf(execution.language).Observe(execution.qualityScore);
    if (!execution.project.empty())
        d->coverageOf(execution.project).Observe(execution.coveragePercent);
}

void AgentMetrics::recordUsage(const Execution &execution)
{
    if (execution.model.empty())
        return;
    d->modelCounter(d->tokens, execution.model).Increment(execution.inputTokens + execution.outputTokens);
    if (execution.costUsd)
        d->modelCounter(d->cost, execution.model).Increment(*execution.costUsd);
}

void AgentMetrics::setActive(bool active)
{
    d->activeCount->Set(active ? 1 : 0);
}

void AgentMetrics::setUsage(const ProcessUsage &usage)
{
    d->cpu->Increment(std::max(0.0, usage.cpuSeconds - d->cpu->Value()));
    d->memory->Set(usage.memoryBytes);
}

std::string AgentMetrics::text() const
{
    return prometheus::TextSerializer().Serialize(d->registry.Collect());
}

} // namespace toban::sandbox
