// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QStringList>

#include <optional>
#include <vector>

namespace toban {

/// What an action would do, as the manager answered to a dry run.
struct Plan
{
    struct Change
    {
        QString field;
        QString from;
        QString to;
    };
    struct Cost
    {
        double before = 0;
        double after = 0;
        double delta = 0;
        QString currency;
        QString basis; ///< how the manager came to it
    };

    QString action;
    QString targetKind;
    QString targetName;
    std::vector<Change> changes;
    int agents = 0;
    int inFlightTasks = 0;
    double requestsPerSecond = 0;
    std::optional<Cost> costPerHour;
    QStringList warnings;
    QString requiredRole;
    bool needsApproval = false;
    QString hash;
    qint64 expiresMs = 0;
};

/// Who the console is to the manager.
struct Identity
{
    QString name;
    QString role;
    QStringList permissions;
};

struct Budget
{
    std::optional<double> daily;
    std::optional<double> monthly;
    std::optional<double> perTask;
    QString currency;
};

} // namespace toban
