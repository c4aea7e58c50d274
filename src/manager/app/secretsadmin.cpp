// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "secretsadmin.h"

#include "schema.h"
#include "sqlitetransaction.h"

#include <stdexcept>

namespace toban::manager {

int rekeySecrets(const std::filesystem::path &file, const SecretVault &from, const SecretVault &to, const Clock &clock)
{
    if (!std::filesystem::exists(file)) {
        throw std::runtime_error("database " + file.string() + ": there is no such file");
    }
    Database database(file, Database::Mode::ReadWriteCreate);
    try {
        // A manager that runs holds the file's shared lock for good: it would go on sealing with the old key.
        database.execute("PRAGMA busy_timeout=500; PRAGMA locking_mode=EXCLUSIVE; BEGIN EXCLUSIVE; COMMIT");
    } catch (const std::runtime_error &error) {
        throw std::runtime_error(std::string(error.what()) + "; stop the manager that runs on it first");
    }
    prepareDatabase(database, true);
    database.execute("BEGIN IMMEDIATE");
    SqliteTransaction transaction(database);
    int count = 0;
    for (Secret &secret : secretsOf(database)) {
        for (SecretVersion &version : secret.versions) {
            const auto opened = from.open(secret.name, version.number, version.sealed);
            const auto *value = std::get_if<SecretText>(&opened);
            if (value == nullptr) {
                throw std::runtime_error("secret " + secret.name + ", version " + std::to_string(version.number)
                                         + ": does not open with the present key; nothing was changed");
            }
            version.sealed = to.seal(secret.name, version.number, *value);
            ++count;
        }
        transaction.putSecret(secret);
    }
    AuditDraft draft;
    draft.at = clock.now();
    draft.actor = "command-line";
    draft.actorRole = "local";
    draft.action = "secrets.rekey";
    draft.targetKind = "secrets";
    draft.targetName = "secrets";
    draft.outcome = "accepted";
    draft.detail
        = std::to_string(count) + " values sealed anew, key " + to.keyId() + " instead of " + from.keyId() + '.';
    transaction.appendAudit(draft);
    database.execute("COMMIT");
    try {
        // What was deleted before may be in free space and in the journal still, for whoever has the old key.
        database.execute("VACUUM");
        auto checkpoint = database.prepare("PRAGMA wal_checkpoint(TRUNCATE)");
        if (!checkpoint.step() || checkpoint.integer(0) != 0) {
            throw std::runtime_error("database " + file.string() + ": its journal is in use");
        }
    } catch (const std::runtime_error &error) {
        throw std::runtime_error(
            std::string(error.what())
            + "; the values are sealed with the new key, but the file may still hold what was sealed"
              " with the old one: make room (as much as the file's size), end what reads it, and"
              " run this once more, from the new key to another");
    }
    return count;
}

} // namespace toban::manager
