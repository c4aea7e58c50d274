// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "prometheus/gridcolumn.h"

#include <string_view>

namespace toban {

/// Reads the samples of one series straight from the text, in the one form that Prometheus and Loki write them:
/// [[1795211400.123,"0.5"],[1795211415,"NaN"]]. That is nine tenths of a range answer's bytes, and needs neither an
/// index of the document nor a copy of each value.
class SampleScanner
{
public:
    /// `at` is behind the list's opening bracket; when it went well it is behind the closing one. False for any other
    /// form, right or wrong, and for samples that do not fit the column: a JSON parser has to look at it.
    static bool scan(std::string_view text, size_t &at, GridColumn &column);
};

} // namespace toban
