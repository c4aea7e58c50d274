// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace toban {

/// The console's log: standard error (warnings only) and toban.log in the state directory; Qt's own messages go the
/// same way. Call once, in main().
void setUpLogging();

} // namespace toban
