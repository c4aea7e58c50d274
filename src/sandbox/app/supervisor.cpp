// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "supervisor.h"

#include "configs.h"
#include "control.h"
#include "faults.h"
#include "historyjob.h"
#include "historystore.h"
#include "httpclient.h"
#include "loadgenerator.h"
#include "logging.h"
#include "managerclient.h"
#include "recipes.h"
#include "tokens.h"

#include <nlohmann/json.hpp>

#include <unistd.h>

#include <cmath>
#include <csignal>
#include <stdexcept>

namespace toban::sandbox {

using namespace std::chrono_literals;
using Json = nlohmann::json;
using Clock = std::chrono::steady_clock;

namespace {

// Limits say when something is broken, not when it is slow: ready_seconds tells that.
constexpr auto startLimit = 60s; // of one backend
constexpr auto historyLimit = 10min;
constexpr auto stopGrace = 5s;
constexpr auto managerStopGrace = 12s; // it promises to end within 10 s, tasks and workers included
constexpr int portAttempts = 3;
constexpr auto alivePeriod = 15s;

void makeFolders(const Layout &layout)
{
    for (const auto &folder : {layout.dir, layout.config(), layout.logData(), layout.managerData(), layout.logFolder()})
        std::filesystem::create_directories(folder);
    std::filesystem::permissions(layout.dir, std::filesystem::perms::owner_all);
}

std::string rfc3339Now()
{
    char text[32];
    const std::time_t now = unixNow();
    std::tm utc{};
    gmtime_r(&now, &utc);
    std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &utc);
    return text;
}

} // namespace

struct Supervisor::Impl
{
    TaskLoop &loop;
    SupervisorOptions options;
    const Layout &layout;
    Clock::time_point began = Clock::now();
    std::string startedAt = rfc3339Now();
    std::string state = "starting";
    double readySeconds = 0;
    bool shuttingDown = false;
    std::unique_ptr<HistoryJob> history;
    http::Client client;
    Service logs;
    Service alertmanager;
    Service manager;
    Service prometheus;
    TokenStore tokens;
    FaultControl faults;
    std::unique_ptr<LoadGenerator> load;
    std::unique_ptr<ControlServer> control;
    std::vector<ControlServer::Reply> downReplies; // for when nothing is left

    Impl(TaskLoop &taskLoop, SupervisorOptions supervisorOptions)
        : loop(taskLoop), options(std::move(supervisorOptions)), layout(options.layout),
          logs(logsRecipe(options.programs, layout)), alertmanager(alertmanagerRecipe(options.programs, layout)),
          manager(managerRecipe(
              options.programs, layout, [this] { return logs.url(); },
              [this] {
                  prometheus.reservePort(); // it starts after the manager, whom it scrapes
                  return prometheus.url();
              })),
          prometheus(prometheusRecipe(
              options.programs, layout, [this] { return manager.port(); }, [this] { return alertmanager.port(); })),
          tokens(options.programs.manager, layout.managerDatabase()),
          faults(layout.faults(), prometheus, alertmanager, logs, manager, [this](Service &service) {
              service.launch();
              awaitReadyOnAPort(service);
          })
    { }

    std::vector<Service *> services() { return {&prometheus, &alertmanager, &logs, &manager}; }

    // --- waiting

    /// Serves the loop until the condition holds. Throws if that takes too long or the loop is stopped meanwhile.
    template <typename Condition>
    void await(const std::string &what, std::chrono::milliseconds limit, const Condition &condition)
    {
        const auto deadline = Clock::now() + limit;
        while (!condition()) {
            if (stopRequested)
                throw std::runtime_error("stopped before it was ready");
            if (Clock::now() >= deadline)
                throw std::runtime_error(what + " within " + std::to_string(limit.count() / 1000) + " s");
            loop.runUntil([this] { return stopRequested; }, Clock::now() + 20ms);
        }
    }
    bool stopRequested = false;

    bool answers(const std::string &url)
    {
        http::ClientRequest request;
        request.url = url;
        request.timeout = 1s;
        const http::Exchange exchange = client.fetch(std::move(request));
        return exchange.response && exchange.response->status == 200;
    }

    void throwIfDead(Service &service)
    {
        if (!service.process().running())
            throw std::runtime_error(service.name() + " ended with status " + std::to_string(service.process().status())
                                     + "; " + service.log().string() + " says:" + lastLines(service.log(), 5));
    }

    void awaitPort(Service &service)
    {
        await(service.name() + " did not tell its port (" + service.log().string() + ")", startLimit, [&] {
            throwIfDead(service);
            return service.portKnown();
        });
    }

    void awaitReady(Service &service)
    {
        awaitPort(service);
        await(service.name() + " did not answer " + service.readyUrl() + " (" + service.log().string() + ")",
              startLimit, [&] {
                  throwIfDead(service);
                  return answers(service.readyUrl());
              });
    }

    // --- starting

    void start()
    {
        control = std::make_unique<ControlServer>(
            loop, layout.socket(),
            [this](const std::string &request, const ControlServer::Reply &reply) { onRequest(request, reply); });
        if (const std::string error = control->start(); !error.empty())
            throw std::runtime_error(error);
        history = std::make_unique<HistoryJob>(layout, options.programs, options.days, options.seed);
        makeFolders(layout);
        if (options.waiter >= 0)
            loop.watch(options.waiter, [this] { requestStop(); });
        history->startSamples();
        writeFixedConfigs(layout);
        faults.reset();

        logs.launch();
        alertmanager.launch();
        awaitReadyOnAPort(logs);
        history->startLogs(logs.url());
        manager.launch();
        awaitReadyToServe();
        ManagerClient setup(client, manager.url(), tokens.get("admin"));
        await("the manager did not take its administrator's token (" + manager.log().string() + ")", startLimit, [&] {
            throwIfDead(manager);
            return setup.isKnown();
        });
        setup.createBudgets();
        setup.createDeployments(history->story());
        setup.createSecrets();
        load = std::make_unique<LoadGenerator>(loop,
                                               LoadOptions{manager.url(), logs.url(), tokens.get("operator"),
                                                           options.load, history->story().options().utcOffset,
                                                           history->story().options().seed});
        load->start();

        await("the history was not written", historyLimit, [this] { return history->samplesDone(); });
        // From here on the folder has samples up to now: a start that is cut off later must not fill this gap again.
        markAlive(layout);
        history->noteSamples();
        loop.every(alivePeriod, [this] { markAlive(layout); });
        awaitReadyOnAPort(alertmanager); // before Prometheus, which is told its port
        prometheus.launch();
        awaitReadyOnAPort(prometheus);
        await("the history of the logs was not written", historyLimit, [this] { return history->logsDone(); });
        history->noteLogs();
        await("the agents were not ready; see " + manager.log().string() + "; not all were", startLimit, [&] {
            throwIfDead(manager);
            return setup.allReady();
        });
        const std::chrono::duration<double> took = Clock::now() - began;
        readySeconds = took.count();
        state = "ready";
        if (options.waiter >= 0)
            loop.unwatch(options.waiter);
        logger("sandbox")->info("ready after {:.1f} s; {}", readySeconds, history->summary());
        onChildEnded(); // what was ready and has died since is not looked at while others start
    }

    /// The manager's own readiness covers its workers, which there are none of yet: its health is enough here.
    void awaitReadyToServe()
    {
        awaitPort(manager);
        await("manager did not answer " + manager.url() + "/health (" + manager.log().string() + ")", startLimit,
              [this] {
                  throwIfDead(manager);
                  return answers(manager.url() + "/health");
              });
    }

    /// Awaits one that has been launched. Another program may have taken its port between the choice and the use: then
    /// it is launched again on another one.
    void awaitReadyOnAPort(Service &service)
    {
        for (int attempt = 1;; ++attempt) {
            try {
                awaitReady(service);
                return;
            } catch (const std::runtime_error &) {
                if (stopRequested || attempt == portAttempts || !service.isToldItsPort()
                    || lastLines(service.log(), 20).find("address already in use") == std::string::npos)
                    throw;
            }
            service.forgetPort();
            service.launch();
        }
    }

    // --- running

    void onChildEnded()
    {
        if (state != "ready" || shuttingDown)
            return;
        for (Service *service : services()) {
            if (!service->hasDied())
                continue;
            logger("sandbox")->error("{} ended with status {}; see {}", service->name(), service->process().status(),
                                     service->log().string());
            if (!service->mayRestart()) {
                logger("sandbox")->error("{} ends again and again; left alone", service->name());
                continue;
            }
            loop.after(500ms, [this, service] {
                if (shuttingDown || !service->isToBeRestarted())
                    return;
                try {
                    service->launch();
                    logger("sandbox")->info("{} was started again", service->name());
                } catch (const std::runtime_error &e) {
                    logger("sandbox")->error("{} could not be started again: {}", service->name(), e.what());
                }
            });
        }
    }

    std::string statusJson()
    {
        Json json{{"state", state},
                  {"dir", layout.dir.string()},
                  {"pid", ::getpid()},
                  {"prometheus_url", prometheus.url()},
                  {"alertmanager_url", alertmanager.url()},
                  {"loki_url", logs.url()},
                  {"manager_url", manager.url()},
                  {"load", options.load},
                  {"agents", faults.agentPids().size()},
                  {"started_at", startedAt},
                  {"ready_seconds", state == "ready" ? Json(std::round(readySeconds * 100) / 100) : Json()},
                  {"tasks_submitted", load ? load->submitted() : 0},
                  {"faults", faults.active()}};
        if (history) {
            json["seed"] = history->story().options().seed;
            json["days"] = history->story().options().days;
        }
        json["services"] = Json::array();
        for (Service *service : services()) {
            const char *text = service->state() == Service::State::Running ? "running"
                : service->state() == Service::State::Hung                 ? "hung"
                                                                           : "stopped";
            json["services"].push_back({{"name", service->name()},
                                        {"state", text},
                                        {"pid", service->pid()},
                                        {"url", service->url()},
                                        {"log", service->log().string()}});
        }
        return json.dump();
    }

    void onRequest(const std::string &text, const ControlServer::Reply &reply)
    {
        Json answer;
        try {
            const Json request = Json::parse(text);
            const std::string command = request.value("command", "");
            if (command == "status") {
                reply(statusJson());
                return;
            }
            if (command == "down") {
                downReplies.push_back(reply);
                requestStop();
                return;
            }
            if (state != "ready")
                throw std::runtime_error("the sandbox is " + state + "; wait until it is ready");
            if (command == "token")
                answer["token"] = tokens.get(request.value("role", "viewer"));
            else if (command == "fault")
                answer["message"] = onFault(request);
            else
                throw std::runtime_error("unknown command");
        } catch (const std::exception &e) {
            answer = {{"error", e.what()}};
        }
        reply(answer.dump());
    }

    std::string onFault(const Json &request)
    {
        const std::string kind = request.value("kind", "");
        const bool clear = request.value("clear", false);
        std::string message = clear ? faults.clear(kind) : faults.set(kind, request.value("target", ""));
        logger("sandbox")->info("{}", message);
        return message;
    }

    void requestStop()
    {
        stopRequested = true;
        loop.stop();
    }

    void shutDown()
    {
        if (shuttingDown)
            return;
        shuttingDown = true;
        if (state == "ready")
            markAlive(layout);
        state = "stopping";
        history.reset();
        load.reset();
        // All at once, then one after the other; the log store last, for what the others have to say at the end.
        for (Service *service : {&manager, &prometheus, &alertmanager}) {
            service->process().signal(SIGTERM);
            service->process().signal(SIGCONT);
        }
        for (Service *service : {&manager, &prometheus, &alertmanager, &logs}) {
            if (!service->stop(service == &manager ? managerStopGrace : stopGrace))
                logger("sandbox")->warn("{} did not end in time and was killed", service->name());
        }
        tokens.revokeAll();
        for (const ControlServer::Reply &reply : downReplies)
            reply(Json{{"message", "stopped"}, {"pid", ::getpid()}}.dump());
        control.reset(); // while the folder is still ours: the socket is in it
    }
};

Supervisor::Supervisor(TaskLoop &loop, SupervisorOptions options)
{
    // Before any thread exists: one that did not block these would get them instead of the loop.
    loop.onSignals({SIGTERM, SIGINT, SIGHUP, SIGCHLD}, [this](int signal) {
        if (signal == SIGCHLD)
            d->onChildEnded();
        else
            d->requestStop();
    });
    d = std::make_unique<Impl>(loop, std::move(options));
}

Supervisor::~Supervisor()
{
    d->shutDown();
}

void Supervisor::start()
{
    d->start();
}

void Supervisor::shutDown()
{
    d->shutDown();
}

std::string Supervisor::statusJson()
{
    return d->statusJson();
}

} // namespace toban::sandbox
