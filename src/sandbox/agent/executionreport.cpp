// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "executionreport.h"

#include "logging.h"

#include <algorithm>
#include <array>
#include <ctime>

namespace toban::sandbox {

namespace {

using Json = nlohmann::json;

constexpr std::array<std::string_view, 6> sourceFiles{"src/orders/service.py",    "src/orders/models.py",
                                                      "src/billing/invoice.py",   "src/checkout/cart.ts",
                                                      "src/checkout/payments.ts", "tests/orders/test_service.py"};

/// What calling a tool touches.
struct ToolTouch
{
    std::string_view tool;
    std::string_view permission;
    bool readsSource = false, writesSource = false;
    std::string_view reads; ///< beside the sources; empty: nothing
    std::string_view connects; ///< empty: nowhere
};
constexpr std::array<ToolTouch, 8> toolTouches{{
    {"read_file", "repository.read", true, false, {}, {}},
    {"write_file", "repository.write", false, true, {}, {}},
    {"search_code", "repository.read", true, false, {}, {}},
    {"run_tests", "workspace.execute", false, false, "tests/orders", {}},
    {"scan_dependencies", "registry.read", false, false, "requirements.lock", "https://api.osv.dev/v1/querybatch"},
    {"run_benchmark", "workspace.execute", false, false, "benchmarks/checkout.yaml", "http://checkout.staging.example"},
    {"query_metrics", "metrics.read", false, false, {}, "http://localhost:9090/api/v1/query"},
    {"exec", "workspace.execute", false, false, {}, {}},
}};

std::string_view modelAddress(std::string_view model)
{
    if (model.starts_with("gpt-"))
        return "https://api.openai.com/v1/responses";
    if (model.starts_with("gemini-"))
        return "https://generativelanguage.googleapis.com/v1beta/models";
    return "https://api.anthropic.com/v1/messages";
}

/// Something that an agent should not do: a value for one of the lists of the report.
struct Oddity
{
    const char *list;
    std::string_view value;
    double weight;
};
constexpr std::array<Oddity, 7> oddities{{
    {"permissions", "sudo", 3},
    {"permissions", "repository.admin", 2},
    {"data_accessed", "services/checkout/.env", 2},
    {"data_accessed", "/home/agent/.ssh/id_ed25519", 1},
    {"files_modified", "config/secrets.yaml", 1},
    {"network_connections", "203.0.113.45:4444", 0.6},
    {"network_connections", "https://pastebin.com/api/api_post.php", 0.4},
}};

void addOnce(Json &list, std::string_view value)
{
    if (std::find(list.begin(), list.end(), value) == list.end())
        list.push_back(value);
}

std::string utcText(std::int64_t nanoseconds)
{
    const std::time_t seconds = nanoseconds / 1'000'000'000;
    std::tm parts{};
    gmtime_r(&seconds, &parts);
    char text[40];
    const std::size_t length = std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%S", &parts);
    std::snprintf(text + length, sizeof text - length, ".%03dZ", int(nanoseconds / 1'000'000 % 1000));
    return text;
}

} // namespace

Json executionReport(const ReportedRun &run, const Execution &execution, Rng &rng)
{
    Json report{{"id", run.id},
                {"at", utcText(run.start)},
                {"type", execution.operation},
                {"session", run.session},
                {"operations", Json::array()},
                {"data_accessed", Json::array()},
                {"files_modified", Json::array()},
                {"network_connections", Json::array()},
                {"permissions", Json::array()},
                {"duration_seconds", run.seconds},
                {"outcome", run.success ? "succeeded" : "failed"}};
    double begun = 0;
    for (const Step &step : execution.steps) {
        if (begun > run.seconds)
            break;
        begun += step.seconds;
        if (step.kind == Step::Kind::Model) {
            addOnce(report["operations"], "call_model");
            addOnce(report["permissions"], "models.call");
            addOnce(report["network_connections"], modelAddress(step.name));
            continue;
        }
        addOnce(report["operations"], step.name);
        const auto touch = std::find_if(toolTouches.begin(), toolTouches.end(),
                                        [&step](const ToolTouch &one) { return one.tool == step.name; });
        if (touch == toolTouches.end())
            continue;
        addOnce(report["permissions"], touch->permission);
        if (touch->readsSource)
            addOnce(report["data_accessed"], sourceFiles[rng.below(sourceFiles.size())]);
        if (touch->writesSource)
            addOnce(report["files_modified"], sourceFiles[rng.below(sourceFiles.size())]);
        if (!touch->reads.empty())
            addOnce(report["data_accessed"], touch->reads);
        if (!touch->connects.empty())
            addOnce(report["network_connections"], touch->connects);
    }
    if (rng.chance(oddProbability)) {
        std::array<double, oddities.size()> weights{};
        std::transform(oddities.begin(), oddities.end(), weights.begin(), [](const Oddity &one) { return one.weight; });
        const Oddity &odd = oddities[rng.pick(weights)];
        addOnce(report[odd.list], odd.value);
    }
    return report;
}

ExecutionReporter::ExecutionReporter(std::string agentId, std::uint64_t seed, Send send, Limits limits)
    : m_agentId(std::move(agentId)), m_seed(seed), m_send(std::move(send)), m_limits(limits)
{ }

void ExecutionReporter::note(const std::string &session, std::int64_t start, double seconds, bool success,
                             const Execution &execution)
{
    if (!m_send)
        return;
    Rng rng = Rng::keyed({m_seed, ++m_made}); // of its own: the simulation goes on as if nobody were told
    const ReportedRun run{std::to_string(start) + '-' + std::to_string(m_made), session, start, seconds, success};
    m_waiting.push_back(executionReport(run, execution, rng));
    trim();
}

void ExecutionReporter::trim()
{
    while (m_waiting.size() > m_limits.waiting) {
        m_waiting.pop_front();
        ++m_figures.lost;
    }
}

void ExecutionReporter::flush()
{
    if (!m_underWay.empty() || m_waiting.empty())
        return;
    const auto end = m_waiting.begin() + std::ptrdiff_t(std::min(m_limits.batch, m_waiting.size()));
    m_underWay.assign(std::make_move_iterator(m_waiting.begin()), std::make_move_iterator(end));
    m_waiting.erase(m_waiting.begin(), end);
    m_send(Json{{"agent", m_agentId}, {"events", m_underWay}}.dump(-1, ' ', false, Json::error_handler_t::replace),
           [this](int status, const std::string &body) { onAnswer(status, body); });
}

void ExecutionReporter::onAnswer(int status, const std::string &body)
{
    if (status == 200) {
        m_figures.sent += m_underWay.size();
        m_underWay.clear();
        flush();
        return;
    }
    const bool isRefused = status >= 400 && status < 500 && status != 408 && status != 429;
    if (isRefused) { // it would refuse them again
        m_figures.lost += m_underWay.size();
        logger("agent")->warn("the manager refused {} reports of executions: status {}: {}", m_underWay.size(), status,
                              body.substr(0, 200));
    } else {
        m_waiting.insert(m_waiting.begin(), std::make_move_iterator(m_underWay.begin()),
                         std::make_move_iterator(m_underWay.end()));
        trim();
    }
    m_underWay.clear();
}

ExecutionReporter::Figures ExecutionReporter::figures() const
{
    Figures figures = m_figures;
    figures.waiting = m_waiting.size() + m_underWay.size();
    return figures;
}

} // namespace toban::sandbox
