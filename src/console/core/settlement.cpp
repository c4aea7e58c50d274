// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "settlement.h"

#include <QHash>

#include <cstdlib>

namespace toban {

namespace {

constexpr qint64 lostForMs = 60'000;
constexpr qint64 silentForMs = 300'000;

} // namespace

std::vector<AuditEntry> unsettledActions(const std::vector<AuditEntry> &trail, const QString &context, qint64 nowMs)
{
    QHash<QString, const AuditEntry *> last;
    std::vector<AuditEntry> found;
    for (const AuditEntry &entry : trail) {
        if (entry.idempotencyKey.isEmpty() || entry.planHash.isEmpty() || entry.context != context)
            continue;
        if (!last.contains(entry.idempotencyKey))
            last.insert(entry.idempotencyKey, &entry);
        if (entry.phase != u"sent")
            continue;
        const AuditEntry &newest = *last.value(entry.idempotencyKey);
        const qint64 patience = newest.phase == u"unknown" ? lostForMs : silentForMs;
        if ((newest.phase == u"unknown" || newest.phase == u"sent") && nowMs - newest.timeMs >= patience)
            found.push_back(entry);
    }
    return found;
}

std::optional<AuditEntry> settlement(const AuditEntry &action, const RecordedChanges &recorded)
{
    const RecordedChange *own = nullptr;
    bool isAmbiguous = false;
    for (const RecordedChange &change : recorded.changes) {
        if (change.planHash != action.planHash)
            continue;
        if (std::abs(change.timeMs - action.timeMs) > clockToleranceMs) {
            isAmbiguous = true;
        } else if (!own || !own->accepted) {
            own = &change; // what was accepted counts, not that it was refused at another attempt
        }
    }
    AuditEntry line = action;
    line.sequence = 0;
    line.hash.clear();
    if (own) {
        line.phase = own->accepted ? QStringLiteral("answered") : QStringLiteral("failed");
        line.outcome = own->accepted ? QStringLiteral("accepted")
                                     : QStringLiteral("refused (%1): %2").arg(own->status).arg(own->detail);
        return line;
    }
    if (isAmbiguous || !recorded.isComplete)
        return std::nullopt;
    line.phase = QStringLiteral("failed");
    line.outcome = QStringLiteral("not_received");
    return line;
}

} // namespace toban
