// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "audithead.h"

#include <filesystem>

namespace toban::manager {

struct AuditVerdict
{
    std::int64_t entries = 0; ///< that were verified
    std::string headHash; ///< of the last one; zeros when there is none
    std::string fault; ///< empty: the chain is whole; else the first entry that is wrong, and how
    std::optional<SignedAuditHead> head; ///< the signed one that was found
    /// Entries of the command line (which has no key) after the signed head; the manager signs them when it runs.
    std::int64_t unsignedEntries = 0;
};

/// Goes through an audit chain, in a database or a file that was exported: sequence, links, hashes, in a database that the
/// columns say what the hashed text says, and that the signed head is the last entry. So it finds changed, removed,
/// inserted and cut off entries. With `publicKey` (base64) the head must be signed by that key; without, by the one that
/// it names itself. A chain that was cut back to an older entry and has the genuine head of that time is found only by a
/// head that was kept elsewhere: with `kept` its entry must be in the chain, with its hash. Throws std::runtime_error when
/// the file cannot be read.
AuditVerdict verifyAudit(const std::filesystem::path &file, const std::string &publicKey = {},
                         const std::optional<AuditHead> &kept = {});

/// The head in a file that holds an answer of GET /api/v1/audit/head. Throws std::runtime_error when it cannot be read, is
/// no such answer or has a signature that is wrong.
SignedAuditHead readKeptHead(const std::filesystem::path &file);

} // namespace toban::manager
