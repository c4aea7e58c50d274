// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "auditseal.h"

#include "clock.h"
#include "sqlitetransaction.h"
#include "timetext.h"

#include <stdexcept>

namespace toban::manager {

namespace {

AuditDraft sealDraft(const std::string &action, std::string detail)
{
    AuditDraft draft;
    draft.at = SystemClock().now();
    draft.actor = draft.actorRole = "manager";
    draft.action = action;
    draft.targetKind = "audit";
    draft.targetName = "head";
    draft.outcome = "completed";
    draft.detail = std::move(detail);
    return draft;
}

/// Entries of the manager or through it; the command line's need no signature yet.
bool hasEntriesOfTheManager(Database &database)
{
    return database.prepare("SELECT 1 FROM audit WHERE json_extract(body,'$.actor.role')<>'local' LIMIT 1").step();
}

void requireInChain(Database &database, const AuditHead &head)
{
    if (head.sequence == 0) {
        return;
    }
    auto row = database.prepare("SELECT hash FROM audit WHERE sequence=?");
    if (!row.bind(head.sequence).step() || row.text(0) != head.hash) {
        throw std::runtime_error("database " + database.file().string() + ": entry " + std::to_string(head.sequence)
                                 + " of the audit chain, whose hash was signed, is gone or changed; look with"
                                   " \"toban-manager audit verify\", then restore a backup");
    }
}

} // namespace

std::optional<SignedAuditHead> storedAuditHead(Database &database)
{
    auto row = database.prepare("SELECT sequence,hash,at,signed_at,key_id,public_key,signature FROM audit_head");
    if (!row.step()) {
        return std::nullopt;
    }
    return SignedAuditHead{
        {row.integer(0), row.text(1), row.text(2)}, row.text(3), row.text(4), row.text(5), row.text(6)};
}

AuditHead checkedAuditHead(Database &database)
{
    const auto stored = storedAuditHead(database);
    if (stored && !stored->isGenuine()) {
        throw std::runtime_error("database " + database.file().string()
                                 + ": the signature of the audit chain's head is wrong; look with"
                                   " \"toban-manager audit verify\", then restore a backup");
    }
    const AuditHead head = stored ? stored->head : AuditHead{};
    requireInChain(database, head);
    return head;
}

void AuditSeal::begin(Database &database)
{
    database.execute("BEGIN IMMEDIATE");
    try {
        const auto stored = storedAuditHead(database);
        m_signed = checkedAuditHead(database);
        if (stored && stored->publicKey != m_key.publicKey()) {
            SqliteTransaction(database).appendAudit(
                sealDraft("audit.key_change",
                          "Signed by the key " + keyIdOf(m_key.publicKey()) + " from now on; until entry "
                              + std::to_string(m_signed.sequence) + " it was " + stored->keyId + '.'));
        } else if (!stored && hasEntriesOfTheManager(database)) {
            SqliteTransaction(database).appendAudit(
                sealDraft("audit.first_signature",
                          "No signed head was there; the entries before this one are signed as they were found."));
        }
        update(database);
        database.execute("COMMIT");
        committed();
    } catch (...) {
        database.execute("ROLLBACK");
        throw;
    }
}

void AuditSeal::update(Database &database)
{
    AuditHead head = auditHeadOf(database);
    if (head == m_signed) {
        return;
    }
    requireInChain(database, m_signed);
    const SignedAuditHead next = signHead(m_key, std::move(head), timeText(SystemClock().now()));
    database.prepare("INSERT OR REPLACE INTO audit_head VALUES (1,?,?,?,?,?,?,?)")
        .bind(next.head.sequence)
        .bind(next.head.hash)
        .bind(next.head.at)
        .bind(next.signedAt)
        .bind(next.keyId)
        .bind(next.publicKey)
        .bind(next.signature)
        .run();
    m_signed = next.head;
}

} // namespace toban::manager
