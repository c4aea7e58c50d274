// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "fleet.h"

#include <nlohmann/json_fwd.hpp>

namespace toban::manager {

// The JSON of rollouts. Pure; the fleet's mutex is held by the caller.

/// The last rollout of a deployment with what is measured now; an earlier one, or one that the fleet has not got yet,
/// as it is stored.
std::string rolloutJson(const DeploymentEntry &entry, const Rollout &rollout);
/// The data of events.
std::string rolloutEventJson(const std::string &deployment, const Rollout &rollout);

nlohmann::json settingsValue(const RolloutSettings &settings);
nlohmann::json readingsValue(const GateReadings &readings);
/// The inverse of the two, for what was stored. They throw nlohmann::json::exception.
RolloutSettings rolloutSettingsOf(const nlohmann::json &value);
GateReadings gateReadingsOf(const nlohmann::json &value);

} // namespace toban::manager
