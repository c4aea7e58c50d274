// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "shell/problem.h"

#include <vector>

namespace toban {

class AlertService;

/// What is wrong by the last answers: firing alerts, but for those that only inform or that somebody has in hand, and
/// rules that cannot be evaluated. More than three alerts of one name and severity are one problem. With the time of the
/// answer where asking has failed since.
std::vector<Problem> alertProblems(const AlertService &alerts);

} // namespace toban
