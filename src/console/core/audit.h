// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace toban {

/// A line of the journal of operator actions.
struct AuditEntry
{
    qint64 sequence = 0;
    qint64 timeMs = 0;
    QString context;
    QString action;
    QString target;
    QString phase; ///< "planned", "sent", "answered", "ready", "failed", "unknown" (no answer: done or not)
    QString reason;
    QString ticket;
    QString planHash;
    QString idempotencyKey;
    QString outcome;
    QString hash; ///< SHA-256 over the previous hash and this entry
};

} // namespace toban
