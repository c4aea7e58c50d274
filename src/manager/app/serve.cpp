// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "serve.h"

#include "api.h"
#include "atomicfile.h"
#include "controller.h"
#include "eventloop.h"
#include "healthrunner.h"
#include "httptasktransport.h"
#include "kubernetesdriver.h"
#include "logging.h"
#include "prometheussource.h"
#include "restore.h"
#include "rolloutrunner.h"
#include "secretkey.h"
#include "sqlitestore.h"
#include "systemprobes.h"
#include "xdgpaths.h"

#include <csignal>
#include <iostream>

namespace toban::manager {

namespace {

constexpr std::chrono::milliseconds round{250};
constexpr std::chrono::seconds heldUp{5}; // a round that took longer: the process was stopped, not busy
constexpr std::chrono::seconds forgetEvery{10};
constexpr std::chrono::seconds keepAliveEvery{15}; // of event streams
constexpr int forgetAtOnce = 2000;
constexpr std::chrono::seconds taskGraceAtStop{5}; // together with the next two below the 10 s that are promised
constexpr std::chrono::seconds workerGraceAtStop{3};
constexpr std::chrono::milliseconds requestGraceAtStop{500};
constexpr std::size_t delayedLogins = 1000;

/// Everything that serves, in the order it is built; taken down in reverse.
class Manager
{
public:
    Manager(const Settings &settings, EventLoop &events, std::shared_ptr<const SecretVault> vault);
    int run();

private:
    void restore();
    std::string startServer();
    void startDriver();
    void loop();
    void stop();
    void forgetOld();

    Settings m_settings;
    EventLoop &m_events;
    SystemClock m_clock;
    Fleet m_fleet;
    TokenBook m_tokens;
    SqliteStore m_store;
    Authenticator m_authenticator;
    MetricsPage m_metrics;
    HttpTaskTransport m_transport;
    ChangeService m_changes;
    TaskService m_tasks;
    AgentService m_agents;
    SecretService m_secrets;
    Api m_api;
    Postponer m_postponer; // after what its last actions, done when it goes, work with
    std::unique_ptr<http::Server> m_server;
    std::unique_ptr<LocalDriver> m_driver; // one of both
    std::unique_ptr<KubernetesDriver> m_kubernetes;
    std::unique_ptr<Controller> m_controller;
    std::unique_ptr<PrometheusSource> m_metricSource;
    std::unique_ptr<RolloutRunner> m_rollouts;
    SystemProbes m_probes; // after what its last results are noted in
    HealthRunner m_health;
};

std::string besideThisProgram(const std::string &name)
{
    std::error_code error;
    const auto self = std::filesystem::read_symlink("/proc/self/exe", error);
    return error ? name : (self.parent_path() / name).string();
}

std::filesystem::path directoryOf(const std::filesystem::path &file)
{
    return file.has_parent_path() ? file.parent_path() : std::filesystem::path(".");
}

http::ServerOptions serverOptions(const Settings &settings)
{
    const ListenAddress listen = parseListen(settings.listen);
    http::ServerOptions options;
    options.address = listen.address;
    options.port = listen.port;
    options.threads = settings.threads;
    options.certificateFile = settings.certificateFile;
    options.keyFile = settings.keyFile;
    options.maxConnections = 16'384;
    options.serverName = "toban-manager";
    return options;
}

Manager::Manager(const Settings &settings, EventLoop &events, std::shared_ptr<const SecretVault> vault)
    : m_settings(settings), m_events(events), m_fleet(settings.fleetOptions()),
      m_store(settings.db, settings.auditKeyFile), m_authenticator(m_tokens, m_store, m_clock),
      m_metrics(m_fleet, m_store, m_clock), m_changes(m_fleet, m_store, m_clock, [this] { m_events.wake(); }),
      m_tasks(m_fleet, m_store, m_transport, m_clock,
              [this](std::chrono::nanoseconds duration) { m_metrics.observeDispatch(duration); }),
      m_agents(m_fleet, m_clock, [this] { m_events.wake(); }),
      m_secrets(m_fleet, m_store, m_clock, std::move(vault), withoutVaultText()),
      m_api({m_fleet, m_store, m_clock, m_authenticator, m_postponer, m_changes, m_tasks, m_agents, m_secrets,
             m_metrics, TOBAN_VERSION}),
      m_postponer(delayedLogins), m_probes(directoryOf(settings.db), std::uint64_t(settings.healthMinFreeMb * 1e6)),
      m_health(m_fleet, m_store, m_probes, m_clock)
{
    m_metrics.watch(m_tasks.counters(), [this] { return m_authenticator.failedLogins(); });
}

void Manager::restore()
{
    StoredState state = m_store.load(m_clock.now());
    logger("manager")->info("{} deployments, {} unfinished tasks", state.deployments.size(),
                            state.unfinishedTasks.size());
    restoreFleet(std::move(state), m_fleet, m_tasks, m_clock);
    m_secrets.restore();
    if (const std::string error = m_authenticator.refresh(); !error.empty()) {
        throw std::runtime_error(error);
    }
}

void Manager::startDriver()
{
    if (m_settings.driver == "kubernetes") {
        m_kubernetes
            = std::make_unique<KubernetesDriver>(m_settings.kubernetesOptions(), m_clock, [this] { m_events.wake(); });
        m_controller = std::make_unique<Controller>(m_fleet, m_tokens, *m_kubernetes, m_changes, m_tasks, m_clock);
        return;
    }
    LocalDriverOptions driver;
    driver.agentBinary = m_settings.agentBinary.empty() ? besideThisProgram("toban-agent") : m_settings.agentBinary;
    driver.agentArguments = m_settings.agentArguments;
    driver.managerUrl = advertisedUrl(m_settings, m_server->port());
    driver.caFile = workersCaFile(m_settings);
    driver.logUrl = m_settings.logUrl;
    driver.targetFile = m_settings.targetFile;
    driver.stopGrace = std::chrono::milliseconds(std::int64_t(m_settings.stopGraceSeconds * 1000));
    m_driver = std::make_unique<LocalDriver>(std::move(driver), m_clock);
    m_controller = std::make_unique<Controller>(m_fleet, m_tokens, *m_driver, m_changes, m_tasks, m_clock);
}

std::string Manager::startServer()
{
    m_server = std::make_unique<http::Server>(serverOptions(m_settings));
    m_api.attach(*m_server);
    if (std::string error = m_server->start(); !error.empty()) {
        return error;
    }
    const std::string port = std::to_string(m_server->port());
    startDriver();
    if (!m_settings.prometheusUrl.empty()) {
        m_metricSource = std::make_unique<PrometheusSource>(m_settings.prometheusUrl, m_settings.prometheusTokenFile);
    }
    m_rollouts = std::make_unique<RolloutRunner>(m_fleet, m_changes, m_metricSource.get(), m_clock);
    logger("manager")->info("serving at {} port {}, workers register at {}", parseListen(m_settings.listen).address,
                            port, advertisedUrl(m_settings, m_server->port()));
    return m_settings.portFile.empty() ? std::string() : writeFileAtomically(m_settings.portFile, port + '\n');
}

void Manager::forgetOld()
{
    const TimePoint now = m_clock.now();
    m_store.post(
        [this, now](Transaction &transaction) {
            transaction.forget(now - m_fleet.options.taskRetention, now - m_fleet.options.answerRetention,
                               now - m_fleet.options.executionRetention, forgetAtOnce);
            transaction.forgetSpend(hourOf(now - m_fleet.options.spendRetention));
        },
        [](const std::string &) {});
}

void Manager::loop()
{
    SteadyPoint nextForget = m_clock.steady() + forgetEvery;
    SteadyPoint nextKeepAlive = m_clock.steady() + keepAliveEvery;
    SteadyPoint lastRound = m_clock.steady();
    for (;;) {
        if (const auto held = m_clock.steady() - lastRound; held > heldUp) {
            logger("manager")->warn("stood still for {} s; agents are given that time to be heard again",
                                    std::chrono::duration_cast<std::chrono::seconds>(held).count());
            m_controller->excuse(std::chrono::duration_cast<std::chrono::milliseconds>(held));
        }
        lastRound = m_clock.steady();
        m_controller->step();
        m_secrets.step();
        m_rollouts->step();
        m_health.step();
        const auto signals = m_events.wait(round);
        if (signals.contains(SIGTERM) || signals.contains(SIGINT)) {
            return;
        }
        const SteadyPoint now = m_clock.steady();
        m_authenticator.refresh(); // what fails is in its trouble, which /ready shows
        if (now >= nextKeepAlive) {
            nextKeepAlive = now + keepAliveEvery;
            m_fleet.events.keepAlive();
        }
        if (now >= nextForget) {
            nextForget = now + forgetEvery;
            forgetOld();
        }
    }
}

void Manager::stop()
{
    logger("manager")->info("stopping");
    m_controller->beginStop();
    const auto until = [this](std::chrono::milliseconds grace, const auto &done) {
        const SteadyPoint deadline = m_clock.steady() + grace;
        while (!done() && m_clock.steady() < deadline) {
            m_events.wait(std::chrono::milliseconds(20));
            m_controller->step();
        }
    };
    until(taskGraceAtStop, [this] { return m_controller->tasksUnderWay() == 0; });
    m_controller->stopWorkers();
    until(workerGraceAtStop, [this] { return m_controller->workers() == 0; });
    m_server->stop(requestGraceAtStop);
    m_transport.close();
    m_store.close(); // what the others still wait for ends here
}

int Manager::run()
{
    restore();
    if (const std::string error = startServer(); !error.empty()) {
        logger("manager")->error("{}", error);
        return 1;
    }
    loop();
    stop();
    return 0;
}

} // namespace

int serve(const Settings &settings)
{
    std::shared_ptr<const SecretVault> vault;
    try {
        vault = loadVault(settings.secretsKeyFile);
    } catch (const std::runtime_error &fault) {
        std::cerr << "toban-manager: " << fault.what() << '\n';
        return 1;
    }
    EventLoop events; // before logging, which has a thread too
    const std::string noFile = initLogging(
        {.program = "toban-manager",
         .directory = settings.logDirectory.empty() ? xdgStateDir() : std::filesystem::path(settings.logDirectory),
         .level = settings.verbose ? spdlog::level::debug : spdlog::level::info});
    if (!noFile.empty()) {
        logger("manager")->warn("{}; the log goes to standard error only", noFile);
    }
    try {
        return Manager(settings, events, std::move(vault)).run();
    } catch (const std::exception &failure) {
        logger("manager")->error("{}", failure.what());
        return 1;
    }
}

} // namespace toban::manager
