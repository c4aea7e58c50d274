// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "result.h"

#include <QTimeZone>

namespace toban {

/// A span as typed: Grafana's syntax ("now-24h" to "now", "now/d", "now-1M/M", "2026-11-01 08:00:00", epoch milliseconds).
/// Relative ends slide with the clock; an absolute one stays. Values; pure; any thread.
class TimeRange
{
public:
    TimeRange(); ///< now-24h to now

    /// Checks both ends. The error (Precondition) says which end, what and where.
    static Result<TimeRange> parse(const QString &from, const QString &to);

    const QString &from() const { return m_from; }
    const QString &to() const { return m_to; }
    bool isRelative() const;

    struct Span
    {
        qint64 startMs = 0;
        qint64 endMs = 0;
        qint64 lengthMs() const { return endMs - startMs; }
        friend bool operator==(const Span &, const Span &) = default;
    };
    /// The span at this moment. Rounding ("/d", "/M", "/w") is done in the zone; the week begins on Monday (ISO 8601).
    /// "now/d" as an end means the end of the day, as a start its beginning.
    Span resolve(qint64 nowMs, const QTimeZone &zone) const;

    static TimeRange absolute(qint64 startMs, qint64 endMs);
    friend bool operator==(const TimeRange &, const TimeRange &) = default;

private:
    QString m_from;
    QString m_to;
};

/// Step for a query of this span drawn on so many pixels: at least minStepMs, at most 11 000 points (Prometheus' limit),
/// rounded up to a human step (1, 2, 5, 10, 15, 30 s, 1, 2, 5, 10, 15, 30 min, 1, 2, 3, 6, 12 h, 1 d).
qint64 queryStepMs(TimeRange::Span span, int pixels, qint64 minStepMs);

/// The span with its ends moved outwards onto the step's grid, so that refreshes hit the same sample times.
TimeRange::Span alignToStep(TimeRange::Span span, qint64 stepMs);

} // namespace toban
