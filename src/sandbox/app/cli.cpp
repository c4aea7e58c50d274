// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli.h"

#include "control.h"
#include "faults.h"
#include "folderlock.h"
#include "logging.h"
#include "supervisor.h"

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include <fcntl.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <csignal>
#include <iostream>

namespace toban::sandbox {

using namespace std::chrono_literals;
using Json = nlohmann::json;

namespace {

constexpr int done = 0;
constexpr int failed = 1;
constexpr int usageError = 2;
constexpr int notRunning = 3;
constexpr auto askLimit = 30s; // one that goes down answers at its end
constexpr auto slowAskLimit = 90s; // stopping and starting of backends

struct Arguments
{
    std::filesystem::path dir = defaultSandboxDir();
    std::string format = "text";
    std::filesystem::path binDir = ownBinDir();
    std::optional<int> days;
    std::optional<std::uint64_t> seed;
    double load = 1;
    bool detach = false;
    std::string fault;
    std::string target;
    bool clear = false;
    std::string role = "viewer";
};

void printStatus(const Arguments &arguments, const std::string &status)
{
    if (arguments.format == "json") {
        std::cout << status << std::endl;
        return;
    }
    const Json json = Json::parse(status);
    std::cout << "The sandbox in " << json.value("dir", "") << " is " << json.value("state", "") << ".\n";
    if (!json.contains("services"))
        return;
    for (const Json &service : json["services"]) {
        std::printf("  %-13s %-8s %s\n", service.value("name", "").c_str(), service.value("state", "").c_str(),
                    service.value("url", "").c_str());
    }
    std::printf("  %-13s %d running, load %g, %d days of history, seed %llu\n", "agents", json.value("agents", 0),
                json.value("load", 1.0), json.value("days", 0),
                static_cast<unsigned long long>(json.value("seed", std::uint64_t{0})));
    for (const Json &fault : json["faults"])
        std::printf("  %-13s %s\n", "fault", fault.get<std::string>().c_str());
    std::fflush(stdout);
}

std::string stoppedStatus(const Arguments &arguments)
{
    return Json{{"state", "stopped"}, {"dir", arguments.dir.string()}}.dump();
}

/// The end of a foreground sandbox whose parent has ended.
void dieWithParent(pid_t parent)
{
    ::prctl(PR_SET_PDEATHSIG, SIGTERM);
    if (::getppid() != parent)
        ::raise(SIGTERM);
}

/// Runs a sandbox to its end. `tell` gets the status once it is ready, or the error text with a status of 1, then or
/// later. `waiter`: see SupervisorOptions.
int supervise(const Arguments &arguments, int waiter, const std::function<void(int, const std::string &)> &tell)
{
    std::signal(SIGPIPE, SIG_IGN);
    const Layout layout{arguments.dir};
    int result = done;
    try {
        TaskLoop loop;
        SupervisorOptions options{
            layout, Programs::find(arguments.binDir), arguments.days, arguments.seed, arguments.load, waiter};
        // The first thing and the last: what is written in the folder before or after could be another sandbox's.
        const FolderLock lock(layout);
        Supervisor supervisor(loop, std::move(options));
        std::filesystem::create_directories(layout.logFolder());
        initLogging({.program = "sandbox",
                     .directory = layout.logFolder(),
                     .standardError = !arguments.detach && arguments.format == "text"});
        supervisor.start();
        tell(done, supervisor.statusJson());
        loop.run();
        supervisor.shutDown();
    } catch (const std::exception &e) {
        tell(failed, e.what());
        result = failed;
    }
    spdlog::shutdown(); // writes what is left of the log; a detached process ends without destructors
    return result;
}

int upInForeground(const Arguments &arguments, pid_t parent)
{
    dieWithParent(parent);
    return supervise(arguments, -1, [&arguments](int status, const std::string &text) {
        if (status == done)
            printStatus(arguments, text);
        else
            std::cerr << "toban-sandbox: " << text << std::endl;
    });
}

int upDetached(const Arguments &arguments)
{
    int pipe[2];
    if (::pipe2(pipe, O_CLOEXEC) != 0)
        throw std::runtime_error("no pipe could be made");
    const pid_t pid = ::fork();
    if (pid < 0)
        throw std::runtime_error("no process could be made");
    if (pid == 0) {
        ::setsid();
        const int null = ::open("/dev/null", O_RDWR);
        for (const int standard : {0, 1, 2})
            ::dup2(null, standard);
        // Nothing of the caller's stays open, neither its pipes nor its locks.
        constexpr int waiter = 3;
        ::dup2(pipe[1], waiter);
        ::close_range(waiter + 1, ~0U, 0);
        bool told = false;
        const int result = supervise(arguments, waiter, [&told](int status, const std::string &text) {
            if (told) {
                logger("sandbox")->error("{}", text); // nobody waits for it any more
                return;
            }
            told = true;
            const std::string message = std::to_string(status) + text;
            [[maybe_unused]] const auto size = ::write(waiter, message.data(), message.size());
            ::close(waiter);
        });
        ::_exit(result);
    }
    ::close(pipe[1]);
    std::string message;
    char buffer[4096];
    for (ssize_t size = 0; (size = ::read(pipe[0], buffer, sizeof buffer)) > 0;)
        message.append(buffer, static_cast<std::size_t>(size));
    ::close(pipe[0]);
    if (message.empty() || message.front() != '0') {
        std::cerr << "toban-sandbox: "
                  << (message.empty() ? "the sandbox ended before it was ready; see "
                              + Layout{arguments.dir}.log("sandbox").string()
                                      : message.substr(1))
                  << std::endl;
        return failed;
    }
    printStatus(arguments, message.substr(1));
    return done;
}

int up(const Arguments &arguments, pid_t parent)
{
    if (!arguments.detach)
        return upInForeground(arguments, parent);
    // Asking twice for the same is no error: the one that runs is what was asked for.
    if (const auto status = askSupervisor(Layout{arguments.dir}.socket(), R"({"command":"status"})", askLimit)) {
        printStatus(arguments, *status);
        return done;
    }
    return upDetached(arguments);
}

int ask(const Arguments &arguments, const Json &request, std::chrono::milliseconds limit, const std::string &member)
{
    const auto text = askSupervisor(Layout{arguments.dir}.socket(), request.dump(), limit);
    if (!text) {
        std::cerr << "toban-sandbox: no sandbox is running in " << arguments.dir.string()
                  << "; start one with: toban-sandbox up\n";
        return notRunning;
    }
    const Json answer = Json::parse(*text);
    if (answer.contains("error")) {
        std::cerr << "toban-sandbox: " << answer["error"].get<std::string>() << "\n";
        return failed;
    }
    if (arguments.format == "json")
        std::cout << *text << std::endl;
    else
        std::cout << answer.value(member, "") << std::endl;
    return done;
}

int status(const Arguments &arguments)
{
    const auto text = askSupervisor(Layout{arguments.dir}.socket(), R"({"command":"status"})", askLimit);
    printStatus(arguments, text ? *text : stoppedStatus(arguments));
    return text ? done : notRunning;
}

/// Waits until a process that has nothing left to do has gone.
void awaitEnd(pid_t pid)
{
    const int handle = static_cast<int>(::syscall(SYS_pidfd_open, pid, 0));
    if (handle < 0)
        return; // gone
    pollfd ended{handle, POLLIN, 0};
    ::poll(&ended, 1, std::chrono::milliseconds(askLimit).count());
    ::close(handle);
}

int down(const Arguments &arguments)
{
    const auto text = askSupervisor(Layout{arguments.dir}.socket(), R"({"command":"down"})", slowAskLimit);
    if (text)
        awaitEnd(Json::parse(*text).value("pid", 0));
    if (arguments.format == "json")
        std::cout << stoppedStatus(arguments) << std::endl;
    else
        std::cout << (text ? "stopped" : "no sandbox was running there") << std::endl;
    return done;
}

std::string faultHelp()
{
    std::string text = "Break something on purpose. Kinds:\n";
    for (const auto &[name, meaning] : FaultControl::kinds())
        text.append("  ").append(name).append(19 - name.size(), ' ').append(meaning).append("\n");
    return text + "Undo one with `fault KIND --clear`, all with `fault --clear`.";
}

} // namespace

int runCli(int argc, char **argv)
{
    const pid_t parent = ::getppid();
    CLI::App app("A fleet of agents on this machine, with everything that belongs to it: a real Prometheus and\n"
                 "Alertmanager, the agent manager, worker processes, a log store, and two months of history.\n"
                 "Everything listens on loopback addresses only.",
                 "toban-sandbox");
    app.require_subcommand(1);
    Arguments arguments;
    int days = 0;
    std::uint64_t seed = 0;
    const auto common = [&arguments](CLI::App *command) {
        command->add_option("--dir", arguments.dir, "folder of the sandbox")->capture_default_str();
        command->add_option("--format", arguments.format, "text or json")
            ->check(CLI::IsMember({"text", "json"}))
            ->capture_default_str();
    };
    CLI::App *upCommand = app.add_subcommand(
        "up", "Bring it up. Stays in the foreground until Ctrl+C or the end of its parent, unless --detach.");
    common(upCommand);
    upCommand->add_option("--days", days, "days of history (62; a folder keeps what it was begun with)")
        ->check(CLI::Range(1, 80));
    upCommand->add_option("--seed", seed, "seed of the history (1; a folder keeps what it was begun with)");
    upCommand->add_option("--load", arguments.load, "multiplies the tasks that are handed in")
        ->check(CLI::Range(0.0, 100.0))
        ->capture_default_str();
    upCommand->add_flag("--detach", arguments.detach, "return when it is ready and leave it running");
    upCommand->add_option("--bin-dir", arguments.binDir, "folder of toban-manager, toban-agent, toban-logs")
        ->capture_default_str();
    CLI::App *downCommand = app.add_subcommand("down", "Take it down; its data stays for the next time.");
    common(downCommand);
    CLI::App *statusCommand = app.add_subcommand("status", "What is running, and where. Exit status 3 if nothing is.");
    common(statusCommand);
    CLI::App *faultCommand = app.add_subcommand("fault", faultHelp());
    common(faultCommand);
    faultCommand->add_option("kind", arguments.fault, "see above");
    faultCommand->add_option("--target", arguments.target, "the agent or tool it is about");
    faultCommand->add_flag("--clear", arguments.clear, "undo it");
    CLI::App *tokenCommand
        = app.add_subcommand("token", "Print a token for the manager. It is valid while the sandbox runs.");
    common(tokenCommand);
    tokenCommand->add_option("--role", arguments.role, "viewer, operator, approver or admin")
        ->check(CLI::IsMember({"viewer", "operator", "approver", "admin"}))
        ->capture_default_str();
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError &e) {
        return app.exit(e) == 0 ? done : usageError;
    }
    if (upCommand->count("--days"))
        arguments.days = days;
    if (upCommand->count("--seed"))
        arguments.seed = seed;
    try {
        arguments.dir = std::filesystem::absolute(arguments.dir).lexically_normal();
        if (*upCommand)
            return up(arguments, parent);
        if (*downCommand)
            return down(arguments);
        if (*statusCommand)
            return status(arguments);
        if (*tokenCommand)
            return ask(arguments, {{"command", "token"}, {"role", arguments.role}}, askLimit, "token");
        if (arguments.fault.empty() && !arguments.clear) {
            std::cerr << faultCommand->help();
            return usageError;
        }
        return ask(
            arguments,
            {{"command", "fault"}, {"kind", arguments.fault}, {"target", arguments.target}, {"clear", arguments.clear}},
            slowAskLimit, "message");
    } catch (const std::exception &e) {
        std::cerr << "toban-sandbox: " << e.what() << "\n";
        return failed;
    }
}

} // namespace toban::sandbox
