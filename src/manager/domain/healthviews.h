// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "fleet.h"

namespace toban::manager {

/// The contract's JSON of the health checks, as text. The fleet's mutex is held by the caller.
std::string healthChecksJson(const Fleet &fleet, const Clock &clock);

} // namespace toban::manager
