// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "kit/theme.h"

#include <QString>

namespace toban {

/// How the window looks and speaks. Values; kept in the session.
struct Preferences
{
    Scheme theme = Scheme::System;
    QString language; ///< "en", "ja"; empty: the system's
    bool utc = false; ///< times in UTC instead of the environment's zone

    friend bool operator==(const Preferences &, const Preferences &) = default;
};

} // namespace toban
