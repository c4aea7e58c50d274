// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "result.h"

#include <QCoro/QCoroTask>

#include <QSet>
#include <QStringList>

#include <memory>
#include <optional>

namespace toban {

class Backends;
class Clock;

/// Which of the catalogue's metrics the context's Prometheus holds: asked once, again after an hour, and after a
/// minute when something was missing. A failed question is asked again next time.
class MetricDetection
{
public:
    MetricDetection(Backends &backends, const Clock &clock, QStringList candidates);

    /// Callers that come while a question is under way each ask their own; the last answer is kept.
    QCoro::Task<Result<QSet<QString>>> present();
    void noteMissing(); ///< a measure was not provided
    void forget(); ///< the context has changed

private:
    struct Known
    {
        QSet<QString> metrics;
        qint64 askedMs = 0;
        bool complete = true;
    };

    Backends *m_backends;
    const Clock *m_clock;
    QStringList m_candidates;
    std::shared_ptr<std::optional<Known>> m_known; ///< shared with questions under way, which may outlive this
};

} // namespace toban
