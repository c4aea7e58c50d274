// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "audithead.h"
#include "sqlite.h"

namespace toban::manager {

/// Keeps the signed head of the audit chain in the database: one row, replaced in the very transaction that appends
/// entries. So whoever cuts entries off lacks a signature over what is left. One thread at a time.
class AuditSeal
{
public:
    explicit AuditSeal(SigningKey key) : m_key(std::move(key)) { }

    /// Once, on a migrated database: checks that the head that was signed last is still in the chain, and signs what
    /// followed it (the command line has no key). A key that is another one by now, and a chain that was never signed,
    /// are noted in the chain. Throws std::runtime_error when the chain is not what was signed: signing on would hide
    /// it.
    void begin(Database &database);
    /// Inside a transaction, before its commit: signs the head if it has moved. Throws as begin() does.
    void update(Database &database);
    /// The transaction of the last update() did not come to be: what it signed is not in the database.
    void rolledBack() { m_signed = m_committed; }
    void committed() { m_committed = m_signed; }

private:
    const SigningKey m_key;
    AuditHead m_signed; ///< as of the last update()
    AuditHead m_committed;
};

/// The row, if there is one.
std::optional<SignedAuditHead> storedAuditHead(Database &database);
/// Its head, number 0 without one. Throws std::runtime_error when its signature is wrong or the chain has no such entry.
AuditHead checkedAuditHead(Database &database);

} // namespace toban::manager
