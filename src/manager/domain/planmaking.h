// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "change.h"

namespace toban::manager {

// The measured part of plans: blast radius, cost and warnings. Pure; the fleet's mutex is held by the caller.

/// Effects of running `to` instead of `from` agents of a deployment.
void planScaleEffects(const Fleet &fleet, const DeploymentEntry &entry, int to, TimePoint now, Plan &plan);
/// Effects of replacing all its agents by those of another template.
void planReplaceEffects(const Fleet &fleet, const DeploymentEntry &entry, const AgentTemplate &to, TimePoint now,
                        Plan &plan);
/// Effects of stopping or opening its intake.
void planIntakeEffects(const Fleet &fleet, const DeploymentEntry &entry, Intake to, TimePoint now, Plan &plan);
void planAgentEffects(const Fleet &fleet, const Agent &agent, bool stops, Intake to, TimePoint now, Plan &plan);

/// Why there is no cost per hour to reckon with, as a warning: nothing was measured, or what was used has no price.
std::string costUnknown(const std::optional<SpendMeter::Rate> &rate);

} // namespace toban::manager
