// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "evaluator.h"

namespace toban::sandbox {

/// How the results of a range will be grouped, when that may be done line by line already: `sum by (x)` of sums.
struct RangeContext
{
    const Grouping *grouping = nullptr; ///< groups series while reading; null: by all labels
    bool allInOne = false; ///< `sum (…)` without grouping: one series without labels
    bool aggregated = false; ///< there is an aggregation without `without` around: errors name the labels it needs
};

/// The series of one range aggregation. Throws LogqlError.
std::vector<Series> evaluateRange(const LogStore &store, const RangeQuery &query, const Instants &instants,
                                  const RangeContext &context, QueryStats &stats);

/// The labels that a grouping keeps.
Labels groupLabels(const Labels &labels, const Grouping &grouping);

} // namespace toban::sandbox
