// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "dashboard.h"
#include "metriccatalogue.h"

namespace toban {

/// The metric catalogue that is compiled in (resources/catalogue/metrics.json).
Result<MetricCatalogue> builtinCatalogue();

/// A dashboard that is compiled in (resources/dashboards/ID.json), or a Storage error when there is none of this id.
Result<Dashboard> builtinDashboard(const QString &id);

/// The compiled-in catalogue with a context's profile file on top; an empty name is no profile.
Result<MetricCatalogue> catalogueWithProfile(const QString &profileFile);

} // namespace toban
