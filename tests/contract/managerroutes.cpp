// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Prints the routes that the manager serves, one per line: the contract test compares them with the OpenAPI file.

#include "api.h"
#include "httptasktransport.h"
#include "sqlitestore.h"

#include <iostream>

int main(int argc, char **argv)
{
    using namespace toban::manager;
    if (argc != 2) {
        std::cerr << "usage: managerroutes SCRATCH-DATABASE\n";
        return 2;
    }
    const SystemClock clock;
    Fleet fleet{FleetOptions{}};
    TokenBook tokens;
    SqliteStore store(argv[1]);
    Authenticator authenticator(tokens, store, clock);
    Postponer postponer(1);
    HttpTaskTransport transport;
    ChangeService changes(fleet, store, clock, [] {});
    TaskService tasks(fleet, store, transport, clock, [](std::chrono::nanoseconds) {});
    AgentService agents(fleet, clock, [] {});
    SecretService secrets(fleet, store, clock, nullptr, "none");
    MetricsPage metrics(fleet, store, clock);
    const Api api({fleet, store, clock, authenticator, postponer, changes, tasks, agents, secrets, metrics, "test"});
    for (const std::string &route : api.routes()) {
        std::cout << route << '\n';
    }
    return 0;
}
