// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "recipes.h"

#include "backfill.h"
#include "childprocess.h"
#include "configs.h"

#include <stdexcept>

namespace toban::sandbox {

namespace {

LaunchOptions launch(std::filesystem::path program, std::vector<std::string> arguments)
{
    LaunchOptions options;
    options.program = std::move(program);
    options.arguments = std::move(arguments);
    return options;
}

/// Makes the key that the manager seals its secrets with, unless a run before has.
void makeSecretsKey(const std::filesystem::path &manager, const std::filesystem::path &file)
{
    if (std::filesystem::exists(file))
        return;
    std::string output, errors;
    if (const int status = runProgram(manager, {"secrets", "generate-key", file.string()}, output, errors); status != 0)
        throw std::runtime_error("toban-manager secrets generate-key ended with " + std::to_string(status) + ": "
                                 + errors);
}

} // namespace

Service::Recipe prometheusRecipe(const Programs &programs, const Layout &layout,
                                 std::function<std::uint16_t()> managerPort,
                                 std::function<std::uint16_t()> alertmanagerPort)
{
    const auto command = [=, program = programs.prometheus](std::uint16_t port) {
        writeConfig(layout.prometheusConfig(), prometheusConfig(layout, managerPort(), alertmanagerPort()));
        return launch(program,
                      {"--config.file=" + layout.prometheusConfig().string(),
                       "--storage.tsdb.path=" + layout.prometheusData().string(), "--storage.tsdb.retention.time=90d",
                       // Blocks of the history are final: merging them would only cost time.
                       "--storage.tsdb.max-block-duration=" + std::to_string(blockSeconds / 3600) + "h",
                       "--web.listen-address=" + loopback(port), "--log.level=warn"});
    };
    return {"prometheus", "/-/ready", layout.log("prometheus"), command, {}};
}

Service::Recipe alertmanagerRecipe(const Programs &programs, const Layout &layout)
{
    const auto command = [layout, program = programs.alertmanager](std::uint16_t port) {
        return launch(program,
                      {"--config.file=" + layout.alertmanagerConfig().string(),
                       "--storage.path=" + layout.alertmanagerData().string(), "--web.listen-address=" + loopback(port),
                       "--cluster.listen-address=", "--log.level=warn"});
    };
    return {"alertmanager", "/-/ready", layout.log("alertmanager"), command, {}};
}

Service::Recipe logsRecipe(const Programs &programs, const Layout &layout)
{
    if (programs.loki) {
        const auto command = [layout, program = *programs.loki](std::uint16_t port) {
            std::uint16_t grpcPort = freePort();
            while (grpcPort == port)
                grpcPort = freePort();
            writeConfig(layout.lokiConfig(), lokiConfig(layout, port, grpcPort));
            return launch(program, {"-config.file=" + layout.lokiConfig().string()});
        };
        return {"loki", "/ready", layout.log("loki"), command, {}};
    }
    const auto portFile = layout.portFile("logs");
    const auto command = [=, program = programs.logs](std::uint16_t port) {
        return launch(
            program,
            {"--listen", loopback(port), "--dir", layout.logData().string(), "--port-file", portFile.string()});
    };
    return {"loki", "/ready", layout.log("logs"), command, portFile};
}

Service::Recipe managerRecipe(const Programs &programs, const Layout &layout, std::function<std::string()> logUrl,
                              std::function<std::string()> prometheusUrl)
{
    const auto portFile = layout.portFile("manager");
    const auto command = [=, program = programs.manager, agent = programs.agent](std::uint16_t port) {
        makeSecretsKey(program, layout.secretsKey());
        return launch(program,
                      {"serve",
                       "--listen",
                       loopback(port),
                       "--db",
                       layout.managerDatabase().string(),
                       "--log-directory",
                       layout.managerDatabase().parent_path().string(),
                       "--port-file",
                       portFile.string(),
                       "--agent-binary",
                       agent.string(),
                       "--log-url",
                       logUrl(),
                       "--prometheus-url",
                       prometheusUrl(),
                       "--health-http-checks",
                       "logs=" + logUrl() + "/ready",
                       "--target-file",
                       layout.targets().string(),
                       "--secrets-key-file",
                       layout.secretsKey().string(),
                       "--agent-arg=--fault-file",
                       "--agent-arg=" + layout.faults().string()});
    };
    return {"manager", "/ready", layout.log("manager"), command, portFile};
}

} // namespace toban::sandbox
