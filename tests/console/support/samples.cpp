// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "samples.h"

#include <QRandomGenerator>

#include <cmath>

namespace toban::samples {

namespace {

QString text(const char *utf8)
{
    return QString::fromUtf8(utf8);
}

Agent agent(const QString &deployment, const QString &type, int ordinal, AgentStatus status, int load, int revision)
{
    Agent made;
    made.id = QStringLiteral("%1-%2").arg(deployment).arg(ordinal);
    made.type = type;
    made.deployment = deployment;
    made.status = status;
    made.capacity = 10;
    made.currentLoad = load;
    made.version = QStringLiteral("v2.1.0");
    made.revision = revision;
    made.endpoint = QStringLiteral("http://127.0.0.1:%1").arg(41000 + ordinal);
    made.createdMs = now - 9 * 3'600'000;
    made.lastHeartbeatMs = now - 1000 * (1 + ordinal * 2 % 9);
    return made;
}

Deployment deployment(const char *name, const char *type, int desired, int ready, int revision,
                      std::optional<double> cost)
{
    Deployment made;
    made.name = text(name);
    made.agentType = text(type);
    made.state = DeploymentState::Running;
    made.desired = desired;
    made.current = ready;
    made.ready = ready;
    made.revision.number = revision;
    made.revision.image = QStringLiteral("registry.example/agents:v2.1.0");
    made.revision.model = QStringLiteral("claude-sonnet-3.5");
    made.revision.promptHash = QStringLiteral("sha256:9f2c4e71ab03");
    made.revision.tools = QStringList{QStringLiteral("read_file"), QStringLiteral("exec"), QStringLiteral("git")};
    made.revision.createdBy = QStringLiteral("ops-2");
    made.revision.createdMs = now - 3 * 86'400'000LL;
    made.costPerHour = cost;
    made.currency = QStringLiteral("USD");
    return made;
}

Labels labels(std::initializer_list<std::pair<const char *, const char *>> pairs)
{
    std::vector<std::pair<QString, QString>> made;
    for (const auto &[name, value] : pairs)
        made.emplace_back(text(name), text(value));
    return Labels(std::move(made));
}

} // namespace

FleetSnapshot fleet()
{
    FleetSnapshot made;
    made.takenMs = now;
    made.deployments = {deployment("code-generator", "code_generator", 4, 4, 7, 3.42),
                        deployment("security-scanner", "security_scanner", 3, 3, 4, 1.18),
                        deployment("performance-tester", "performance_tester", 3, 2, 5, 0.87),
                        deployment("doc-writer", "doc_writer", 6, 4, 12, std::nullopt),
                        deployment("triage", "triage", 2, 2, 1, 0.21)};
    made.deployments[3].state = DeploymentState::Progressing;
    made.deployments[4].state = DeploymentState::Paused;
    QRandomGenerator random(4);
    for (const Deployment &owner : made.deployments) {
        for (int i = 0; i < owner.desired; ++i) {
            const int load = random.bounded(0, 10);
            AgentStatus status = load > 0 ? AgentStatus::Busy : AgentStatus::Idle;
            if (owner.state == DeploymentState::Paused)
                status = AgentStatus::Paused;
            else if (i >= owner.ready)
                status = owner.state == DeploymentState::Progressing ? AgentStatus::Starting : AgentStatus::Failed;
            const bool works = status == AgentStatus::Busy;
            made.agents.push_back(
                agent(owner.name, owner.agentType, i, status, works ? load : 0, owner.revision.number));
            if (status == AgentStatus::Failed)
                made.agents.back().lastHeartbeatMs = now - 94'000;
            if (status == AgentStatus::Starting) {
                made.agents.back().createdMs = now - 8'000;
                made.agents.back().lastHeartbeatMs = 0;
            }
        }
    }
    return made;
}

FleetSnapshot largeFleet(int deployments, int agentsEach, qint64 heartbeatMs)
{
    FleetSnapshot made;
    made.takenMs = heartbeatMs;
    QRandomGenerator random(9);
    for (int d = 0; d < deployments; ++d) {
        const QByteArray name = "fleet-" + QByteArray::number(d);
        made.deployments.push_back(deployment(name.constData(), "code_generator", agentsEach, agentsEach, 7, 1.0 + d));
        for (int a = 0; a < agentsEach; ++a) {
            const int load = random.bounded(0, 11);
            made.agents.push_back(agent(made.deployments.back().name, QStringLiteral("code_generator"), a,
                                        load ? AgentStatus::Busy : AgentStatus::Idle, load, 7));
            made.agents.back().lastHeartbeatMs = heartbeatMs - random.bounded(0, 10'000);
        }
    }
    return made;
}

std::vector<Revision> revisions()
{
    std::vector<Revision> made;
    const char *reasons[] = {"back to the prompt that passed the gates", "shorter prompt, cheaper",
                             "security fix in the tool runner", "first release"};
    for (int i = 0; i < 4; ++i) {
        Revision revision = deployment("x", "x", 1, 1, 7 - i, {}).revision;
        revision.reason = text(reasons[i]);
        revision.createdBy = i % 2 ? QStringLiteral("ops-1") : QStringLiteral("ops-2");
        revision.createdMs = now - (i * 9 + 3) * 86'400'000LL;
        made.push_back(revision);
    }
    return made;
}

namespace {

template <typename Shape>
FramePtr wave(TimeRange::Span span, const Labels &of, Shape shape)
{
    auto frame = std::make_shared<Frame>();
    frame->stepMs = std::max<qint64>(15'000, span.lengthMs() / 240);
    frame->startMs = span.startMs;
    frame->points = int(span.lengthMs() / frame->stepMs);
    Series series{of, {}};
    for (int i = 0; i < frame->points; ++i)
        series.values.push_back(shape(double(i) / frame->points));
    frame->series.push_back(std::move(series));
    return frame;
}

} // namespace

AgentMetrics agentMetrics(TimeRange::Span span)
{
    QRandomGenerator random(2);
    const auto noise = [&random](double by) { return (random.generateDouble() - 0.5) * by; };
    AgentMetrics made;
    made.requests = wave(span, {}, [&](double t) { return 1.4 + 0.7 * std::sin(t * 6) + noise(0.3); });
    made.errors = wave(
        span, {}, [&](double t) { return t > 0.7 && t < 0.76 ? 0.08 + noise(0.02) : 0.004 + std::abs(noise(0.004)); });
    made.latency = wave(span, {}, [&](double t) { return 3.1 + std::sin(t * 9) + noise(0.5); });
    made.cpu = wave(span, {}, [&](double t) { return 0.12 + 0.05 * std::sin(t * 6) + noise(0.02); });
    made.memory = wave(span, {}, [&](double t) { return (52 + 9 * t + noise(1)) * 1024 * 1024; });
    return made;
}

namespace {

AlertRule rule(const char *group, const char *name, const char *query, qint64 forMs, const char *severity,
               const char *summary)
{
    AlertRule made;
    made.group = text(group);
    made.file = QStringLiteral("/etc/prometheus/rules/claude-agent.yml");
    made.name = text(name);
    made.query = text(query);
    made.forMs = forMs;
    made.labels = labels({{"severity", severity}});
    made.annotations
        = labels({{"summary", summary},
                  {"description", "See which agents answer slowly and whether the model's provider throttles."},
                  {"runbook_url", "https://runbooks.example/agents/latency"}});
    made.state = RuleState::Inactive;
    made.health = RuleHealth::Ok;
    made.lastEvaluationMs = now - 6000;
    made.evaluationSeconds = 0.0021;
    return made;
}

Alert instance(const AlertRule &of, const char *type, RuleState state, double value, qint64 sinceMs)
{
    Alert made;
    made.labels = labels({{"alertname", ""}, {"agent_type", type}, {"severity", ""}});
    auto pairs = made.labels.pairs();
    for (auto &[name, content] : pairs) {
        if (name == QLatin1String("alertname"))
            content = of.name;
        else if (name == QLatin1String("severity"))
            content = of.labels.value(u"severity");
    }
    made.labels = Labels(pairs);
    made.annotations = of.annotations;
    made.state = state;
    made.value = value;
    made.activeSinceMs = sinceMs;
    return made;
}

} // namespace

std::vector<AlertRuleGroup> rules()
{
    AlertRuleGroup agents{QStringLiteral("claude-agent-alerts"),
                          QStringLiteral("/etc/prometheus/rules/claude-agent.yml"),
                          15'000,
                          now - 6000,
                          {}};
    agents.rules = {
        rule("claude-agent-alerts", "HighErrorRate",
             "sum by (agent_type) (rate(claude_agent_requests_total{status=\"error\"}[5m]))\n  / sum by (agent_type) "
             "(rate(claude_agent_requests_total[5m])) > 0.1",
             120'000, "warning", "More than a tenth of the requests fail"),
        rule("claude-agent-alerts", "HighLatency",
             "histogram_quantile(0.95, sum by (agent_type, le) "
             "(rate(claude_agent_request_duration_seconds_bucket[5m]))) > 30",
             60'000, "warning", "Responses take longer than 30 s (P95)"),
        rule("claude-agent-alerts", "HighAPIUsage",
             "sum by (agent_type, model) (increase(claude_agent_tokens_used_total[1h])) > 100000", 300'000, "warning",
             "More than 100 000 tokens in an hour"),
        rule("claude-agent-alerts", "AgentDown", "sum by (agent_type) (claude_agent_active_count) == 0", 60'000,
             "critical", "No agent of this type is running"),
        rule("claude-agent-alerts", "HighMemoryUsage",
             "container_memory_usage_bytes / container_spec_memory_limit_bytes > 0.8", 300'000, "warning",
             "Memory is nearly used up")};
    AlertRule &latency = agents.rules[1];
    latency.state = RuleState::Firing;
    latency.alerts = {instance(latency, "code_generator", RuleState::Firing, 41.72, now - 11 * 60'000),
                      instance(latency, "performance_tester", RuleState::Firing, 33.05, now - 4 * 60'000)};
    AlertRule &down = agents.rules[3];
    down.state = RuleState::Firing;
    down.alerts = {instance(down, "performance_tester", RuleState::Firing, 0, now - 130'000)};
    AlertRule &errors = agents.rules[0];
    errors.state = RuleState::Pending;
    errors.alerts = {instance(errors, "code_generator", RuleState::Pending, 0.124, now - 45'000)};

    AlertRuleGroup budget{
        QStringLiteral("budget"), QStringLiteral("/etc/prometheus/rules/budget.yml"), 60'000, now - 31'000, {}};
    budget.rules = {rule("budget", "token_budget_exceeded", "sum(increase(claude_agent_tokens_used_total[1h])) > 1e6",
                         60'000, "critical", "The hourly token budget is exceeded"),
                    rule("budget", "price_missing", "agent_price unless on (model) price_table", 0, "info",
                         "A model has no price")};
    budget.rules[1].health = RuleHealth::Error;
    budget.rules[1].lastError
        = QStringLiteral("found duplicate series for the match group {model=\"gpt-5\"} on the right hand-side");
    return {agents, budget};
}

std::vector<Alert> alerts()
{
    std::vector<Alert> made;
    int number = 0;
    for (const AlertRuleGroup &group : rules()) {
        for (const AlertRule &of : group.rules) {
            for (Alert alert : of.alerts) {
                if (alert.state != RuleState::Firing)
                    continue;
                alert.fingerprint = QStringLiteral("8a1c%1").arg(number++, 4, 16, QLatin1Char('0'));
                alert.receivers = QStringList{QStringLiteral("slack")};
                if (alert.severity() == QLatin1String("critical"))
                    alert.receivers.append(QStringLiteral("pagerduty"));
                made.push_back(alert);
            }
        }
    }
    made[1].silencedBy = QStringList{QStringLiteral("3b8e1f6a-1d7c-4f0e-9b86-6a2f1c1d9e55")};
    return made;
}

std::vector<LogEntry> logs(int count, qint64 newestMs)
{
    std::vector<LogEntry> made;
    QRandomGenerator random(6);
    const char *types[] = {"code-generator", "security-scanner", "performance-tester"};
    for (int i = 0; i < count; ++i) {
        const int kind = random.bounded(0, 20);
        const char *type = types[random.bounded(0, 3)];
        const QByteArray pod = QByteArray("claude-agent-") + type + '-' + QByteArray::number(random.bounded(0, 4));
        const char *level = kind == 0 ? "error" : kind < 3 ? "warn" : kind < 17 ? "info" : "debug";
        LogEntry entry;
        entry.timeNs = (newestMs - i * 1370LL) * 1'000'000 + random.bounded(1'000'000);
        entry.labels
            = labels({{"app", "claude-agent"}, {"deployment", type}, {"level", level}, {"pod", pod.constData()}});
        const QString request = QStringLiteral("req-%1").arg(184'220 - i / 4, 6, 10, QLatin1Char('0'));
        if (kind == 0)
            entry.line
                = QStringLiteral(
                      "{\"event\":\"error\",\"request_id\":\"%1\",\"error_type\":\"RateLimitError\",\"error_message\":"
                      "\"429 from the model's provider, retry after 8 s\",\"context\":{\"attempt\":3,\"model\":"
                      "\"claude-opus-4.1\"},\"level\":\"error\"}")
                      .arg(request);
        else if (kind < 3)
            entry.line = QStringLiteral("level=warn msg=\"slow answer\" request_id=%1 duration=%2s limit=5s")
                             .arg(request)
                             .arg(5 + kind * 2.4);
        else if (i % 100 == 99)
            entry.line
                = QStringLiteral(
                      "{\"event\":\"tool_call\",\"request_id\":\"%1\",\"tool\":\"exec\",\"input_preview\":\"curl -H "
                      "'Authorization: Bearer hunter2'\",\"api_key\":\"hunter2\",\"level\":\"info\"}")
                      .arg(request);
        else if (kind < 12)
            entry.line
                = QStringLiteral(
                      "{\"event\":\"llm_call\",\"request_id\":\"%1\",\"step\":%2,\"model\":\"claude-sonnet-3.5\","
                      "\"level\":\"%3\"}")
                      .arg(request)
                      .arg(i % 7)
                      .arg(QLatin1String(level));
        else
            entry.line
                = QStringLiteral(
                      "{\"event\":\"agent_completed\",\"request_id\":\"%1\",\"total_steps\":%2,\"total_tokens\":%3,"
                      "\"cost_usd\":0.0%4,\"level\":\"%5\"}")
                      .arg(request)
                      .arg(2 + i % 6)
                      .arg(1200 + i % 5000)
                      .arg(120 + i % 700)
                      .arg(QLatin1String(level));
        made.push_back(entry);
    }
    return made;
}

FramePtr volume(TimeRange::Span span)
{
    auto frame = std::make_shared<Frame>();
    frame->stepMs = std::max<qint64>(1000, span.lengthMs() / 60);
    frame->startMs = span.startMs;
    frame->points = 60;
    QRandomGenerator random(3);
    const std::pair<const char *, double> levels[] = {{"debug", 20}, {"info", 90}, {"warn", 9}, {"error", 3}};
    for (const auto &[level, mean] : levels) {
        Series series{labels({{"level", level}}), {}};
        for (int i = 0; i < frame->points; ++i)
            series.values.push_back(
                std::floor(mean * (1 + 0.5 * std::sin(i / 9.0)) * (0.7 + random.generateDouble() * 0.6)));
        frame->series.push_back(std::move(series));
    }
    return frame;
}

Plan plan(int from, int to)
{
    Plan made;
    made.action = QStringLiteral("scale");
    made.targetKind = QStringLiteral("deployment");
    made.targetName = QStringLiteral("code-generator");
    made.changes = {{QStringLiteral("replicas"), QString::number(from), QString::number(to)}};
    made.agents = std::abs(to - from);
    made.inFlightTasks = to < from ? 7 : 0;
    made.requestsPerSecond = 1.9;
    made.costPerHour = Plan::Cost{3.42, 3.42 * to / from, 3.42 * (to - from) / from, QStringLiteral("USD"),
                                  QStringLiteral("mean of the last hour per agent, prices of 2026-11-01")};
    if (to < from)
        made.warnings = QStringList{QStringLiteral("7 running tasks are drained first, which can take up to 300 s.")};
    if (to == 0)
        made.warnings.append(QStringLiteral("No other deployment serves code_generation."));
    made.requiredRole = QStringLiteral("operator");
    made.hash = QStringLiteral("sha256:51e0");
    made.expiresMs = now + 5 * 60'000;
    return made;
}

} // namespace toban::samples
