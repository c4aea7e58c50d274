// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "metricspage.h"

#include <prometheus/counter.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>
#include <prometheus/text_serializer.h>

namespace toban::manager {

namespace {

using prometheus::ClientMetric;
using prometheus::MetricFamily;
using prometheus::MetricType;

MetricFamily family(const std::string &name, const std::string &help, MetricType type)
{
    MetricFamily result;
    result.name = name;
    result.help = help;
    result.type = type;
    return result;
}

void add(MetricFamily &to, double value, std::vector<ClientMetric::Label> labels = {})
{
    ClientMetric metric;
    metric.label = std::move(labels);
    if (to.type == MetricType::Counter) {
        metric.counter.value = value;
    } else {
        metric.gauge.value = value;
    }
    to.metric.push_back(std::move(metric));
}

MetricFamily gauge(const std::string &name, const std::string &help, double value)
{
    auto result = family(name, help, MetricType::Gauge);
    add(result, value);
    return result;
}

const prometheus::Histogram::BucketBoundaries requestBuckets{0.0005, 0.001, 0.005, 0.02, 0.05, 0.1, 0.5, 1, 5};
const prometheus::Histogram::BucketBoundaries dispatchBuckets{0.001, 0.0025, 0.005, 0.01, 0.02, 0.05,
                                                              0.1,   0.5,    1,     5,    30,   300};

} // namespace

struct MetricsPage::Impl
{
    Impl(const Fleet &f, const StateStore &s, const Clock &c) : fleet(f), store(s), clock(c) { }

    const Fleet &fleet;
    const StateStore &store;
    const Clock &clock;
    const TaskCounters *tasks = nullptr;
    std::function<std::int64_t()> failedLogins;
    prometheus::Registry registry;
    prometheus::Family<prometheus::Counter> &requests = prometheus::BuildCounter()
                                                            .Name("toban_manager_http_requests_total")
                                                            .Help("Answered requests.")
                                                            .Register(registry);
    prometheus::Family<prometheus::Histogram> &durations = prometheus::BuildHistogram()
                                                               .Name("toban_manager_http_request_duration_seconds")
                                                               .Help("From the header of a request to its answer.")
                                                               .Register(registry);
    prometheus::Histogram &dispatch = prometheus::BuildHistogram()
                                          .Name("toban_manager_task_dispatch_seconds")
                                          .Help("From the submission of a task to handing it to an agent.")
                                          .Register(registry)
                                          .Add({}, dispatchBuckets);

    void fleetMetrics(std::vector<MetricFamily> &out) const;
    void deploymentMetrics(std::vector<MetricFamily> &out) const;
    void healthMetrics(std::vector<MetricFamily> &out) const;
    void counterMetrics(std::vector<MetricFamily> &out) const;
};

MetricsPage::MetricsPage(const Fleet &fleet, const StateStore &store, const Clock &clock)
    : d(std::make_unique<Impl>(fleet, store, clock))
{ }

MetricsPage::~MetricsPage() = default;

void MetricsPage::watch(const TaskCounters &tasks, std::function<std::int64_t()> failedLogins)
{
    d->tasks = &tasks;
    d->failedLogins = std::move(failedLogins);
}

void MetricsPage::observeRequest(const std::string &method, const std::string &route, int status,
                                 std::chrono::nanoseconds duration)
{
    const std::string shown = route.empty() ? "unknown" : route;
    // A made-up method must not make a series of its own.
    const bool known = method == "GET" || method == "POST" || method == "PUT" || method == "HEAD" || method == "DELETE";
    d->requests.Add({{"method", known ? method : "other"}, {"route", shown}, {"status", std::to_string(status)}})
        .Increment();
    d->durations.Add({{"route", shown}}, requestBuckets).Observe(std::chrono::duration<double>(duration).count());
}

void MetricsPage::observeDispatch(std::chrono::nanoseconds duration)
{
    d->dispatch.Observe(std::chrono::duration<double>(duration).count());
}

/// With the fleet's mutex held.
void MetricsPage::Impl::fleetMetrics(std::vector<MetricFamily> &out) const
{
    const TimePoint now = clock.now();
    out.push_back(gauge("claude_agent_queue_length", "Tasks that wait for an agent.", double(fleet.board.queued())));
    out.push_back(gauge("claude_agent_requests_per_second", "Finished tasks per second over the last minute.",
                        fleet.spend.tasksPerSecond(now)));
    auto agents = family("toban_manager_agents", "Agents by status.", MetricType::Gauge);
    for (const AgentStatus status :
         {AgentStatus::Idle, AgentStatus::Busy, AgentStatus::Failed, AgentStatus::Maintenance, AgentStatus::Starting,
          AgentStatus::Paused, AgentStatus::Draining}) {
        add(agents, double(fleet.agents.count(status)), {{"status", std::string(agentStatusText(status))}});
    }
    out.push_back(std::move(agents));
    auto levers = family("toban_manager_emergency_lever", "1 while emergency mode has pulled it.", MetricType::Gauge);
    for (const Lever lever : leversInOrder) {
        add(levers, fleet.emergency.has(lever) ? 1 : 0, {{"lever", std::string(leverText(lever))}});
    }
    out.push_back(std::move(levers));
    auto incidents = family("toban_manager_incidents_open", "Incidents that last.", MetricType::Gauge);
    std::map<IncidentSeverity, int> lasting{{IncidentSeverity::Warning, 0}, {IncidentSeverity::Critical, 0}};
    for (const auto &[service, id] : fleet.openIncidents) {
        ++lasting[fleet.incidents.at(id).found.severity];
    }
    for (const auto &[severity, count] : lasting) {
        add(incidents, count, {{"severity", std::string(incidentSeverityText(severity))}});
    }
    out.push_back(std::move(incidents));
    auto used = family("toban_manager_limit_used_ratio", "How far a limit that is set is used up; 1: reached.",
                       MetricType::Gauge);
    for (const LimitState &state : fleet.limits(now)) {
        add(used, state.percent() / 100, {{"limit", std::string(costLimitText(state.limit))}});
    }
    out.push_back(std::move(used));
    auto queued = family("toban_manager_tasks_queued", "Tasks that wait, by agent type.", MetricType::Gauge);
    auto running = family("toban_manager_tasks_running", "Tasks under way, by agent type.", MetricType::Gauge);
    for (const auto &[type, figures] : fleet.taskFigures()) {
        add(queued, double(figures.queued), {{"agent_type", type}});
        add(running, double(figures.running), {{"agent_type", type}});
    }
    auto breakers = family("toban_manager_circuit_breakers",
                           "Endpoints of agents by the state of their circuit breaker.", MetricType::Gauge);
    for (const auto state :
         {CircuitBreaker::State::Closed, CircuitBreaker::State::Open, CircuitBreaker::State::HalfOpen}) {
        add(breakers, double(fleet.endpoints.count(state, clock.steady())),
            {{"state", std::string(breakerStateText(state))}});
    }
    out.push_back(std::move(breakers));
    out.push_back(std::move(queued));
    out.push_back(std::move(running));
}

/// With the fleet's mutex held.
void MetricsPage::Impl::deploymentMetrics(std::vector<MetricFamily> &out) const
{
    auto spec = family("kube_deployment_spec_replicas", "Agents desired.", MetricType::Gauge);
    auto status = family("kube_deployment_status_replicas", "Agents running.", MetricType::Gauge);
    auto ready = family("kube_deployment_status_replicas_ready", "Agents ready.", MetricType::Gauge);
    auto revision = family("toban_manager_deployment_revision", "Number of the current revision.", MetricType::Gauge);
    for (const auto &[name, entry] : fleet.deployments) {
        const std::vector<ClientMetric::Label> label{{"deployment", name}};
        add(spec, entry.record.replicas, label);
        add(status, double(entry.workers.size()), label);
        add(ready, entry.ready(), label);
        add(revision, entry.record.currentRevision, label);
    }
    for (auto *each : {&spec, &status, &ready, &revision}) {
        out.push_back(std::move(*each));
    }
}

/// With the fleet's mutex held. What is not known has no sample, but for the state "unknown".
void MetricsPage::Impl::healthMetrics(std::vector<MetricFamily> &out) const
{
    auto status = family("toban_manager_health_check_status", "1 for the state of a health check.", MetricType::Gauge);
    auto breaker = family("toban_manager_health_check_breaker", "1 for the state of a health check's circuit breaker.",
                          MetricType::Gauge);
    auto duration
        = family("toban_manager_health_check_duration_seconds", "How long the last look took.", MetricType::Gauge);
    auto success = family("toban_manager_health_check_last_success_timestamp_seconds", "When a look last passed.",
                          MetricType::Gauge);
    const SteadyPoint now = clock.steady();
    for (const HealthCheck &check : fleet.health.checks()) {
        const std::vector<ClientMetric::Label> labels{{"check", check.spec.name},
                                                      {"kind", std::string(checkKindText(check.spec.kind))}};
        const auto with = [&labels](const char *name, std::string_view value) {
            auto more = labels;
            more.push_back({name, std::string(value)});
            return more;
        };
        for (const auto one :
             {CheckStatus::Unknown, CheckStatus::Healthy, CheckStatus::Degraded, CheckStatus::Unhealthy}) {
            add(status, check.status(now, fleet.health.times()) == one ? 1 : 0, with("status", checkStatusText(one)));
        }
        for (const auto one :
             {CircuitBreaker::State::Closed, CircuitBreaker::State::Open, CircuitBreaker::State::HalfOpen}) {
            add(breaker, check.breaker.state(now) == one ? 1 : 0, with("state", breakerStateText(one)));
        }
        if (check.lastAt) {
            add(duration, std::chrono::duration<double>(check.took).count(), labels);
        }
        if (check.lastSuccess) {
            add(success, std::chrono::duration<double>(check.lastSuccess->time_since_epoch()).count(), labels);
        }
    }
    for (auto *each : {&status, &breaker, &duration, &success}) {
        if (!each->metric.empty()) {
            out.push_back(std::move(*each));
        }
    }
}

void MetricsPage::Impl::counterMetrics(std::vector<MetricFamily> &out) const
{
    auto total = family("toban_manager_tasks_total", "Tasks by what became of them.", MetricType::Counter);
    const std::pair<const char *, const std::atomic<std::int64_t> &> counters[]{
        {"submitted", tasks->submitted}, {"succeeded", tasks->succeeded}, {"failed", tasks->failed},
        {"timed_out", tasks->timedOut},  {"requeued", tasks->requeued},   {"refused_queue_full", tasks->refusedFull}};
    for (const auto &[event, counter] : counters) {
        add(total, double(counter), {{"event", event}});
    }
    out.push_back(std::move(total));
    auto limits = family("toban_manager_tasks_refused_by_limit_total",
                         "Tasks refused because of cost controls, by limit.", MetricType::Counter);
    for (const CostLimit limit : costLimits) {
        add(limits, double(tasks->refusedLimit[std::size_t(limit)]), {{"limit", std::string(costLimitText(limit))}});
    }
    out.push_back(std::move(limits));
    auto logins = family("toban_manager_failed_logins_total", "Requests with an unknown token.", MetricType::Counter);
    add(logins, double(failedLogins()));
    out.push_back(std::move(logins));
    out.push_back(gauge("toban_manager_store_commit_seconds", "How long the last write to disk took.",
                        double(store.lastCommit().count()) / 1e6));
    out.push_back(
        gauge("toban_manager_store_ok", "1 while the state can be written.", store.trouble().empty() ? 1 : 0));
}

std::string MetricsPage::text() const
{
    std::vector<MetricFamily> families = d->registry.Collect();
    {
        const std::lock_guard lock(d->fleet.mutex);
        d->fleetMetrics(families);
        d->deploymentMetrics(families);
        d->healthMetrics(families);
    }
    d->counterMetrics(families);
    return prometheus::TextSerializer().Serialize(families);
}

} // namespace toban::manager
