// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "context.h"
#include "endpointhealth.h"
#include "error.h"

#include <QString>
#include <QTimeZone>

namespace toban {

/// An error for people: what happened, what it means, what to do. Each a full sentence; `meaning` and `action` may be
/// empty.
struct Description
{
    QString what;
    QString meaning;
    QString action;
    QString text() const; ///< the three in a row
    QString brief() const { return what; }
};

/// `subject` is who failed as the sentence's subject ("Prometheus"); empty: the origin's host, or "The server".
Description describe(const Error &error, const QString &subject = {});
/// How an endpoint is, in a sentence with since when: "Prometheus has not answered for 2 min (connection refused)."
Description describe(const EndpointHealth &health, qint64 nowMs, const QTimeZone &zone);
/// "Prometheus", "Loki", "Alertmanager", "Agent manager".
QString endpointName(EndpointKind kind);
/// "Production", "Staging", "Development", "Sandbox".
QString environmentName(EnvironmentKind kind);

} // namespace toban
