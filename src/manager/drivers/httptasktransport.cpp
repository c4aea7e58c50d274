// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "httptasktransport.h"

#include "httpclient.h"
#include "logging.h"
#include "retryafter.h"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace toban::manager {

using nlohmann::json;

namespace {

constexpr int connectionsPerAgent = 1024; // above any agent's capacity
constexpr std::chrono::seconds cancelTimeout{5};
constexpr std::size_t answerLimit = 1024 * 1024;
constexpr std::chrono::seconds timeoutMargin{2}; // the agent, who is told the limit, shall be first to say so
constexpr std::size_t errorLimit = 500;
constexpr std::size_t modelLimit = 256; // bytes of a model's name

std::string shortened(std::string text)
{
    if (text.size() > errorLimit) {
        text.resize(errorLimit);
    }
    return text;
}

std::optional<double> numberAt(const json &answer, const char *pointer)
{
    const json::json_pointer at(pointer);
    return answer.contains(at) && answer.at(at).is_number() ? std::optional(answer.at(at).get<double>()) : std::nullopt;
}

/// The members model, tokens and cost_usd of an answer; nothing when they are missing or wrong. The cost may be null or
/// missing: not every agent knows prices.
std::optional<Usage> usageOf(const json &answer)
{
    const auto input = numberAt(answer, "/tokens/input"), output = numberAt(answer, "/tokens/output");
    const auto isCount
        = [](const std::optional<double> &count) { return count && *count >= 0 && *count <= double(tokensLimit); };
    const bool saysCost = answer.contains("cost_usd") && !answer["cost_usd"].is_null();
    const auto cost = numberAt(answer, "/cost_usd");
    if (!isCount(input) || !isCount(output) || !answer.contains("model") || !answer["model"].is_string()
        || (saysCost && !(cost && *cost >= 0 && Money::fromDouble(*cost) <= attemptCostLimit))) {
        return std::nullopt;
    }
    const auto &model = answer["model"].get_ref<const std::string &>();
    if (model.empty() || model.size() > modelLimit) {
        return std::nullopt;
    }
    return Usage{model, std::int64_t(*input), std::int64_t(*output),
                 saysCost ? std::optional(Money::fromDouble(*cost)) : std::nullopt};
}

/// The documented members of an answer, or why it is none.
TaskOutcome outcomeOfResult(const std::string &body)
{
    const json answer = json::parse(body, nullptr, false);
    const auto broken = [](const std::string &what) {
        return TaskOutcome{TaskOutcome::Kind::Failed, {}, "The agent's answer is wrong: " + what, {}};
    };
    if (!answer.is_object()) {
        return broken("no JSON object");
    }
    auto usage = usageOf(answer);
    const auto duration = numberAt(answer, "/duration_seconds");
    if (!usage || !duration || *duration < 0) {
        return broken("model, tokens, cost_usd or duration_seconds is missing or wrong");
    }
    json result{{"model", usage->model},
                {"tokens", {{"input", usage->inputTokens}, {"output", usage->outputTokens}}},
                {"duration_seconds", *duration}};
    if (answer.contains("steps") && answer["steps"].is_number_unsigned()) {
        result["steps"] = answer["steps"];
    }
    if (answer.contains("tools") && answer["tools"].is_array()
        && std::all_of(answer["tools"].begin(), answer["tools"].end(),
                       [](const json &tool) { return tool.is_string(); })) {
        result["tools"] = answer["tools"];
    }
    return {TaskOutcome::Kind::Done,
            {result.dump(-1, ' ', false, json::error_handler_t::replace), std::move(usage)},
            {},
            {}};
}

TaskOutcome outcomeOf(const http::Exchange &exchange)
{
    using Kind = TaskOutcome::Kind;
    if (exchange.timedOut && exchange.sent) { // else it has not tried
        return {Kind::TimedOut, {}, "The agent did not finish in time.", {}};
    }
    if (!exchange.response) {
        return {Kind::Unreachable, {}, shortened(exchange.error), {}};
    }
    const http::Response &response = *exchange.response;
    if (response.status == 200) {
        return outcomeOfResult(response.body);
    }
    const json problem = json::parse(response.body, nullptr, false);
    const auto member = [&problem](const char *name) {
        return problem.is_object() && problem.contains(name) && problem[name].is_string()
            ? problem[name].get<std::string>()
            : std::string();
    };
    const std::string code = shortened(member("code"));
    std::string detail = "The agent answered " + std::to_string(response.status);
    detail += code.empty() ? "" : " (" + code + ")";
    if (const std::string said = member("detail"); !said.empty()) {
        detail += ": " + said;
    }
    detail = shortened(std::move(detail));
    if (response.status == 429 || response.status == 503) {
        return {Kind::Busy, {}, detail, retryAfterOf(response).value_or(std::chrono::seconds(1)), code};
    }
    // What failed was paid for as well, if the agent says what it used.
    const TaskResult result{{}, problem.is_object() ? usageOf(problem) : std::nullopt};
    if (response.status == 408 || response.status == 504) {
        return {Kind::TimedOut, result, detail, {}, code};
    }
    const bool isPermanent = response.status >= 400 && response.status < 500;
    return {isPermanent ? Kind::Refused : Kind::Failed, result, detail, {}, code};
}

} // namespace

struct HttpTaskTransport::Impl
{
    std::unique_ptr<http::Client> client = std::make_unique<http::Client>(1, connectionsPerAgent);
};

HttpTaskTransport::HttpTaskTransport() : d(std::make_unique<Impl>())
{ }

HttpTaskTransport::~HttpTaskTransport() = default;

void HttpTaskTransport::execute(const std::string &endpoint, const Task &task,
                                std::function<void(TaskOutcome)> callback)
{
    json body{{"task_id", task.id},
              {"attempt", task.attempts},
              {"operation", task.operation},
              {"complexity", task.complexity},
              {"payload", json::parse(task.payload)},
              {"timeout_seconds", task.timeoutSeconds}};
    if (!task.model.empty()) {
        body["model"] = task.model; // that it must use, whatever it would choose
    }
    http::ClientRequest request;
    request.method = "POST";
    request.url = endpoint + "/execute";
    request.headers.set("Content-Type", "application/json");
    request.headers.set("Idempotency-Key", task.id); // a kept connection that just closed may be replaced
    request.body = body.dump();
    request.timeout = std::chrono::seconds(task.timeoutSeconds) + timeoutMargin;
    request.maxBodyBytes = answerLimit;
    d->client->send(std::move(request),
                    [callback = std::move(callback)](http::Exchange exchange) { callback(outcomeOf(exchange)); });
}

void HttpTaskTransport::cancel(const std::string &endpoint, const std::string &taskId)
{
    http::ClientRequest request;
    request.method = "POST";
    request.url = endpoint + "/cancel";
    request.headers.set("Content-Type", "application/json");
    request.headers.set("Idempotency-Key", taskId); // to drop it twice is to drop it
    request.body = json{{"task_id", taskId}}.dump();
    request.timeout = cancelTimeout;
    request.maxBodyBytes = answerLimit;
    d->client->send(std::move(request), [endpoint, taskId](const http::Exchange &exchange) {
        if (!exchange.response || exchange.response->status >= 400) {
            logger("driver")->warn("agent at {} may go on with task {}: {}", endpoint, taskId,
                                   exchange.response ? "status " + std::to_string(exchange.response->status)
                                                     : exchange.error);
        }
    });
}

void HttpTaskTransport::close()
{
    d->client.reset();
}

} // namespace toban::manager
