// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "commands.h"

#include "auditexport.h"
#include "auditkeyfile.h"
#include "auditverifier.h"
#include "backup.h"
#include "secretkey.h"
#include "secretsadmin.h"
#include "serve.h"
#include "timetext.h"
#include "tokenadmin.h"

#include <CLI/CLI.hpp>

#include <algorithm>
#include <fstream>
#include <iostream>
#include <iterator>

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

std::string publicKeyIn(const std::string &file)
{
    if (file.empty()) {
        return {};
    }
    std::ifstream stream(file, std::ios::binary);
    const std::string text((std::istreambuf_iterator<char>(stream)), {});
    if (!stream) {
        throw std::runtime_error("public key " + file + ": cannot be read");
    }
    try {
        return readPublicKey(text);
    } catch (const std::runtime_error &fault) {
        throw std::runtime_error("public key " + file + ": " + fault.what());
    }
}

int verify(const std::string &file, const std::string &publicKeyFile, const std::string &headFile)
{
    const auto kept = headFile.empty() ? std::nullopt : std::optional(readKeptHead(headFile));
    const AuditVerdict verdict
        = verifyAudit(file, publicKeyIn(publicKeyFile), kept ? std::optional(kept->head) : std::nullopt);
    if (!verdict.fault.empty()) {
        std::cerr << "toban-manager: the audit chain of " << file << " is broken: " << verdict.fault << '\n';
        return failure;
    }
    std::cout << verdict.entries << " entries, the chain is whole, head " << verdict.headHash << '\n';
    if (verdict.head) {
        std::cout << "The head is signed at " << verdict.head->signedAt << " by the key " << verdict.head->keyId
                  << (publicKeyFile.empty() ? ", which it names itself; give --public-key to be sure whose it is.\n"
                                            : ", the given one.\n");
    }
    if (kept) {
        std::cout << "The kept head is in it: entry " << kept->head.sequence << ", signed at " << kept->signedAt
                  << ".\n";
    }
    if (verdict.unsignedEntries > 0) {
        std::cout << "The last " << verdict.unsignedEntries
                  << ", of the command line, are not signed yet; a manager signs them when it runs.\n";
    }
    return 0;
}

void exportTo(const std::string &db, const std::string &keyFile, const std::string &output)
{
    const SigningKey key = readAuditKey(keyFile.empty() ? defaultAuditKeyFile(db) : std::filesystem::path(keyFile));
    if (output.empty()) {
        exportAudit(db, key, std::cout);
        std::cout.flush();
    } else {
        if (std::filesystem::exists(output)) {
            throw std::runtime_error(output + " exists already; choose another name");
        }
        std::ofstream stream(output, std::ios::binary);
        try {
            exportAudit(db, key, stream);
        } catch (...) {
            std::filesystem::remove(output); // nobody shall take a part for the whole
            throw;
        }
        stream.close();
        if (!stream) {
            throw std::runtime_error(output + ": cannot be written");
        }
    }
    if (!std::cout) {
        throw std::runtime_error("the export could not be written");
    }
}

int rekey(const std::string &db, const std::string &oldFile, const std::string &newFile)
{
    const SystemClock clock;
    const int count = rekeySecrets(db, *loadVault(oldFile), *loadVault(newFile), clock);
    std::cout << count << " values are sealed with the key of " << newFile << " now; start the manager with it.\n";
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

    std::string db, name, role, agents, file, keyFile, headFile, oldKey, newKey;
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
    auto *secrets = app.add_subcommand("secrets", "The key that secrets are sealed with.")->require_subcommand(1);
    auto *generate = secrets->add_subcommand("generate-key", "Make a key file that only its owner may read.");
    generate->add_option("FILE", file, "where to; must not exist")->required();
    auto *rekeyCommand
        = secrets->add_subcommand("rekey", "Seal all values with another key; the manager must not run.");
    rekeyCommand->add_option("--db", db, "file with the state")->required();
    rekeyCommand->add_option("--key-file", oldKey, "the present key")->required();
    rekeyCommand->add_option("--new-key-file", newKey, "the key from now on")->required();
    auto *audit = app.add_subcommand("audit", "The journal of changes.")->require_subcommand(1);
    auto *verifyCommand = audit->add_subcommand("verify", "Find changed, removed, inserted and cut off entries.");
    verifyCommand->add_option("FILE", file, "file with the state, or one that was exported")->required();
    verifyCommand->add_option("--public-key", keyFile, "file with the key that the head must be signed by");
    verifyCommand->add_option("--head", headFile,
                              "a kept answer of GET /api/v1/audit/head, which must be in the chain");
    auto *exportCommand = audit->add_subcommand("export", "Write the journal as lines of JSON, its signed head last.");
    exportCommand->add_option("--db", db, "file with the state")->required();
    exportCommand->add_option("--audit-key-file", keyFile, "key that signs; default: DB.audit-key");
    exportCommand->add_option("--output", file, "new file; default: standard output");
    auto *backup = app.add_subcommand("backup", "Copy the state into a new file; a manager may be running on it.");
    backup->add_option("--db", db, "file with the state")->required();
    backup->add_option("FILE", file, "the copy; must not exist yet")->required();

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
        } else if (*generate) {
            generateKeyFile(file);
        } else if (*rekeyCommand) {
            return rekey(db, oldKey, newKey);
        } else if (*verifyCommand) {
            return verify(file, keyFile, headFile);
        } else if (*exportCommand) {
            exportTo(db, keyFile, file);
        } else if (*backup) {
            const AuditVerdict verdict = backUp(db, file);
            std::cout << file << ": whole, with " << verdict.entries << " audit entries, head " << verdict.headHash
                      << '\n';
        }
    } catch (const std::exception &error) {
        std::cerr << "toban-manager: " << error.what() << '\n';
        return failure;
    }
    return 0;
}

} // namespace toban::manager
