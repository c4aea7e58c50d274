// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "state.h"

#include <QString>
#include <QVariantMap>

namespace toban {

/// One line of the problems panel: what is wrong now, and where to look. A value; its text is already translated and
/// says what happened, what it means and what to do.
struct Problem
{
    QString id; ///< stable while the problem lasts ("endpoint/prometheus"); a line with the same id replaces the
        ///< earlier one
    State severity = State::Warn; ///< Warn or Critical; Unknown for "cannot tell"
    QString source; ///< who says so, translated ("Prometheus", "Keyring", "Fleet")
    QString text;
    qint64 sinceMs = 0; ///< Unix time; 0: not known
    qint64 asOfMs
        = 0; ///< not 0: it was so then, and nobody has looked since (its page is not shown, or shows the past)
    QString page; ///< where a jump leads: a page's id, or empty
    QVariantMap args; ///< handed to Page::navigate() by the jump
    QString action; ///< instead of a page: object name of the action that a jump triggers ("action.settings"), or empty

    friend bool operator==(const Problem &, const Problem &) = default;
};

} // namespace toban
