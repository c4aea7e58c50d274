// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "httpserver.h"
#include "logdatabase.h"
#include "logging.h"
#include "lokiapi.h"

#include <CLI/CLI.hpp>

#include <signal.h>
#include <time.h>

#include <charconv>
#include <chrono>
#include <cstdio>
#include <fstream>
#include <iostream>
#include <thread>

namespace {

constexpr std::size_t mostBody = 16 * 1024 * 1024;

std::int64_t systemNow()
{
    return std::chrono::duration_cast<std::chrono::nanoseconds>(std::chrono::system_clock::now().time_since_epoch())
        .count();
}

/// "127.0.0.1:0" → address and port; false when the port is none.
bool splitAddress(const std::string &text, toban::http::ServerOptions &options)
{
    const std::size_t colon = text.rfind(':');
    if (colon == std::string::npos)
        return false;
    options.address = text.substr(0, colon);
    const char *end = text.data() + text.size();
    const auto result = std::from_chars(text.data() + colon + 1, end, options.port);
    return result.ec == std::errc() && result.ptr == end;
}

/// A reader sees the whole file or none.
bool writePortFile(const std::string &file, std::uint16_t port)
{
    const std::string temporary = file + ".new";
    std::ofstream out(temporary, std::ios::trunc);
    out << port << '\n';
    out.close();
    return out && std::rename(temporary.c_str(), file.c_str()) == 0;
}

int run(const toban::http::ServerOptions &serverOptions, const toban::sandbox::LogDatabaseOptions &databaseOptions,
        const std::string &portFile)
{
    // Blocked before any thread starts, so that only the wait below sees them.
    sigset_t signals;
    sigemptyset(&signals);
    sigaddset(&signals, SIGTERM);
    sigaddset(&signals, SIGINT);
    pthread_sigmask(SIG_BLOCK, &signals, nullptr);

    toban::sandbox::LogDatabase database(databaseOptions, systemNow);
    if (const std::string error = database.open(); !error.empty()) {
        std::cerr << "toban-logs: " << error << '\n';
        return 1;
    }
    toban::sandbox::LokiApi api(database);
    toban::http::Server server(serverOptions);
    api.addTo(server);
    if (const std::string error = server.start(); !error.empty()) {
        std::cerr << "toban-logs: " << error << '\n';
        return 1;
    }
    if (!portFile.empty() && !writePortFile(portFile, server.port())) {
        std::cerr << "toban-logs: cannot write the port to " << portFile << '\n';
        return 1;
    }
    const auto figures = database.figures();
    toban::logger("logs")->info("serving on {}:{} with {} lines in {} streams", serverOptions.address, server.port(),
                                figures.lines, figures.streams);
    const timespec tick{1, 0};
    while (sigtimedwait(&signals, nullptr, &tick) < 0)
        database.maintain();
    server.stop(std::chrono::seconds(2));
    database.maintain();
    return 0;
}

} // namespace

int main(int argc, char **argv)
{
    CLI::App app("The sandbox's log store: the part of Loki's HTTP interface that Toban's console uses.", "toban-logs");
    std::string listen = "127.0.0.1:3100";
    std::string directory;
    std::string portFile;
    toban::sandbox::LogDatabaseOptions databaseOptions;
    app.add_option("--listen", listen, "ADDRESS:PORT; port 0 takes a free one")->capture_default_str();
    app.add_option("--dir", directory, "where the lines are kept")->required();
    app.add_option("--port-file", portFile, "file that gets the port once it is open");
    app.add_option("--retention-days", databaseOptions.retentionDays, "days that lines are kept")
        ->check(CLI::Range(1, 3650))
        ->capture_default_str();
    app.set_version_flag("--version", "toban-logs " TOBAN_VERSION);
    CLI11_PARSE(app, argc, argv);

    toban::initLogging({.program = "toban-logs", .directory = {}});
    toban::http::ServerOptions serverOptions;
    if (!splitAddress(listen, serverOptions)) {
        std::cerr << "toban-logs: --listen takes ADDRESS:PORT, not \"" << listen << "\"\n";
        return 2;
    }
    serverOptions.threads = static_cast<int>(std::max(2u, std::thread::hardware_concurrency()));
    serverOptions.maxBodyBytes = mostBody;
    serverOptions.serverName = "toban-logs";
    databaseOptions.directory = directory;
    try {
        return run(serverOptions, databaseOptions, portFile);
    } catch (const std::exception &error) {
        std::cerr << "toban-logs: " << error.what() << '\n';
        return 1;
    }
}
