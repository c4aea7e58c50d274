// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

namespace toban::manager {

struct AuditVerdict
{
    std::int64_t entries = 0; ///< that were verified
    std::string headHash; ///< of the last one; zeros when there is none
    std::string fault; ///< empty: the chain is whole; else the first entry that is wrong, and how
};

/// Goes through the audit chain of a database: sequence, links, hashes, and that the columns say what the hashed text
/// says. Finds changed, removed and inserted entries; entries cut off at the end only by comparing the head with a copy
/// kept elsewhere. Throws std::runtime_error when the file cannot be read.
AuditVerdict verifyAudit(const std::filesystem::path &database);

} // namespace toban::manager
