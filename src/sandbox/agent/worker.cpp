// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "worker.h"

#include "agentmetrics.h"
#include "attemptbook.h"
#include "eventlog.h"
#include "executionreport.h"
#include "faultfile.h"
#include "httpclient.h"
#include "httpserver.h"
#include "job.h"
#include "logging.h"
#include "logshipper.h"
#include "portfile.h"
#include "secretkeeper.h"
#include "simulator.h"

#include <nlohmann/json.hpp>

#include <unistd.h>

#include <algorithm>
#include <random>

namespace toban::sandbox {

using namespace std::chrono_literals;
using Json = nlohmann::json;

namespace {

constexpr auto flushPeriod = 1s;
constexpr auto faultPeriod = 1s;
constexpr auto reportPeriod = 5s;
constexpr auto reportGrace = 500ms; // for the last reports, when it ends
constexpr auto longestRegisterRetry = 5s;

std::int64_t nowNanoseconds()
{
    return std::chrono::duration_cast<std::chrono::nanoseconds>(std::chrono::system_clock::now().time_since_epoch())
        .count();
}

std::uint64_t entropy()
{
    std::random_device device;
    return (static_cast<std::uint64_t>(device()) << 32) | device();
}

std::chrono::nanoseconds toDuration(double seconds)
{
    return std::chrono::nanoseconds(static_cast<std::int64_t>(seconds * 1e9));
}

/// An execution under way.
struct Running
{
    Job job;
    http::Responder respond;
    Execution execution; ///< as it will be; looks into the job
    std::int64_t start = 0; ///< nanoseconds since 1970
    bool dropped = false;
};

} // namespace

struct Worker::Impl
{
    TaskLoop &loop;
    WorkerOptions options;
    Simulator simulator;
    AgentMetrics metrics;
    FaultFile faultFile;
    Rng rng;
    AttemptBook attempts;
    std::unique_ptr<LogShipper> shipper;
    http::Server server;
    SecretKeeper secrets;
    ExecutionReporter reporter;
    std::string intake = "open";
    int load = 0;
    std::vector<std::shared_ptr<Running>> running; // as many as the load
    bool stopping = false;
    double cpuSeconds = 0; // as of usageAt
    std::chrono::steady_clock::time_point usageAt{};
    std::chrono::nanoseconds heartbeatPeriod = 10s;
    std::chrono::nanoseconds registerRetry = 250ms;
    std::shared_ptr<int> alive = std::make_shared<int>(0); // what comes back later looks whether this still lives
    http::Client client; // last: its callbacks use what is above

    Impl(TaskLoop &taskLoop, WorkerOptions workerOptions)
        : loop(taskLoop), options(std::move(workerOptions)),
          simulator(profileFor(options.agentType), PriceTable::shipped(), options.model, options.tools),
          metrics(simulator, "claude-agent-" + options.id, options.memoryLimitBytes), faultFile(options.faultFile),
          rng(options.seed ? options.seed : entropy()), server(serverOptions(options)),
          secrets(options.id,
                  [this](const std::string &method, const std::string &path, const std::string &body,
                         SecretKeeper::Answer answer) {
                      send(method, path, body, [answer = std::move(answer)](const http::Exchange &exchange) {
                          answer(exchange.response ? exchange.response->status : 0,
                                 exchange.response ? exchange.response->body : std::string());
                      });
                  }),
          reporter(options.id, options.seed ? options.seed : entropy(), reportSender(), {}),
          client(http::ClientOptions{.caFile = options.caFile})
    {
        if (!options.logUrl.empty())
            shipper = std::make_unique<LogShipper>(options.logUrl, LogShipper::Limits{});
    }

    static http::ServerOptions serverOptions(const WorkerOptions &options)
    {
        http::ServerOptions result;
        result.address = options.address;
        result.port = options.port;
        result.serverName = "toban-agent";
        return result;
    }

    void log(LogLine line)
    {
        if (shipper)
            shipper->add(agentLabels(options.agentType, options.deployment, options.id, line.level), line.nanoseconds,
                         std::move(line.text));
    }

    void updateActive() { metrics.setActive(intake == "open" && !stopping); }

    // --- serving

    void addRoutes()
    {
        server.route("GET", "/metrics", [this](const http::Request &, const http::Responder &respond) {
            metrics.setUsage(ownUsage());
            http::Response response = http::Response::text(200, metrics.text());
            response.headers.set("Content-Type", "text/plain; version=0.0.4; charset=utf-8");
            respond(std::move(response));
        });
        server.route("GET", "/health", [this](const http::Request &, const http::Responder &respond) {
            onLoop([this, respond] { respond(http::Response::json(200, health())); });
        });
        server.route("POST", "/execute", [this](const http::Request &request, const http::Responder &respond) {
            try {
                Job job = parseJob(request.body);
                onLoop([this, respond, job = std::move(job)] { execute(job, respond); });
            } catch (const std::invalid_argument &e) {
                respond(http::Response::problem(422, "validation_failed", "Unprocessable Entity", e.what()));
            }
        });
        server.route("POST", "/cancel", [this](const http::Request &request, const http::Responder &respond) {
            const Json json = Json::parse(request.body, nullptr, false);
            if (!json.is_object() || !json.contains("task_id") || !json["task_id"].is_string()) {
                respond(http::Response::problem(422, "validation_failed", "Unprocessable Entity",
                                                "task_id must be a text that is not empty"));
                return;
            }
            onLoop([this, respond, id = json["task_id"].get<std::string>()] {
                const bool cancelled = drop(id);
                respond(http::Response::json(200, Json{{"task_id", id}, {"cancelled", cancelled}}.dump()));
            });
        });
    }

    void onLoop(TaskLoop::Task task)
    {
        loop.post([weak = std::weak_ptr<int>(alive), task = std::move(task)] {
            if (!weak.expired())
                task();
        });
    }

    void later(std::chrono::nanoseconds delay, TaskLoop::Task task)
    {
        loop.after(delay, [weak = std::weak_ptr<int>(alive), task = std::move(task)] {
            if (!weak.expired())
                task();
        });
    }

    std::string health() const
    {
        Json json{{"status", stopping ? "stopping" : "ok"},
                  {"id", options.id},
                  {"current_load", load},
                  {"capacity", options.capacity},
                  {"intake", intake},
                  {"version", version()},
                  {"revision", options.revision}};
        if (shipper) {
            const auto figures = shipper->figures();
            json["log"] = {{"sent", figures.sent}, {"waiting", figures.waiting}, {"dropped", figures.dropped}};
        }
        if (!options.managerUrl.empty()) {
            const auto figures = reporter.figures();
            json["reports"] = {{"sent", figures.sent}, {"waiting", figures.waiting}, {"lost", figures.lost}};
        }
        return json.dump();
    }

    /// The tag of the image.
    std::string version() const
    {
        const auto colon = options.image.rfind(':');
        return colon == std::string::npos ? options.image : options.image.substr(colon + 1);
    }

    // --- executing

    void execute(const Job &job, const http::Responder &respond)
    {
        if (!job.attempt.empty() && attempts.join(job.attempt, respond))
            return;
        if (stopping || load >= options.capacity) {
            respond(http::Response::problem(503, stopping ? "stopping" : "at_capacity", "Service Unavailable",
                                            stopping ? "This agent is stopping."
                                                     : "All " + std::to_string(options.capacity) + " places are taken.",
                                            "\"retry_after\":1"));
            return;
        }
        ++load;
        if (!job.attempt.empty())
            attempts.begin(job.attempt, respond);
        secrets.onWork(std::chrono::steady_clock::now());
        auto work = std::make_shared<Running>(Running{job, respond, {}, nowNanoseconds()});
        running.push_back(work);
        Conditions conditions;
        faultFile.faults().applyTo(conditions);
        conditions.forcedModel = work->job.model;
        Execution *execution = &work->execution;
        const auto day = std::chrono::floor<std::chrono::days>(std::chrono::system_clock::now());
        simulator.run(rng, job.operation, job.complexity, conditions, day, *execution);
        if (execution->seconds > job.timeoutSeconds)
            cutOff(*execution, job.timeoutSeconds);
        const std::int64_t start = work->start;
        const std::string title = job.title.empty() ? taskTitle(execution->operation, rng.below(2000)) : job.title;
        executionEvents(*execution, job.id, title, start, [this, start, work](LogLine line) {
            // A line is written when it happens, so that a live tail sees the work as it goes on.
            const std::chrono::nanoseconds delay(line.nanoseconds - start);
            later(delay, [this, work, line = std::move(line)] {
                if (!work->dropped)
                    log(line);
            });
        });
        later(toDuration(execution->seconds), [this, work] {
            if (!work->dropped)
                finish(work);
        });
    }

    /// Ends executions of a task at once; false if there is none. What they spent until now is counted.
    bool drop(const std::string &id)
    {
        const auto found = std::stable_partition(running.begin(), running.end(),
                                                 [&id](const auto &work) { return work->job.id != id; });
        const std::vector<std::shared_ptr<Running>> dropped(found, running.end());
        running.erase(found, running.end());
        for (const auto &work : dropped) {
            --load;
            work->dropped = true;
            Execution &execution = work->execution;
            const double passed = static_cast<double>(nowNanoseconds() - work->start) / 1e9;
            const double part = std::clamp(passed / execution.seconds, 0.0, 1.0);
            execution.inputTokens = static_cast<int>(execution.inputTokens * part);
            execution.outputTokens = static_cast<int>(execution.outputTokens * part);
            if (execution.costUsd)
                *execution.costUsd *= part;
            metrics.recordUsage(execution);
            reporter.note(work->job.id, work->start, std::min(passed, execution.seconds), false, execution);
            logger("agent")->info("task {} was cancelled", id);
            answer(
                work->job, work->respond,
                http::Response::problem(409, "cancelled", "Cancelled", "The task was cancelled.", usageMembers(*work)));
        }
        return !dropped.empty();
    }

    static void cutOff(Execution &execution, double seconds)
    {
        execution.seconds = seconds;
        execution.success = false;
        for (const ErrorKind &kind : errorKinds()) {
            if (kind.type == "timeout")
                execution.error = &kind;
        }
        double left = seconds;
        for (Step &step : execution.steps) {
            step.seconds = std::min(step.seconds, left);
            left -= step.seconds;
        }
        execution.language = {};
        execution.project = {};
    }

    /// What an execution used, however it ended. No price is no cost, and not a cost of nothing.
    static Json usage(const Running &work)
    {
        const Execution &execution = work.execution;
        return {{"task_id", work.job.id},
                {"model", execution.model.empty() ? std::string_view("none") : execution.model},
                {"tokens", {{"input", execution.inputTokens}, {"output", execution.outputTokens}}},
                {"cost_usd", execution.costUsd ? Json(*execution.costUsd) : Json(nullptr)}};
    }

    /// The same as members of a problem document.
    static std::string usageMembers(const Running &work)
    {
        const std::string object = usage(work).dump();
        return object.substr(1, object.size() - 2);
    }

    void answer(const Job &job, const http::Responder &respond, const http::Response &response)
    {
        if (job.attempt.empty())
            respond(response);
        else
            attempts.finish(job.attempt, response);
    }

    void finish(const std::shared_ptr<Running> &work)
    {
        const Job &job = work->job;
        const Execution &execution = work->execution;
        const http::Responder &respond = work->respond;
        --load;
        std::erase(running, work);
        metrics.record(execution);
        reporter.note(job.id, work->start, execution.seconds, execution.success, execution);
        if (!execution.success) {
            const ErrorKind &kind = *execution.error;
            answer(job, respond,
                   http::Response::problem(kind.type == "timeout" ? 504 : 500, kind.type, "Execution failed",
                                           kind.message, usageMembers(*work)));
            return;
        }
        Json tools = Json::array();
        for (const Step &step : execution.steps) {
            if (step.kind == Step::Kind::Tool && std::find(tools.begin(), tools.end(), step.name) == tools.end())
                tools.push_back(step.name);
        }
        Json json = usage(*work);
        json["status"] = "succeeded";
        json["duration_seconds"] = execution.seconds;
        json["steps"] = execution.steps.size();
        json["tools"] = tools;
        answer(job, respond, http::Response::json(200, json.dump()));
    }

    ExecutionReporter::Send reportSender()
    {
        if (options.managerUrl.empty())
            return {};
        return [this](const std::string &body, ExecutionReporter::Answer answer) {
            send("POST", "/api/v1/security/events", body, [answer = std::move(answer)](const http::Exchange &exchange) {
                answer(exchange.response ? exchange.response->status : 0,
                       exchange.response ? exchange.response->body : std::string());
            });
        };
    }

    void sendReports()
    {
        reporter.flush();
        later(reportPeriod, [this] { sendReports(); });
    }

    // --- the manager

    void send(const std::string &method, const std::string &path, const std::string &body,
              std::function<void(const http::Exchange &)> answer)
    {
        http::ClientRequest request;
        request.method = method;
        request.url = options.managerUrl + path;
        if (!body.empty())
            request.headers.set("Content-Type", "application/json");
        request.headers.set("Authorization", "Bearer " + options.token);
        request.body = body;
        client.send(
            std::move(request),
            [this, weak = std::weak_ptr<int>(alive), answer = std::move(answer)](const http::Exchange &exchange) {
                loop.post([weak, answer, exchange] {
                    if (!weak.expired())
                        answer(exchange);
                });
            });
    }

    /// What the manager scales by: memory, and the processor's use since the last time this was asked.
    Json metadata()
    {
        Json values{{"pid", std::to_string(::getpid())}, {"model", options.model}};
        const ProcessUsage usage = ownUsage();
        const auto now = std::chrono::steady_clock::now();
        values["memory_bytes"] = std::to_string(static_cast<std::int64_t>(usage.memoryBytes));
        const double seconds = std::chrono::duration<double>(now - usageAt).count();
        if (usageAt != std::chrono::steady_clock::time_point{} && seconds > 0)
            values["cpu_cores"] = std::to_string((usage.cpuSeconds - cpuSeconds) / seconds);
        usageAt = now;
        cpuSeconds = usage.cpuSeconds;
        if (const auto lost = reporter.figures().lost; lost > 0)
            values["execution_reports_lost"] = std::to_string(lost);
        return values;
    }

    void registerAgent()
    {
        Json body{{"id", options.id},
                  {"type", options.agentType},
                  {"deployment", options.deployment.empty() ? Json() : Json(options.deployment)},
                  {"endpoint", "http://" + options.address + ":" + std::to_string(server.port())},
                  {"version", version()},
                  {"capacity", options.capacity},
                  {"revision", options.revision > 0 ? Json(options.revision) : Json()},
                  {"metadata", metadata()}};
        send("POST", "/api/v1/agents", body.dump(), [this](const http::Exchange &exchange) {
            const int status = exchange.response ? exchange.response->status : 0;
            if (status == 200 || status == 201) {
                logger("agent")->info("registered with {}", options.managerUrl);
                registerRetry = 250ms;
                heartbeat();
                return;
            }
            logger("agent")->warn("could not register with {}: {}; trying again", options.managerUrl,
                                  status ? "status " + std::to_string(status) : exchange.error);
            later(registerRetry, [this] { registerAgent(); });
            registerRetry = std::min<std::chrono::nanoseconds>(registerRetry * 2, longestRegisterRetry);
        });
    }

    void heartbeat()
    {
        const Json body{{"status",
                         stopping       ? "maintenance"
                             : load > 0 ? "busy"
                                        : "idle"},
                        {"current_load", load},
                        {"metadata", metadata()}};
        send("POST", "/api/v1/agents/" + options.id + "/heartbeat", body.dump(),
             [this](const http::Exchange &exchange) {
                 if (exchange.response && exchange.response->status == 404) {
                     registerAgent();
                     return;
                 }
                 if (exchange.response && exchange.response->status == 200)
                     onHeartbeatAnswer(exchange.response->body);
                 else
                     logger("agent")->warn("heartbeat failed: {}",
                                           exchange.response ? "status " + std::to_string(exchange.response->status)
                                                             : exchange.error);
                 later(heartbeatPeriod, [this] { heartbeat(); });
             });
    }

    void onHeartbeatAnswer(const std::string &body)
    {
        const Json json = Json::parse(body, nullptr, false);
        if (!json.is_object())
            return;
        const std::string wanted = json.value("intake", "open");
        if (wanted != intake) {
            logger("agent")->info("intake is {} now", wanted);
            intake = wanted;
            updateActive();
        }
        const auto mark = json.find("secrets");
        secrets.onMark(mark != json.end() && mark->is_string() ? mark->get<std::string>() : std::string());
        const double seconds = json.value("heartbeat_seconds", 10.0);
        if (seconds >= 0.05 && seconds <= 300)
            heartbeatPeriod = toDuration(seconds);
    }

    // --- time

    void tick()
    {
        if (shipper)
            shipper->flush();
        later(flushPeriod, [this] { tick(); });
    }

    void pollFaults()
    {
        if (faultFile.poll())
            logger("agent")->info("faults are now {}", faultFile.faults().toJson());
        later(faultPeriod, [this] { pollFaults(); });
    }

    void awaitIdle(std::chrono::steady_clock::time_point deadline, const TaskLoop::Task &done)
    {
        if (load > 0 && std::chrono::steady_clock::now() < deadline) {
            later(20ms, [this, deadline, done] { awaitIdle(deadline, done); });
            return;
        }
        reporter.flush();
        awaitReports(std::chrono::steady_clock::now() + reportGrace, done);
    }

    void awaitReports(std::chrono::steady_clock::time_point deadline, const TaskLoop::Task &done)
    {
        if (reporter.isSending() && std::chrono::steady_clock::now() < deadline) {
            later(10ms, [this, deadline, done] { awaitReports(deadline, done); });
            return;
        }
        if (shipper)
            shipper->drain(1s);
        done();
    }
};

Worker::Worker(TaskLoop &loop, WorkerOptions options) : d(std::make_unique<Impl>(loop, std::move(options)))
{ }

Worker::~Worker()
{
    d->server.stop();
}

std::string Worker::start()
{
    d->addRoutes();
    if (std::string error = d->server.start(); !error.empty())
        return error;
    if (!d->options.portFile.empty()) {
        if (std::string error = writePortFile(d->options.portFile, d->server.port()); !error.empty())
            return error;
    }
    d->faultFile.poll();
    d->updateActive();
    d->tick();
    d->pollFaults();
    if (!d->options.managerUrl.empty()) {
        d->registerAgent();
        d->later(reportPeriod, [this] { d->sendReports(); });
    }
    return {};
}

std::uint16_t Worker::port() const
{
    return d->server.port();
}

void Worker::shutDown(std::chrono::milliseconds grace, TaskLoop::Task done)
{
    d->stopping = true;
    d->updateActive();
    d->awaitIdle(std::chrono::steady_clock::now() + grace, done);
}

} // namespace toban::sandbox
