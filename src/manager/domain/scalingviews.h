// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "fleet.h"

namespace toban::manager {

// The contract's JSON of autoscaling, as text. Pure; the fleet's mutex is held by the caller.

std::string autoscalingJson(const DeploymentEntry &entry);
/// The same with a setting that it has not got yet.
std::string autoscalingJson(const DeploymentEntry &entry, const Autoscaling &autoscaling);
std::string scalingEventJson(const ScalingEvent &event);
std::string scalingFactorsJson(const std::vector<ScalingFactor> &factors);

} // namespace toban::manager
