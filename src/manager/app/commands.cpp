// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "commands.h"

#include "auditverifier.h"
#include "serve.h"
#include "timetext.h"
#include "tokenadmin.h"

#include <CLI/CLI.hpp>

#include <algorithm>
#include <iostream>

namespace toban::manager {

namespace {

constexpr int failure = 1;
constexpr int wrongUsage = 2;

std::string optionName(const SettingKey &key)
{
    std::string name = "--" + key.key;
    std::replace(name.begin(), name.end(), '_', '-');
    return name;
}

struct ServeCommand
{
    CLI::App *command;
    std::string config;
    bool checkOnly = false;
    std::vector<std::pair<const SettingKey *, std::vector<std::string>>> given;

    explicit ServeCommand(CLI::App &app) : command(app.add_subcommand("serve", "Run the manager."))
    {
        command->add_option("--config", config, "YAML file; options of the command line win over it");
        command->add_flag("--check-config", checkOnly, "check the settings and end");
        for (const SettingKey &key : settingKeys()) {
            if (key.isFlag) {
                command->add_flag_callback(
                    optionName(key),
                    [this, &key] {
                        given.push_back({&key, {"true"}});
                    },
                    key.help);
            } else {
                auto *option = command->add_option_function<std::vector<std::string>>(
                    optionName(key),
                    [this, &key](const std::vector<std::string> &values) {
                        given.push_back({&key, values});
                    },
                    key.help);
                if (key.isList) {
                    option->allow_extra_args(false); // one value each time, so that it may be written --agent-arg=--x
                } else {
                    option->expected(1);
                }
            }
        }
    }

    int run()
    {
        Settings settings;
        if (!config.empty()) {
            readSettings(config, settings);
        }
        for (const auto &[key, values] : given) {
            for (const auto &value : values) {
                try {
                    key->set(settings, value);
                } catch (const std::runtime_error &fault) {
                    throw std::runtime_error(optionName(*key) + ": " + fault.what());
                }
            }
        }
        if (const std::string fault = settingsFault(settings); !fault.empty()) {
            std::cerr << "toban-manager: " << fault << '\n';
            return wrongUsage;
        }
        if (checkOnly) {
            std::cout << "The settings are good.\n";
            return 0;
        }
        return serve(settings);
    }
};

void listTokens(const std::string &db)
{
    const SystemClock clock;
    for (const TokenRecord &token : TokenAdmin(db, clock).list()) {
        std::cout << token.name << '\t' << token.role << '\t' << (token.agents.empty() ? "-" : token.agents) << '\t'
                  << timeText(token.createdAt) << '\t'
                  << (token.revokedAt ? "revoked " + timeText(*token.revokedAt) : "valid") << '\n';
    }
}

int verify(const std::string &file)
{
    const AuditVerdict verdict = verifyAudit(file);
    if (!verdict.fault.empty()) {
        std::cerr << "toban-manager: the audit chain of " << file << " is broken: " << verdict.fault << '\n';
        return failure;
    }
    std::cout << verdict.entries << " entries, the chain is whole, head " << verdict.headHash << '\n';
    return 0;
}

} // namespace

int runCommandLine(int argc, char **argv)
{
    CLI::App app("The agent manager: registry, deployments, tasks, budgets and audit of a fleet of AI agents.",
                 "toban-manager");
    app.require_subcommand(1);
    app.set_version_flag("--version", TOBAN_VERSION);
    ServeCommand serveCommand(app);

    std::string db, name, role, agents, file;
    auto *token = app.add_subcommand("token", "Make, list, revoke tokens.")->require_subcommand(1);
    auto *create = token->add_subcommand("create", "Make a token and print it; it is nowhere else.");
    create->add_option("--db", db, "file with the state; made if there is none")->required();
    create->add_option("--name", name, "whose it is")->required();
    create->add_option("--role", role, "viewer, operator, approver, admin, or agent")->required();
    create->add_option("--agents", agents, "for the role agent: the ids it may speak for, such as bench-*");
    auto *list = token->add_subcommand("list", "Name, role, agents, made, state; one line each.");
    list->add_option("--db", db, "file with the state")->required();
    auto *revoke = token->add_subcommand("revoke", "Make a token useless, within a second.");
    revoke->add_option("--db", db, "file with the state")->required();
    revoke->add_option("--name", name, "whose it is")->required();
    auto *audit = app.add_subcommand("audit", "The journal of changes.")->require_subcommand(1);
    auto *verifyCommand = audit->add_subcommand("verify", "Find changed, removed and inserted entries.");
    verifyCommand->add_option("DB", file, "file with the state")->required();

    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError &error) {
        return app.exit(error) == 0 ? 0 : wrongUsage;
    }
    try {
        const SystemClock clock;
        if (*serveCommand.command) {
            return serveCommand.run();
        }
        if (*create) {
            std::cout << TokenAdmin(db, clock).create(name, role, agents) << '\n';
        } else if (*list) {
            listTokens(db);
        } else if (*revoke) {
            TokenAdmin(db, clock).revoke(name);
        } else if (*verifyCommand) {
            return verify(file);
        }
    } catch (const std::exception &error) {
        std::cerr << "toban-manager: " << error.what() << '\n';
        return failure;
    }
    return 0;
}

} // namespace toban::manager
