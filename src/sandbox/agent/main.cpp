// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "logging.h"
#include "worker.h"

#include <CLI/CLI.hpp>

#include <csignal>
#include <cstdlib>
#include <iostream>

namespace {

constexpr int usageError = 2;
constexpr std::chrono::seconds stopGrace{5};

/// "127.0.0.1:0" into its parts. False if it is none.
bool parseListen(const std::string &text, std::string &address, std::uint16_t &port)
{
    const auto colon = text.rfind(':');
    unsigned long number = 0;
    if (colon == std::string::npos || colon == 0 || !CLI::detail::lexical_cast(text.substr(colon + 1), number)
        || number > 65535)
        return false;
    address = text.substr(0, colon);
    port = static_cast<std::uint16_t>(number);
    return true;
}

} // namespace

int main(int argc, char **argv)
{
    CLI::App app(
        "A simulated AI agent: serves /health, /metrics and /execute, registers with the manager.\n"
        "Its token for the manager is that of TOBAN_AGENT_TOKEN in the environment, or else is read from standard\n"
        "input, one line.",
        "toban-agent");
    toban::sandbox::WorkerOptions options;
    std::string listen = "127.0.0.1:0";
    app.add_option("--id", options.id, "name of this agent, e.g. code-generator-1")
        ->required()
        ->envname("TOBAN_AGENT_ID");
    app.add_option("--agent-type", options.agentType, "e.g. code_generator")->required()->envname("TOBAN_AGENT_TYPE");
    app.add_option("--deployment", options.deployment, "deployment that it belongs to")->envname("TOBAN_DEPLOYMENT");
    app.add_option("--manager-url", options.managerUrl, "where to register; without it no token is read")
        ->envname("TOBAN_MANAGER_URL");
    app.add_option("--ca-file", options.caFile,
                   "certificates (PEM) to verify the manager's against; default: the system's authorities")
        ->envname("TOBAN_CA_FILE");
    app.add_option("--log-url", options.logUrl, "log store to which its events go (Loki's push API)")
        ->envname("TOBAN_LOG_URL");
    app.add_option("--listen", listen, "ADDRESS:PORT, port 0 for a free one")
        ->capture_default_str()
        ->envname("TOBAN_LISTEN");
    app.add_option("--port-file", options.portFile, "file for the port that was bound");
    app.add_option("--revision", options.revision, "number of the deployment's revision");
    app.add_option("--model", options.model, "model that it calls first")
        ->default_val("claude-sonnet-3.5")
        ->envname("TOBAN_MODEL");
    app.add_option("--image", options.image, "image of the revision; its tag is the version")
        ->default_val("registry.example/agents:v2.1.0");
    app.add_option("--prompt-hash", options.promptHash, "hash of the prompt of the revision")
        ->envname("TOBAN_PROMPT_HASH");
    app.add_option("--tools", options.tools, "tools that it may call, separated by commas")
        ->delimiter(',')
        ->envname("TOBAN_TOOLS");
    app.add_option("--capacity", options.capacity, "tasks at once")
        ->check(CLI::Range(1, 1000))
        ->capture_default_str()
        ->envname("TOBAN_CAPACITY");
    app.add_option("--memory-limit", options.memoryLimitBytes, "bytes shown as the limit")->capture_default_str();
    app.add_option("--fault-file", options.faultFile, "JSON file with faults to simulate, followed while it changes");
    app.add_option("--seed", options.seed, "seed of the simulation; 0: random")->capture_default_str();
    CLI11_PARSE(app, argc, argv);
    if (!parseListen(listen, options.address, options.port)) {
        std::cerr << "toban-agent: --listen " << listen << " is not ADDRESS:PORT\n";
        return usageError;
    }
    if (const char *token = std::getenv("TOBAN_AGENT_TOKEN")) {
        options.token = token;
        unsetenv("TOBAN_AGENT_TOKEN"); // nothing that it starts shall have it
    }
    if (!options.managerUrl.empty() && options.token.empty()
        && (!std::getline(std::cin, options.token) || options.token.empty())) {
        std::cerr << "toban-agent: TOBAN_AGENT_TOKEN is not set, and standard input holds no token; write the agent's "
                     "token there as one line\n";
        return usageError;
    }

    toban::sandbox::TaskLoop loop;
    std::unique_ptr<toban::sandbox::Worker> worker;
    loop.onSignals({SIGTERM, SIGINT}, [&](int) { worker->shutDown(stopGrace, [&loop] { loop.stop(); }); });
    std::signal(SIGPIPE, SIG_IGN);
    toban::initLogging({.program = "toban-agent", .directory = {}});
    worker = std::make_unique<toban::sandbox::Worker>(loop, std::move(options));
    if (const std::string error = worker->start(); !error.empty()) {
        std::cerr << "toban-agent: " << error << "\n";
        return 1;
    }
    loop.run();
    return 0;
}
