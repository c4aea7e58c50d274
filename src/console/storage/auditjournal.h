// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "audit.h"
#include "result.h"

#include <QString>

#include <memory>
#include <vector>

namespace toban {

class Clock;

/// The console's own journal of operator actions: SQLite, append only, hash-chained, fsynced before an action is sent.
class AuditJournal
{
public:
    AuditJournal(QString path, const Clock &clock); ///< ":memory:" for tests
    ~AuditJournal();

    /// Opens the file, migrates, checks integrity and the chain. Happens by itself at the first use; a failure is tried
    /// again.
    Result<void> open();
    Result<AuditEntry> append(AuditEntry entry); ///< fills sequence, time, hash
    Result<std::vector<AuditEntry>> newest(int limit);
    Result<void> verify(); ///< the first entry that does not fit is in the error's detail

private:
    struct Private;
    std::unique_ptr<Private> d;
};

} // namespace toban
