// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "fleethistory.h"

#include "agentmetrics.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdio>
#include <iterator>
#include <limits>

namespace toban::sandbox {

namespace {

constexpr std::int64_t coarseStep = 300;
constexpr std::int64_t fineStep = 60;
constexpr std::int64_t recentStep = 120;
constexpr double nothing = std::numeric_limits<double>::quiet_NaN();
constexpr double idleCores = 0.0012;
constexpr double cpuSecondsPerRequest = 0.004;
constexpr double restingBytes = 13.6e6;

std::uint64_t keyOf(std::string_view text)
{
    std::uint64_t key = 0xcbf29ce484222325u;
    for (const char c : text)
        key = (key ^ static_cast<unsigned char>(c)) * 0x100000001b3u;
    return key;
}

std::string number(double value)
{
    char buffer[32];
    const auto end = std::to_chars(buffer, buffer + sizeof buffer, value);
    return {buffer, end.ptr};
}

/// name{a="1",b="2"} from pairs whose values need no escape.
std::string seriesName(std::string_view name, const std::vector<std::pair<std::string_view, std::string>> &labels)
{
    std::string text(name);
    char separator = '{';
    for (const auto &[label, value] : labels) {
        text += separator;
        text.append(label).append("=\"").append(value).append("\"");
        separator = ',';
    }
    return text + "}";
}

using Labels = std::vector<std::pair<std::string_view, std::string>>;

template <typename Range, typename Name>
std::size_t indexOf(const Range &range, const Name &name)
{
    return static_cast<std::size_t>(std::find(range.begin(), range.end(), name) - range.begin());
}

} // namespace

/// One agent's series: a flat list of current values beside the columns that they go to.
struct FleetHistory::Agent
{
    const Simulator *simulator;
    std::string id;
    std::uint64_t key;
    int ordinal;
    std::vector<std::string> series;
    std::vector<bool> slow; // a sample at the coarse steps only
    std::vector<double> current;
    // First index of each family in the lists above.
    std::size_t requests = 0, durations = 0, tokens = 0, cost = 0, errors = 0, tools = 0, quality = 0, coverage = 0;
    std::size_t active = 0, cpu = 0, memory = 0, limit = 0, up = 0;

    Agent(const Simulator *s, int number_)
        : simulator(s), id(s->profile().deployment + "-" + std::to_string(number_)), key(keyOf(id)), ordinal(number_)
    {
        const AgentProfile &profile = s->profile();
        requests = series.size();
        for (const Operation &operation : profile.operations) {
            for (const char *status : {"success", "error"})
                add("claude_agent_requests_total", {{"operation", std::string(operation.name)}, {"status", status}});
        }
        durations = series.size();
        for (const Operation &operation : profile.operations)
            addHistogram("claude_agent_request_duration_seconds", "operation", operation.name, durationBuckets, false);
        tokens = series.size();
        for (std::string_view model : s->models())
            add("claude_agent_tokens_used_total", {{"model", std::string(model)}});
        cost = series.size();
        for (std::string_view model : s->models())
            add("claude_agent_api_cost_total", {{"model", std::string(model)}});
        errors = series.size();
        for (const ErrorKind &kind : errorKinds())
            add("claude_agent_errors_total",
                {{"error_type", std::string(kind.type)}, {"severity", std::string(kind.severity)}});
        tools = series.size();
        for (std::string_view tool : s->tools()) {
            for (const char *status : {"success", "error"})
                add("agent_tool_calls_total", {{"status", status}, {"tool_name", std::string(tool)}});
        }
        quality = series.size();
        for (std::string_view language : profile.languages)
            addHistogram("claude_agent_code_quality_score", "language", language, qualityBuckets, true);
        coverage = series.size();
        for (std::string_view project : profile.projects)
            addHistogram("claude_agent_test_coverage_percent", "project", project, coverageBuckets, true);
        active = series.size();
        add("claude_agent_active_count", {});
        cpu = series.size();
        addBare("container_cpu_usage_seconds_total");
        memory = series.size();
        addBare("container_memory_usage_bytes");
        limit = series.size();
        addBare("container_spec_memory_limit_bytes");
        up = series.size();
        addBare("up");
        current.assign(series.size(), 0);
    }

    Labels targetLabels() const
    {
        return {{"deployment", simulator->profile().deployment},
                {"instance", id},
                {"job", "claude-agents"},
                {"pod", "claude-agent-" + id}};
    }
    void add(std::string_view name, Labels labels, bool isSlow = false)
    {
        labels.insert(labels.begin(), {"agent_type", simulator->profile().agentType});
        for (auto &label : targetLabels())
            labels.push_back(std::move(label));
        series.push_back(seriesName(name, labels));
        slow.push_back(isSlow);
    }
    void addBare(std::string_view name)
    {
        series.push_back(seriesName(name, targetLabels()));
        slow.push_back(false);
    }
    /// Buckets, +Inf, sum, count, in this order.
    template <typename Buckets>
    void addHistogram(const std::string &name, std::string_view label, std::string_view value, const Buckets &buckets,
                      bool isSlow)
    {
        for (const double bucket : buckets)
            add(name + "_bucket", {{label, std::string(value)}, {"le", number(bucket)}}, isSlow);
        add(name + "_bucket", {{label, std::string(value)}, {"le", "+Inf"}}, isSlow);
        add(name + "_sum", {{label, std::string(value)}}, isSlow);
        add(name + "_count", {{label, std::string(value)}}, isSlow);
    }
    template <typename Buckets>
    void observe(std::size_t first, std::size_t which, const Buckets &buckets, double value)
    {
        const std::size_t base = first + which * (buckets.size() + 3);
        for (std::size_t i = 0; i < buckets.size(); ++i)
            current[base + i] += value <= buckets[i] ? 1 : 0;
        current[base + buckets.size()] += 1;
        current[base + buckets.size() + 1] += value;
        current[base + buckets.size() + 2] += 1;
    }
    void record(const Execution &execution)
    {
        const AgentProfile &profile = simulator->profile();
        std::size_t operation = 0;
        while (profile.operations[operation].name != execution.operation)
            ++operation;
        current[requests + 2 * operation + (execution.success ? 0 : 1)] += 1;
        observe(durations, operation, durationBuckets, execution.seconds);
        if (!execution.model.empty()) {
            const std::size_t model = indexOf(simulator->models(), execution.model);
            current[tokens + model] += execution.inputTokens + execution.outputTokens;
            current[cost + model] += execution.costUsd.value_or(0);
        }
        if (execution.error)
            current[errors + static_cast<std::size_t>(execution.error - errorKinds().data())] += 1;
        for (const Step &step : execution.steps) {
            if (step.kind == Step::Kind::Tool)
                current[tools + 2 * indexOf(simulator->tools(), step.name) + (step.success ? 0 : 1)] += 1;
        }
        if (!execution.language.empty())
            observe(quality, indexOf(profile.languages, execution.language), qualityBuckets, execution.qualityScore);
        if (!execution.project.empty())
            observe(coverage, indexOf(profile.projects, execution.project), coverageBuckets, execution.coveragePercent);
        current[cpu] += cpuSecondsPerRequest;
    }
};

struct FleetHistory::Impl
{
    Story story;
    std::vector<std::unique_ptr<Simulator>> simulators;
    std::vector<std::vector<std::int64_t>> restarts; // per simulator
    std::vector<Agent> agents;
    std::int64_t now; // end of the last step
    std::uint64_t requests = 0;
    Execution execution; // used again and again

    Impl(const Story &s, const PriceTable &prices, std::int64_t begin) : story(s), now(begin)
    {
        for (const AgentProfile &profile : fleetProfiles()) {
            simulators.push_back(std::make_unique<Simulator>(profile, prices, std::string(profile.primaryModel)));
            restarts.push_back(story.restarts(profile));
            for (int i = 0; i < profile.replicas; ++i)
                agents.emplace_back(simulators.back().get(), i);
        }
    }

    /// Calls the sink with every execution of an agent's step.
    template <typename Sink>
    void simulateStep(const Agent &agent, std::int64_t from, std::int64_t to, Execution &result, const Sink &sink) const
    {
        const AgentProfile &profile = agent.simulator->profile();
        const std::int64_t middle = from + (to - from) / 2;
        const double expected = story.requestsPerMinute(profile, middle) * static_cast<double>(to - from) / 60
            / story.replicas(profile, middle);
        Rng rng = Rng::keyed({story.options().seed, agent.key, static_cast<std::uint64_t>(to)});
        const Conditions conditions = story.conditions(profile, middle);
        const auto date = std::chrono::floor<std::chrono::days>(std::chrono::sys_seconds(std::chrono::seconds(to)));
        const int count = rng.poisson(expected);
        for (int i = 0; i < count; ++i) {
            const std::string_view operation = agent.simulator->pickOperation(rng);
            const double complexity = Simulator::pickComplexity(rng);
            agent.simulator->run(rng, operation, complexity, conditions, date, result);
            sink(result);
        }
    }

    bool exists(const Agent &agent, std::int64_t t) const
    {
        return agent.ordinal < story.replicas(agent.simulator->profile(), t);
    }

    bool restarted(const Agent &agent, std::int64_t from, std::int64_t to) const
    {
        for (std::size_t i = 0; i < simulators.size(); ++i) {
            if (simulators[i].get() != agent.simulator)
                continue;
            const auto next = std::upper_bound(restarts[i].begin(), restarts[i].end(), from);
            return next != restarts[i].end() && *next <= to;
        }
        return false;
    }

    /// Brings the agent's values to the end of the step; false if it could not be reached then.
    bool step(Agent &agent, std::int64_t from, std::int64_t to)
    {
        if (restarted(agent, from, to))
            std::fill(agent.current.begin(), agent.current.end(), 0.0);
        agent.current[agent.up] = story.outage().contains(to) ? 0 : 1;
        if (story.outage().contains(to))
            return false;
        simulateStep(agent, from, to, execution, [this, &agent](const Execution &result) {
            agent.record(result);
            ++requests;
        });
        Rng rng = Rng::keyed({story.options().seed, agent.key, static_cast<std::uint64_t>(to), 1});
        agent.current[agent.active] = 1;
        agent.current[agent.cpu] += idleCores * static_cast<double>(to - from);
        agent.current[agent.memory] = std::round(restingBytes + 0.8e6 * rng.uniform()
                                                 + 0.6e6 * std::min(1.0, agent.current[agent.requests] / 5000));
        agent.current[agent.limit] = 64u << 20;
        return true;
    }

    void stepManager(std::vector<Column> &columns, std::int64_t from, std::int64_t to) const
    {
        const bool away = story.outage().contains(to);
        // For a quarter of an hour after the outage the work that had waited was caught up.
        const double since = static_cast<double>(to - story.outage().end);
        const double backlog = since >= 0 && since < 900 ? 140 * (1 - since / 900) : 0;
        Rng rng = Rng::keyed({story.options().seed, 2, static_cast<std::uint64_t>(to)});
        double perMinute = 0;
        for (const auto &simulator : simulators)
            perMinute += story.requestsPerMinute(simulator->profile(), from + (to - from) / 2);
        std::size_t i = 0;
        const auto put = [&columns, &i](double value) { columns[i++].values.push_back(value); };
        put(away ? 0 : 1);
        put(away ? nothing : rng.poisson(perMinute / 120) + std::round(backlog));
        put(away ? nothing : std::round(perMinute * 100 / 60 * (0.9 + 0.2 * rng.uniform())) / 100);
        for (const auto &simulator : simulators) {
            const double replicas = story.replicas(simulator->profile(), to);
            for (int k = 0; k < 3; ++k)
                put(away ? nothing : replicas);
        }
    }

    std::vector<Column> managerColumns() const
    {
        const Labels target{{"instance", "toban-manager"}, {"job", "toban-manager"}};
        std::vector<Column> columns;
        for (const char *name : {"up", "claude_agent_queue_length", "claude_agent_requests_per_second"})
            columns.push_back({seriesName(name, target), {}});
        for (const auto &simulator : simulators) {
            Labels labels = target;
            labels.insert(labels.begin(), {"deployment", simulator->profile().deployment});
            for (const char *name : {"kube_deployment_spec_replicas", "kube_deployment_status_replicas",
                                     "kube_deployment_status_replicas_ready"})
                columns.push_back({seriesName(name, labels), {}});
        }
        return columns;
    }
};

FleetHistory::FleetHistory(const Story &story, const PriceTable &prices, std::int64_t begin)
    : d(std::make_unique<Impl>(story, prices, begin))
{ }

FleetHistory::~FleetHistory() = default;

std::vector<std::int64_t> FleetHistory::times(std::int64_t from, std::int64_t to, std::int64_t fineFrom) const
{
    const Window closeUp{d->story.outage().begin - 1800, d->story.outage().end + 2400};
    std::vector<std::int64_t> result;
    for (std::int64_t t = from - from % fineStep + fineStep; t <= to; t += fineStep) {
        const bool isFine = t >= fineFrom && (t % recentStep == 0 || t + fineStep > to);
        if (t % coarseStep == 0 || isFine || closeUp.contains(t))
            result.push_back(t);
    }
    return result;
}

Chunk FleetHistory::advance(std::vector<std::int64_t> times)
{
    Chunk chunk;
    chunk.times = std::move(times);
    const std::size_t count = chunk.times.size();
    for (Agent &agent : d->agents) {
        const std::size_t base = chunk.columns.size();
        for (std::size_t i = 0; i < agent.series.size(); ++i) {
            Column column{agent.series[i], {}};
            column.values.reserve(count);
            chunk.columns.push_back(std::move(column));
        }
        std::int64_t before = d->now;
        for (std::size_t k = 0; k < count; ++k) {
            const std::int64_t t = chunk.times[k];
            const bool there = d->exists(agent, t);
            const bool reached = there && d->step(agent, before, t);
            for (std::size_t i = 0; i < agent.series.size(); ++i) {
                const bool told = reached ? !agent.slow[i] || t % coarseStep == 0 : there && i == agent.up;
                chunk.columns[base + i].values.push_back(told ? agent.current[i] : nothing);
            }
            before = t;
        }
    }
    std::vector<Column> manager = d->managerColumns();
    std::int64_t before = d->now;
    for (const std::int64_t t : chunk.times) {
        d->stepManager(manager, before, t);
        before = t;
    }
    std::move(manager.begin(), manager.end(), std::back_inserter(chunk.columns));
    d->now = chunk.times.back();
    return chunk;
}

std::uint64_t FleetHistory::requests() const
{
    return d->requests;
}

void FleetHistory::logs(std::int64_t from, const std::vector<std::int64_t> &times,
                        const std::function<void(const StreamLabels &, const LogLine &)> &sink) const
{
    struct Entry
    {
        StreamLabels labels;
        LogLine line;
    };
    constexpr double refusalsPerHour = 7;
    Execution result;
    std::int64_t before = from;
    for (const std::int64_t t : times) {
        std::vector<Entry> entries;
        for (const Agent &agent : d->agents) {
            if (!d->exists(agent, t) || d->story.outage().contains(t))
                continue;
            const AgentProfile &profile = agent.simulator->profile();
            Rng moments = Rng::keyed({d->story.options().seed, agent.key, static_cast<std::uint64_t>(t), 3});
            d->simulateStep(agent, before, t, result, [&](const Execution &execution) {
                const double moment = moments.uniform() * static_cast<double>(t - before);
                const std::int64_t start = before * 1'000'000'000 + static_cast<std::int64_t>(moment * 1e9);
                char id[24];
                std::snprintf(id, sizeof id, "req-%08x", static_cast<unsigned>(moments.next()));
                executionEvents(
                    execution, id, taskTitle(execution.operation, moments.below(2000)), start, [&](LogLine line) {
                        entries.push_back({agentLabels(profile.agentType, profile.deployment, agent.id, line.level),
                                           std::move(line)});
                    });
            });
        }
        Rng gateway = Rng::keyed({d->story.options().seed, 4, static_cast<std::uint64_t>(t)});
        const int refusals = gateway.poisson(refusalsPerHour * static_cast<double>(t - before) / 3600);
        for (int i = 0; i < refusals; ++i) {
            const double moment = gateway.uniform() * static_cast<double>(t - before);
            LogLine line = gatewayRefusal(gateway, before * 1'000'000'000 + static_cast<std::int64_t>(moment * 1e9));
            entries.push_back({gatewayLabels(line.level), std::move(line)});
        }
        std::stable_sort(entries.begin(), entries.end(),
                         [](const Entry &a, const Entry &b) { return a.line.nanoseconds < b.line.nanoseconds; });
        for (const Entry &entry : entries)
            sink(entry.labels, entry.line);
        before = t;
    }
}

std::uint64_t appendOpenMetrics(const Chunk &chunk, const std::function<void(std::string_view)> &write)
{
    constexpr std::size_t pieceBytes = 1 << 20;
    std::vector<std::string> stamps;
    stamps.reserve(chunk.times.size());
    for (const std::int64_t t : chunk.times)
        stamps.push_back(" " + std::to_string(t) + "\n");
    std::string text;
    text.reserve(pieceBytes + 1024);
    std::uint64_t samples = 0;
    for (const Column &column : chunk.columns) {
        for (std::size_t i = 0; i < column.values.size(); ++i) {
            if (std::isnan(column.values[i]))
                continue;
            char value[32];
            const auto end = std::to_chars(value, value + sizeof value, column.values[i]);
            text.append(column.series).append(1, ' ').append(value, end.ptr);
            text += stamps[i];
            ++samples;
            if (text.size() > pieceBytes) {
                write(text);
                text.clear();
            }
        }
    }
    write(text);
    return samples;
}

} // namespace toban::sandbox
