// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "audit.h"
#include "result.h"

#include <QString>

#include <memory>
#include <vector>

namespace toban {

/// The file under the journal: SQLite, append only, hash-chained, fsynced. Every call may take as long as the disk or
/// another console's lock does (up to 5 s). From open() to close() on one thread.
class AuditFile
{
public:
    explicit AuditFile(QString path); ///< ":memory:" for tests
    ~AuditFile();
    Q_DISABLE_COPY_MOVE(AuditFile)

    /// Opens the file, migrates, checks integrity and the chain. Happens by itself at the first use; a failure is tried
    /// again.
    Result<void> open();
    void close(); ///< before the end of the thread that opened it
    Result<AuditEntry> append(AuditEntry entry); ///< fills sequence and hash
    Result<std::vector<AuditEntry>> newest(int limit);
    Result<void> verify(); ///< the first entry that does not fit is in the error's detail

private:
    struct Private;
    std::unique_ptr<Private> d;
};

} // namespace toban
