// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "endpointhealth.h"
#include "figure.h"
#include "fleet.h"

#include <QJsonObject>
#include <QTimeZone>

namespace toban {

/// What `toban status` found.
struct StatusReport
{
    struct NamedFigure
    {
        QString title;
        Figure figure;
    };
    QString context;
    QString currency;
    QTimeZone zone;
    qint64 takenMs = 0;
    std::vector<NamedFigure> figures;
    std::optional<FleetSnapshot> fleet;
    std::optional<Error> fleetError;
    std::vector<EndpointHealth> endpoints;

    /// Every endpoint that is configured was asked and answered, the manager's lists among them, and every figure has a
    /// finite value.
    bool isComplete() const;
};

/// Raw values in base units; times in RFC 3339, UTC; absent is null.
QJsonObject toJson(const StatusReport &report);
/// For people, in the language of the run.
QString toText(const StatusReport &report);

QString toString(State state); ///< "ok", "warn", …
QString toString(ErrorKind kind); ///< "network", "circuit_open", …
QJsonObject toJson(const Error &error);
QJsonObject toJson(const EndpointHealth &health);

} // namespace toban
