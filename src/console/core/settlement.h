// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "audit.h"

#include <optional>
#include <vector>

namespace toban {

/// A change as the manager's own journal has it.
struct RecordedChange
{
    qint64 timeMs = 0; ///< by the manager's clock
    QString planHash; ///< empty: made without a plan
    bool accepted = false;
    int status = 0; ///< HTTP status of the answer that was given
    QString detail;
};

/// What the manager's journal says of one action on one target.
struct RecordedChanges
{
    std::vector<RecordedChange> changes; ///< newest first
    bool isComplete = false; ///< reaches back to the time that was asked for
};

/// The first line of each action in `context` of which nobody knows whether the manager did it, and that is old enough
/// for nothing to be on its way any more. `trail`: newest first. Pure.
///
/// An action whose answer was lost counts after a minute; one without any later line (the console ended, or another one
/// is at it) after five.
std::vector<AuditEntry> unsettledActions(const std::vector<AuditEntry> &trail, const QString &context, qint64 nowMs);

/// The line that settles the action by what the manager recorded, or nothing where that does not tell. Pure.
///
/// The plan's hash joins the two. A record far from the time of sending (`clockTolerance`) is another change by an equal
/// plan; while there is one, nothing is concluded.
std::optional<AuditEntry> settlement(const AuditEntry &action, const RecordedChanges &recorded);

inline constexpr qint64 clockToleranceMs = 5 * 60 * 1000; ///< between the console's clock and the manager's

} // namespace toban
