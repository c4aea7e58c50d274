// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tokenadmin.h"

#include "crypto.h"
#include "role.h"
#include "schema.h"
#include "sqlitetransaction.h"
#include "tokenbook.h"

#include <functional>
#include <stdexcept>

namespace toban::manager {

namespace {

constexpr std::size_t nameLimit = 64;

/// Runs one write transaction, the audit entry and the tokens' version included.
void write(const std::filesystem::path &file, const AuditDraft &draft, const std::function<void(Database &)> &work)
{
    Database database(file, Database::Mode::ReadWriteCreate);
    std::filesystem::permissions(file, std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
    prepareDatabase(database, false);
    database.execute("BEGIN IMMEDIATE");
    work(database);
    database.execute("UPDATE counters SET value=value+1 WHERE name='tokens'");
    SqliteTransaction(database).appendAudit(draft);
    database.execute("COMMIT");
}

AuditDraft draftOf(const std::string &action, const std::string &name, TimePoint at)
{
    AuditDraft draft;
    draft.at = at;
    draft.actor = "command-line";
    draft.actorRole = "local";
    draft.action = action;
    draft.targetKind = "token";
    draft.targetName = name;
    draft.outcome = "accepted";
    return draft;
}

} // namespace

TokenAdmin::TokenAdmin(std::filesystem::path file, const Clock &clock) : m_file(std::move(file)), m_clock(clock)
{ }

std::string TokenAdmin::create(const std::string &name, const std::string &role, const std::string &agents)
{
    const auto parsed = parseRole(role);
    if (name.empty() || name.size() > nameLimit) {
        throw std::runtime_error("a token's name has 1 to 64 characters");
    }
    if (!parsed) {
        throw std::runtime_error("there is no role " + role + "; use viewer, operator, approver, admin or agent");
    }
    if ((*parsed == Role::Agent) == agents.empty()) {
        throw std::runtime_error("the role agent, and only that, needs the ids of its agents (\"bench-*\")");
    }
    std::string token = newToken();
    AuditDraft draft = draftOf("token.create", name, m_clock.now());
    draft.changes = {{"role", "null", '"' + role + '"'}};
    write(m_file, draft, [&](Database &database) {
        auto taken = database.prepare("SELECT 1 FROM tokens WHERE name=? AND revoked_at IS NULL");
        if (taken.bind(name).step()) {
            throw std::runtime_error("there is a token " + name + " already; revoke it or choose another name");
        }
        database.prepare("INSERT INTO tokens (name,role,agents,hash,created_at) VALUES (?,?,?,?,?)")
            .bind(name)
            .bind(role)
            .bindOrNull(agents)
            .bind(sha256Hex(token))
            .bind(m_clock.now().time_since_epoch().count())
            .run();
    });
    return token;
}

std::vector<TokenRecord> TokenAdmin::list()
{
    Database database(m_file, Database::Mode::ReadOnly);
    std::vector<TokenRecord> records;
    auto rows = database.prepare("SELECT id,name,role,agents,created_at,revoked_at FROM tokens ORDER BY id");
    while (rows.step()) {
        records.push_back({rows.integer(0),
                           rows.text(1),
                           rows.text(2),
                           rows.text(3),
                           {},
                           timeOf(rows.integer(4)),
                           rows.isNull(5) ? std::nullopt : std::optional(timeOf(rows.integer(5)))});
    }
    return records;
}

void TokenAdmin::revoke(const std::string &name)
{
    write(m_file, draftOf("token.revoke", name, m_clock.now()), [&](Database &database) {
        database.prepare("UPDATE tokens SET revoked_at=? WHERE name=? AND revoked_at IS NULL")
            .bind(m_clock.now().time_since_epoch().count())
            .bind(name)
            .run();
        if (database.changes() == 0) {
            throw std::runtime_error("there is no valid token " + name);
        }
    });
}

} // namespace toban::manager
