// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "audit.h"
#include "result.h"

#include <QFuture>
#include <QString>

#include <memory>
#include <vector>

namespace toban {

class Clock;

/// The console's own journal of operator actions: append only, hash-chained, on the disk before its future finishes.
///
/// The file is worked on a thread of its own, which begins with the first call; no call here blocks. What is asked is
/// done in the order it was asked, and co_await on a future goes on on the caller's thread. The destructor waits until
/// all that was asked has been done, so every future finishes.
class AuditJournal
{
public:
    AuditJournal(QString path, const Clock &clock); ///< ":memory:" for tests
    ~AuditJournal();
    Q_DISABLE_COPY_MOVE(AuditJournal)

    /// Opens the file, migrates, checks integrity and the chain. Happens by itself at the first use; a failure is tried
    /// again.
    QFuture<Result<void>> open();
    QFuture<Result<AuditEntry>> append(AuditEntry entry); ///< fills sequence, time (of the call), hash
    QFuture<Result<std::vector<AuditEntry>>> newest(int limit); ///< newest first
    QFuture<Result<void>> verify(); ///< the first entry that does not fit is in the error's detail

private:
    struct Private;
    std::unique_ptr<Private> d;
};

} // namespace toban
