// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStringView>

namespace toban {

/// Order of names as people count: "agent-2" before "agent-10", case ignored first. Negative, 0 or positive. No
/// allocation: made for sorting ten thousand names between two frames.
int naturalCompare(QStringView a, QStringView b);

} // namespace toban
