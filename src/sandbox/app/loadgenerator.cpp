// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "loadgenerator.h"

#include "daycurve.h"
#include "httpclient.h"
#include "logging.h"
#include "logshipper.h"
#include "pricetable.h"
#include "simulator.h"

#include <nlohmann/json.hpp>

#include <array>
#include <chrono>
#include <cstdio>

namespace toban::sandbox {

using namespace std::chrono_literals;

namespace {

constexpr int mostUnderWay = 50; // a manager that hangs must not pile up requests here
constexpr double refusalsPerHour = 7;

std::int64_t nowNanoseconds()
{
    return std::chrono::duration_cast<std::chrono::nanoseconds>(std::chrono::system_clock::now().time_since_epoch())
        .count();
}

} // namespace

struct LoadGenerator::Impl
{
    TaskLoop &loop;
    LoadOptions options;
    Rng rng;
    std::vector<std::unique_ptr<Simulator>> simulators;
    std::vector<double> weights;
    Arrivals tasks;
    Arrivals refusals;
    LogShipper shipper;
    std::uint64_t submitted = 0;
    int underWay = 0;
    bool failing = false;
    std::shared_ptr<int> alive = std::make_shared<int>(0);
    http::Client client; // last: its callbacks use what is above

    Impl(TaskLoop &taskLoop, LoadOptions loadOptions)
        : loop(taskLoop), options(std::move(loadOptions)),
          rng(Rng::keyed({options.seed, static_cast<std::uint64_t>(nowNanoseconds())})), tasks(taskArrivals(options)),
          refusals([](std::int64_t) { return refusalsPerHour / 3600; }), shipper(options.logUrl, LogShipper::Limits{})
    {
        const PriceTable prices = PriceTable::shipped();
        for (const AgentProfile &profile : fleetProfiles()) {
            simulators.push_back(std::make_unique<Simulator>(profile, prices, std::string(profile.primaryModel)));
            weights.push_back(profile.requestsPerMinute);
        }
    }

    void later(std::chrono::nanoseconds delay, TaskLoop::Task task)
    {
        loop.after(delay, [weak = std::weak_ptr<int>(alive), task = std::move(task)] {
            if (!weak.expired())
                task();
        });
    }

    /// Calls `event` at each of the arrivals.
    void follow(const Arrivals &arrivals, void (Impl::*event)())
    {
        const Arrivals::Wait wait = arrivals.next(rng, nowNanoseconds() / 1'000'000'000);
        later(wait.time, [this, &arrivals, event, arrives = wait.arrives] {
            if (arrives)
                (this->*event)();
            follow(arrivals, event);
        });
    }

    void submit()
    {
        if (underWay >= mostUnderWay)
            return;
        const Simulator &simulator = *simulators[rng.pick(weights)];
        const std::string_view operation = simulator.pickOperation(rng);
        // Mostly the ordinary priority; some work can wait, some cannot.
        static constexpr std::array<double, 3> shares{0.75, 0.15, 0.10};
        static constexpr std::array<int, 3> priorities{5, 2, 8};
        char id[24];
        std::snprintf(id, sizeof id, "req-%016llx", static_cast<unsigned long long>(rng.next()));
        const nlohmann::json body{{"task_id", id},
                                  {"agent_type", simulator.profile().agentType},
                                  {"operation", operation},
                                  {"complexity", Simulator::pickComplexity(rng)},
                                  {"priority", priorities[rng.pick(shares)]},
                                  {"timeout_seconds", 300},
                                  {"payload", {{"title", taskTitle(operation, rng.below(2000))}}}};
        http::ClientRequest request;
        request.method = "POST";
        request.url = options.managerUrl + "/api/v1/tasks";
        request.headers.set("Authorization", "Bearer " + options.token);
        request.headers.set("Content-Type", "application/json");
        request.body = body.dump();
        ++underWay;
        client.send(std::move(request), [this, weak = std::weak_ptr<int>(alive)](const http::Exchange &exchange) {
            loop.post([this, weak, status = exchange.response ? exchange.response->status : 0, error = exchange.error] {
                if (!weak.expired())
                    onAnswer(status, error);
            });
        });
    }

    void onAnswer(int status, const std::string &error)
    {
        --underWay;
        const bool taken = status == 202;
        submitted += taken ? 1 : 0;
        if (taken == failing) {
            failing = !taken;
            if (failing)
                logger("load")->warn("the manager takes no tasks: {}",
                                     status ? "status " + std::to_string(status) : error);
            else
                logger("load")->info("the manager takes tasks");
        }
    }

    void refuse()
    {
        LogLine line = gatewayRefusal(rng, nowNanoseconds());
        shipper.add(gatewayLabels(line.level), line.nanoseconds, std::move(line.text));
    }

    void ship()
    {
        shipper.flush();
        later(2s, [this] { ship(); });
    }
};

Arrivals taskArrivals(const LoadOptions &options)
{
    double perMinute = 0;
    for (const AgentProfile &profile : fleetProfiles())
        perMinute += profile.requestsPerMinute;
    return Arrivals([perSecond = perMinute / 60 * options.load, offset = options.utcOffset](std::int64_t unixSeconds) {
        return perSecond * dayCurve(unixSeconds, offset);
    });
}

LoadGenerator::LoadGenerator(TaskLoop &loop, LoadOptions options) : d(std::make_unique<Impl>(loop, std::move(options)))
{ }

LoadGenerator::~LoadGenerator() = default;

void LoadGenerator::start()
{
    d->follow(d->tasks, &Impl::submit);
    d->follow(d->refusals, &Impl::refuse);
    d->ship();
}

std::uint64_t LoadGenerator::submitted() const
{
    return d->submitted;
}

} // namespace toban::sandbox
