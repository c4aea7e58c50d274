// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "incident.h"

namespace toban::manager {

// The contract's JSON of incidents and of the figures about them, as text. Pure.

std::string incidentJson(const Incident &incident);
std::string incidentEventJson(const Incident &incident);
std::string recoveryJson(const RecoveryReport &report, std::chrono::hours window);

} // namespace toban::manager
